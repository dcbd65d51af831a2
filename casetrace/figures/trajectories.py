"""Trajectories: the value of each lesion from baseline over the follow-up visits, as observed."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from casetrace.figures import levels
from casetrace.figures.case_series import CaseSeries, not_evaluable, primary_series
from casetrace.figures.labels import Box, Floats, Placed, centre, leader_line, place_labels, spread, swarm
from casetrace.figures.look import INK, MARKER, MUTED, RESPONSES, RULE, SMALL_MARKER, VECTOR_MARKS, Look
from casetrace.figures.marks import note_points, titles_of
from casetrace.figures.page import EDGE, Block, Key, add_axes, compose, gap, legend, line, mark, paragraph, write
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, number, text_width, wrap
from casetrace.figures.ticks import decade_ticks, even_ticks, fitting_ticks

TITLE = "Course of each {} from baseline over the follow-up visits"

#: Height of the data area; named lesions may need more.
HEIGHT = 178.0

#: Opacity of the lines of lesions that are not named, and of more than this many.
FAINT, FAINTER, MANY = 0.35, 0.2, 500

#: Room for each name in a column, in lines.
ROOM = 1.25

#: Factors by which it grows until all names of early ends have a place.
STRETCHES = (1.0, 1.12, 1.25, 1.4, 1.6, 1.8, 2.0)

#: So many early ends, or fewer, bear their reason; the reasons of more are listed below.
ENDS_WITH_REASON = 6

#: The smallest positive value stands at least at this share of the way from 0 to the largest.
SMALLEST_SHARE = 0.05

#: Room between the outermost visits and the names of the lesions.
LEADER = 13.0

#: Most room sideways for points of the same value, as a share of the room between two visits, and in points.
SIDEWAYS_SHARE, SIDEWAYS = 0.4, 18.0


@dataclass(frozen=True)
class ValueAxis:
    """A power scale of the value, on which 0 has a place and small values stay apart.

    From `low` to `high`; `least` is the smallest value besides 0, whatever its sign.
    """

    low: float
    high: float
    least: float
    power: float

    def scaled(self, value: float | Floats) -> Floats:
        """The value to the power, with its sign."""
        values = np.asarray(value, dtype=float)
        return np.asarray(np.sign(values) * np.abs(values) ** self.power)

    def unscaled(self, place: float | Floats) -> Floats:
        """The value at a place on the scale."""
        places = np.asarray(place, dtype=float)
        return np.asarray(np.sign(places) * np.abs(places) ** (1 / self.power))

    def fraction(self, value: float | Floats) -> Floats:
        """How far up the axis a value is, from 0 to 1."""
        low, high = float(self.scaled(self.low)), float(self.scaled(self.high))
        return (self.scaled(value) - low) / (high - low)

    def ticks(self, length: float, look: Look) -> list[float]:
        """Round numbers that can be printed beside each other on `length` points."""
        down = [-tick for tick in decade_ticks(self.least, -self.low)]
        candidates = [0.0, *decade_ticks(self.least, self.high), *down, *even_ticks(self.low, self.high, 10)]
        return fitting_ticks(candidates, lambda tick: float(self.fraction(tick)) * length, lambda text: look.line, 2.5)


def value_axis(values: pd.Series) -> ValueAxis:
    """The axis from 0 (or below) that shows all values: a square root, or a flatter power for a wider range."""
    sizes = values.abs()[values != 0]
    smallest = float(sizes.min()) if len(sizes) else 1.0
    ratio = smallest / float(sizes.max()) if len(sizes) else 1.0
    power = 0.5 if ratio >= SMALLEST_SHARE**2 else round(max(np.log(SMALLEST_SHARE) / np.log(ratio), 0.1), 2)
    bare = ValueAxis(min(0.0, float(values.min())), max(0.0, float(values.max())), smallest, power)
    bottom, top = float(bare.scaled(bare.low)), float(bare.scaled(bare.high))
    free = 0.04 * (top - bottom)
    return ValueAxis(float(bare.unscaled(bottom - free)), float(bare.unscaled(top + free)), smallest, power)


@dataclass(frozen=True)
class Frame:
    """Places on the page: the data area, in it the first and last visit between the columns of names, and both axes."""

    area: Box
    first: float
    last: float
    visits: list[int]
    axis: ValueAxis

    def across(self, visit: float | Floats) -> Floats:
        """Horizontal place of a week, to scale."""
        start, end = self.visits[0], self.visits[-1]
        return self.first + (np.asarray(visit, dtype=float) - start) / (end - start) * (self.last - self.first)

    def up(self, value: float | Floats) -> Floats:
        """Vertical place of a value."""
        return self.area.bottom + self.axis.fraction(value) * (self.area.top - self.area.bottom)


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source), source.look)


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description; of an ordered outcome that of its levels."""
    if series.outcome.scale.has_levels:
        return levels.draw(series, look)
    title = TITLE.format(series.bearer)
    return Drawing(trajectories_figure(series, look), trajectories_data(series), title, series.description)


