"""Percent change by group of sites, at each follow-up visit."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casetrace.figures.bearers import bearer_of
from casetrace.figures.case_series import CaseSeries, primary_series
from casetrace.figures.labels import Box, Floats, lanes, spread
from casetrace.figures.look import INK, MARKER, MUTED, RULE, Look
from casetrace.figures.marks import note_points, titles_of
from casetrace.figures.not_drawn import not_drawn
from casetrace.figures.page import EDGE, Block, add_axes, compose, gap, legend, line, paragraph, write
from casetrace.figures.panels import nobody, visit_heading
from casetrace.figures.reduction_axis import ReductionAxis, reduction_axis, thresholds
from casetrace.figures.response_points import draw_responses
from casetrace.figures.saving import Drawing
from casetrace.figures.source import Source
from casetrace.figures.text import count, number, shorten, text_width, wrap

TITLE = "Percent {} of each {} by group of sites"

#: The group of a lesion whose site is not known.
NO_SITE = "site not recorded"
#: The group of a patient with lesions at several sites, where the outcome is one of the patient.
SEVERAL_SITES = "several sites"

#: Longest name of a group in characters and in lines; each line is at most this share of the figure's width.
GROUP_CHARACTERS, GROUP_LINES, GROUP_WIDTH = 60, 2, 0.34

#: Free room above and below what a group's row holds.
ROW_MARGIN = 5.0

#: Room between a point and its label.
LABEL_GAP = 1.5

#: Height of a row whose lesions are too many to be named.
CLOUD_ROW = 34.0


class Frame(NamedTuple):
    """The horizontal extent of the data area, which all panels share, and its axis."""

    left: float
    right: float
    axis: ReductionAxis
    tail: float

    def place(self, percent: Floats | float) -> Floats:
        """Distance in points of a percentage from the left end; `tail` is kept free for the labels at the right end."""
        low, high = float(self.axis.scaled(self.axis.low)), float(self.axis.scaled(self.axis.high))
        return (self.axis.scaled(percent) - low) / (high - low) * (self.right - self.left - self.tail)


class Row(NamedTuple):
    """A group at a visit.

    `name` and `counts` are the lines of its label; `heights` are those of its `points` above the row's middle.
    """

    name: list[str]
    counts: list[str]
    points: pd.DataFrame
    heights: Floats
    height: float


def drawing(source: Source) -> Drawing:
    """The figure of a cohort's primary outcome."""
    return draw(primary_series(source).in_panels, source.table("lesions"), source.look)


def draw(series: CaseSeries, lesions: pd.DataFrame, look: Look) -> Drawing:
    """The figure, with its data and its description."""
    if not series.outcome.scale.has_percent_change:
        return not_drawn(series.outcome.scale.reason, series.named(by_site_data(series, lesions)), look)
    return Drawing(
        by_site_figure(series, lesions, look),
        series.named(by_site_data(series, lesions)),
        TITLE.format(series.way.gain, series.bearer),
        series.description,
    )


def by_site_data(series: CaseSeries, lesions: pd.DataFrame) -> pd.DataFrame:
    """The points: one row per lesion and visit with a percent change, with the lesion's site and its group.

    Parameters
    ----------
    series
        The outcome.
    lesions
        The analysis dataset `lesions`.
    """
    data = _with_group(series.drawn, series, lesions)
    data = data[data["percent"].notna()].drop(columns=["reason", "baseline", "value"])
    order = ["visit", "site_group", "percent", "lesion_id"]
    return data.sort_values(order, kind="stable").reset_index(drop=True)


def by_site_figure(series: CaseSeries, lesions: pd.DataFrame, look: Look) -> Figure:
    """One panel per visit with a row per group; labels stand right of their points, in as many lanes as they need."""
    data = by_site_data(series, lesions)
    grouped = _with_group(series.rows, series, lesions)
    groups = list(dict.fromkeys(grouped["site_group"]))
    frame = _frame(groups, data, series, look)
    blocks: list[Block] = []
    for visit in series.visits:
        points, counted = data[data["visit"] == visit], grouped[grouped["visit"] == visit]
        rows = [_row(group, points, counted, series.labelled, frame, look) for group in groups]
        panel = _panel(rows, series, frame, look) if len(points) else _empty_panel(series, look)
        blocks += [*visit_heading(series, visit, look), gap(3), panel, gap(8)]
    blocks.append(legend(series.keys(data["response"]), look))
    return compose(look, [*blocks, *([gap(2), paragraph(series.note, look)] if series.note else [])])


