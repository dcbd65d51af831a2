"""Swimmer plot: the follow-up of each lesion with treatments, responses at visits, adverse events, and its end."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from casetrace.figures.case_series import EVALUABLE, REASONS, CaseSeries, primary_series, with_treatments
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, MUTED, RESPONSES, Look
from casetrace.figures.marks import Mark, note
from casetrace.figures.page import EDGE, Block, Key, compose, gap, legend, line, mark, paragraph, rectangle, write
from casetrace.figures.panels import heading
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.spoken import enumerated
from casetrace.figures.states import draw_states
from casetrace.figures.text import count, named_visit, number, one_line, sentence, text_width
from casetrace.figures.ticks import even_ticks, fitting_ticks
from casetrace.model.time_units import preposition, time_unit, visit_name

TITLE = "Swimmer plot: follow-up of each {} with {}"

#: Lanes up to which each lesion has its own; of more the states at each visit are counted.
MOST_LANES = 60

#: Height of a lane with a name and of one without, the share that its bar takes, and the colour of the bar.
LANE, THIN_LANE, BAR, BAR_COLOR = 14.0, 5.0, 0.52, "#dfe3e8"

#: Least length of the dotted line of an end whose date is not known.
OPEN_END = 10.0

#: The letters of the kinds of adverse events; further kinds share the last one.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: How a follow-up ended, in words; one that was completed needs none.
ENDINGS = {"completed": "", "unknown": "end not recorded", "lost": REASONS["lost"], "withdrawn": "withdrew"}

COLUMNS = [
    "mark", "patient_id", "lesion_id", "label", "arm", "lane", "week", "dated", "what", "serious", "n",
    "lesion_visits_row",
]  # fmt: skip


@dataclass(frozen=True)
class Swim:
    """What is drawn.

    Attributes
    ----------
    series
        The outcome with the numbers of treatments.
    data
        As of `swimmer_data`.
    letters
        The letter of each kind of adverse event.
    """

    series: CaseSeries
    data: pd.DataFrame
    letters: dict[str, str]

    def of(self, name: str) -> pd.DataFrame:
        """The rows of one mark."""
        return self.data[self.data["mark"] == name]

    @property
    def dated(self) -> bool:
        """Whether the weeks of treatments are known."""
        return not self.of("treatment").empty


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    series = with_treatments(primary_series(source), source.table("lesions"))
    return draw(series, source.table("events"), source.table("disposition"), source.look)


def draw(series: CaseSeries, events: pd.DataFrame, disposition: pd.DataFrame, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    if series.rows["lesion_id"].nunique() > MOST_LANES:
        return draw_states(series, COLUMNS, look)
    data = swimmer_data(series, events, disposition)
    swim = Swim(series, data, _letters(data))
    title = TITLE.format(series.bearer, enumerated(_shown(swim)))
    return Drawing(_lanes_figure(swim, look), data, title, _in_words(swim))


def _shown(swim: Swim) -> list[str]:
    """What the lanes show: treatments only where they are dated, events only where there are any."""
    marks = {
        swim.series.treatment.plural: swim.dated,
        "responses at visits": not swim.of("visit").empty,
        "adverse events": not swim.of("event").empty,
        "the end of follow-up": True,
    }
    return [words for words, is_shown in marks.items() if is_shown]


def swimmer_data(series: CaseSeries, events: pd.DataFrame, disposition: pd.DataFrame) -> pd.DataFrame:
    """The marks, one a row.

    Parameters
    ----------
    series
        The outcome with the numbers of treatments.
    events, disposition
        The cleaned tables.

    Returns
    -------
    DataFrame
        `mark` is follow_up (to its end in `week`; `what` is how it ended), treatments (`n` of them), treatment (one of
        them in its week), visit (`what` is the response, or why there is none) or event (`what` is its kind). `week`
        is missing where it is not recorded. Adverse events are those of the patient and stand in the lane of the first
        lesion.
    """
    rows = series.rows
    ends = _ends(rows, disposition, series)
    lanes = rows.drop_duplicates("lesion_id")[["patient_id", "lesion_id", "label", "arm"]]
    length = lanes["patient_id"].map(ends["week"]).fillna(series.baseline_visit)
    first = length.groupby(lanes["patient_id"]).transform("max")
    # a stable sort: patients stay together, those followed for longest on top
    lanes = lanes.assign(
        order=-first, place=lanes["patient_id"].map({p: n for n, p in enumerate(lanes["patient_id"].unique())})
    )
    lanes = lanes.sort_values(["order", "place"], kind="stable").drop(columns=["order", "place"])
    lanes["lane"] = range(1, len(lanes) + 1)
    ended = lanes.assign(
        mark="follow_up", **{name: lanes["patient_id"].map(ends[name]) for name in ("week", "what", "dated")}
    )
    visits = rows[["lesion_id", "visit", "response", "reason", "lesion_visits_row"]].rename(columns={"visit": "week"})
    visits["what"] = visits["reason"].where(visits["reason"] != "", visits["response"].replace("", EVALUABLE))
    seen = lanes.merge(visits[["lesion_id", "week", "what", "lesion_visits_row"]], on="lesion_id").assign(
        mark="visit", dated="yes"
    )
    parts = [ended, *_treatments(lanes, series), seen, _events(lanes, events)]
    data = pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)
    order = {name: place for place, name in enumerate(("follow_up", "treatments", "treatment", "visit", "event"))}
    data = data.sort_values(
        ["lane", "mark", "week"], key=lambda c: c.map(order) if c.name == "mark" else c, kind="stable"
    )
    texts = ["patient_id", "lesion_id", "label", "arm", "dated", "what", "serious"]
    whole = dict.fromkeys(("lane", "n", "lesion_visits_row"), "Int64")
    data = data.assign(**{name: data[name].astype("object").fillna("") for name in texts})
    return data.astype({**whole, "week": "float64"}).reset_index(drop=True)


def _ends(rows: pd.DataFrame, disposition: pd.DataFrame, series: CaseSeries) -> pd.DataFrame:
    """By patient the week in which follow-up ended, how, and whether that week is known or that of the last value."""
    last = rows[rows["value"].notna()].groupby("patient_id")["visit"].max()
    known = disposition.drop_duplicates("patient_id").set_index("patient_id").reindex(rows["patient_id"].unique())
    status = known["status"].astype("object").fillna("unknown").astype("str")
    dated = (known["dated"].astype("object") == "yes") | (status == "completed")
    after = known["after_week"].astype("float64")
    seen = last.reindex(known.index).astype("float64").fillna(series.baseline_visit)
    week = after.where(after.notna(), seen).clip(upper=max(series.visits))
    what = status.map(lambda name: ENDINGS.get(name, one_line(name)))
    return pd.DataFrame({"week": week, "what": what, "dated": np.where(dated, "yes", "no")}, index=known.index)


def _treatments(lanes: pd.DataFrame, series: CaseSeries) -> Iterator[pd.DataFrame]:
    """The number of treatments of each lesion, and their weeks where these are known."""
    numbers = lanes["lesion_id"].map(series.n_treatments)
    known = lanes.assign(n=numbers)[numbers.notna()]
    if known.empty:
        return
    yield known.assign(mark="treatments")
    interval = series.treatment.apart
    if interval is not None:
        each = known.loc[known.index.repeat(known["n"].astype(int))]
        week = series.baseline_visit + interval * each.groupby("lesion_id").cumcount()
        yield each.drop(columns="n").assign(mark="treatment", week=week, dated="yes")


def _events(lanes: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """The adverse events in the lane of their patient's first lesion."""
    first = lanes.drop_duplicates("patient_id")
    named = events.rename(columns={"type": "what"})[["patient_id", "what", "week", "serious"]]
    named = named.assign(
        what=named["what"].astype("object").fillna("not described").map(one_line), week=named["week"].astype("float64")
    )
    joined = first.merge(named, on="patient_id")
    return joined.assign(mark="event", dated=np.where(joined["week"].notna(), "yes", "no"))


