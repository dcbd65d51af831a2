"""Courses over the follow-up visits: lines of lesions that are named where they are few, bands of quantiles of many."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from casetrace.figures.case_series import SIDE_BY_SIDE, CaseSeries, not_evaluable
from casetrace.figures.labels import Box, Floats, Placed, centre, leader_line, place_labels, spread, swarm
from casetrace.figures.look import INK, MARKER, MUTED, RESPONSES, RULE, SMALL_MARKER, VECTOR_MARKS, Look
from casetrace.figures.marks import note_points, titles_of
from casetrace.figures.page import EDGE, Block, Key, add_axes, gap, legend, line, paragraph, write
from casetrace.figures.panels import DASHES, UPRIGHT, heading, name_thresholds, write_upright
from casetrace.figures.text import count, named_visit, number, sentence, text_width
from casetrace.figures.ticks import fitting_ticks

#: Height of the data area; named lesions may need more.
HEIGHT = 160.0

#: Opacity of the lines of lesions that are not named, of more than so many.
FAINT, FAINTER, MANY = 0.45, 0.25, 50

#: The bands, each from one quantile to another, and their opacity.
BANDS = (("q05", "q95", 0.12), ("q25", "q75", 0.22))

#: Room for each name in a column, in lines.
ROOM = 1.25

#: Factors by which it grows until all names of early ends have a place.
STRETCHES = (1.0, 1.12, 1.25, 1.4)

#: So many early ends, or fewer, bear their reason; the reasons of more are listed below.
ENDS_WITH_REASON = 6

#: Ends that are no further apart than this bear one name.
TOGETHER = 2 * MARKER

#: Room between the outermost visits and the names of the lesions, and length of the line of an open end.
LEADER, OPEN_END = 13.0, 9.0

#: Most room sideways for points of the same value, as a share of the room between two visits, and in points.
SIDEWAYS_SHARE, SIDEWAYS = 0.4, 18.0


#: What a row of counts below the axis is of, and its counts with their times.
Row = tuple[str, Sequence[tuple[float, int]]]


class Axis(Protocol):
    """A vertical axis."""

    def fraction(self, value: float | Floats) -> Floats:
        """How far up the axis a value is, from 0 to 1."""

    def ticks(self, length: float, look: Look) -> list[float]:
        """Round numbers that can be printed beside each other on `length` points."""


@dataclass(frozen=True)
class Course:
    """What a panel shows.

    Attributes
    ----------
    series
        The outcome, of one arm or of everybody.
    data
        As of `course_data`.
    axis
        The vertical axis.
    title
        The lines of its title for a height.
    unit
        What stands behind a value in the title of a mark.
    levels
        Value and name of horizontal lines.
    is_relative
        Whether values are changes, so that all are 0 at the baseline.
    """

    series: CaseSeries
    data: pd.DataFrame
    axis: Axis
    title: Callable[[float], list[str]]
    unit: str
    levels: tuple[tuple[float, str], ...] = ()
    is_relative: bool = False

    @property
    def points(self) -> pd.DataFrame:
        """The values of lesions."""
        return self.data[self.data["mark"] == self.series.bearer].reset_index(drop=True)

    @property
    def quantiles(self) -> pd.DataFrame:
        """The quantiles by visit."""
        return self.data[self.data["mark"] == "quantiles"].reset_index(drop=True)

    @property
    def named(self) -> bool:
        """Whether lesions are named."""
        return self.series.labelled

    @cached_property
    def counts(self) -> list[Row]:
        """The rows of counts below the axis."""
        return [row for row in (_treated(self), _numbers(self)) if row]


@dataclass(frozen=True)
class Frame:
    """Places on the page: the data area, in it the first and last visit between the columns of names, and both axes."""

    area: Box
    first: float
    last: float
    visits: list[int]
    axis: Axis

    def across(self, visit: float | Floats) -> Floats:
        """Horizontal place of a week, to scale."""
        start, end = self.visits[0], self.visits[-1]
        return self.first + (np.asarray(visit, dtype=float) - start) / (end - start) * (self.last - self.first)

    def up(self, value: float | Floats) -> Floats:
        """Vertical place of a value."""
        return self.area.bottom + self.axis.fraction(value) * (self.area.top - self.area.bottom)


@dataclass(frozen=True)
class Ends:
    """Last values before the last visit: their rows, those that bear one name, what is written there, and where."""

    points: pd.DataFrame
    groups: list[list[int]]
    texts: list[str]
    boxes: list[Placed | None]

    @property
    def homeless(self) -> int:
        """How many have no place."""
        return self.boxes.count(None)

    @property
    def listed(self) -> str:
        """The lesions by reason, with the week of the last value."""
        reasons = self.points.groupby(["no_later_value", "visit"], sort=False)["label"]
        return "; ".join(
            f"{', '.join(labels)} ({reason} after {named_visit(visit)})" for (reason, visit), labels in reasons
        )


def course_blocks(course: Course, name: str, look: Look) -> Iterator[Block]:
    """A panel: what it is of, the courses, the numbers below the axis, the legend and the notes."""
    if name:
        lesions = count(course.series.rows["lesion_id"].nunique(), course.series.bearer)
        yield from heading(name, lesions, look)
        yield gap(4)
    frame, points, ends = _planned(course, look)
    height = frame.area.top - frame.area.bottom
    below = course.counts
    foot = 4.5 + look.line * (1 + len(below)) + 1.5 * look.font

    def draw(figure: Figure, box: Box) -> None:
        shift = box.bottom + foot - frame.area.bottom
        placed = frame.area._replace(bottom=frame.area.bottom + shift, top=frame.area.top + shift)
        axes = add_axes(figure, placed)
        axes.set(xlim=(frame.area.left, frame.area.right), ylim=(frame.area.bottom, frame.area.top))
        _draw_axes(figure, axes, frame, course, look)
        _draw_bands(axes, frame, course)
        _draw_lines(axes, points, frame, course)
        for x, visit in _empty(points, frame, course):
            middle = (placed.bottom + placed.top) / 2
            text = f"no value at {named_visit(visit)}"
            write(figure, text, x, middle, size=look.small, color=MUTED, align="center", rotation=90, halo=True)
        for index, (text, values) in enumerate(below):
            _write_row(figure, text, values, frame, placed.bottom - 4.5 - look.line * (index + 1.5), look)
        centre_of_axis = ((frame.first + frame.last) / 2, box.bottom + 0.6 * look.font)
        write(figure, course.series.time_title, *centre_of_axis, size=look.font, align="center")
        if course.named:
            note_points(axes, points["x"], points["y"], points, titles_of(points, "value", course.unit))
            _name_columns(figure, points, frame, shift, course, look)
            _name_ends(figure, ends, shift, look)

    yield Block(height + foot + look.line / 2, draw)
    yield gap(4)
    yield from _explained(points, ends, course, look)


def _explained(points: pd.DataFrame, ends: Ends, course: Course, look: Look) -> Iterator[Block]:
    """The legend and the notes below the data."""
    series = course.series
    keys = series.keys(points.loc[points["visit"] != series.baseline_visit, "response"])
    keys += [Key("o", MUTED, "no later value", hollow=True)] if ends.texts else []
    if len(course.quantiles):
        keys.append(Key("_", INK, "median"))
    yield legend(keys, look)
    notes = ["Lines: response at the last value."] if len(points) else []
    if len(course.quantiles):
        notes = ["Bands: quartiles, and 5th to 95th percentile.", *notes]
    weeks = set(course.data["visit"])
    # Visits after the last one with a value are named in the data area; where there is no value at all, none is.
    notes += [SIDE_BY_SIDE] if points.groupby("visit")["x"].nunique().gt(1).any() else []
    gaps = [visit for visit in series.visits if visit not in weeks and visit < max(weeks, default=math.inf)]
    notes += [f"No value at {named_visit(visit)}." for visit in gaps]
    drawn = set(points["lesion_id"])
    if course.named:
        absent = list(series.rows.loc[~series.rows["lesion_id"].isin(drawn), "label"].unique())
        without = "percent change" if course.is_relative else "value"
        notes += [f"No {without}: {', '.join(absent)}."] if absent else []
        notes += [f"No later value: {ends.listed}."] if ends.texts else []
    else:
        missing = not_evaluable(series.at(series.visits[-1])[0], labelled=False)
        notes += [f"At {named_visit(series.visits[-1])} {missing}."] if missing else []
    notes += [note for note in (series.of_one_patient, series.periods) if note]
    yield from (block for text in notes for block in (gap(1), paragraph(text, look)))


def _planned(course: Course, look: Look) -> tuple[Frame, pd.DataFrame, Ends]:
    """The lowest data area in which the names of most early ends have a place, with everything placed in it."""
    named = course.points["lesion_id"].nunique() if course.named else 0
    plans = []
    for stretch in STRETCHES:
        frame = _frame(course, max(HEIGHT * look.scale, named * ROOM * look.line) * stretch, look)
        points = _placed(course.points, frame, course)
        plans.append((frame, points, _place_ends(points, frame, course, look)))
        if not plans[-1][2].homeless:
            break
    return min(plans, key=lambda plan: plan[2].homeless)


def _frame(course: Course, height: float, look: Look) -> Frame:
    """The data area beside the axis's title and numbers, at the bottom of a page."""
    numbers = max(text_width(number(tick), look.small) for tick in course.axis.ticks(height, look))
    left = EDGE + len(course.title(height)) * UPRIGHT * look.font + numbers + 7
    labels = course.points["label"].unique() if course.named else []
    names = max((text_width(label, look.small) + LEADER for label in labels), default=0.0)
    words = [word for _, name in course.levels for word in name.split()]
    beside = max((text_width(word, look.small) + 7 for word in words), default=0.0)
    area = Box(left, 0.0, look.width - EDGE - beside, height)
    before = (5.0 if course.is_relative else names) + 6
    row_names = max(text_width(text, look.small) for text, _ in course.counts)
    before = max(before, row_names + 8 - (left - EDGE))
    return Frame(
        area, left + before, area.right - names - 6, [course.series.baseline_visit, *course.series.visits], course.axis
    )


