"""Estimates with their intervals under each other: rows of a panel that share an axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from casetrace.figures.labels import Box
from casetrace.figures.look import INK, MARKER, MUTED, RULE, Look
from casetrace.figures.marks import Mark, note
from casetrace.figures.page import EDGE, Block, gap, line, mark, rectangle, write
from casetrace.figures.panels import DASHES, heading
from casetrace.figures.text import number, percent_number, sentence, text_width, wrap
from casetrace.figures.ticks import even_ticks, fitting_ticks
from casetrace.model.numbers import significant

#: Behind the row of the primary result.
EMPHASIS = "#e8eef4"

#: Marker and colour of a unit of analysis.
UNITS = {"patient": ("s", INK), "lesion": ("o", "#2368a2")}

#: What is printed in place of an interval that there is not.
NO_LIMITS = "no CI"

#: An interval that is longer than this many times the span of the estimates leaves the axis, with an arrow.
MOST_SPANS = 1.5

#: Rows of a panel that are drawn; more are in the data alone.
MOST_ROWS = 40


@dataclass(frozen=True)
class Interval:
    """An estimate.

    Attributes
    ----------
    under
        The heading that it stands under.
    name
        What it is of, such as `Patients`.
    unit
        The unit of analysis.
    n
        What it rests on in words.
    estimate, lower, upper
        The numbers as they are drawn; limits that are not a number where there is no interval.
    percent
        Whether they are percentages, or differences of these.
    flagged
        Whether it has a reservation.
    primary
        Whether it is the primary result.
    result_id
        The result.
    sign
        What stands behind the estimate, such as a percent sign.
    """

    under: str
    name: str
    unit: str
    n: str
    estimate: float
    lower: float
    upper: float
    percent: bool
    flagged: bool
    primary: bool
    result_id: str
    sign: str = ""

    @property
    def has_limits(self) -> bool:
        """Whether there is an interval."""
        return not (np.isnan(self.lower) or np.isnan(self.upper))

    @property
    def label(self) -> str:
        """What stands in front of the row."""
        return f"{self.name}, {self.n}"

    @property
    def numbers(self) -> str:
        """The estimate with its interval."""
        shown = percent_number if self.percent else _plain
        limits = f"{shown(self.lower)} to {shown(self.upper)}" if self.has_limits else NO_LIMITS
        return f"{shown(self.estimate)}{self.sign} ({limits})"

    @property
    def words(self) -> str:
        """The row in words."""
        return f"{self.under}, {self.name.lower()}, {self.n}: {self.numbers}"


def _plain(value: float) -> str:
    return number(significant(value, 3))


@dataclass(frozen=True)
class Scale:
    """The axis: its ends as numbers and as places on the page."""

    low: float
    high: float
    left: float
    right: float

    def across(self, value: float) -> float:
        """Place of a number; one beyond the axis is at its end."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, look: Look) -> list[float]:
        """Round numbers that can be printed beside each other."""
        return fitting_ticks(
            even_ticks(self.low, self.high, 6), self.across, lambda text: text_width(text, look.small), 4
        )


def panel(
    title: str, axis_title: str, rows: Sequence[Interval], look: Look, ends: tuple[float, float] | None = None,
    reference: float | None = None,
) -> Iterator[Block]:  # fmt: skip
    """The rows below a title and above their axis.

    Parameters
    ----------
    title, axis_title
        What stands above the rows, and below the axis.
    rows
        The estimates, those under one heading together.
    look
        Sizes of the figure.
    ends
        The ends of the axis where they are given, such as 0 and 100.
    reference
        A value with a dashed line.
    """
    shown = list(rows[:MOST_ROWS])
    names = max(text_width(row.label, look.small, "bold" if row.primary else "normal") for row in shown) + 8
    numbers = max(text_width(row.numbers, look.small, "bold" if row.primary else "normal") for row in shown)
    low, high = ends or _ends(shown, reference)
    scale = Scale(low, high, EDGE + names + 4, look.width - EDGE - numbers - 8)
    yield from heading(title, "", look)
    yield gap(3)
    under = ""
    for row in shown:
        if row.under != under:
            yield from [*([gap(2)] if under else []), *_under(row.under, look)]
            under = row.under
        yield _row(row, scale, reference, look)
    yield _axis(axis_title, scale, look)


