"""Prints a table as journals do: ruled above and below its header and at its end, its notes below it."""

from collections.abc import Callable
from dataclasses import replace

from docx.oxml.ns import qn

from casetrace.report.document.blocks import Cell, Table
from casetrace.report.office.captions import anchored, captioned
from casetrace.report.office.inlines import Place, line_of
from casetrace.report.office.layout import Grid, Layout, Line, Slot, grid_of, is_bold
from casetrace.report.office.notes import notes_of
from casetrace.report.office.styles import INNER_RULE, TABLE_SIZE
from casetrace.report.office.walking import words_of
from casetrace.report.office.xml import Element, Property, paragraph, properties, w

#: How far a row stands in below the row that names it.
INDENT = 180
#: A row of so many lines may be split between pages.
LINES_APART = 24
#: The rows above which there is space, and how much.
SPACED_ROLES, SPACE_APART = frozenset({"start", "head"}), 100
#: Prints what stands in a cell.
Filled = Callable[[Cell, Place, dict[str, Property]], list[Element]]


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
    notes = notes_of((table.caption, table.header, table.bodies, table.notes), place.writing)
    inside = replace(place, notes=notes, cell="TableText" if layout.points == TABLE_SIZE else "TableSmall")
    grid = grid_of(table, layout, room)
    # What is printed first has the first of the keys and bookmarks.
    named = bool(table.caption or table.number)
    caption = [captioned("Caption", table, table.caption, inside, keepNext=True)] if named else []
    printed = _ruled(grid, inside, filled, words_of(table.caption), noted=bool(table.notes or notes.has_more))
    below = [paragraph("TableNote", line_of(note, inside)) for note in table.notes]
    # Without a paragraph between them two tables would be one.
    return [*caption, printed, *below, *notes.below("TableNote"), paragraph("TableEnd")]


def _ruled(grid: Grid, place: Place, filled: Filled, description: str, *, noted: bool) -> Element:
    """The table itself."""
    about = properties(
        "tblPr",
        tblStyle="JournalTable",
        tblW={"w": sum(grid.widths), "type": "dxa"},
        tblLayout={"type": "fixed"},
        tblLook={"firstRow": 1, "lastRow": 0, "firstColumn": 0, "lastColumn": 0, "noHBand": 1, "noVBand": 1},
        tblCaption=description or None,
    )
    last = len(grid.lines) - 1
    rows = [
        _row(grid, number, place, filled, keep=noted if number == last else line.header or grid.is_short)
        for number, line in enumerate(grid.lines)
    ]
    return w("tbl", about, w("tblGrid", *(w("gridCol", w=width) for width in grid.widths)), *rows)


def _row(grid: Grid, number: int, place: Place, filled: Filled, *, keep: bool) -> Element:
    """A row, on the page of the next one where it is kept with it."""
    line = grid.lines[number]
    marks = properties("trPr", cantSplit=grid.height(line) < LINES_APART, tblHeader=line.header)
    taken = {column for slot in line.slots for column in range(slot.column, slot.column + slot.columns)}
    blank = [Slot(Cell(()), column, 1) for column in range(len(grid.widths)) if column not in taken]
    slots = sorted([*line.slots, *blank], key=lambda slot: slot.column)
    starts = number > 0 and not line.header and not grid.lines[number - 1].header
    apart = starts and not SPACED_ROLES.isdisjoint(line.row.roles)
    cells = []
    for first, slot in zip([True, *[False] * len(slots)], slots, strict=False):
        inside = replace(place, bold=place.bold or is_bold(line, slot.cell))
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