def _with_group(rows: pd.DataFrame, series: CaseSeries, lesions: pd.DataFrame) -> pd.DataFrame:
    """Rows with the site of their lesion, or of all lesions of their patient, and its group, which is never missing."""
    columns = ["site", "site_group"]
    sites = lesions.drop_duplicates("lesion_id").set_index("lesion_id")[columns].astype("object")
    if not series.of_lesions:
        of_patients = lesions.groupby("patient_id", sort=False)[columns]
        different = of_patients.agg(lambda texts: len(set(texts.dropna())) > 1)
        sites = of_patients.first().astype("object").mask(different, SEVERAL_SITES)
    joined = rows.assign(lesion=rows["lesion_id"].map(series.lesion_of)).join(sites, on="lesion")
    return joined.drop(columns="lesion").assign(site_group=joined["site_group"].fillna(NO_SITE))


def _frame(groups: list[str], data: pd.DataFrame, series: CaseSeries, look: Look) -> Frame:
    """The data area beside the widest group label."""
    names = max(text_width(text, look.font) for group in groups for text in _name_lines(group, look))
    lesions, patients = series.rows["lesion_id"].nunique(), series.rows["patient_id"].nunique()
    widest = [*count_lines(lesions, patients, series.bearer, look), none_of(lesions, series.bearer)]
    left = EDGE + max(names, *(text_width(text, look.small) for text in widest)) + 5
    labels = data["label"].unique() if series.labelled else []
    axis = reduction_axis(data["percent"], series.response, series.way)
    return Frame(left, look.width - EDGE - 2, axis, max((text_width(text, look.small) for text in labels), default=0.0))


def _name_lines(group: str, look: Look) -> list[str]:
    """A group's name in at most `GROUP_LINES` lines, its middle left out as far as needed."""
    for characters in range(GROUP_CHARACTERS, 3, -1):
        lines = wrap(shorten(group, characters), GROUP_WIDTH * look.width, look.font)
        if len(lines) <= GROUP_LINES:
            break
    return lines


def count_lines(lesions: int, patients: int, bearer: str, look: Look) -> list[str]:
    """The numbers of lesions and patients, or of patients alone, as lines of a group's label."""
    counted = f"{count(lesions, 'lesion')}, " if bearer == "lesion" else ""
    return wrap(f"{counted}{count(patients, 'patient')}", GROUP_WIDTH * look.width, look.small)


def none_of(number: int, bearer: str) -> str:
    """What stands there when none of a group is evaluable."""
    return f"none of {count(number, bearer)}"


def _row(group: str, points: pd.DataFrame, counted: pd.DataFrame, labelled: bool, frame: Frame, look: Look) -> Row:
    """A group's row: its label, and its points in lanes, or in a cloud where they are too many to be named."""
    counted = counted[counted["site_group"] == group]
    evaluable = counted[counted["percent"].notna()]
    bearer = bearer_of(counted)
    counts = count_lines(len(evaluable), evaluable["patient_id"].nunique(), bearer, look)
    counts = counts if len(evaluable) else [none_of(len(counted), bearer)]
    name = _name_lines(group, look)
    group_points = points[points["site_group"] == group].sort_values("percent", kind="stable")
    heights = _lane_heights(group_points, frame, look) if labelled else _cloud_heights(len(group_points))
    needed = np.ptp(heights) + look.line if len(group_points) else 0.0
    lines = len(name) + len(counts)
    return Row(name, counts, group_points, heights, max(needed, lines * 1.2 * look.font) + ROW_MARGIN)


def _lane_heights(points: pd.DataFrame, frame: Frame, look: Look) -> Floats:
    """Heights above the row's middle at which no point or label covers another."""
    starts = frame.place(points["percent"].to_numpy(dtype=float)) - MARKER / 2
    widths = np.array([text_width(label, look.small) for label in points["label"]])
    chosen = lanes(starts, starts + MARKER + LABEL_GAP + widths + 3).astype(float)
    return np.asarray((chosen.max(initial=0) / 2 - chosen) * look.line)


def _cloud_heights(n: int) -> Floats:
    """Heights of `n` points spread over the row by the golden ratio, which sets neighbours apart without chance."""
    return np.asarray(((np.arange(n) * (np.sqrt(5) - 1) / 2 + 0.5) % 1 - 0.5) * CLOUD_ROW)