def _placed(data: pd.DataFrame, frame: Frame, course: Course) -> pd.DataFrame:
    """The points with their places `x` and `y`, those of the same value side by side, and the `room` each then has."""
    values = data["value"].to_numpy(dtype=float)
    points = data.assign(x=frame.across(data["visit"]), y=frame.up(values), room=MARKER)
    if not course.named:
        return points
    weeks = frame.across(np.array(frame.visits))
    for visit, rows in points.groupby("visit"):
        if course.is_relative and visit == frame.visits[0]:
            # All are at 0 there.
            continue
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


def _place_ends(points: pd.DataFrame, frame: Frame, course: Course, look: Look) -> Ends:
    """Names for the last values that come before the last visit, clear of all lines and points."""
    ends = points[points["no_later_value"] != ""]
    if not course.named or ends.empty:
        return Ends(ends, [], [], [])
    groups = _close_ends(ends)
    half = MARKER / 2 + 0.5
    markers = [Box(x - half, y - half, x + half, y + half) for x, y in zip(points["x"], points["y"], strict=True)]
    anchors = [_anchor(ends.loc[group], half) for group in groups]
    texts = [", ".join(ends.loc[group, "label"]) for group in groups]
    if len(groups) <= ENDS_WITH_REASON:
        texts = [f"{text} {ends.loc[group[0], 'no_later_value']}" for text, group in zip(texts, groups, strict=True)]
    sizes = [(text_width(text, look.small) + 1, look.text_height) for text in texts]
    bounds = Box(frame.first - SIDEWAYS / 2, frame.area.bottom, frame.area.right, frame.area.top)
    levels = [[frame.area.left, y, frame.area.right, y] for y in (float(frame.up(value)) for value, _ in course.levels)]
    segments = np.vstack([_segments(points)[0], np.array(levels).reshape(-1, 4)])
    reserved = [
        Box(x - look.line, frame.area.bottom, x + look.line, frame.area.top) for x, _ in _empty(points, frame, course)
    ]
    if (points["visit"] == frame.visits[-1]).any():
        # The column of names on the right, with its leader lines.
        reserved.append(Box(frame.last, frame.area.bottom, frame.area.right, frame.area.top))
    return Ends(ends, groups, texts, place_labels(anchors, sizes, [*markers, *reserved], segments, bounds))