def _letters(data: pd.DataFrame) -> dict[str, str]:
    """A letter for each kind of adverse event, the commonest first."""
    kinds = data.loc[data["mark"] == "event", "what"]
    common = sorted(kinds.unique(), key=lambda kind: (-(kinds == kind).sum(), kind))
    return {kind: LETTERS[min(place, len(LETTERS) - 1)] for place, kind in enumerate(common)}


@dataclass(frozen=True)
class Lanes:
    """Where the lanes are: from the first to the last week, and beside them the room for undated adverse events."""

    left: float
    right: float
    weeks: tuple[float, float]
    height: float
    undated: float

    def across(self, week: float) -> float:
        """Place of a week."""
        start, end = self.weeks
        return self.left + (week - start) / ((end - start) or 1.0) * (self.right - self.left)


def _lanes_figure(swim: Swim, look: Look) -> Figure:
    """A lane for each lesion, the axis, and what the marks mean."""
    series = swim.series
    lanes = _lanes(swim, look)
    n = int(swim.data["lane"].max())
    counted = count(series.rows["patient_id"].nunique(), "patient")
    if series.of_lesions:
        counted += f", {count(n, 'lesion')}"
    blocks: list[Block] = [*heading(counted, "", look), gap(2)]
    if lanes.undated:
        blocks.append(_column_heading(lanes, look))
    blocks += [_lane(rows, swim, lanes, look) for _, rows in swim.data.groupby("lane")]
    blocks += [_axis(lanes, series, look), gap(4), legend(_keys(swim), look)]
    blocks += [block for text in _notes(swim) for block in (gap(1), paragraph(text, look))]
    return compose(look, blocks)


