"""Percent change against the baseline, at each follow-up visit."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from casetrace.figures.case_series import CaseSeries, primary_series
from casetrace.figures.labels import Box, Floats, Placed, centre, leader_line, place_labels
from casetrace.figures.look import MARKER, MUTED, RULE, Look
from casetrace.figures.marks import note_points, titles_of
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import EDGE, Block, compose, gap, legend, line, paragraph, write
from casetrace.figures.panels import data_area, nobody_in, reduction_panel, visit_heading
from casetrace.figures.reduction_axis import ReductionAxis, reduction_axis, thresholds
from casetrace.figures.response_points import draw_responses
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import number, text_width
from casetrace.figures.ticks import DIGITS, decade_ticks, even_ticks, fitting_ticks

TITLE = "Percent {} of each {} against its baseline"

#: Heights of a panel's data area, the first of which all labels find a place in.
PANEL_HEIGHTS = (132.0, 165.0, 205.0, 255.0)

#: Points closer than this are a clump: drawn side by side, with one label for all.
CLUMP = 2.5

#: A label names this many lesions of a clump, or counts the rest; a clump is at most this many points wide.
NAMED_OF_CLUMP = 3

#: Lesions of a patient closer than this are joined by a band of this colour, since a line would not show.
NEAR, BAND = 3 * MARKER, "#e2e2e2"

#: Distance of the outermost points from the ends of the data area.
SIDE = 16.0


class SizeAxis(NamedTuple):
    """A logarithmic axis of the baseline: its ends, and its length in points."""

    low: float
    high: float
    length: float

    def place(self, baseline: Floats | float) -> Floats:
        """Distance in points of a baseline from the axis's left end."""
        return np.asarray(np.log(np.asarray(baseline) / self.low) / np.log(self.high / self.low) * self.length)

    def value(self, place: Floats) -> Floats:
        """The baseline at a distance in points."""
        return self.low * (self.high / self.low) ** (place / self.length)


@dataclass(frozen=True)
class Plan:
    """Where everything of a panel is, in points from the lower left corner of its data area.

    `places` are the points, of shape (n, 2); `links` join the lesions of one patient, of shape (m, 4); `texts` name the
    clumps in `anchors`, and are `placed`; `crowded` of them had to be placed over a line, or nowhere.
    """

    places: Floats
    links: Floats
    texts: list[str]
    anchors: list[Box]
    placed: list[Placed | None]
    crowded: int


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source).in_panels, source.look)


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    if not series.outcome.scale.needs_baseline:
        return not_drawn(series.outcome.scale.reason, series.named(by_size_data(series)), look)
    return Drawing(
        by_size_figure(series, look),
        series.named(by_size_data(series)),
        TITLE.format(series.way.gain, series.bearer),
        series.description,
    )


def by_size_data(series: CaseSeries) -> pd.DataFrame:
    """The points: one row per lesion and visit with a percent change."""
    data = series.drawn[series.drawn["percent"].notna() & (series.drawn["baseline"] > 0)]
    data = data.drop(columns="reason").sort_values(["visit", "baseline", "lesion_id"], kind="stable")
    return data.assign(unit=series.unit).reset_index(drop=True)


def by_size_figure(series: CaseSeries, look: Look) -> Figure:
    """One panel per visit: baseline on a logarithmic axis, points labelled, lesions of one patient joined."""
    data = by_size_data(series)
    axis = reduction_axis(data["percent"], series.response, series.way)
    points = {visit: data[data["visit"] == visit].reset_index(drop=True) for visit in series.visits}
    height, plans = _plans(points, data["baseline"], series, axis, look)
    sizes = _size_axis(data["baseline"], series, axis, height, look)
    blocks: list[Block] = []
    for visit in series.visits:
        blocks += [*visit_heading(series, visit, look), gap(4)]
        blocks += [_panel(points[visit], plans[visit], visit, series, axis, sizes, height, look), gap(8)]
    blocks.append(legend(series.keys(data["response"]), look))
    for note in _notes(plans, series):
        blocks += [gap(2), paragraph(note, look)]
    return compose(look, blocks)


