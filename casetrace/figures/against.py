"""The percent change of each lesion against a number that it has from the start: from visit to visit in one panel."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from casetrace.figures.case_series import SIDE_BY_SIDE, CaseSeries
from casetrace.figures.labels import Box, Floats, Placed, centre, leader_line, place_labels
from casetrace.figures.look import INK, MARKER, MUTED, RESPONSES, Look
from casetrace.figures.marks import note_points, titles_of
from casetrace.figures.page import EDGE, Block, Key, compose, gap, legend, line, paragraph, write
from casetrace.figures.panels import change_panel, data_area, heading, nobody_in
from casetrace.figures.reduction_axis import ReductionAxis, change_axis, thresholds
from casetrace.figures.response_points import draw_responses
from casetrace.figures.saving import Drawing
from casetrace.figures.spoken import change_words, enumerated
from casetrace.figures.text import count, named_visit, number, text_width
from casetrace.figures.ticks import DIGITS, decade_ticks, even_ticks, fitting_ticks

#: Heights of the data area, the first of which all labels find a place in.
PANEL_HEIGHTS = (150.0, 180.0, 215.0, 255.0)

#: Points closer than this are a clump: drawn side by side, with one label for all.
CLUMP = 2.5

#: A label names this many lesions of a clump, or counts the rest; a clump is at most this many points wide.
NAMED_OF_CLUMP = 3

#: Distance of the outermost points from the ends of the data area.
SIDE = 14.0

#: From this ratio of the largest to the smallest on, the horizontal axis is logarithmic.
WIDE = 10.0

#: Of lesions too many to be named: most groups of like numbers, and fewest lesions of one, that have their quartiles.
MOST_GROUPS, FEWEST = 8, 10

#: Size of the marker of an earlier visit.
EARLIER = 0.7 * MARKER


class Variable(NamedTuple):
    """The number: the column of the data that has it, the title of its axis, and what it is called."""

    column: str
    title: str
    words: str


class NumberAxis(NamedTuple):
    """The horizontal axis: its ends, its length in points, and whether it is logarithmic."""

    low: float
    high: float
    length: float
    logarithmic: bool

    def place(self, value: Floats | float) -> Floats:
        """Distance in points of a number from the axis's left end."""
        low, high, values = self.low, self.high, np.asarray(value, dtype=float)
        if self.logarithmic:
            return np.asarray(np.log(values / low) / np.log(high / low) * self.length)
        return np.asarray((values - low) / (high - low) * self.length)

    def value(self, place: Floats) -> Floats:
        """The number at a distance in points."""
        share = place / self.length
        return (
            self.low * (self.high / self.low) ** share
            if self.logarithmic
            else self.low + share * (self.high - self.low)
        )


@dataclass(frozen=True)
class Plan:
    """Where everything is, in points from the lower left corner of the data area.

    `places` are the points, of shape (n, 2); `texts` name the clumps of last points in `anchors`, and are `placed`;
    `crowded` of them had to be placed over a line, or nowhere.
    """

    places: Floats
    texts: list[str]
    anchors: list[Box]
    placed: list[Placed | None]
    crowded: int


def draw_against(series: CaseSeries, data: pd.DataFrame, variable: Variable, title: str, look: Look) -> Drawing:
    """The figure, with its data and its description.

    Parameters
    ----------
    series
        The outcome.
    data
        As of `against_data`.
    variable
        The number.
    title
        What the figure shows.
    look
        Sizes of the figure.
    """
    axis = change_axis(data["percent_change"])
    points = data[data["mark"] == series.bearer].reset_index(drop=True)
    height, plan = _plan(points, data, variable, series, axis, look)
    numbers = _number_axis(data[variable.column], series, axis, height, look)
    n = points["lesion_id"].nunique() if series.labelled else int(data["n"].sum())
    beside = "" if series.labelled else named_visit(series.order_visit)
    blocks = [*heading(_counted(series, n, data), beside, look), gap(4)]
    blocks += [_panel(points, data, plan, variable, series, axis, numbers, height, look), gap(5)]
    keys = series.keys(points["response"])
    if len(points["visit"].unique()) > 1:
        keys.append(Key("o", MUTED, "an earlier visit", hollow=True))
    keys += [] if series.labelled else [Key("_", INK, "median and quartiles of a group")]
    blocks.append(legend(keys, look))
    for text in _notes(plan, series):
        blocks += [gap(1), paragraph(text, look)]
    return Drawing(compose(look, blocks), data, title, _in_words(points, variable, series))