def _close_ends(ends: pd.DataFrame) -> list[list[int]]:
    """The rows of ends that bear one name: those of a visit, with one reason, each close to the one before it."""
    groups: list[list[int]] = []
    for _, rows in ends.groupby(["visit", "no_later_value"], sort=False):
        before = -np.inf
        for row in rows.sort_values(["y", "label"], kind="stable").itertuples():
            if row.y - before > TOGETHER:
                groups.append([])
            groups[-1].append(row.Index)
            before = row.y
    return groups


def _anchor(ends: pd.DataFrame, half: float) -> Box:
    """The box around the open ends that bear one name."""
    x, y = ends["x"], ends["y"]
    return Box(x.min() - half, y.min() - half, x.max() + half + OPEN_END, y.max() + half)


def _empty(points: pd.DataFrame, frame: Frame, course: Course) -> list[tuple[float, int]]:
    """Place and week of the visits after the last one with a value."""
    last = course.data["visit"].max()
    return [(float(frame.across(visit)), visit) for visit in frame.visits if visit > last]


def _draw_axes(figure: Figure, axes: Axes, frame: Frame, course: Course, look: Look) -> None:
    """Weeks to scale along the bottom, values up the side, a faint line at each visit, and the thresholds."""
    low, high = axes.bbox.y0, axes.bbox.y1
    shift = low - frame.area.bottom
    ticks = frame.axis.ticks(high - low, look)
    axes.set_yticks([float(frame.up(tick)) for tick in ticks], [number(tick) for tick in ticks])
    axes.spines["bottom"].set_bounds(frame.first, frame.last)
    visits = [frame.visits[0], frame.visits[-1], *frame.visits[1:-1]]
    named = fitting_ticks(visits, lambda week: float(frame.across(week)), lambda text: text_width(text, look.small), 4)
    axes.set_xticks([float(frame.across(visit)) for visit in frame.visits],
                    [number(visit) if visit in named else "" for visit in frame.visits])  # fmt: skip
    for visit in frame.visits:
        axes.axvline(float(frame.across(visit)), color=RULE, linewidth=0.4, zorder=0)
    for value, _ in course.levels:
        axes.axhline(float(frame.up(value)), color=RULE, linewidth=0.6, linestyle=DASHES, zorder=0)
    if course.is_relative:
        axes.axhline(float(frame.up(0.0)), color=MUTED, linewidth=0.6, zorder=0)
    heights = [(float(frame.up(value)) + shift, name) for value, name in course.levels]
    name_thresholds(figure, axes, Box(*axes.bbox.extents), heights, look)
    write_upright(figure, course.title(high - low), (low + high) / 2, look)


