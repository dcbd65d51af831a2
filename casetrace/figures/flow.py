"""Flow of patients and lesions from enrolment to each follow-up visit."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from casetrace.figures.case_series import REASONS, CaseSeries, primary_series, with_treatments
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MUTED, Look
from casetrace.figures.marks import Mark, note
from casetrace.figures.page import EDGE, Block, compose, gap, line, paragraph, write
from casetrace.figures.panels import heading
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, named_visit, number, sentence, text_width, wrap
from casetrace.model.quantities import Quantity
from casetrace.model.results import Subject

TITLE = "Flow of {}: included, measured at each follow-up visit, and not measured with reasons"

#: Share of the width of the main boxes, the room between boxes, and that inside a box around its text.
MAIN, APART, INSIDE = 0.41, 13.0, 4.0

#: What the side boxes say of those not measured, and of those measured that have no percent change.
ASIDE = {"not measured": "Not measured", "no percent change": "No percent change"}

#: What the further lines of a reason start with, and room for it.
INDENT, HANGING = "\N{EM SPACE}", 8.0


class Line(NamedTuple):
    """A line of text in a box, and the results that are counts in it, by the words such as `7 lesions`."""

    text: str
    counted: Mapping[str, str]


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(with_treatments(primary_series(source), source.table("lesions")), source.look)


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    title = TITLE.format("patients and lesions" if series.of_lesions else "patients")
    data = flow_data(series)
    return Drawing(flow_figure(series, data, look), data, title, _in_words(data, series))


def flow_data(series: CaseSeries) -> pd.DataFrame:
    """The numbers in the boxes, of each arm where there are several.

    Returns
    -------
    DataFrame
        `arm`, `step` (enrolled, measured, not measured, no percent change), `visit` (week; none for enrolled),
        `patients`, `lesions`, the `reason` of those not measured and of those without a percent change, and the
        `result_id` of the results that are the same counts, joined by "; "; those of an arm are in no result. A patient
        counts in every row that has a lesion of the patient, so in several where the lesions fare differently.
    """
    return pd.concat([_steps(some, arm) for arm, some in series.by_arm], ignore_index=True)


def _steps(series: CaseSeries, arm: str) -> pd.DataFrame:
    """The numbers of one arm, or of everybody."""
    rows = series.rows
    records: list[tuple[str, int | None, pd.DataFrame, str]] = [("enrolled", None, rows, "")]
    for visit in series.visits:
        at_visit = rows[rows["visit"] == visit]
        is_measured = at_visit["value"].notna()
        records.append(("measured", visit, at_visit[is_measured], ""))
        without_percent = at_visit[is_measured & (at_visit["reason"] != "")]
        for step, lacking in (("not measured", at_visit[~is_measured]), ("no percent change", without_percent)):
            records += [
                (step, visit, lesions, str(reason))
                for reason, lesions in sorted(lacking.groupby("reason"), key=lambda item: (-len(item[1]), item[0]))
            ]
    counted = [
        (arm, step, visit, lesions["patient_id"].nunique(), lesions["lesion_id"].nunique(), reason)
        for step, visit, lesions, reason in records
    ]
    data = pd.DataFrame(counted, columns=["arm", "step", "visit", "patients", "lesions", "reason"])
    named = [{} if arm else _results(series, step, visit, reason) for step, visit, _, reason in records]
    return data.assign(result_id=["; ".join(names.values()) for names in named]).astype({"visit": "Int64"})


def _results(series: CaseSeries, step: str, visit: int | None, reason: str) -> dict[str, str]:
    """The results that are the same counts as those in a box, by `patient` and `lesion`.

    Patients are counted once in the results and in a box for each reason here, and the lesions of a cross-over once
    there and once a period among those enrolled here; such numbers are in no result.
    """
    if visit is None:
        subjects = [Subject(Quantity("patients"), "patient", "descriptive", analysis_set="enrolled")]
        if series.of_lesions and series.is_once:
            subjects.append(Subject(Quantity("lesions"), "lesion", "descriptive", analysis_set="enrolled"))
    else:
        patients = Subject(Quantity("evaluable"), "patient", "descriptive", series.outcome, visit, None, "enrolled")
        lesions = patients.over("lesion")
        subjects = [patients, lesions] if series.of_lesions else [patients]
        if reason:
            written = {words: name for name, words in REASONS.items()}.get(reason, reason)
            group = "missing" if step == "not measured" else "no_percent"
            subjects = [subjects[-1].within(group, written)]
    return {subject.unit_of_analysis: subject.result_id("count", "count") for subject in subjects}


def flow_figure(series: CaseSeries, data: pd.DataFrame, look: Look) -> Figure:
    """A box per step from top to bottom, and beside the way to each visit a box with those not measured there."""
    blocks: list[Block] = []
    for arm, some in series.by_arm:
        rows = data[data["arm"] == arm]
        blocks += [*(heading(arm, "", look) if arm else []), gap(1), *_chart(rows, some, look), gap(6)]
    note = [gap(4), paragraph(series.periods, look)] if series.periods else []
    return compose(look, [*blocks[:-1], *note, gap(1)])


def _chart(data: pd.DataFrame, series: CaseSeries, look: Look) -> Iterator[Block]:
    """The boxes of one arm, or of everybody."""
    yield _step(data[data["step"] == "enrolled"], "Included", _treated(series), series, look)
    for visit in series.visits:
        rows = data[(data["visit"] == visit).fillna(False)]
        yield _way(rows[rows["step"] == "not measured"], visit, series, look)
        yield _step(rows[rows["step"] != "not measured"], named_visit(visit, capital=True), [], series, look)


def _treated(series: CaseSeries) -> list[str]:
    """How many treatments there were, where this is known."""
    numbers = list(series.n_treatments.values())
    if not numbers:
        return []
    low, high = min(numbers), max(numbers)
    treatment = series.treatment
    words = treatment.name if high == 1 else treatment.plural
    each = f"{number(low)} {words}" if low == high else f"{number(low)} to {number(high)} {words}"
    unknown = series.rows["lesion_id"].nunique() - len(numbers)
    return [f"{each} per {series.bearer}", *([f"(not known of {number(unknown)})"] if unknown else [])]


def _way(aside: pd.DataFrame, visit: int, series: CaseSeries, look: Look) -> Block:
    """The arrow down from a box to the next, and on its side the box with those who are not measured there."""
    left = EDGE + MAIN * look.width + APART
    reasons = _reasons(aside, look.width - EDGE - 1 - left - 2 * INSIDE, series, look)
    height = max(APART, len(reasons) * 1.3 * look.font + 2 * INSIDE + 8 if reasons else APART)

    def draw(figure: Figure, box: Box) -> None:
        x = box.left + MAIN * look.width / 2
        line(figure, [(x, box.top), (x, box.bottom + 2)], color=MUTED, linewidth=0.8)
        line(figure, [(x, box.bottom + 2.4)], color=MUTED, marker="v", markersize=4, markeredgewidth=0)
        if reasons:
            side_box = Box(left, box.bottom + 4, look.width - EDGE - 1, box.top - 4)
            _beside(figure, x, side_box, f"{named_visit(visit, capital=True)}: not measured", reasons, look)

    return Block(height, draw)


def _step(rows: pd.DataFrame, title: str, further: list[str], series: CaseSeries, look: Look) -> Block:
    """The main box of a step, and beside it a box with those measured who have no percent change."""
    main, aside = rows.iloc[0], rows.iloc[1:]
    ending = " measured" if main["step"] == "measured" else ""
    width = MAIN * look.width - EDGE - 2 * INSIDE
    counts = wrap(f"{_counts(main, series)}{ending}", width, look.font)
    lines = [Line(title, {}), *(Line(text, _counted(main, series)) for text in counts)]
    lines += [Line(text, {}) for words in further for text in wrap(words, width, look.font)]
    left = EDGE + MAIN * look.width + APART
    reasons = _reasons(aside, look.width - EDGE - 1 - left - 2 * INSIDE, series, look)
    height = max(len(lines), len(reasons)) * 1.3 * look.font + 2 * INSIDE

    def draw(figure: Figure, box: Box) -> None:
        main_box = Box(box.left + 1, box.bottom, box.left + MAIN * look.width, box.top)
        _box(figure, main_box, lines, (main_box.left + main_box.right) / 2, "center", INK, look, title)
        if reasons:
            side_box = Box(left, box.bottom, look.width - EDGE - 1, box.top)
            _beside(figure, main_box.right, side_box, f"{title}: no percent change", reasons, look)

    return Block(height, draw)


def _beside(figure: Figure, start: float, box: Box, name: str, lines: Sequence[Line], look: Look) -> None:
    """A side box with the arrow that leads to it."""
    middle = (box.bottom + box.top) / 2
    line(figure, [(start, middle), (box.left - 2, middle)], color=MUTED, linewidth=0.8)
    line(figure, [(box.left - 2.4, middle)], color=MUTED, marker=">", markersize=4, markeredgewidth=0)
    _box(figure, box, lines, box.left + INSIDE, "left", MUTED, look, name)


def _reasons(aside: pd.DataFrame, width: float, series: CaseSeries, look: Look) -> list[Line]:
    """The lines of a side box: those not measured, or without a percent change, with the reasons."""
    lines: list[Line] = []
    for step, title in ASIDE.items():
        rows = aside[aside["step"] == step]
        lines += [Line(title, {})] if len(rows) else []
        for _, row in rows.iterrows():
            first, *continuation = wrap(f"{_counts(row, series)}: {row['reason']}", width - HANGING, look.font)
            counted = _counted(row, series)
            lines += [Line(text, counted) for text in (first, *(f"{INDENT}{text}" for text in continuation))]
    return lines


def _counts(row: pd.Series, series: CaseSeries) -> str:
    """The patients, and the lesions where these have the outcome."""
    lesions = f", {count(row['lesions'], 'lesion')}" if series.of_lesions else ""
    return f"{count(row['patients'], 'patient')}{lesions}"


def _counted(row: pd.Series, series: CaseSeries) -> dict[str, str]:
    """The results that are counts of a row, by the words in which the figure gives the number."""
    if row["arm"]:
        return {}
    visit = None if pd.isna(row["visit"]) else int(row["visit"])
    results = _results(series, row["step"], visit, row["reason"])
    return {count(row[f"{noun}s"], noun): name for noun, name in results.items()}


def _box(
    figure: Figure, box: Box, lines: Sequence[Line], x: float, align: str, edge: str, look: Look, name: str
) -> None:
    """A rectangle with lines of text in its middle, its headings bold."""
    width, height = figure.bbox.width, figure.bbox.height
    figure.add_artist(Rectangle((box.left / width, box.bottom / height), (box.right - box.left) / width,
                                (box.top - box.bottom) / height, transform=figure.transFigure, facecolor="white",
                                edgecolor=edge, linewidth=0.8))  # fmt: skip
    step = 1.3 * look.font
    for index, (text, counted) in enumerate(lines):
        y = (box.bottom + box.top) / 2 + ((len(lines) - 1) / 2 - index) * step
        is_heading = index == 0 or text in ASIDE.values()
        write(figure, text, x, y, size=look.font, align=align, weight="bold" if is_heading else "normal")
        left = x - (text_width(text, look.font) / 2 if align == "center" else 0.0)
        for words, result in counted.items():
            before, match, _ = text.partition(words)
            if match:
                start = left + text_width(before, look.font)
                end, half = start + text_width(words, look.font), step / 2
                note(figure, Mark(start, y - half, end, y + half, f"{name}: {words}", result=result))


def _in_words(data: pd.DataFrame, series: CaseSeries) -> str:
    """The flow for readers who cannot see it."""
    parts = []
    for row in data.to_dict("records"):
        where = "" if pd.isna(row["visit"]) else f"{named_visit(row['visit'])}: "
        step = "included" if row["step"] == "enrolled" else row["step"]
        reason = f" ({row['reason']})" if row["reason"] else ""
        of_arm = f"{row['arm']}, " if row["arm"] else ""
        parts.append(sentence(f"{of_arm}{where}{_counts(pd.Series(row), series)} {step}{reason}."))
    return " ".join(parts)