def _ends(rows: Sequence[Interval], reference: float | None) -> tuple[float, float]:
    """The ends of an axis that shows all estimates, and the intervals as far as they are not much longer."""
    values = [row.estimate for row in rows] + ([] if reference is None else [reference])
    limits = [limit for row in rows for limit in (row.lower, row.upper) if np.isfinite(limit)]
    span = (max(values) - min(values)) or abs(max(values)) or 1.0
    low = max(min([*values, *limits]), min(values) - MOST_SPANS * span)
    high = min(max([*values, *limits]), max(values) + MOST_SPANS * span)
    free = 0.04 * (high - low)
    return low - free, high + free


def _under(text: str, look: Look) -> list[Block]:
    """A heading over the rows that follow."""
    lines = wrap(text, look.width - 2 * EDGE, look.small, lines=2)

    def draw(figure: Figure, box: Box) -> None:
        for index, words in enumerate(lines):
            write(figure, words, box.left, box.top - (index + 0.5) * look.line, size=look.small, color=INK)

    return [Block(len(lines) * look.line, draw)]


def _row(row: Interval, scale: Scale, reference: float | None, look: Look) -> Block:
    """One estimate with its interval between its name and its numbers."""
    weight = "bold" if row.primary else "normal"
    height = 1.25 * look.line

    def draw(figure: Figure, box: Box) -> None:
        middle = (box.bottom + box.top) / 2
        if row.primary:
            rectangle(figure, box, EMPHASIS, zorder=-3)
        for tick in scale.ticks(look):
            x = scale.across(tick)
            line(figure, [(x, box.bottom), (x, box.top)], color=RULE, linewidth=0.3, zorder=-2)
        if reference is not None:
            x = scale.across(reference)
            line(figure, [(x, box.bottom), (x, box.top)], color=MUTED, linewidth=0.7, linestyle=DASHES, zorder=-2)
        write(figure, row.label, box.left + 4, middle, size=look.small, weight=weight)
        write(figure, row.numbers, box.right - 2, middle, size=look.small, align="right", weight=weight)
        _draw_interval(figure, row, middle, scale)

    return Block(height, draw)


def _draw_interval(figure: Figure, row: Interval, middle: float, scale: Scale) -> None:
    """A line from limit to limit, an arrow at an end beyond the axis, and the marker, hollow with a reservation."""
    marker, color = UNITS[row.unit]
    if row.has_limits:
        _draw_limits(figure, row, middle, scale)
    size = MARKER + 1.4 if row.primary else MARKER
    x = scale.across(row.estimate)
    mark(figure, marker, x, middle, color, size, hollow=row.flagged)
    half = size / 2 + 1
    note(figure, Mark(x - half, middle - half, x + half, middle + half, row.words, result=row.result_id))


def _draw_limits(figure: Figure, row: Interval, middle: float, scale: Scale) -> None:
    color = UNITS[row.unit][1]
    ends = [scale.across(limit) for limit in (row.lower, row.upper)]
    line(figure, [(x, middle) for x in ends], color=color, linewidth=1.4 if row.primary else 0.9, zorder=-1)
    for limit, x, arrow in zip((row.lower, row.upper), ends, ("<", ">"), strict=True):
        if not scale.low <= limit <= scale.high:
            mark(figure, arrow, x, middle, color, MARKER - 0.6)


def _axis(title: str, scale: Scale, look: Look) -> Block:
    """The axis with its ticks, and what it shows."""
    lines = wrap(sentence(title), look.width - 2 * EDGE, look.font, lines=2)

    def draw(figure: Figure, box: Box) -> None:
        line(figure, [(scale.left, box.top), (scale.right, box.top)], color=MUTED, linewidth=0.6)
        for tick in scale.ticks(look):
            x = scale.across(tick)
            line(figure, [(x, box.top), (x, box.top - 2.5)], color=MUTED, linewidth=0.6)
            write(figure, number(tick), x, box.top - 4 - look.line / 2, size=look.small, align="center")
        for index, text in enumerate(lines):
            half = text_width(text, look.font) / 2
            x = min(max((scale.left + scale.right) / 2, box.left + half), box.right - half)
            y = box.top - 5 - look.line - (index + 0.5) * 1.2 * look.font
            write(figure, text, x, y, size=look.font, align="center")

    return Block(5 + look.line + len(lines) * 1.2 * look.font, draw)