def trajectories_data(series: CaseSeries) -> pd.DataFrame:
    """The points: one row per lesion and visit with a value, in order.

    Returns
    -------
    DataFrame
        `response` is that of the visit, empty at baseline, and `last_response` that of the lesion's last value;
        `no_later_value` is filled in at the last value of a lesion that has none at the last visit, with the reason;
        `lesion_visits_row` is the row of the dataset, for a baseline the first that has it.
    """
    identity = ["patient_id", "lesion_id", "label", "lesion_visits_row"]
    drawn = series.drawn.sort_values(["lesion_id", "visit"], kind="stable")
    follow_up = drawn[[*identity, "visit", "value", "response"]]
    baseline = drawn.drop_duplicates("lesion_id")[[*identity, "baseline"]].rename(columns={"baseline": "value"})
    points = pd.concat([baseline.assign(visit=series.baseline_visit, response=""), follow_up], ignore_index=True)
    points = points[points["value"].notna()].sort_values(["lesion_id", "visit"], kind="stable").reset_index(drop=True)
    points["last_response"] = points.groupby("lesion_id")["response"].transform("last")
    points["no_later_value"] = _reasons_of_ends(points, drawn, series)
    return points.assign(unit=series.unit)[
        [*identity[:3], "visit", "value", "unit", "response", "last_response", "no_later_value", identity[3]]
    ]


def _reasons_of_ends(points: pd.DataFrame, drawn: pd.DataFrame, series: CaseSeries) -> pd.Series:
    """Why the lesion has no value at the next visit, at its last value; else an empty text."""
    planned = [series.baseline_visit, *series.visits]
    following = dict(pairwise(planned))
    last = ~points.duplicated("lesion_id", keep="last") & (points["visit"] != planned[-1])
    keys = pd.DataFrame({"lesion_id": points["lesion_id"], "visit": points["visit"].map(following)})
    reasons = keys.merge(drawn[["lesion_id", "visit", "reason"]], on=["lesion_id", "visit"], how="left")["reason"]
    return reasons.where(last, "").fillna("")


def trajectories_figure(series: CaseSeries, look: Look) -> Figure:
    """Lines from baseline to the last value on a scale that shows 0, each lesion named at its ends where there are few.

    Points of the same value stand side by side. A cross marks a last value that comes before the last visit.
    """
    data = trajectories_data(series)
    frame, points, ends = _planned(data, series, look)
    height = frame.area.top - frame.area.bottom
    foot = 4.5 + look.line + 1.3 * look.font

    def draw(figure: Figure, box: Box) -> None:
        shift = box.bottom + foot - frame.area.bottom
        placed = frame.area._replace(bottom=frame.area.bottom + shift, top=frame.area.top + shift)
        axes = add_axes(figure, placed)
        axes.set(xlim=(frame.area.left, frame.area.right), ylim=(frame.area.bottom, frame.area.top))
        _draw_axes(figure, axes, box, frame, series, look)
        _draw_lines(axes, points, frame, series.labelled)
        for x, visit in _empty(points, frame):
            middle = (placed.bottom + placed.top) / 2
            text = f"no value at week {visit:,}"
            write(figure, text, x, middle, size=look.small, color=MUTED, align="center", rotation=90, halo=True)
        if series.labelled:
            note_points(axes, points["x"], points["y"], points, titles_of(points, "value", series.unit))
            _name_columns(figure, points, frame, shift, look)
            _name_ends(figure, ends, shift, look)

    blocks = [Block(height + foot + look.line / 2, draw), gap(4), *_explained(points, ends, series, look)]
    return compose(look, blocks)


