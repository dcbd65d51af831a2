"""Makes cells, rows and tables."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from casetrace.report.document.blocks import Body, Cell, Row, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import Part, line

#: A cell, or what stands in a plain one.
Entry: TypeAlias = Cell | Part


def cell(*parts: Part, columns: int = 1, rows: int = 1) -> Cell:
    """A cell with text."""
    return Cell(line(*parts), columns=columns, rows=rows)


def number_cell(*parts: Part) -> Cell:
    """A cell with a number."""
    return Cell(line(*parts), "number")


def aside_cell(*parts: Part, columns: int = 1) -> Cell:
    """A cell with a text that stands for what is not there."""
    return Cell(line(*parts), "aside", columns=columns)


def within(*parts: Part) -> Cell:
    """The first cell of a row under a heading."""
    return Cell(line(*parts), "within")


def heading(*parts: Part, columns: int = 1) -> Cell:
    """The name of a column or row."""
    return Cell(line(*parts), heading=True, columns=columns)


def number_heading(*parts: Part, columns: int = 1) -> Cell:
    """The name of a column of numbers."""
    return Cell(line(*parts), "number", heading=True, columns=columns)


def row(*entries: Entry, start: bool = False) -> Row:
    """A row; what is no cell stands in a plain one."""
    return Row(tuple(map(_cell, entries)), ("start",) if start else ())


def head_row(*entries: Entry) -> Row:
    """A row that names the rows below it: a heading, and cells."""
    return Row((_heading(entries[0]), *map(_cell, entries[1:])), ("head",))


def pooled_row(*entries: Entry) -> Row:
    """A row that sums up those above it; its last cell is a note."""
    *others, note = row(*entries).cells
    return Row((*others, replace(note, role="aside")), ("head",))


def header(*names: Entry) -> Row:
    """A row of column names; a text names a column of texts."""
    return Row(tuple(map(_heading, names)))


def over(*names: Entry) -> Row:
    """Names of several columns each, above the row of column names."""
    return Row(header(*names).cells, ("over",))


def started(rows: Iterable[tuple[Entry, ...]]) -> list[Row]:
    """Rows that belong together, the first of them marked as the start."""
    return [row(*entries, start=place == 0) for place, entries in enumerate(rows)]


def table(*headers: Row, rows: Iterable[Row], notes: Iterable[Inlines] = (), wide: bool = False) -> Table:
    """A table with one body."""
    return Table(headers, (Body(tuple(rows)),), notes=tuple(notes), wide=wide)


def noted(names: Row, rows: Iterable[Row]) -> Table:
    """A wide table whose last column is of notes, which is left out where no row has one."""
    filled = list(rows)
    if any(_says(each.cells[-1]) for each in filled):
        return table(names, rows=filled, wide=True)
    return footnoted(names, filled)


def footnoted(names: Row, rows: Iterable[Row]) -> Table:
    """A wide table without its last column of notes: those on its numbers stand below it, each once."""
    shorter = [replace(each, cells=each.cells[:-1]) for each in (names, *rows)]
    return table(shorter[0], rows=shorter[1:], wide=True)


def _says(shown: Cell) -> bool:
    """Whether anything stands in a cell."""
    return any(getattr(part, "text", part) for part in shown.content)


def captioned(shown: Table, name: str, *caption: Part) -> Table:
    """A table with its caption, to which references lead by its name."""
    return replace(shown, caption=line(*caption), id=f"table-{name}")


def listing(*headers: Row, rows: Iterable[Row], notes: Iterable[Inlines] = (), wide: bool = False) -> Table:
    """A table in small print."""
    return Table(headers, (Body(tuple(rows)),), notes=tuple(notes), role="listing", wide=wide)


def _cell(entry: Entry) -> Cell:
    return entry if isinstance(entry, Cell) else cell(entry)


def _heading(entry: Entry) -> Cell:
    return entry if isinstance(entry, Cell) else heading(entry)