def _empty_panel(series: CaseSeries, look: Look) -> Block:
    def draw(figure: Figure, box: Box) -> None:
        nobody(figure, look.width / 2, (box.bottom + box.top) / 2, series, look)

    return Block(5 * look.line, draw)


def _panel(rows: list[Row], series: CaseSeries, frame: Frame, look: Look) -> Block:
    """The rows of one visit between the names of the thresholds above and the axis below."""
    head, foot = look.line + 7, 4.5 + look.line + 1.4 * look.font
    height = sum(row.height for row in rows)

    def draw(figure: Figure, box: Box) -> None:
        area = Box(frame.left, box.bottom + foot, frame.right, box.top - head)
        axes = add_axes(figure, area)
        _draw_axis(axes, area, series, frame, look)
        _name_thresholds(figure, area, series, frame, look)
        title = f"{series.way.gain} of {series.label} (%){frame.axis.label_suffix}"
        lines = wrap(title, look.width - 2 * EDGE, look.font, lines=1)
        half = text_width(lines[0], look.font) / 2
        middle = min((area.left + area.right) / 2, look.width - EDGE - half)
        write(figure, lines[0], middle, box.bottom + 0.6 * look.font, size=look.font, align="center")
        _draw_rows(figure, axes, area, rows, series.labelled, frame, look)

    return Block(head + height + foot, draw)


def _draw_axis(axes: Axes, area: Box, series: CaseSeries, frame: Frame, look: Look) -> None:
    """The percent change along the bottom, over points of the page so that the tail takes no part in the scale."""
    axes.set(xlim=(0, area.right - area.left), ylim=(0, area.top - area.bottom), yticks=[])
    axes.spines["left"].set_visible(False)
    length = area.right - area.left - frame.tail
    ticks = frame.axis.ticks(length, lambda text: text_width(text, look.small))
    axes.set_xticks([float(frame.place(tick)) for tick in ticks], [number(tick) for tick in ticks])
    axes.axvline(float(frame.place(0)), color=MUTED, linewidth=0.6, zorder=0)
    for percent, _ in thresholds(series):
        axes.axvline(float(frame.place(percent)), color=RULE, linewidth=0.6, linestyle=(0, (4, 2)), zorder=0)


def _name_thresholds(figure: Figure, area: Box, series: CaseSeries, frame: Frame, look: Look) -> None:
    """The names of the thresholds above the data area, moved apart where they would touch."""
    named = thresholds(series)
    places = [area.left + float(frame.place(percent)) for percent, _ in named]
    names = [name for _, name in named]
    low, high = EDGE, look.width - EDGE + 3
    widths = [text_width(name, look.small) + 6 for name in names]
    middles = spread(places, widths, low, high)
    for name, place, middle in zip(names, places, middles, strict=True):
        line(figure, [(place, area.top), (middle, area.top + 5)], color=RULE, linewidth=0.6)
        write(figure, name, middle, area.top + 6 + look.line / 2, size=look.small, color=MUTED, align="center")


def _draw_rows(
    figure: Figure, axes: Axes, area: Box, rows: list[Row], labelled: bool, frame: Frame, look: Look
) -> None:
    """Group labels, points and lesion labels, row by row from the top, with thin lines between the groups."""
    top, drawn = area.top, []
    for row in rows:
        middle = top - row.height / 2
        _write_group(figure, area.left - 5, middle, row, look)
        x = frame.place(row.points["percent"].to_numpy(dtype=float))
        drawn.append(row.points.assign(x=x, y=middle - area.bottom + row.heights))
        top -= row.height
        if row is not rows[-1]:
            axes.axhline(top - area.bottom, color=RULE, linewidth=0.4, zorder=0)
    points = pd.concat(drawn, ignore_index=True)
    draw_responses(axes, points, "x", "y", labelled)
    if labelled:
        note_points(axes, points["x"], points["y"], points, titles_of(points, "percent", "%"))
        for x, y, label in zip(points["x"], points["y"], points["label"], strict=True):
            left = area.left + x + MARKER / 2 + LABEL_GAP
            write(figure, label, left, area.bottom + y, size=look.small, halo=True)


def _write_group(figure: Figure, right: float, middle: float, row: Row, look: Look) -> None:
    """The lines of a group's label, the counts smaller."""
    lines = [*((text, look.font, INK) for text in row.name), *((text, look.small, MUTED) for text in row.counts)]
    for index, (text, size, color) in enumerate(lines):
        y = middle + ((len(lines) - 1) / 2 - index) * 1.2 * look.font
        write(figure, text, right, y, size=size, color=color, align="right")