def _explained(points: pd.DataFrame, ends: "Ends", series: CaseSeries, look: Look) -> list[Block]:
    """The legend and the notes below the data."""
    keys = series.keys(points.loc[points["visit"] != series.baseline_visit, "response"], "no percent change")
    if ends.texts:
        keys.append(Key("x", INK, "no later value"))
    baseline = " (grey: baseline)" if series.outcome.scale.needs_baseline else ""
    notes = [f"Points: response at the visit{baseline}. Lines: at the last one."]
    if _skips(points, series).any():
        notes.append("Dashed: a visit between has no value.")
    weeks = set(points["visit"])
    gaps = [visit for visit in series.visits if visit not in weeks and visit < max(weeks)]
    notes += [f"No value at week {visit:,}." for visit in gaps]
    drawn = set(points["lesion_id"])
    absent = list(series.drawn.loc[~series.drawn["lesion_id"].isin(drawn), "label"].unique())
    lesion_words = ", ".join(absent) if series.labelled else count(len(absent), series.bearer)
    notes += [f"Without any value: {lesion_words}."] if absent else []
    notes += [f"No later value: {ends.listed}."] if ends.listed else []
    if not series.labelled:
        missing = not_evaluable(series.at(series.visits[-1])[0], labelled=False)
        notes += [f"At week {series.visits[-1]:,} {missing}."] if missing else []
    notes += [series.note] if series.note else []
    return [legend(keys, look), gap(2), *(paragraph(note, look) for note in notes)]


@dataclass(frozen=True)
class Ends:
    """Last values before the last visit: their rows, what is written at each, and where."""

    points: pd.DataFrame
    texts: list[str]
    boxes: list[Placed | None]

    @property
    def homeless(self) -> int:
        """How many have no place."""
        return self.boxes.count(None)

    @property
    def listed(self) -> str:
        """The lesions by reason; an empty text when each bears its reason in the figure."""
        if len(self.texts) <= ENDS_WITH_REASON and not self.homeless:
            return ""
        reasons = self.points.groupby("no_later_value", sort=False)["label"]
        return "; ".join(f"{', '.join(labels)} ({reason})" for reason, labels in reasons)


def _planned(data: pd.DataFrame, series: CaseSeries, look: Look) -> tuple[Frame, pd.DataFrame, Ends]:
    """The lowest data area in which the names of most early ends have a place, with everything placed in it."""
    named = data["lesion_id"].nunique() if series.labelled else 0
    plans = []
    for stretch in STRETCHES:
        frame = _frame(data, max(HEIGHT * look.scale, named * ROOM * look.line) * stretch, series, look)
        points = _placed(data, frame, series.labelled)
        plans.append((frame, points, _place_ends(points, frame, series, look)))
        if not plans[-1][2].homeless:
            break
    return min(plans, key=lambda plan: plan[2].homeless)


def _frame(data: pd.DataFrame, height: float, series: CaseSeries, look: Look) -> Frame:
    """The data area beside the axis's title and numbers, at the bottom of a page."""
    axis = value_axis(data["value"])
    numbers = max(text_width(number(tick), look.small) for tick in axis.ticks(height, look))
    left = EDGE + len(_value_title(axis, height, series, look)) * 1.2 * look.font + numbers + 7
    names = max(text_width(label, look.small) for label in data["label"].unique()) + LEADER if series.labelled else 0.0
    area = Box(left, 0.0, look.width - EDGE, height)
    side = names + 6
    return Frame(area, left + side, area.right - side, [series.baseline_visit, *series.visits], axis)


def _value_title(axis: ValueAxis, height: float, series: CaseSeries, look: Look) -> list[str]:
    scale = "square-root" if axis.power == 0.5 else f"power {axis.power:g}"
    return wrap(f"{series.title}, {scale} scale", height, look.font, lines=2)


