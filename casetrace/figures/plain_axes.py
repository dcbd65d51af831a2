"""Axes of a panel with plain ticks along both sides, and their titles."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from casetrace.figures.labels import Box
from casetrace.figures.look import Look
from casetrace.figures.page import EDGE, add_axes, write
from casetrace.figures.text import number, text_width
from casetrace.figures.ticks import even_ticks, fitting_ticks

Ends = tuple[float, float]

#: Height of a panel's data area.
PANEL = 92.0


def panel_height(look: Look) -> float:
    """The height that a panel takes, with its ticks and the title below it."""
    return PANEL * look.scale + 3.4 * look.line


def plain_axes(figure: Figure, box: Box, across: Ends, up: Ends, titles: tuple[str, str], look: Look) -> Axes:
    """The axes.

    Parameters
    ----------
    across, up
        The ends of the axes; a first end above the second turns an axis round.
    titles
        What they show: along, and up.
    """
    ticks_up = even_ticks(min(up), max(up), 6)
    room = max(text_width(number(tick), look.small) for tick in ticks_up)
    left, bottom = box.left + 1.4 * look.font + room + 8, box.bottom + 3 * look.line
    axes = add_axes(figure, Box(left, bottom, box.right - look.font, box.top - look.line / 2))
    axes.set(xlim=across, ylim=up)
    axes.set_yticks(ticks_up, [number(tick) for tick in ticks_up])

    def place(value: float) -> float:
        return float(axes.transData.transform((value, up[0]))[0])

    candidates = even_ticks(min(across), max(across), 7)
    ticks = fitting_ticks(candidates, place, lambda text: text_width(text, look.small), 4)
    axes.set_xticks(ticks, [number(tick) for tick in ticks])
    middle = (axes.bbox.x0 + axes.bbox.x1) / 2
    write(figure, titles[0], middle, box.bottom + 0.7 * look.line, size=look.font, align="center")
    height = (axes.bbox.y0 + axes.bbox.y1) / 2
    write(figure, titles[1], EDGE + 0.7 * look.font, height, size=look.font, align="center", rotation=90)
    return axes