def _lanes(swim: Swim, look: Look) -> Lanes:
    """The room for lanes between names and the column of undated adverse events."""
    series = swim.series
    widest = max(text_width(label, look.small) for label in swim.data["label"]) if series.labelled else 0.0
    events = swim.of("event")
    undated = events[events["week"].isna()].groupby("lane")["what"].size()
    column = max(text_width("Undated", look.small), 7.0 * int(undated.max())) + 6 if len(undated) else 0.0
    weeks = (float(series.baseline_visit), float(max([series.visits[-1], *swim.data["week"].dropna()])))
    height = (LANE if series.labelled else THIN_LANE) * look.scale
    return Lanes(EDGE + widest + 12, look.width - EDGE - column - OPEN_END, weeks, height, column)


def _column_heading(lanes: Lanes, look: Look) -> Block:
    def draw_heading(figure: Figure, box: Box) -> None:
        write(figure, "Undated", box.right, (box.bottom + box.top) / 2, size=look.small, color=MUTED, align="right")

    return Block(look.line, draw_heading)


def _lane(rows: pd.DataFrame, swim: Swim, lanes: Lanes, look: Look) -> Block:
    """The bar of a lesion with its marks."""
    series, end = swim.series, rows[rows["mark"] == "follow_up"].iloc[0]
    lesions = swim.data.drop_duplicates("lane")
    same = lesions[lesions["patient_id"] == end["patient_id"]]["lane"]
    is_first = int(end["lane"]) == int(same.min())

    def draw_lane(figure: Figure, box: Box) -> None:
        middle, half = (box.bottom + box.top) / 2, BAR * lanes.height / 2
        if series.labelled:
            write(figure, str(end["label"]), lanes.left - 10, middle, size=look.small, align="right")
        if len(same) > 1:
            reach = [middle - (half if int(end["lane"]) == int(same.max()) else box.top - middle),
                     middle + (half if is_first else box.top - middle)]  # fmt: skip
            line(figure, [(lanes.left - 6, y) for y in reach], color=MUTED, linewidth=0.8, solid_capstyle="butt")
        stop = lanes.across(float(end["week"]))
        rectangle(figure, Box(lanes.left, middle - half, stop, middle + half), BAR_COLOR, zorder=-2)
        if series.arms and end["arm"]:
            arm = series.arm_look(str(end["arm"]))
            rectangle(figure, Box(lanes.left - 4, middle - half, lanes.left, middle + half), arm.color, arm.hatch)
        later = [lanes.across(week) + 3 * look.small for week in rows.loc[rows["mark"] == "event", "week"].dropna()]
        _draw_end(figure, stop, max([stop, *later]), middle, end, is_first, lanes, look)
        for row in rows[rows["mark"] == "treatment"].itertuples():
            x = lanes.across(row.week)
            line(figure, [(x, middle - half), (x, middle + half)], color=INK, linewidth=1.1, zorder=-1)
        _draw_visits(figure, rows, middle, swim, lanes)
        _draw_events(figure, rows, middle, swim, lanes, look)

    return Block(lanes.height, draw_lane)