def _placed(data: pd.DataFrame, frame: Frame, sideways: bool) -> pd.DataFrame:
    """The points with their places `x` and `y`, those of the same value side by side, and the `room` each then has."""
    points = data.assign(x=frame.across(data["visit"]), y=frame.up(data["value"]), room=MARKER)
    if not sideways:
        return points
    weeks = frame.across(np.array(frame.visits))
    for visit, rows in points.groupby("visit"):
        steps = swarm(rows["y"], MARKER)
        distances = np.abs(weeks - frame.across(visit))
        room, widest = min(SIDEWAYS, SIDEWAYS_SHARE * float(distances[distances > 0].min())), float(np.ptp(steps))
        step = min(MARKER, room / widest) if widest else MARKER
        heights = rows["y"].to_numpy()
        crowded = (np.abs(heights[:, np.newaxis] - heights) < MARKER).sum(axis=1) > 1
        points.loc[rows.index, "x"] += steps * step
        points.loc[rows.index, "room"] = np.where(crowded, step, MARKER)
    return points


def _segments(points: pd.DataFrame) -> tuple[Floats, pd.Series]:
    """Lines between consecutive values of a lesion, of shape (n, 4), and whether each row starts one."""
    starts = points["lesion_id"].eq(points["lesion_id"].shift(-1))
    ends = starts.shift(1, fill_value=False)
    return np.hstack([points.loc[starts, ["x", "y"]], points.loc[ends, ["x", "y"]]]), starts


def _skips(points: pd.DataFrame, series: CaseSeries) -> pd.Series:
    """Whether the line that starts at a row passes a visit without a value."""
    order = points["visit"].map({visit: index for index, visit in enumerate([series.baseline_visit, *series.visits])})
    same_lesion = points["lesion_id"].eq(points["lesion_id"].shift(-1))
    return same_lesion & (order.shift(-1) - order > 1)


def _place_ends(points: pd.DataFrame, frame: Frame, series: CaseSeries, look: Look) -> Ends:
    """Names for the last values that come before the last visit, clear of all lines and points."""
    ends = points[points["no_later_value"] != ""]
    if not series.labelled or ends.empty:
        return Ends(ends, [], [])
    with_reason = len(ends) <= ENDS_WITH_REASON
    texts = list(ends["label"] + " " + ends["no_later_value"] if with_reason else ends["label"])
    half = MARKER / 2 + 0.5
    markers = [Box(x - half, y - half, x + half, y + half) for x, y in zip(points["x"], points["y"], strict=True)]
    anchors = [markers[points.index.get_loc(index)] for index in ends.index]
    sizes = [(text_width(text, look.small) + 1, look.text_height) for text in texts]
    bounds = Box(frame.first - SIDEWAYS / 2, frame.area.bottom, frame.area.right, frame.area.top)
    segments, _ = _segments(points)
    reserved = [Box(x - look.line, frame.area.bottom, x + look.line, frame.area.top) for x, _ in _empty(points, frame)]
    if (points["visit"] == frame.visits[-1]).any():
        # The column of names on the right, with its leader lines.
        reserved.append(Box(frame.last, frame.area.bottom, frame.area.right, frame.area.top))
    return Ends(ends, texts, place_labels(anchors, sizes, [*markers, *reserved], segments, bounds))


def _empty(points: pd.DataFrame, frame: Frame) -> list[tuple[float, int]]:
    """Place and week of the visits after the last one with a value."""
    return [(float(frame.across(visit)), visit) for visit in frame.visits if visit > points["visit"].max()]