def _notes(plans: dict[int, Plan], series: CaseSeries) -> list[str]:
    """What the reader has to know of the links, of labels without a place, of lesions not drawn."""
    notes = ["Lesions of a patient are joined in grey."] if any(len(plan.links) for plan in plans.values()) else []
    for visit, plan in plans.items():
        homeless = [text for text, placed in zip(plan.texts, plan.placed, strict=True) if placed is None]
        notes += [f"Without room for a label at week {visit}: {', '.join(homeless)}."] if homeless else []
    return [*notes, series.note] if series.note else notes


def _plans(
    points: dict[int, pd.DataFrame], baselines: pd.Series, series: CaseSeries, axis: ReductionAxis, look: Look
) -> tuple[float, dict[int, Plan]]:
    """The least height of a panel at which the most labels are clear of all lines, and the plan of each visit."""
    best: tuple[int, float, dict[int, Plan]] | None = None
    for height in (look.scale * panel_height for panel_height in PANEL_HEIGHTS):
        sizes = _size_axis(baselines, series, axis, height, look)
        plans = {visit: plan_panel(rows, series, axis, sizes, height, look) for visit, rows in points.items()}
        crowded = sum(plan.crowded for plan in plans.values())
        if best is None or crowded < best[0]:
            best = crowded, height, plans
        if not crowded:
            break
    assert best is not None
    return best[1:]


def _size_axis(baselines: pd.Series, series: CaseSeries, axis: ReductionAxis, height: float, look: Look) -> SizeAxis:
    """The axis that shows all baselines, `SIDE` points away from its ends."""
    page = Box(EDGE, 0, look.width - EDGE, height)
    area = data_area(page, series, axis, look)
    length = area.right - area.left
    low, high = (float(baselines.min()), float(baselines.max())) if len(baselines) else (1.0, 10.0)
    if high < 1.5 * low:
        low, high = low / 1.5, high * 1.5
    stretch = (high / low) ** (SIDE / (length - 2 * SIDE))
    return SizeAxis(low / stretch, high * stretch, length)


def plan_panel(
    points: pd.DataFrame, series: CaseSeries, axis: ReductionAxis, sizes: SizeAxis, height: float, look: Look
) -> Plan:
    """Places of points, links and labels of one visit."""
    bottom, top = float(axis.scaled(axis.low)), float(axis.scaled(axis.high))

    def rise(percent: object) -> Floats:
        return (axis.scaled(np.asarray(percent, dtype=float)) - bottom) / (top - bottom) * height

    places = np.column_stack([sizes.place(points["baseline"].to_numpy(dtype=float)), rise(points["percent"])])
    if not series.labelled:
        return Plan(places, np.empty((0, 4)), [], [], [], 0)
    texts, anchors = [], []
    for members in clumps(places):
        middle = places[members].mean(axis=0)
        half = _set_side_by_side(places, members, middle)
        texts.append(_clump_text(list(points["label"].iloc[members])))
        anchors.append(Box(middle[0] - half, middle[1] - MARKER / 2, middle[0] + half, middle[1] + MARKER / 2))
    links = _links(points["patient_id"], places)
    rules = [[0.0, y, sizes.length, y] for y in rise([0.0, *(percent for percent, _ in thresholds(series))])]
    boxes = [(text_width(text, look.small) + 1, look.text_height) for text in texts]
    bounds = Box(1, 0, sizes.length, height)
    placed = place_labels(anchors, boxes, [], np.vstack([links, rules]), bounds)
    crowded = [index for index, label in enumerate(placed) if label is None]
    for index in crowded:
        obstacles = [*anchors, *(label.box for label in placed if label)]
        placed[index] = place_labels([anchors[index]], [boxes[index]], obstacles, np.empty((0, 4)), bounds)[0]
    return Plan(places, links, texts, anchors, placed, len(crowded))


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