def _draw_end(
    figure: Figure, stop: float, clear: float, middle: float, end: pd.Series, is_first: bool, lanes: Lanes, look: Look
) -> None:
    """How the follow-up ended, right of `clear`: a dotted line goes on where nobody knows when."""
    if not end["what"]:
        return
    words = [str(end["what"])]
    if end["dated"] == "no":
        after = f"{end['what']} after {named_visit(float(end['week']))}"
        words = [f"{after}, date not recorded", after, *words]
        line(figure, [(stop, middle), (stop + OPEN_END, middle)], color=MUTED, linewidth=1.0, linestyle=(0, (1, 1.4)))
        stop += OPEN_END
    else:
        line(figure, [(stop, middle - 3), (stop, middle + 3)], color=INK, linewidth=1.4)
    stop = max(stop, clear)
    room = lanes.right + OPEN_END - stop - 3
    shortest = next((text for text in words if text_width(text, look.small) <= room), "")
    if is_first and lanes.height >= look.line and shortest:
        write(figure, shortest, stop + 3, middle, size=look.small, color=INK)


def _draw_visits(figure: Figure, rows: pd.DataFrame, middle: float, swim: Swim, lanes: Lanes) -> None:
    """The response at each visit up to the end; a hollow mark where there is no value."""
    end = float(rows.loc[rows["mark"] == "follow_up", "week"].iloc[0])
    for row in rows[rows["mark"] == "visit"].itertuples():
        if row.what not in (*RESPONSES, EVALUABLE) and row.week > end:
            continue
        looks = RESPONSES.get(row.what, RESPONSES[""])
        size = MARKER if swim.series.labelled else 0.7 * MARKER
        x = lanes.across(row.week)
        mark(figure, looks.marker, x, middle, looks.color, size, hollow=row.what not in (*RESPONSES, EVALUABLE))
        words = f"{swim.series.bearer.capitalize()} {row.label}, {named_visit(row.week)}: {row.what}"
        half = size / 2
        note(figure, Mark(x - half, middle - half, x + half, middle + half, words, int(row.lesion_visits_row)))


def _draw_events(figure: Figure, rows: pd.DataFrame, middle: float, swim: Swim, lanes: Lanes, look: Look) -> None:
    """The letters of the adverse events in their week, and of those without one in their column."""
    events = rows[rows["mark"] == "event"]
    right = look.width - EDGE
    for row in events[events["week"].isna()][::-1].itertuples():
        text = _letter(row, swim)
        write(figure, text, right, middle, size=look.small, align="right", weight="bold")
        right -= text_width(text, look.small, "bold") + 2
    for row in events[events["week"].notna()].itertuples():
        x = lanes.across(row.week) + 1.5
        write(figure, _letter(row, swim), x, middle, size=look.small, weight="bold", halo=True)


def _letter(event: object, swim: Swim) -> str:
    """The letter of an adverse event; a serious one has a star."""
    return swim.letters[str(getattr(event, "what", ""))] + ("*" if getattr(event, "serious", "") == "yes" else "")


