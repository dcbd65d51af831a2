"""Prints a table as journals do: ruled above and below its header and at its end, its notes below it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from docx.oxml.ns import qn

from casetrace.report.document.blocks import Cell, Row, Table
from casetrace.report.office.captions import anchored, captioned
from casetrace.report.office.inlines import Place, line_of
from casetrace.report.office.notes import table_notes
from casetrace.report.office.pages import LANDSCAPE, PORTRAIT, Page
from casetrace.report.office.styles import CELL_MARGIN, INNER_RULE, SMALL_SIZE, TABLE_SIZE
from casetrace.report.office.walking import words_of
from casetrace.report.office.widths import Ask, needs, shared_out, width_of
from casetrace.report.office.xml import Element, Property, paragraph, properties, w

#: How far a row stands in below the row that names it.
INDENT = 180
#: A table of so many lines stays on one page; a row of so many may be split.
LINES_TOGETHER, LINES_APART = 30, 24
SMALL_ROLES = frozenset({"listing", "log", "audit"})
#: The rows above which there is space, and how much.
SPACED_ROLES, SPACE_APART = frozenset({"start", "head"}), 100
#: As wide as the marks of notes may be.
MARK = "††"
#: Prints what stands in a cell.
Filled = Callable[[Cell, Place, dict[str, Property]], list[Element]]


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
    """The slots of rows that stand together; a cell covers no more rows than there are."""
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
            _is_bold(line, slot.cell),
            slot.cell.role == "number" and not line.header,
        )
        for line in lines
        for slot in line.slots
        if not slot.goes_on
    ]


def _is_bold(line: Line, cell: Cell) -> bool:
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


def printed_table(table: Table, layout: Layout, place: Place, filled: Filled, room: int) -> list[Element]:
    """A table with its caption and notes; nothing where it has no cells.

    Parameters
    ----------
    table, layout, place
        The table, how it is laid out, and where it stands.
    filled
        Prints what stands in a cell.
    room
        How wide it may be.
    """
    if not layout.n:
        return []
    notes = table_notes(table, place.writing)
    inside = replace(place, notes=notes, cell="TableText" if layout.points == TABLE_SIZE else "TableSmall")
    below = [*(paragraph("TableNote", line_of(note, inside)) for note in table.notes), *notes.below()]
    grid = Grid(layout.lines, tuple(shared_out(layout.asks, layout.n, room)), layout.points, bool(below))
    properties_of_table = properties(
        "tblPr",
        tblStyle="JournalTable",
        tblW={"w": sum(grid.widths), "type": "dxa"},
        tblLayout={"type": "fixed"},
        tblLook={"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1},
        tblCaption=words_of(table.caption) or None,
    )
    columns = w("tblGrid", *(w("gridCol", w=width) for width in grid.widths))
    rows = [_row(grid, number, inside, filled) for number in range(len(layout.lines))]
    # Without a paragraph between them two tables would be one.
    end = paragraph("TableEnd")
    return [*_caption(table, place), w("tbl", properties_of_table, columns, *rows), *below, end]


def _caption(table: Table, place: Place) -> list[Element]:
    return [captioned("Caption", table.caption, table.id, place, keepNext=True)] if table.caption else []


@dataclass(frozen=True)
class Grid:
    """A table as it is laid out.

    Attributes
    ----------
    lines, widths
        Its rows, and the widths of its columns.
    points
        The size of type.
    noted
        Whether notes stand below it.
    """

    lines: tuple[Line, ...]
    widths: tuple[int, ...]
    points: float
    noted: bool

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
        return len(self.lines) <= LINES_TOGETHER and sum(map(self.height, self.lines)) <= LINES_TOGETHER

    def stays_with_next(self, number: int) -> bool:
        """Whether a row stays on the page of what comes after it: a header, the rows of a short table, notes."""
        if number == len(self.lines) - 1:
            return self.noted
        return self.lines[number].header or self.is_short


def _row(grid: Grid, number: int, place: Place, filled: Filled) -> Element:
    line = grid.lines[number]
    marks = properties("trPr", cantSplit=grid.height(line) < LINES_APART, tblHeader=line.header)
    taken = {column for slot in line.slots for column in range(slot.column, slot.column + slot.columns)}
    blank = [Slot(Cell(()), column, 1) for column in range(len(grid.widths)) if column not in taken]
    slots = sorted([*line.slots, *blank], key=lambda slot: slot.column)
    keep = grid.stays_with_next(number)
    starts = number > 0 and not line.header and not grid.lines[number - 1].header
    apart = starts and not SPACED_ROLES.isdisjoint(line.row.roles)
    cells = []
    for first, slot in zip([True, *[False] * len(slots)], slots, strict=False):
        inside = replace(place, bold=place.bold or _is_bold(line, slot.cell))
        content = [] if slot.goes_on else filled(slot.cell, inside, {"keepNext": keep, **_position(line, slot.cell)})
        for anchor in line.anchors if first and content else ():
            anchored(content[0], anchor, place)
        # A cell ends with a paragraph.
        if not content or content[-1].tag != qn("w:p"):
            content.append(paragraph(place.cell, keepNext=keep))
        cells.append(w("tc", _cell_properties(grid, line, slot, apart=apart), *content))
    return w("tr", *([marks] if len(marks) else []), *cells)


def _position(line: Line, cell: Cell) -> dict[str, Property]:
    """Where the text of a cell stands in it."""
    if cell.role == "number":
        return {"jc": "center" if line.header and cell.columns > 1 else "right"}
    if cell.role == "within":
        return {"ind": {"left": INDENT}}
    return {"jc": "center"} if line.header and cell.columns > 1 else {}


def _cell_properties(grid: Grid, line: Line, slot: Slot, *, apart: bool) -> Element:
    ruled = line.last_header or (line.header and slot.columns > 1)
    merged: Property = {"val": "restart"} if slot.cell.rows > 1 else None
    return properties(
        "tcPr",
        tcW={"w": grid.width(slot), "type": "dxa"},
        gridSpan=slot.columns if slot.columns > 1 else None,
        vMerge=slot.goes_on or merged,
        tcBorders={"bottom": INNER_RULE} if ruled else None,
        tcMar={"top": {"w": SPACE_APART, "type": "dxa"}} if apart else None,
        vAlign="bottom" if line.header else None,
    )