def against_data(series: CaseSeries, numbers: pd.Series, variable: Variable) -> pd.DataFrame:
    """The points: one row per lesion and visit with a percent change and the number.

    Where lesions are too many to be named, those of one visit alone, of very many an even selection, and the quartiles
    of up to eight groups of like numbers.

    Parameters
    ----------
    series
        The outcome.
    numbers
        The number by `lesion_id`.
    variable
        What it is.
    """
    rows = series.rows.assign(**{variable.column: series.rows["lesion_id"].map(numbers).astype("float64")})
    rows = rows[rows["change"].notna() & rows[variable.column].notna()]
    groups: list[pd.DataFrame] = []
    if not series.labelled:
        rows = rows[rows["visit"] == series.order_visit]
        groups = [_grouped(rows, variable)] if len(rows) else []
        rows = rows[rows["lesion_id"].isin(set(series.drawn["lesion_id"]))]
    rows = rows.sort_values([variable.column, "lesion_id", "visit"], kind="stable").assign(mark=series.bearer)
    data = pd.concat([rows, *groups], ignore_index=True).rename(columns={"change": "percent_change"})
    names = ["mark", "patient_id", "lesion_id", "label", "arm", "visit", variable.column, "percent_change", "response"]
    data = data.reindex(columns=[*names, "lesion_visits_row", "n", "q25", "q75"])
    texts = ["patient_id", "lesion_id", "label", "arm", "response"]
    data = data.assign(**{name: data[name].astype("object").fillna("") for name in texts})
    return data.astype({"visit": "Int64", "lesion_visits_row": "Int64", "n": "Int64"})