def _draw_bands(axes: Axes, frame: Frame, course: Course) -> None:
    """The bands between quantiles, and the median."""
    rows = course.quantiles
    if rows.empty:
        return
    x = frame.across(rows["visit"].to_numpy(dtype=float))
    for low, high, alpha in BANDS:
        below, above = (frame.up(rows[end].to_numpy(dtype=float)) for end in (low, high))
        axes.fill_between(x, below, above, color=INK, alpha=alpha, linewidth=0, zorder=0.5)
    middle = frame.up(rows["q50"].to_numpy(dtype=float))
    axes.plot(x, middle, color=INK, linewidth=1.6, zorder=4)


def _draw_lines(axes: Axes, points: pd.DataFrame, frame: Frame, course: Course) -> None:
    """Lines in the colour and the dash of the lesion's last response, points in colour and shape of their visit's."""
    if points.empty:
        return
    segments, starts = _segments(points)
    looks = [RESPONSES[response] for response in points.loc[starts, "last_response"]]
    planned = {visit: index for index, visit in enumerate(frame.visits)}
    order = points["visit"].map(planned)
    skips = (order.shift(-1) - order > 1)[starts].to_numpy()
    is_raster = len(points) > VECTOR_MARKS
    alpha = 1.0 if course.named else FAINTER if points["lesion_id"].nunique() > MANY else FAINT
    widths = np.clip(0.5 * points["room"], 0.4, 1.0) if course.named else pd.Series(0.5, index=points.index)
    axes.add_collection(
        LineCollection(list(segments.reshape(-1, 2, 2)), colors=[look.color for look in looks], alpha=alpha,
                       linestyles=[look.dash for look in looks] if course.named else "-",
                       linewidths=list(np.where(skips, 0.4, widths[starts])), rasterized=is_raster, zorder=1),
        autolim=False,
    )  # fmt: skip
    for response, rows in points.groupby("response", sort=False):
        look = RESPONSES[response]
        apart = rows["room"] > 0.8 * MARKER
        sizes = rows["room"].clip(SMALL_MARKER, MARKER) if course.named else pd.Series(SMALL_MARKER, index=rows.index)
        ends = course.named & (rows["no_later_value"] != "")
        face = np.where(ends, "white", look.color)
        edge = np.where(ends, look.color, "white")
        axes.scatter(
            rows["x"], rows["y"], s=sizes**2, marker=look.marker, facecolors=list(face), edgecolors=list(edge),
            alpha=alpha, linewidths=list(np.where(ends, 0.9, np.where(apart & course.named, 0.5, 0.0))),
            rasterized=is_raster, clip_on=False, zorder=3,
        )  # fmt: skip


