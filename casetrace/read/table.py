"""A raw table as it stands in its file: columns of texts, with the place of every cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from casetrace.model.problems import Problem


@dataclass(frozen=True)
class Dialect:
    """How a raw file is written.

    Attributes
    ----------
    encoding
        Name of the character encoding, or of the kind of file where it declares its columns; empty for a spreadsheet.
    delimiter, quote
        The characters between and around cells; empty for a spreadsheet.
    decimal, thousands
        The characters in numbers; `thousands` is empty where none is used. A blank stands for any kind of space, an
        apostrophe for both kinds.
    header_line, units_line
        Lines counted from 1; `units_line` is 0 where there is none.
    sheet
        The sheet of a spreadsheet; empty for a text file.
    given
        Names of those that config gives; the others are detected.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    header_line: int = 1
    units_line: int = 0
    sheet: str = ""
    given: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """The dialect on one line, for the log."""
        names = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe", " ": "space"}
        file_form = (
            f"sheet {self.sheet}"
            if self.sheet
            else ", ".join(filter(None, [self.encoding, names.get(self.delimiter, self.delimiter)]))
        )
        thousands = f", thousands {self.thousands!r}" if self.thousands else ""
        units = f", units in line {self.units_line}" if self.units_line else ""
        config_note = f" (given: {', '.join(self.given)})" if self.given else ""
        return (
            f"{file_form}, decimal {self.decimal!r}{thousands}, header in line {self.header_line}{units}{config_note}"
        )


class MergedCells(NamedTuple):
    """Cells that are merged: the first and the last line and column."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class LineSetAside:
    """A line that is no row of the table.

    Attributes
    ----------
    line
        The line on which it starts, counted from 1.
    text
        What it says, without blank cells.
    reason
        `title`, `header`, `units`, `footer`, `blank` or `sep line` (Excel's `sep=;`). A header that is printed again
        below rows is a header too.
    """

    line: int
    text: str
    reason: str


@dataclass
class RawTable:
    """A raw table.

    Attributes
    ----------
    file
        The path as config gives it.
    dialect
        How it is written.
    header
        Names of the columns in order, trimmed and each different: the second column of a name bears ` [2]` behind it.
        Columns without a name and without any text are left out; one with texts and no name is `column 7`.
    numbers
        The number of each column in the file, counted from 1, by name.
    labels
        What the file itself says of its columns beside their names, by name.
    units
        Text of the units line by column, where it has one, without brackets around it.
    lines
        The line on which each row starts, counted from 1.
    columns
        The texts of each column as they stand in the file, one a row, by name.
    set_aside
        The lines that are no rows.
    problems
        What is wrong with the file; `lines` is empty where it cannot be read at all.
    faults
        Why a cell of a spreadsheet has no value that could be read, by line and column: the error of a formula, or a
        formula without a value. It is told of cells that are read.
    merged
        Blocks of merged cells of several rows, as lines and columns counted from 1.
    other_sheets
        The other sheets of a spreadsheet that are not hidden.
    """

    file: str
    dialect: Dialect = Dialect()
    header: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    lines: Sequence[int] = field(default_factory=list)
    columns: dict[str, Sequence[str]] = field(default_factory=dict)
    set_aside: list[LineSetAside] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[MergedCells] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)

    @property
    def sheet_hint(self) -> str:
        """What to say where a sheet lacks what is looked for: that the file has others; empty where it has none."""
        names = ", ".join(map(repr, self.other_sheets[:10]))
        return f"; or read another sheet of the file, {names}: name it under sheet" if names else ""