def _set_side_by_side(places: Floats, members: list[int], middle: Floats) -> float:
    """Move the points of a clump beside each other, in few places when they are many; half of the width they take."""
    n = len(members)
    slots = min(n, NAMED_OF_CLUMP)
    if n > 1:
        places[members, 0] = middle[0] + (np.arange(n) * slots // n - (slots - 1) / 2) * MARKER
    return slots * MARKER / 2


def _clump_text(labels: list[str]) -> str:
    if len(labels) <= NAMED_OF_CLUMP:
        return ", ".join(labels)
    return f"{', '.join(labels[: NAMED_OF_CLUMP - 1])} + {len(labels) - NAMED_OF_CLUMP + 1} more"


def _links(patients: pd.Series, places: Floats) -> Floats:
    """Segments that join the lesions of each patient, in the order of their baseline."""
    joined = [np.empty((0, 4))]
    for _, members in places_by(patients):
        chain = places[members]
        joined.append(np.hstack([chain[:-1], chain[1:]]))
    return np.vstack(joined)


def places_by(groups: pd.Series) -> list[tuple[str, list[int]]]:
    """The positions of each group's rows, groups in the order in which they occur."""
    positions: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        positions.setdefault(group, []).append(index)
    return list(positions.items())


def _panel(
    points: pd.DataFrame, plan: Plan, visit: int, series: CaseSeries, axis: ReductionAxis, sizes: SizeAxis,
    height: float, look: Look,
) -> Block:  # fmt: skip
    """The panel of one visit with its horizontal axis."""
    foot = 2.5 + 2 + look.line + 1.3 * look.font

    def draw(figure: Figure, box: Box) -> None:
        axes = reduction_panel(figure, box._replace(bottom=box.top - height), series, axis, look)
        area = Box(*axes.bbox.extents)
        _draw_size_axis(axes, sizes, look)
        title = f"baseline {series.title}, log scale"
        write(figure, title, centre(area)[0], box.bottom + 0.6 * look.font, size=look.font, align="center")
        if len(points):
            _draw_points(axes, points, plan, sizes, series.labelled)
            _draw_labels(figure, area, plan, look)
        else:
            nobody_in(figure, axes, series, look)

    return Block(height + foot, draw)


def _draw_size_axis(axes: Axes, sizes: SizeAxis, look: Look) -> None:
    axes.set_xscale("log")
    axes.set_xlim(sizes.low, sizes.high)
    axes.xaxis.set_minor_locator(NullLocator())
    wide = sizes.high >= 10 * sizes.low
    digits = (1,) if sizes.high >= 1e4 * sizes.low else DIGITS
    candidates = decade_ticks(sizes.low, sizes.high, digits) if wide else even_ticks(sizes.low, sizes.high, 6)
    ticks = fitting_ticks(
        candidates, lambda tick: float(sizes.place(tick)), lambda text: text_width(text, look.small), 8
    )
    axes.set_xticks(ticks, [number(tick) for tick in ticks])


def _draw_points(axes: Axes, points: pd.DataFrame, plan: Plan, sizes: SizeAxis, labelled: bool) -> None:
    """Points by response; labelled ones tell their lesion and visit."""
    draw_responses(axes, points.assign(x=sizes.value(plan.places[:, 0])), "x", "percent", labelled)
    if labelled:
        titles = titles_of(points, "percent", "%")
        note_points(axes, sizes.value(plan.places[:, 0]), points["percent"], points, titles)


def _draw_labels(figure: Figure, area: Box, plan: Plan, look: Look) -> None:
    """Links, labels, and the leader lines of labels that stand away from their points."""
    for x0, y0, x1, y1 in plan.links + np.tile([area.left, area.bottom], 2):
        near = np.hypot(x1 - x0, y1 - y0) < NEAR
        line(figure, [(x0, y0), (x1, y1)], color=BAND if near else RULE, linewidth=1.9 * MARKER if near else 0.7,
             solid_capstyle="round", zorder=-2)  # fmt: skip
    for text, anchor, placed in zip(plan.texts, plan.anchors, plan.placed, strict=True):
        if placed is None:
            continue
        x, y = centre(placed.box)
        write(figure, text, area.left + x, area.bottom + y, size=look.small, align="center", halo=True)
        if placed.leader:
            x0, y0, x1, y1 = leader_line(anchor, placed.box) + np.tile([area.left, area.bottom], 2)
            line(figure, [(x0, y0), (x1, y1)], color=MUTED, linewidth=0.4, zorder=-1)
