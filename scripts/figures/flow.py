"""Flow of patients and lesions from enrolment to each follow-up visit."""

from dataclasses import replace
from typing import Literal

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from scripts.figures.case_series import REASONS, CaseSeries
from scripts.figures.labels import Box
from scripts.figures.look import INK, MUTED, Look
from scripts.figures.page import EDGE, Block, compose, gap, line, paragraph, write
from scripts.figures.saving import Drawing
from scripts.figures.text import count, wrap
from scripts.results.rows import Subject

TITLE = "Patients and lesions enrolled, evaluable at each follow-up visit, and the reasons for those that are not"

#: The results that count everybody.
ENROLLED: tuple[tuple[str, Literal["patient", "lesion"]], ...] = (("patients", "patient"), ("lesions", "lesion"))

#: Share of the width of the main boxes, the room between boxes, and that inside a box around its text.
MAIN, APART, INSIDE = 0.41, 13.0, 4.0

#: What the further lines of a reason start with, and room for it.
INDENT, HANGING = "\N{EM SPACE}", 8.0


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    return Drawing(flow_figure(series, look), flow_data(series), TITLE, series.description)


def flow_data(series: CaseSeries) -> pd.DataFrame:
    """The numbers in the boxes.

    Returns
    -------
    DataFrame
        `step` (enrolled, evaluable, not evaluable), `visit` (week; none for enrolled), `patients`, `lesions`, the
        `reason` of those not evaluable, and the `result_id` of the results that are counts of the same. A patient
        counts in every row that has a lesion of the patient, so in
        several where the lesions fare differently.
    """
    rows = series.rows
    records: list[tuple[str, int | None, pd.DataFrame, str]] = [("enrolled", None, rows, "")]
    for visit in series.visits:
        here = rows[rows["visit"] == visit]
        seen = here["percent"].notna()
        records.append(("evaluable", visit, here[seen], ""))
        missing = list(here[~seen].groupby("reason"))
        records += [
            ("not evaluable", visit, lesions, str(reason))
            for reason, lesions in sorted(missing, key=lambda item: (-len(item[1]), item[0]))
        ]
    counted = [
        (step, visit, lesions["patient_id"].nunique(), lesions["lesion_id"].nunique(), reason)
        for step, visit, lesions, reason in records
    ]
    data = pd.DataFrame(counted, columns=["step", "visit", "patients", "lesions", "reason"])
    names = [_result_ids(series, step, visit, reason) for step, visit, _, reason in records]
    return data.assign(result_id=names).astype({"visit": "Int64"})


def _result_ids(series: CaseSeries, step: str, visit: int | None, reason: str) -> str:
    """The results that count the lesions, and for those enrolled and evaluable the patients, of a box."""
    if visit is None:
        counted = [Subject(name, unit, "descriptive", analysis_set="enrolled") for name, unit in ENROLLED]
    else:
        everyone = Subject("evaluable", "lesion", "descriptive", series.outcome, visit, None, "enrolled")
        told = {words: name for name, words in REASONS.items()}.get(reason, reason)
        counted = (
            [everyone.within("missing", told)] if reason else [everyone, replace(everyone, unit_of_analysis="patient")]
        )
        counted = [own for own in counted if series.of_lesions or own.unit_of_analysis == "patient"]
    return "; ".join(own.result_id("count", "count") for own in counted)


def flow_figure(series: CaseSeries, look: Look) -> Figure:
    """A box per step from top to bottom, and beside each visit a box with those not evaluable there."""
    data = flow_data(series)
    blocks: list[Block] = [_step(data[data["step"] == "enrolled"], "Enrolled", look)]
    for visit in series.visits:
        blocks += [
            _arrow(look),
            _step(data[(data["visit"] == visit).fillna(False)], f"Week {visit:,}", look),
        ]
    note = [gap(4), paragraph(series.pooled, look)] if series.pooled else []
    return compose(look, [gap(1), *blocks, *note, gap(1)])


def _arrow(look: Look) -> Block:
    """An arrow down from a main box to the next."""

    def draw(figure: Figure, box: Box) -> None:
        x = box.left + MAIN * look.width / 2
        line(figure, [(x, box.top), (x, box.bottom + 2)], color=MUTED, linewidth=0.8)
        line(figure, [(x, box.bottom + 2.4)], color=MUTED, marker="v", markersize=4, markeredgewidth=0)

    return Block(APART, draw)


def _step(rows: pd.DataFrame, heading: str, look: Look) -> Block:
    """The main box of a step, and its side box where lesions are not evaluable."""
    main, aside = rows.iloc[0], rows.iloc[1:]
    counts = f"{count(main['patients'], 'patient')}, {count(main['lesions'], 'lesion')}"
    counts += " evaluable" if main["step"] == "evaluable" else ""
    lines = [heading, *wrap(counts, MAIN * look.width - EDGE - 2 * INSIDE, look.font)]
    left = EDGE + MAIN * look.width + APART
    width = look.width - EDGE - 1 - left - 2 * INSIDE
    reasons = ["Not evaluable"] if len(aside) else []
    for row in aside.itertuples():
        text = f"{count(row.patients, 'patient')}, {count(row.lesions, 'lesion')}: {row.reason}"
        first, *rest = wrap(text, width - HANGING, look.font)
        reasons += [first, *(f"{INDENT}{text}" for text in rest)]
    step = 1.3 * look.font
    height = max(len(lines), len(reasons)) * step + 2 * INSIDE

    def draw(figure: Figure, box: Box) -> None:
        middle = (box.bottom + box.top) / 2
        main_box = Box(box.left + 1, box.bottom, box.left + MAIN * look.width, box.top)
        _box(figure, main_box, lines, (main_box.left + main_box.right) / 2, "center", INK, look)
        if reasons:
            side_box = Box(left, box.bottom, look.width - EDGE - 1, box.top)
            line(figure, [(main_box.right, middle), (left - 2, middle)], color=MUTED, linewidth=0.8)
            line(figure, [(left - 2.4, middle)], color=MUTED, marker=">", markersize=4, markeredgewidth=0)
            _box(figure, side_box, reasons, left + INSIDE, "left", MUTED, look)

    return Block(height, draw)


def _box(figure: Figure, box: Box, lines: list[str], x: float, align: str, edge: str, look: Look) -> None:
    """A rectangle with lines of text in its middle, the first one bold."""
    width, height = figure.bbox.width, figure.bbox.height
    figure.add_artist(Rectangle((box.left / width, box.bottom / height), (box.right - box.left) / width,
                                (box.top - box.bottom) / height, transform=figure.transFigure, facecolor="white",
                                edgecolor=edge, linewidth=0.8))  # fmt: skip
    step = 1.3 * look.font
    for index, text in enumerate(lines):
        y = (box.bottom + box.top) / 2 + ((len(lines) - 1) / 2 - index) * step
        write(figure, text, x, y, size=look.font, align=align, weight="bold" if index == 0 else "normal")
