"""A figure as a page: blocks from top to bottom, each of a known height, so that nothing can run into anything else.

Lengths are in points. Figures have 72 dots per inch until they are saved, which makes display coordinates points too.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, MUTED, Look
from casetrace.figures.text import text_width, wrap

#: White edge around a page.
EDGE = 3.0

#: A figure that is not higher has room on a page of A4, with its caption, without being made smaller.
PAGE_HEIGHT = 560.0

#: In place of a marker in a legend: a rectangle, which can be hatched.
PATCH = "patch"


class Block(NamedTuple):
    """A part of a page: its height, and what draws it into the box that it gets."""

    height: float
    draw: Callable[[Figure, Box], None]


class Key(NamedTuple):
    """An entry of a legend."""

    marker: str
    color: str
    text: str
    hatch: str = ""
    hollow: bool = False


def height_of(blocks: Iterable[Block]) -> float:
    """How high blocks below each other are."""
    return sum(block.height for block in blocks)


def compose(look: Look, blocks: Sequence[Block]) -> Figure:
    """A figure of `blocks`, first on top."""
    height = height_of(blocks) + 2 * EDGE
    figure = Figure(figsize=(look.width / 72, height / 72), dpi=72, facecolor="white")
    top = height - EDGE
    for block in blocks:
        block.draw(figure, Box(EDGE, top - block.height, look.width - EDGE, top))
        top -= block.height
    return figure


def gap(height: float) -> Block:
    """Empty room."""
    return Block(height, lambda figure, box: None)


def paragraph(text: str, look: Look, color: str = MUTED) -> Block:
    """Small text over the full width, wrapped."""
    lines = wrap(text, look.width - 2 * EDGE, look.small)

    def draw(figure: Figure, box: Box) -> None:
        for index, line in enumerate(lines):
            write(figure, line, box.left, box.top - (index + 0.5) * look.line, size=look.small, color=color)

    return Block(len(lines) * look.line, draw)


def legend(keys: Sequence[Key], look: Look) -> Block:
    """Markers with their meaning, as many beside each other as fit."""
    lead = MARKER + 5
    rows: list[list[tuple[float, Key]]] = []
    right = float("inf")
    for key in keys:
        width = lead + text_width(key.text, look.small)
        if right + width > look.width - 2 * EDGE:
            rows.append([])
            right = 0.0
        rows[-1].append((right, key))
        right += width + 9

    def draw(figure: Figure, box: Box) -> None:
        for index, row in enumerate(rows):
            middle = box.top - (index + 0.5) * (look.line + 1)
            for left, key in row:
                if key.marker == PATCH:
                    patch(figure, box.left + left, middle, key)
                else:
                    mark(figure, key.marker, box.left + left + MARKER / 2, middle, key.color, hollow=key.hollow)
                write(figure, key.text, box.left + left + lead, middle, size=look.small)

    return Block(len(rows) * (look.line + 1), draw)


def write(
    figure: Figure, text: str, x: float, y: float, *, size: float, color: str = INK, align: str = "left",
    weight: str = "normal", rotation: float = 0, halo: bool = False,
) -> None:  # fmt: skip
    """One line of text, its middle at height `y`; `align` says what of it is at `x`, `halo` whitens what is behind."""
    width, height = figure.bbox.width, figure.bbox.height
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.2} if halo else None
    figure.text(x / width, y / height, text, fontsize=size, color=color, ha=align, va="center", weight=weight,
                rotation=rotation, bbox=behind)  # fmt: skip


def mark(
    figure: Figure, marker: str, x: float, y: float, color: str, size: float = MARKER, hollow: bool = False
) -> None:
    """One marker on the page."""
    edge = 1.0 if marker in "x+|_" else 0.8 if hollow else 0.0
    line(figure, [(x, y)], color=color, marker=marker, markersize=size, markeredgewidth=edge,
         markerfacecolor="white" if hollow else color)  # fmt: skip


def patch(figure: Figure, left: float, middle: float, key: Key) -> None:
    """A hatched rectangle of a legend, as wide as a marker and its room."""
    half = MARKER / 2 + 0.3
    rectangle(figure, Box(left, middle - half, left + MARKER + 2, middle + half), key.color, key.hatch)


def rectangle(figure: Figure, box: Box, color: str, hatch: str = "", **looks: Any) -> None:
    """A filled rectangle on the page, its hatch in white."""
    width, height = figure.bbox.width, figure.bbox.height
    own: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.0} | looks
    figure.add_artist(
        Rectangle((box.left / width, box.bottom / height), (box.right - box.left) / width,
                  (box.top - box.bottom) / height, transform=figure.transFigure, facecolor=color, hatch=hatch or None,
                  **own)
    )  # fmt: skip


def line(figure: Figure, points: Iterable[tuple[float, float]], **looks: Any) -> None:
    """A line through points of the page."""
    x, y = zip(*points, strict=True)
    width, height = figure.bbox.width, figure.bbox.height
    figure.add_artist(Line2D([a / width for a in x], [b / height for b in y], transform=figure.transFigure, **looks))


def add_axes(figure: Figure, box: Box) -> Axes:
    """Axes whose data area is `box`."""
    width, height = figure.bbox.width, figure.bbox.height
    axes = figure.add_axes((box.left / width, box.bottom / height, (box.right - box.left) / width,
                            (box.top - box.bottom) / height))  # fmt: skip
    axes.set_facecolor("none")
    return axes