def _axis(lanes: Lanes, series: CaseSeries, look: Look) -> Block:
    """The weeks below the lanes."""

    def draw_axis(figure: Figure, box: Box) -> None:
        line(figure, [(lanes.left, box.top - 2), (lanes.right, box.top - 2)], color=MUTED, linewidth=0.6)
        start, end = lanes.weeks
        visits = [series.baseline_visit, series.visits[-1], *series.visits[:-1]]
        candidates = [*visits, *even_ticks(start, end, 7)] if end > start else visits[:1]
        ticks = fitting_ticks([float(week) for week in candidates if start <= week <= end], lanes.across,
                              lambda text: text_width(text, look.small), 4)  # fmt: skip
        for week in ticks:
            x = lanes.across(week)
            line(figure, [(x, box.top - 2), (x, box.top - 4.5)], color=MUTED, linewidth=0.6)
            write(figure, number(week), x, box.top - 6 - look.line / 2, size=look.small, align="center")
        middle = ((lanes.left + lanes.right) / 2, box.bottom + 0.6 * look.font)
        write(figure, series.time_title, *middle, size=look.font, align="center")

    return Block(7 + look.line + 1.3 * look.font, draw_axis)


def _keys(swim: Swim) -> list[Key]:
    """What the marks mean."""
    series, ends = swim.series, swim.of("follow_up").set_index("lane")["week"]
    visits = swim.of("visit")
    seen = visits[visits["week"] <= visits["lane"].map(ends)]
    keys = series.keys(set(visits["what"]))
    if (visits["what"] == EVALUABLE).any():
        keys.append(Key("o", RESPONSES[""].color, EVALUABLE))
    if not seen["what"].isin([*RESPONSES, EVALUABLE]).all():
        keys.append(Key("o", RESPONSES[""].color, "no value", hollow=True))
    keys += [Key("|", INK, series.treatment.name)] if swim.dated else []
    return [*keys, *series.arm_keys()]


def _notes(swim: Swim) -> Iterator[str]:
    """What the letters mean, the numbers of treatments or how they are dated, and what is left out."""
    series = swim.series
    if swim.letters:
        kinds = "; ".join(f"{letter} {kind}" for kind, letter in swim.letters.items())
        serious = " *: serious." if (swim.of("event")["serious"] == "yes").any() else ""
        undated = " (right: date not recorded)" if swim.of("event")["week"].isna().any() else ""
        yield f"Adverse events{undated}: {kinds}.{serious}"
    if not swim.dated and len(numbers := swim.of("treatments")["n"]):
        low, high = int(numbers.min()), int(numbers.max())
        span = f"{number(low)}" if low == high else f"{number(low)} to {number(high)}"
        yield f"{sentence(series.treatment.plural)} per {series.bearer}: {span}; their dates are not recorded."
    if swim.dated:
        yield f"{sentence(series.treatment.plural)} are drawn at the stated interval; their dates are not recorded."
    for text in (series.of_one_patient, series.periods):
        if text:
            yield text


def _in_words(swim: Swim) -> str:
    """The plot for readers who cannot see it."""
    series, ends = swim.series, swim.of("follow_up").drop_duplicates("patient_id")
    parts = [f"Follow-up of {count(len(ends), 'patient')}."]
    finished = int((ends["what"] == "").sum())
    parts.append(f"{number(finished)} completed follow-up to {named_visit(series.visits[-1])}.")
    for (what, week, dated), some in ends[ends["what"] != ""].groupby(["what", "week", "dated"], sort=False):
        when = f"{'' if dated == 'yes' else 'date not recorded, '}last known {preposition()} {named_visit(float(week))}"
        parts.append(f"{count(len(some), 'patient')}: {what} ({when}).")
    for kind, some in swim.of("event").groupby("what", sort=False):
        weeks = [number(float(week)) for week in some["week"].dropna()]
        known = visit_name(enumerated(weeks)) if len(weeks) <= 6 else f"{number(len(weeks))} with a known {time_unit()}"
        undated = f", {number(int(some['week'].isna().sum()))} undated" if some["week"].isna().any() else ""
        parts.append(
            f"{sentence(str(kind))}: {count(len(some), 'event')} ({(known + undated) if weeks else 'undated'})."
        )
    return " ".join(parts)
