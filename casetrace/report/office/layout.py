"""Lays tables out: which place of the grid each cell takes, how wide the columns are, and on which page they fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from casetrace.report.document.blocks import Cell, Row, Table
from casetrace.report.office.pages import LANDSCAPE, PORTRAIT, Page
from casetrace.report.office.styles import CELL_MARGIN, SMALL_SIZE, TABLE_SIZE
from casetrace.report.office.walking import words_of
from casetrace.report.office.widths import Ask, needs, shared_out, width_of

#: A table of so many lines stays on one page, upright or lying; without a caption it is part of the text, and shorter.
LINES_TOGETHER = {PORTRAIT: 40, LANDSCAPE: 24}
LINES_IN_TEXT = 20
SMALL_ROLES = frozenset({"listing", "log", "audit"})
#: As wide as the marks of notes may be.
MARK = "††"


@dataclass(frozen=True)
class Slot:
    """A place of a row: a cell, or what a cell above covers."""

    cell: Cell
    column: int
    columns: int
    goes_on: bool = False


@dataclass(frozen=True)
class Line:
    """A row as it is laid out."""

    slots: tuple[Slot, ...]
    row: Row
    anchors: tuple[str, ...] = ()
    header: bool = False
    last_header: bool = False


@dataclass(frozen=True)
class Layout:
    """A table as it is to be laid out: its rows, what its `n` columns ask for, the size of type, and the page."""

    lines: tuple[Line, ...]
    asks: tuple[Ask, ...]
    n: int
    points: float
    page: Page


def lines_of(table: Table) -> tuple[list[Line], int]:
    """The rows of a table as they are laid out, and how many columns they have."""
    header = _laid_out(table.header)
    lines = [
        Line(slots, row, header=True, last_header=place == len(header) - 1)
        for place, (slots, row) in enumerate(zip(header, table.header, strict=True))
    ]
    for body in table.bodies:
        laid_out = [Line(slots, row) for slots, row in zip(_laid_out(body.rows), body.rows, strict=True)]
        lines += _anchored(laid_out, body.id)
    width = max((slot.column + slot.columns for line in lines for slot in line.slots), default=0)
    return _anchored(lines, table.id), width


def _anchored(lines: list[Line], anchor: str) -> list[Line]:
    """Rows to whose first one links to an anchor lead."""
    return [replace(line, anchors=(*line.anchors, anchor)) for line in lines[:1]] + lines[1:]


def _laid_out(rows: Sequence[Row]) -> list[tuple[Slot, ...]]:
    """The slots of rows of one group; a cell covers no more rows than there are."""
    result: list[list[Slot]] = [[] for _ in rows]
    for down, row in enumerate(rows):
        across = 0
        for cell in row.cells:
            covered = {slot.column: slot.columns for slot in result[down] if slot.goes_on}
            while across in covered:
                across += covered[across]
            for below in range(down, min(down + cell.rows, len(rows))):
                result[below].append(Slot(cell, across, cell.columns, goes_on=below > down))
            across += cell.columns
    return [tuple(sorted(slots, key=lambda slot: slot.column)) for slots in result]


def asks_of(lines: Sequence[Line], points: float) -> list[Ask]:
    """What the cells ask of the widths of the columns."""
    return [
        Ask(
            words_of(slot.cell.content, MARK),
            slot.column,
            slot.columns,
            points,
            is_bold(line, slot.cell),
            slot.cell.role == "number" and not line.header,
        )
        for line in lines
        for slot in line.slots
        if not slot.goes_on
    ]


def is_bold(line: Line, cell: Cell) -> bool:
    """Whether the text of a cell is bold: names of columns, of rows below them, and the primary result."""
    return line.header or "role-primary" in line.row.roles or ("head" in line.row.roles and cell.heading)


def laid_out(table: Table) -> Layout:
    """How a table can be read with ease: in small print before it is turned, and turned before its words are broken."""
    lines, n = lines_of(table)
    usual = SMALL_SIZE if table.role in SMALL_ROLES else TABLE_SIZE
    for page, points in ((PORTRAIT, usual), (PORTRAIT, SMALL_SIZE), (LANDSCAPE, usual)):
        asks = asks_of(lines, points)
        if needs(asks, n) <= page.text_width:
            return Layout(tuple(lines), tuple(asks), n, points, page)
    return Layout(tuple(lines), tuple(asks_of(lines, SMALL_SIZE)), n, SMALL_SIZE, LANDSCAPE)


@dataclass(frozen=True)
class Grid:
    """A table as it is laid out.

    Attributes
    ----------
    lines, widths
        Its rows, and the widths of its columns.
    points
        The size of type.
    most_together
        How many lines of text stay on one page.
    """

    lines: tuple[Line, ...]
    widths: tuple[int, ...]
    points: float
    most_together: int

    def height(self, line: Line) -> int:
        """About how many lines of text a row has."""
        return max((self._lines(slot) for slot in line.slots if not slot.goes_on), default=1)

    def _lines(self, slot: Slot) -> int:
        room = max(1, self.width(slot) - 2 * CELL_MARGIN)
        return sum(1 + width_of(text, self.points) // room for text in words_of(slot.cell.content, MARK).split("\n"))

    def width(self, slot: Slot) -> int:
        """How wide a cell is."""
        return sum(self.widths[slot.column : slot.column + slot.columns])

    @cached_property
    def is_short(self) -> bool:
        """Whether it stays on one page."""
        return len(self.lines) <= self.most_together and sum(map(self.height, self.lines)) <= self.most_together


def grid_of(table: Table, layout: Layout, room: int) -> Grid:
    """A table in columns that fill the room at most."""
    together = LINES_TOGETHER[layout.page] if table.caption else LINES_IN_TEXT
    return Grid(layout.lines, tuple(shared_out(layout.asks, layout.n, room)), layout.points, together)