def _draw_axes(figure: Figure, axes: Axes, box: Box, frame: Frame, series: CaseSeries, look: Look) -> None:
    """Weeks to scale along the bottom, values up the side, and a faint line at each visit."""
    low, high = axes.bbox.y0, axes.bbox.y1
    ticks = frame.axis.ticks(high - low, look)
    axes.set_yticks([float(frame.up(tick)) for tick in ticks], [number(tick) for tick in ticks])
    axes.spines["bottom"].set_bounds(frame.first, frame.last)
    visits = [frame.visits[0], frame.visits[-1], *frame.visits[1:-1]]
    named = fitting_ticks(visits, lambda week: float(frame.across(week)), lambda text: text_width(text, look.small), 4)
    axes.set_xticks([float(frame.across(visit)) for visit in frame.visits],
                    [number(visit) if visit in named else "" for visit in frame.visits])  # fmt: skip
    for visit in frame.visits:
        axes.axvline(float(frame.across(visit)), color=RULE, linewidth=0.4, zorder=0)
    middle = (frame.first + frame.last) / 2
    write(figure, "week", middle, box.bottom + 0.6 * look.font, size=look.font, align="center")
    for index, text in enumerate(_value_title(frame.axis, high - low, series, look)):
        x = EDGE + (index + 0.6) * 1.2 * look.font
        write(figure, text, x, (low + high) / 2, size=look.font, align="center", rotation=90)


def _draw_lines(axes: Axes, points: pd.DataFrame, frame: Frame, labelled: bool) -> None:
    """Lines in the colour of the lesion's last response, points in that of their visit's."""
    segments, starts = _segments(points)
    colors = np.array([RESPONSES[response].color for response in points["last_response"]], dtype=object)
    planned = {visit: index for index, visit in enumerate(frame.visits)}
    order = points["visit"].map(planned)
    dashes = ["--" if skips else "-" for skips in (order.shift(-1) - order > 1)[starts]]
    is_raster = len(points) > VECTOR_MARKS
    alpha = 1.0 if labelled else FAINTER if points["lesion_id"].nunique() > MANY else FAINT
    widths = np.clip(0.5 * points["room"], 0.3, 1.0) if labelled else pd.Series(0.5, index=points.index)
    axes.add_collection(
        LineCollection(list(segments.reshape(-1, 2, 2)), colors=list(colors[starts]), linestyles=dashes, alpha=alpha,
                       linewidths=list(widths[starts]), rasterized=is_raster, zorder=1),
        autolim=False,
    )  # fmt: skip
    for response, rows in points.groupby("response", sort=False):
        color, marker = RESPONSES[response]
        apart = rows["room"] > 0.8 * MARKER
        sizes = rows["room"].clip(SMALL_MARKER, MARKER) if labelled else pd.Series(SMALL_MARKER, index=rows.index)
        axes.scatter(
            rows["x"], rows["y"], s=sizes**2, marker=marker, facecolors=color, edgecolors="white", alpha=alpha,
            linewidths=list(np.where(apart & labelled, 0.5, 0.0)), rasterized=is_raster, clip_on=False, zorder=3,
        )  # fmt: skip


def _name_columns(figure: Figure, points: pd.DataFrame, frame: Frame, shift: float, look: Look) -> None:
    """Names beside the first and the last visit, spread so that none covers another, each tied to its point."""
    columns = ((frame.visits[0], frame.first - LEADER, "right", -1), (frame.visits[-1], frame.last + LEADER, "left", 1))
    for visit, x, align, side in columns:
        rows = points[points["visit"] == visit].sort_values("y", kind="stable")
        low, high = frame.area.bottom - look.line / 2, frame.area.top + look.line / 2
        heights = spread(rows["y"], np.full(len(rows), look.line), low, high)
        for row, height in zip(rows.itertuples(), heights, strict=True):
            write(figure, row.label, x, height + shift, size=look.small, align=align)
            ends = [(row.x + side * MARKER / 2, row.y + shift), (x - side * 1.5, height + shift)]
            line(figure, ends, color=MUTED, linewidth=0.35, zorder=-1)


def _name_ends(figure: Figure, ends: Ends, shift: float, look: Look) -> None:
    """A cross at each early end, and its name."""
    for row, text, placed in zip(ends.points.itertuples(), ends.texts, ends.boxes, strict=True):
        mark(figure, "x", row.x, row.y + shift, INK)
        if placed is None:
            continue
        x, y = centre(placed.box)
        write(figure, text, x, y + shift, size=look.small, align="center", halo=True)
        if placed.leader:
            half = MARKER / 2
            x0, y0, x1, y1 = leader_line(Box(row.x - half, row.y - half, row.x + half, row.y + half), placed.box)
            line(figure, [(x0, y0 + shift), (x1, y1 + shift)], color=MUTED, linewidth=0.4, zorder=-1)