def _name_columns(figure: Figure, points: pd.DataFrame, frame: Frame, shift: float, course: Course, look: Look) -> None:
    """Names beside the first and the last visit, spread so that none covers another, each tied to its point."""
    columns = [(frame.visits[-1], frame.last + LEADER, "left", 1)]
    if not course.is_relative:
        columns.append((frame.visits[0], frame.first - LEADER, "right", -1))
    for visit, x, align, side in columns:
        rows = points[points["visit"] == visit].sort_values("y", kind="stable")
        low, high = frame.area.bottom - look.line / 2, frame.area.top + look.line / 2
        heights = spread(rows["y"], np.full(len(rows), look.line), low, high)
        for row, height in zip(rows.itertuples(), heights, strict=True):
            write(figure, row.label, x, height + shift, size=look.small, align=align, halo=course.is_relative)
            ends = [(row.x + side * MARKER / 2, row.y + shift), (x - side * 1.5, height + shift)]
            line(figure, ends, color=MUTED, linewidth=0.35, zorder=-1)


def _name_ends(figure: Figure, ends: Ends, shift: float, look: Look) -> None:
    """An open end at each last value that comes early, with its name."""
    half = MARKER / 2
    for row in ends.points.itertuples():
        tail = [(row.x + half, row.y + shift), (row.x + half + OPEN_END, row.y + shift)]
        line(figure, tail, color=RESPONSES[row.last_response].color, linewidth=0.8, linestyle=(0, (1, 1.4)), zorder=-1)
    for group, text, placed in zip(ends.groups, ends.texts, ends.boxes, strict=True):
        if placed is None:
            continue
        x, middle = centre(placed.box)
        write(figure, text, x, middle + shift, size=look.small, align="center", halo=True)
        if placed.leader:
            x0, y0, x1, y1 = leader_line(_anchor(ends.points.loc[group], half), placed.box)
            line(figure, [(x0, y0 + shift), (x1, y1 + shift)], color=MUTED, linewidth=0.4, zorder=-1)


def _numbers(course: Course) -> Row:
    """How many lesions have a value at each visit."""
    rows, series = course.series.rows, course.series
    first = int(rows.drop_duplicates("lesion_id")["baseline"].notna().sum())
    seen = "change" if course.is_relative else "value"
    counted = rows[rows[seen].notna()].groupby("visit").size()
    return "n", [(series.baseline_visit, first), *((visit, int(counted.get(visit, 0))) for visit in series.visits)]


def _treated(course: Course) -> Row | None:
    """How many lesions were treated in each week, where this is known."""
    counted = course.series.treated_by_visit()
    return (sentence(course.series.treatment.plural), counted) if counted else None


def _write_row(
    figure: Figure, text: str, values: Sequence[tuple[float, int]], frame: Frame, y: float, look: Look
) -> None:
    """A row of counts below the axis, as many as fit, the first and the last one before others."""
    write(figure, text, EDGE, y, size=look.small, color=MUTED)
    by_week = dict(values)
    weeks = list(by_week)
    kept = fitting_ticks([weeks[0], weeks[-1], *weeks[1:-1]], lambda week: float(frame.across(week)),
                         lambda _: max(text_width(number(n), look.small) for n in by_week.values()), 2)  # fmt: skip
    for week in kept:
        write(
            figure,
            number(by_week[week]),
            float(frame.across(week)),
            y,
            size=look.small,
            color=MUTED,
            align="center",
        )