def _grouped(rows: pd.DataFrame, variable: Variable) -> pd.DataFrame:
    """Median and quartiles of the changes in groups of about as many lesions with like numbers."""
    n_groups = max(1, min(MOST_GROUPS, len(rows) // FEWEST))
    edges = np.unique(np.percentile(rows[variable.column], np.linspace(0, 100, n_groups + 1)))
    group = np.searchsorted(edges[1:-1], rows[variable.column], side="right")
    records = [
        {
            "mark": "quantiles",
            "visit": some["visit"].iloc[0],
            variable.column: some[variable.column].median(),
            "n": len(some),
        }
        | dict(zip(("q25", "change", "q75"), np.percentile(some["change"], [25, 50, 75]), strict=True))
        for _, some in rows.groupby(group)
    ]
    return pd.DataFrame(records)


def _counted(series: CaseSeries, n: int, data: pd.DataFrame) -> str:
    counted = count(n, series.bearer)
    patients = data.loc[data["patient_id"] != "", "patient_id"].nunique()
    return f"{counted}, {count(patients, 'patient')}" if series.of_lesions and series.labelled else counted


def _notes(plan: Plan, series: CaseSeries) -> Iterator[str]:
    """What the reader has to know of labels without a place and of lesions not named or drawn."""
    homeless = [text for text, placed in zip(plan.texts, plan.placed, strict=True) if placed is None]
    if homeless:
        yield f"No room for a label: {', '.join(homeless)}."
    last = series.rows[series.rows["change"].notna()].drop_duplicates("lesion_id", keep="last")
    if series.labelled and len(plan.texts) < len(last):
        yield SIDE_BY_SIDE
    early = last[last["visit"] < series.visits[-1]] if series.labelled else last.iloc[:0]
    if len(early):
        shown = [f"{', '.join(rows['label'])} at {named_visit(visit)}" for visit, rows in early.groupby("visit")]
        yield f"Last value before {named_visit(series.visits[-1])}: {'; '.join(shown)}."
    for text in (series.note, series.pooled):
        if text:
            yield text


def _plan(
    points: pd.DataFrame, data: pd.DataFrame, variable: Variable, series: CaseSeries, axis: ReductionAxis, look: Look
) -> tuple[float, Plan]:
    """The least height at which the most labels are clear of all lines, and the plan of it."""
    best: tuple[int, float, Plan] | None = None
    for height in (look.scale * panel_height for panel_height in PANEL_HEIGHTS):
        numbers = _number_axis(data[variable.column], series, axis, height, look)
        plan = plan_panel(points, variable, series, axis, numbers, height, look)
        if best is None or plan.crowded < best[0]:
            best = plan.crowded, height, plan
        if not plan.crowded:
            break
    assert best is not None
    return best[1:]


def _number_axis(values: pd.Series, series: CaseSeries, axis: ReductionAxis, height: float, look: Look) -> NumberAxis:
    """The axis that shows all numbers, `SIDE` points away from its ends."""
    area = data_area(Box(EDGE, 0, look.width - EDGE, height), series, axis, look)
    length = area.right - area.left
    known = values.dropna()
    low, high = (float(known.min()), float(known.max())) if len(known) else (1.0, 10.0)
    share = SIDE / (length - 2 * SIDE)
    if low > 0 and high / low >= WIDE:
        return NumberAxis(low / (high / low) ** share, high * (high / low) ** share, length, True)
    if high == low:
        low, high = low - (abs(low) / 3 or 1.0), high + (abs(high) / 3 or 1.0)
    return NumberAxis(low - share * (high - low), high + share * (high - low), length, False)


def plan_panel(
    points: pd.DataFrame, variable: Variable, series: CaseSeries, axis: ReductionAxis, numbers: NumberAxis,
    height: float, look: Look,
) -> Plan:  # fmt: skip
    """Places of points and labels."""
    bottom, top = float(axis.scaled(axis.low)), float(axis.scaled(axis.high))

    def rise(change: object) -> Floats:
        return (axis.scaled(np.asarray(change, dtype=float)) - bottom) / (top - bottom) * height

    places = np.column_stack(
        [numbers.place(points[variable.column].to_numpy(dtype=float)), rise(points["percent_change"])]
    )
    if not series.labelled:
        return Plan(places, [], [], [], 0)
    ends = np.flatnonzero(_is_last(points)).astype(np.int64)
    texts, anchors = [], []
    for members in clumps(places[ends]):
        chosen = ends[members]
        middle = places[chosen].mean(axis=0)
        half = _set_side_by_side(places, chosen, middle, points)
        texts.append(_clump_text(list(points["label"].iloc[chosen])))
        anchors.append(Box(middle[0] - half, middle[1] - MARKER / 2, middle[0] + half, middle[1] + MARKER / 2))
    rules = [[0.0, y, numbers.length, y] for y in rise([0.0, *(change for change, _ in thresholds(series, axis))])]
    lines = np.vstack([links(points, places), rules])
    others = [Box(x - 2, y - 2, x + 2, y + 2) for x, y in np.delete(places, ends, axis=0)]
    boxes = [(text_width(text, look.small) + 1, look.text_height) for text in texts]
    bounds = Box(1, 0, numbers.length, height)
    placed = place_labels(anchors, boxes, others, lines, bounds)
    crowded = [index for index, label in enumerate(placed) if label is None]
    for index in crowded:
        obstacles = [*anchors, *others, *(label.box for label in placed if label)]
        placed[index] = place_labels([anchors[index]], [boxes[index]], obstacles, np.empty((0, 4)), bounds)[0]
    return Plan(places, texts, anchors, placed, len(crowded))


def _is_last(points: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each point is the last of its lesion."""
    return np.asarray(~points.duplicated("lesion_id", keep="last"))


def links(points: pd.DataFrame, places: Floats) -> Floats:
    """Segments from each visit of a lesion to its next, of shape (m, 4)."""
    same = points["lesion_id"].eq(points["lesion_id"].shift(-1)).to_numpy(dtype=bool)
    starts = np.flatnonzero(same)
    return np.hstack([places[starts], places[starts + 1]]) if len(starts) else np.empty((0, 4))


def clumps(places: Floats) -> list[list[int]]:
    """Indices of the points that lie within `CLUMP` of the first of their clump, clump by clump."""
    groups: list[list[int]] = []
    for index, place in enumerate(places):
        near = next((clump for clump in groups if np.abs(places[clump[0]] - place).max() < CLUMP), None)
        if near is None:
            groups.append([index])
        else:
            near.append(index)
    return groups


def _set_side_by_side(places: Floats, members: NDArray[np.int64], middle: Floats, points: pd.DataFrame) -> float:
    """Move the lesions of a clump beside each other, in few places when they are many; half of the width they take."""
    n = len(members)
    slots = min(n, NAMED_OF_CLUMP)
    if n > 1:
        steps = middle[0] + (np.arange(n) * slots // n - (slots - 1) / 2) * MARKER
        for index, x in zip(members, steps, strict=True):
            places[(points["lesion_id"] == points["lesion_id"].iloc[index]).to_numpy(), 0] = x
    return slots * MARKER / 2


def _clump_text(labels: list[str]) -> str:
    if len(labels) <= NAMED_OF_CLUMP:
        return ", ".join(labels)
    return f"{', '.join(labels[: NAMED_OF_CLUMP - 1])} + {len(labels) - NAMED_OF_CLUMP + 1} more"


def _panel(
    points: pd.DataFrame, data: pd.DataFrame, plan: Plan, variable: Variable, series: CaseSeries, axis: ReductionAxis,
    numbers: NumberAxis, height: float, look: Look,
) -> Block:  # fmt: skip
    """The panel with its horizontal axis."""
    foot = 2.5 + 2 + look.line + 1.3 * look.font

    def draw(figure: Figure, box: Box) -> None:
        axes = change_panel(figure, box._replace(bottom=box.top - height), series, axis, look)
        area = Box(*axes.bbox.extents)
        _draw_number_axis(axes, numbers, look)
        scale = ", log scale" if numbers.logarithmic else ""
        title = (centre(area)[0], box.bottom + 0.6 * look.font)
        write(figure, f"{variable.title}{scale}", *title, size=look.font, align="center")
        if points.empty:
            nobody_in(figure, area, series, look)
            return
        _draw_points(figure, axes, points, plan, numbers, series.labelled)
        _draw_groups(axes, data[data["mark"] == "quantiles"], variable)
        _draw_labels(figure, area, plan, look)

    return Block(height + foot, draw)


def _draw_number_axis(axes: Axes, numbers: NumberAxis, look: Look) -> None:
    if numbers.logarithmic:
        axes.set_xscale("log")
    axes.set_xlim(numbers.low, numbers.high)
    axes.xaxis.set_minor_locator(NullLocator())
    digits = (1,) if numbers.logarithmic and numbers.high >= 1e4 * numbers.low else DIGITS
    candidates = (
        decade_ticks(numbers.low, numbers.high, digits)
        if numbers.logarithmic
        else even_ticks(numbers.low, numbers.high, 6)
    )
    ticks = fitting_ticks(
        candidates, lambda tick: float(numbers.place(tick)), lambda text: text_width(text, look.small), 8
    )
    axes.set_xticks(ticks, [number(tick) for tick in ticks])


def _draw_points(
    figure: Figure, axes: Axes, points: pd.DataFrame, plan: Plan, numbers: NumberAxis, labelled: bool
) -> None:
    """The last point of each lesion by response, those of earlier visits hollow, and a line from one to the next."""
    x = numbers.value(plan.places[:, 0])
    is_last = _is_last(points)
    draw_responses(axes, points.assign(x=x)[is_last], "x", "percent_change", labelled)
    if not labelled:
        return
    for response, rows in points[~is_last].groupby("response", sort=False):
        looks = RESPONSES[response]
        axes.scatter(x[rows.index], rows["percent_change"], s=EARLIER**2, marker=looks.marker, facecolors="white",
                     edgecolors=looks.color, linewidths=0.8, zorder=2.5)  # fmt: skip
    offset = np.tile([axes.bbox.x0, axes.bbox.y0], 2)
    for x0, y0, x1, y1 in links(points, plan.places) + offset:
        line(figure, [(x0, y0), (x1, y1)], color=MUTED, linewidth=0.7, zorder=-2)
    note_points(axes, x, points["percent_change"], points, titles_of(points, "percent_change", "%"))


def _draw_groups(axes: Axes, groups: pd.DataFrame, variable: Variable) -> None:
    """The median and the quartiles of each group."""
    x = groups[variable.column].to_numpy(dtype=float)
    axes.vlines(
        x, groups["q25"].to_numpy(dtype=float), groups["q75"].to_numpy(dtype=float), color=INK, linewidth=1.6, zorder=4
    )
    axes.scatter(x, groups["percent_change"], marker="_", s=40, color=INK, linewidths=1.6, zorder=4)


def _draw_labels(figure: Figure, area: Box, plan: Plan, look: Look) -> None:
    """Labels, and the leader lines of those that stand away from their points."""
    for text, anchor, placed in zip(plan.texts, plan.anchors, plan.placed, strict=True):
        if placed is None:
            continue
        x, y = centre(placed.box)
        write(figure, text, area.left + x, area.bottom + y, size=look.small, align="center", halo=True)
        if placed.leader:
            x0, y0, x1, y1 = leader_line(anchor, placed.box) + np.tile([area.left, area.bottom], 2)
            line(figure, [(x0, y0), (x1, y1)], color=MUTED, linewidth=0.4, zorder=-1)


def _in_words(points: pd.DataFrame, variable: Variable, series: CaseSeries) -> str:
    """The figure for readers who cannot see it."""
    known = points[variable.column].dropna()
    if known.empty:
        return f"No {series.bearer} has a percent change and {variable.words}."
    low, high = (number(float(f"{value:.4g}")) for value in (known.min(), known.max()))
    ends = f"{variable.words} from {low} to {high}" if low != high else f"{variable.words} {low} in all"
    visits = [
        f"{named_visit(visit)}, {change_words(series.at(visit)[0], series)}"
        for visit in sorted(points["visit"].unique())
    ]
    return f"Change in {series.label} against {variable.words}: {ends}; {enumerated(visits)}."
