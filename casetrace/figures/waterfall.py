"""Waterfall: the percent change of each lesion at each follow-up visit, best first."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from casetrace.figures.case_series import CaseSeries, primary_series
from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, RESPONSES, RULE, VECTOR_MARKS, Look
from casetrace.figures.marks import Mark, note, titles_of
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import EDGE, Block, Key, compose, gap, legend, line, mark, paragraph, write
from casetrace.figures.panels import data_area, nobody_in, reduction_panel, visit_heading
from casetrace.figures.reduction_axis import ReductionAxis, reduction_axis
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import percent_number, text_width

TITLE = "Percent {} of each {} at each follow-up visit"

#: Height of a panel's data area; one with a large change for the worse on it is higher.
PANEL, HIGH_PANEL = 104.0, 128.0

#: A panel is at least this many bars wide, so that a lone bar stays a bar.
FEWEST_SLOTS = 6

#: The names of lesions stand in one row or in two, alternating.
MOST_NAME_ROWS = 2


@dataclass(frozen=True)
class NameRows:
    """How the names below the bars are set: their angle, the number of rows, and a row's height. No rows: not named."""

    rotation: int
    rows: int
    height: float


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source).in_panels, source.look)


def draw(series: CaseSeries, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    if not series.outcome.scale.has_percent_change:
        return not_drawn(series.outcome.scale.reason, series.named(waterfall_data(series)), look)
    return Drawing(
        waterfall_figure(series, look),
        series.named(waterfall_data(series)),
        TITLE.format(series.way.gain, series.bearer),
        series.description,
    )


def waterfall_data(series: CaseSeries) -> pd.DataFrame:
    """The bars: one row per lesion and visit, in the order drawn; those not evaluable come last, with their reason."""
    order = ["visit", "percent", "lesion_id"]
    data = series.drawn.sort_values(order, ascending=[True, False, True], kind="stable", na_position="last")
    data.insert(4, "position", data.groupby("visit").cumcount() + 1)
    return data.drop(columns=["baseline", "value"]).reset_index(drop=True)


def waterfall_figure(series: CaseSeries, look: Look) -> Figure:
    """One panel per visit, with the response thresholds; a diamond marks a complete, a triangle a progressed lesion."""
    data = waterfall_data(series)
    axis = reduction_axis(data["percent"], series.response, series.way)
    height = (HIGH_PANEL if axis.low < -100 else PANEL) * look.scale
    names = _name_rows(data, series, axis, height, look)
    blocks: list[Block] = []
    for visit in series.visits:
        bars = data[data["visit"] == visit].reset_index(drop=True)
        blocks += [*visit_heading(series, visit, look), gap(4), _panel(bars, visit, series, axis, height, names, look)]
        blocks.append(gap(8))
    keys = [Key("s" if key.marker == "o" else key.marker, key.color, key.text) for key in series.keys(_seen(data))]
    if data["percent"].isna().any() and names.rows:
        keys.append(Key("x", INK, "not evaluable"))
    blocks.append(legend(keys, look))
    note = series.note or ("" if names.rows else f"Too many {series.bearer}s to be named at this width.")
    return compose(look, [*blocks, *([gap(2), paragraph(note, look)] if note else [])])


def _seen(data: pd.DataFrame) -> pd.Series:
    return data.loc[data["percent"].notna(), "response"]


def _name_rows(data: pd.DataFrame, series: CaseSeries, axis: ReductionAxis, height: float, look: Look) -> NameRows:
    """Names level where they fit, else upright; in two rows where one is too narrow."""
    page = Box(EDGE, 0, look.width - EDGE, height)
    area = data_area(page, series, axis, look)
    slot = (area.right - area.left) / _slots(data["lesion_id"].nunique())
    longest = max(text_width(label, look.small) for label in data["label"].unique()) if series.labelled else 0.0
    for rotation, across, along in ((0, longest + 3, look.line), (90, look.line, longest + 3)):
        for rows in range(1, MOST_NAME_ROWS + 1):
            # The tick of a name in the second row has to pass between two names of the first.
            if series.labelled and across <= rows * slot and (rows == 1 or across / 2 < slot):
                return NameRows(rotation, rows, along)
    return NameRows(0, 0, 0.0)


def _slots(lesions: int) -> int:
    return max(lesions, FEWEST_SLOTS)


def _panel(
    bars: pd.DataFrame, visit: int, series: CaseSeries, axis: ReductionAxis, height: float, names: NameRows, look: Look
) -> Block:
    """The bars of one visit, and below them the lesions' names."""
    foot = names.rows * names.height + (5 if names.rows else 0)

    def draw(figure: Figure, box: Box) -> None:
        axes = reduction_panel(figure, box._replace(bottom=box.top - height), series, axis, look)
        slots, n = _slots(len(bars)), len(bars)
        axes.set_xlim((n - slots) / 2 - 0.5, (n + slots) / 2 - 0.5)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        if bars["percent"].notna().any():
            _draw_bars(figure, axes, bars, bool(names.rows), look)
        else:
            nobody_in(figure, axes, series, look)
        if names.rows:
            for place in np.flatnonzero(bars["percent"].isna()):
                x, _ = axes.transData.transform((float(place), 0.0))
                mark(figure, "x", x, axes.bbox.y0 + look.small / 2, INK)
            _write_names(figure, axes, bars, names, look)

    return Block(height + foot, draw)


def _draw_bars(figure: Figure, axes: Axes, bars: pd.DataFrame, named: bool, look: Look) -> None:
    """Bars coloured by response; a change of 0 is a bar without height, so a thick line shows it."""
    evaluable = bars[bars["percent"].notna()]
    changes, half = evaluable["percent"].to_numpy(), 0.37 if named else 0.5
    colors = [RESPONSES[response].color for response in evaluable["response"]]
    left, top = np.arange(len(evaluable)) - half, changes
    corners = np.stack([[left, left, left + 2 * half, left + 2 * half], [0 * top, top, top, 0 * top]]).transpose(
        2, 1, 0
    )
    drawn = PolyCollection(
        list(corners), facecolors=colors, linewidths=0, zorder=2, rasterized=len(evaluable) > VECTOR_MARKS
    )
    axes.add_collection(drawn, autolim=False)
    flat = left[changes == 0]
    axes.hlines(0 * flat, flat, flat + 2 * half, colors=RESPONSES["stable"].color, linewidth=2.5, zorder=3)
    if named:
        _annotate_bars(figure, axes, evaluable, look)
        for place, (bar, title) in enumerate(
            zip(evaluable.itertuples(), titles_of(evaluable, "percent", "%"), strict=True)
        ):
            low, high = sorted((0.0, float(bar.percent)))
            (left_end, bottom), (right_end, top) = axes.transData.transform([(place - half, low), (place + half, high)])
            rect = (left_end, min(bottom, top - MARKER), right_end, max(top, bottom + MARKER))
            note(figure, Mark(*rect, title, int(bar.lesion_visits_row)))


def _annotate_bars(figure: Figure, axes: Axes, evaluable: pd.DataFrame, look: Look) -> None:
    """The marker of complete and progressed lesions inside their bars' ends, and the numbers where they fit."""
    slot = axes.bbox.width / (axes.get_xlim()[1] - axes.get_xlim()[0])
    size = min(MARKER - 1, 0.5 * slot)
    texts = [percent_number(percent) for percent in evaluable["percent"]]
    fit = max(text_width(text, look.small) for text in texts) + 2 <= slot
    for place, (percent, response, text) in enumerate(
        zip(evaluable["percent"], evaluable["response"], texts, strict=True)
    ):
        x, y = axes.transData.transform((place, percent))
        sign = 1 if percent >= 0 else -1
        if response in ("complete", "progression"):
            mark(figure, RESPONSES[response].marker, x, y - sign * (size / 2 + 1.5), "white", size)
        if fit:
            write(figure, text, x, y + sign * (look.small / 2 + 1.5), size=look.small, align="center", halo=True)


def _write_names(figure: Figure, axes: Axes, bars: pd.DataFrame, names: NameRows, look: Look) -> None:
    """The lesions' names below the data area, each with a tick from its bar."""
    bottom = axes.bbox.y0
    for place, label in enumerate(bars["label"]):
        x = float(axes.transData.transform((place, 0))[0])
        top = bottom - 4 - (place % names.rows) * names.height
        line(figure, [(x, bottom - 1), (x, top + 0.5)], color=RULE, linewidth=0.5)
        if names.rotation:
            write(figure, label, x, top - names.height / 2, size=look.small, align="center", rotation=90)
        else:
            write(figure, label, x, top - names.height / 2, size=look.small, align="center")
