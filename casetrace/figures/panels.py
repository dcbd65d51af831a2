"""Parts that several figures share: headings of outcomes, arms and visits, and a panel with changes up its side."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casetrace.figures.case_series import CaseSeries, evaluable, not_evaluable
from casetrace.figures.labels import Box, spread
from casetrace.figures.look import MUTED, RULE, Look
from casetrace.figures.page import EDGE, Block, add_axes, line, paragraph, write
from casetrace.figures.reduction_axis import ReductionAxis, thresholds
from casetrace.figures.text import named_visit, number, sentence, text_width, wrap

#: Room between the lines of a title that stands upright.
UPRIGHT = 1.2

#: Dashes of a threshold.
DASHES = (0, (4, 2))


def heading(name: str, beside: str, look: Look) -> list[Block]:
    """A name in bold, and behind it, or below where there is no room, what is said of it."""
    lines = wrap(name, 0.9 * (look.width - 2 * EDGE), look.font, lines=2)
    end = text_width(lines[-1], look.font, "bold") + 6
    fits = EDGE + end + text_width(beside, look.small) <= look.width - EDGE

    def draw(figure: Figure, box: Box) -> None:
        for index, text in enumerate(lines):
            middle = box.top - (index + 0.5) * 1.35 * look.font
            write(figure, text, box.left, middle, size=look.font, weight="bold")
        if fits:
            write(figure, beside, box.left + end, middle, size=look.small, color=MUTED)

    return [Block(len(lines) * 1.35 * look.font, draw), *([] if fits or not beside else [paragraph(beside, look)])]


def visit_heading(series: CaseSeries, visit: int, look: Look, before: str = "") -> list[Block]:
    """The week in bold, the number of lesions evaluable there, and which are not, with their reasons."""
    rows, _ = series.at(visit)
    missing = not_evaluable(rows, series.labelled)
    name = sentence(f"{before}{named_visit(visit)}")
    return [*heading(name, evaluable(rows), look), *([paragraph(missing, look)] if missing else [])]


def change_label(series: CaseSeries, axis: ReductionAxis, length: float, look: Look) -> list[str]:
    """The title of an axis of changes, in at most two lines of `length` points."""
    return wrap(f"{series.change_title}{axis.label_suffix}", length, look.font, lines=2)


def data_area(box: Box, series: CaseSeries, axis: ReductionAxis, look: Look) -> Box:
    """The part of a panel in which data are drawn: beside the axis's title and numbers, and the thresholds' names."""
    length = box.top - box.bottom
    numbers = max(text_width(number(tick), look.small) for tick in axis.ticks(length, lambda text: look.line))
    left = box.left + len(change_label(series, axis, length, look)) * UPRIGHT * look.font + numbers + 8
    words = [word for _, name in thresholds(series, axis) for word in name.split()]
    right = box.right - max((text_width(word, look.small) + 7 for word in words), default=1)
    return Box(left, box.bottom, right, box.top)


def change_panel(figure: Figure, box: Box, series: CaseSeries, axis: ReductionAxis, look: Look) -> Axes:
    """Axes in `box` with an increase upward, and the response thresholds that it reaches named on their right.

    Returns
    -------
    Axes
        Their data area is `data_area` of the box.
    """
    length = box.top - box.bottom
    area = data_area(box, series, axis, look)
    axes = add_axes(figure, area)
    axis.apply(axes, length, lambda text: look.line)
    write_upright(figure, change_label(series, axis, length, look), (box.bottom + box.top) / 2, look)
    heights = [(float(axes.transData.transform((0, at))[1]), name) for at, name in thresholds(series, axis)]
    name_thresholds(figure, axes, area, heights, look)
    for change, _ in thresholds(series, axis):
        axes.axhline(change, color=RULE, linewidth=0.6, linestyle=DASHES, zorder=0)
    axes.axhline(0, color=MUTED, linewidth=0.6, zorder=1)
    return axes


def write_upright(figure: Figure, lines: list[str], middle: float, look: Look) -> None:
    """The title of an axis, upright at the left edge of the page."""
    for index, text in enumerate(lines):
        x = EDGE + (index + 0.6) * UPRIGHT * look.font
        write(figure, text, x, middle, size=look.font, align="center", rotation=90)


def name_thresholds(figure: Figure, axes: Axes, area: Box, named: list[tuple[float, str]], look: Look) -> None:
    """The names of thresholds at their heights right of the data area, moved apart where they would touch."""
    heights = [height for height, _ in named]
    sizes = [look.line * len(name.split()) for _, name in named]
    centres = spread(heights, sizes, area.bottom - look.line, area.top + look.line)
    for (height, name), centre in zip(named, centres, strict=True):
        line(figure, [(area.right, height), (area.right + 4, centre)], color=RULE, linewidth=0.6)
        words = name.split()
        for index, word in enumerate(words):
            y = centre + ((len(words) - 1) / 2 - index) * look.line
            write(figure, word, area.right + 6, y, size=look.small, color=MUTED)


def nobody_in(figure: Figure, area: Box, series: CaseSeries, look: Look) -> None:
    """Say in the middle of a panel that it has no data."""
    middle = ((area.left + area.right) / 2, (area.bottom + area.top) / 2)
    write(figure, f"no {series.bearer} evaluable", *middle, size=look.small, color=MUTED, align="center", halo=True)
