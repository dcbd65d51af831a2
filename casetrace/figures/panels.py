"""Parts that several figures share: the heading of a visit, and a panel with percent changes up its side."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casetrace.figures.case_series import CaseSeries, evaluable, not_evaluable
from casetrace.figures.labels import Box, spread
from casetrace.figures.look import MUTED, RULE, Look
from casetrace.figures.page import EDGE, Block, add_axes, line, paragraph, write
from casetrace.figures.reduction_axis import ReductionAxis, thresholds
from casetrace.figures.text import number, text_width, wrap


def visit_heading(series: CaseSeries, visit: int, look: Look) -> list[Block]:
    """The week in bold, the number of lesions evaluable there, and which are not, with their reasons."""
    rows, _ = series.at(visit)
    week = f"Week {visit:,}"

    def draw(figure: Figure, box: Box) -> None:
        middle = (box.bottom + box.top) / 2
        write(figure, week, box.left, middle, size=look.font, weight="bold")
        left = box.left + text_width(week, look.font, "bold") + 6
        write(figure, evaluable(rows), left, middle, size=look.small, color=MUTED)

    missing = not_evaluable(rows, series.labelled)
    return [Block(1.35 * look.font, draw), *([paragraph(missing, look)] if missing else [])]


def reduction_label(series: CaseSeries, axis: ReductionAxis, length: float, look: Look) -> list[str]:
    """The title of an axis of percent changes, in at most two lines of `length` points."""
    return wrap(f"{series.way.gain} of {series.label} (%){axis.label_suffix}", length, look.font, lines=2)


def data_area(box: Box, series: CaseSeries, axis: ReductionAxis, look: Look) -> Box:
    """The part of a panel in which data are drawn: beside the axis's title and numbers, and the thresholds' names."""
    length = box.top - box.bottom
    numbers = max(text_width(number(tick), look.small) for tick in axis.ticks(length, lambda text: look.line))
    left = box.left + len(reduction_label(series, axis, length, look)) * 1.2 * look.font + numbers + 8
    right = box.right - text_width("progression", look.small) - 6
    return Box(left, box.bottom, right, box.top)


def reduction_panel(figure: Figure, box: Box, series: CaseSeries, axis: ReductionAxis, look: Look) -> Axes:
    """Axes in `box` with the improvement upward, and the response thresholds named on their right.

    Returns
    -------
    Axes
        Their data area is `data_area` of the box.
    """
    length = box.top - box.bottom
    title = reduction_label(series, axis, length, look)
    area = data_area(box, series, axis, look)
    axes = add_axes(figure, area)
    axis.apply(axes, length, lambda text: look.line)
    for index, text in enumerate(title):
        x = EDGE + (index + 0.6) * 1.2 * look.font
        write(figure, text, x, (box.bottom + box.top) / 2, size=look.font, align="center", rotation=90)
    _name_thresholds(figure, axes, area, series, look)
    return axes


def _name_thresholds(figure: Figure, axes: Axes, area: Box, series: CaseSeries, look: Look) -> None:
    """Dashed lines at the thresholds and their names outside the data area, moved apart where they would touch."""
    named = thresholds(series)
    heights = [float(axes.transData.transform((0, percent))[1]) for percent, _ in named]
    sizes = [look.line * len(name.split()) for _, name in named]
    centres = spread(heights, sizes, area.bottom - look.line, area.top + look.line)
    for (percent, name), height, centre in zip(named, heights, centres, strict=True):
        axes.axhline(percent, color=RULE, linewidth=0.6, linestyle=(0, (4, 2)), zorder=0)
        line(figure, [(area.right, height), (area.right + 4, centre)], color=RULE, linewidth=0.6)
        words = name.split()
        for index, word in enumerate(words):
            y = centre + ((len(words) - 1) / 2 - index) * look.line
            write(figure, word, area.right + 6, y, size=look.small, color=MUTED)
    axes.axhline(0, color=MUTED, linewidth=0.6, zorder=0)


def nobody(figure: Figure, x: float, y: float, series: CaseSeries, look: Look) -> None:
    """Say, centred at a place of the page, that a panel has no data."""
    write(figure, f"no {series.bearer} evaluable", x, y, size=look.small, color=MUTED, align="center")


def nobody_in(figure: Figure, axes: Axes, series: CaseSeries, look: Look) -> None:
    """Say so between the thresholds of a panel with the improvement upward."""
    between = (series.response.partial + series.response.complete) / 2
    y = float(axes.transData.transform((axes.get_xlim()[0], between))[1])
    nobody(figure, (axes.bbox.x0 + axes.bbox.x1) / 2, y, series, look)
