"""Text to records: the cells between the delimiters, and the line on which each record starts."""

import csv
import io
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from casetrace.model.numbers import whole
from casetrace.read.faults import UnreadableFile, file_problem

if TYPE_CHECKING:
    import _csv

    from casetrace.model.text_columns import TextColumn


class Syntax(NamedTuple):
    """What stands between cells and around them; `skip_space` where a blank follows each delimiter before a quote."""

    delimiter: str
    quote: str = '"'
    skip_space: bool = False


@dataclass(frozen=True)
class Middle:
    """Records of a large table that are all lines of the same number of cells, held as columns.

    Attributes
    ----------
    after
        How many of the other records stand before them.
    lines
        The lines on which they stand.
    columns
        Their cells.
    longest
        The most bytes of a cell.
    """

    after: int
    lines: range
    columns: "list[TextColumn]"
    longest: int


@dataclass
class Records:
    """The records of a file: their cells, and the lines on which they start, counted from 1.

    Those in the middle of a large table are held apart.
    """

    lines: list[int] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    middle: Middle | None = None

    def in_full(self) -> "Records":
        """All records with their cells."""
        if self.middle is None:
            return self
        after, rows = self.middle.after, map(list, zip(*self.middle.columns, strict=True))
        lines = [*self.lines[:after], *self.middle.lines, *self.lines[after:]]
        return Records(lines, [*self.cells[:after], *rows, *self.cells[after:]])


def records_of(text: str, syntax: Syntax, file: str, first_line: int = 1) -> Records:
    """Split a text into records.

    Parameters
    ----------
    text
        The file from line `first_line` on. A quoted cell may hold line breaks; lines end in LF, CRLF or CR.
    syntax
        What stands between cells and around them.
    file
        What the file is called in config.
    first_line
        The number of the text's first line in the file.

    Raises
    ------
    UnreadableFile
        A quote is left open, or text follows a closing one; the problem names the line on which the record starts.
    """
    records = Records()
    # Cells of one text share it: of a large table the texts take more room than all else.
    known: dict[str, str] = {}
    reader = _reader(text, syntax, strict=True)
    line_offset = first_line - 1
    start = first_line
    try:
        for cells in reader:
            records.lines.append(start)
            records.cells.append([known.setdefault(cell, cell) for cell in cells])
            start = reader.line_num + line_offset + 1
    except csv.Error as error:
        if "field larger" in str(error):
            found, expected = f"a cell of more than {whole(csv.field_size_limit())} characters", "cells of a table"
            remedy = "close the quote that is left open on this line, or take out what is embedded there"
            raise UnreadableFile(file_problem(file, "cell too long", found, expected, remedy, start)) from None
        expected = "quotes that open and close in pairs"
        remedy = "correct the quotes of the row that starts on this line"
        raise UnreadableFile(file_problem(file, "broken quoting", str(error), expected, remedy, start)) from None
    return records


def sample_cells(text: str, syntax: Syntax, n_records: int) -> list[list[str]]:
    """The cells of the first records, whatever is wrong with their quotes."""
    try:
        return list(islice(_reader(text, syntax, strict=False), n_records))
    except csv.Error:
        return []


def _reader(text: str, syntax: Syntax, *, strict: bool) -> "_csv.Reader":
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=syntax.delimiter,
        quotechar=syntax.quote or None,
        quoting=csv.QUOTE_MINIMAL if syntax.quote else csv.QUOTE_NONE,
        skipinitialspace=syntax.skip_space,
        strict=strict,
    )
