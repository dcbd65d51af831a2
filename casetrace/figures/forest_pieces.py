"""Pieces of the forest plot: an outcome and visit each, or where the cohorts fill more than a page some of them."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from casetrace.figures.forest_rows import (
    Scale,
    axis_block,
    band,
    caption,
    dense_names,
    dense_row,
    numbers_of,
    panel_scale,
    pooled_blocks,
    row_words,
    rule,
)
from casetrace.figures.labels import Box
from casetrace.figures.look import Look
from casetrace.figures.page import EDGE, Block, gap, height_of, write
from casetrace.figures.text import named_visit, one_line, wrap
from casetrace.model.forest_panels import ForestPanel
from casetrace.model.time_units import visit_name

#: What the heading of a piece ends with that has not the first cohorts.
CONTINUED = " (continued)"


class Piece(NamedTuple):
    """Cohorts of a panel with the pooled mean below them, and what draws them from top to bottom."""

    panel: ForestPanel
    cohorts: Sequence[str]
    blocks: list[Block]

    @property
    def description(self) -> str:
        """What there is to see, for readers who cannot see it."""
        panel = self.panel
        rows = [row_words(panel.cohorts[cohort]) for cohort in self.cohorts]
        pooled = "not pooled" if panel.pooled.refusal else f"pooled, {numbers_of(panel.pooled)}"
        words = f"{panel.way.gain.capitalize()} of {one_line(panel.label)} at {visit_name(panel.visit)}"
        return f"{words}: {'; '.join([*rows, pooled])}."


def pieces(panel: ForestPanel, look: Look, room: float = math.inf) -> Iterator[Piece]:
    """A panel as one piece, or as several that are not higher than `room`."""
    scale = panel_scale(panel, look)
    rows = _rows(panel, scale, look)
    heights = {cohort: height_of(blocks) for cohort, blocks in rows.items()}
    frame = height_of(_framed(panel, scale, [], look))
    for place, cohorts in enumerate(shared_out(heights, room - frame)):
        shown = [rows[cohort] for cohort in cohorts]
        yield Piece(panel, cohorts, _framed(panel, scale, shown, look, continued=place > 0))


def shared_out(heights: Mapping[str, float], room: float) -> list[list[str]]:
    """Names in order, in as few groups as there is room for, of about the same height."""
    total, highest = sum(heights.values()), max(heights.values())
    if total <= room:
        return [list(heights)]
    # A group may be higher than the others by a row.
    n = math.ceil(total / max(room - highest, highest))
    groups: list[list[str]] = [[] for _ in range(n)]
    above = 0.0
    for name, height in heights.items():
        groups[int(n * (above + height / 2) / total)].append(name)
        above += height
    return [group for group in groups if group]


def _rows(panel: ForestPanel, scale: Scale, look: Look) -> dict[str, list[Block]]:
    """What draws each cohort."""
    if panel.is_dense:
        names = dense_names(panel, look)
        return {
            cohort: [dense_row(names[cohort], row, scale, look, panel.pooled)] for cohort, row in panel.cohorts.items()
        }
    return {
        cohort: [caption(row.title, row, look), band(row, scale, look), gap(3)] for cohort, row in panel.cohorts.items()
    }


def _framed(
    panel: ForestPanel, scale: Scale, rows: Iterable[list[Block]], look: Look, *, continued: bool = False
) -> list[Block]:
    """Heading, cohorts, pooled mean and axis."""
    return [
        _heading(panel, look, CONTINUED if continued else ""), gap(2), *(block for row in rows for block in row),
        rule(), gap(3), *pooled_blocks(panel, scale, look), axis_block(panel, scale, look), gap(9),
    ]  # fmt: skip


def _heading(panel: ForestPanel, look: Look, end: str) -> Block:
    text = f"{panel.way.gain.capitalize()} of {one_line(panel.label)}, {named_visit(panel.visit)}{end}"
    # Bold text is wider than the plain text that is measured to wrap it.
    lines = wrap(text, 0.85 * (look.width - 2 * EDGE), look.font, lines=2)

    def draw_heading(figure: Figure, box: Box) -> None:
        for index, words in enumerate(lines):
            middle = box.top - (index + 0.5) * 1.3 * look.font
            write(figure, words, box.left, middle, size=look.font, weight="bold")

    return Block(len(lines) * 1.3 * look.font, draw_heading)
