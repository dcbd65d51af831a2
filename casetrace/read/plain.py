"""Large plain text tables, whose rows are read column by column: a Python object for each cell takes all memory.

Plain is a file whose rows are lines of the same number of cells without a quote. Its first and last lines are read as
those of any other file, since titles, header, units and footer stand there.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import ConvertOptions, ParseOptions, ReadOptions, read_csv

from casetrace.model.text_columns import TextColumn
from casetrace.read.faults import UnreadableFile
from casetrace.read.records import Middle, Records, Syntax, records_of

#: Lines at either end that are read as those of any other file.
FIRST_LINES, LAST_LINES = 1_000, 200
#: Characters that are read at once.
PIECE = 1 << 26
BYTE_ORDER_MARK = "\ufeff"


def plain_records(text: str, syntax: Syntax, file: str, first_line: int) -> Records | None:
    """The records of a text whose rows are plain, those between its ends as columns; None where some are not.

    Parameters
    ----------
    text, syntax, file, first_line
        As `records_of` has them.
    """
    start, end = _line_break(text, FIRST_LINES), _line_break_from_end(text, LAST_LINES)
    if not start or start >= end or not _has_plain_rows(text, start, syntax):
        return None
    try:
        head = records_of(text[:start], syntax, file, first_line)
        next_line = first_line + text.count("\n", 0, start)
        columns = _columns(text, start, end, len(head.cells[-1]), syntax.delimiter)
    except (UnreadableFile, UnicodeEncodeError, pa.ArrowException):
        return None
    longest = max(pc.max(pc.binary_length(column.array)).as_py() for column in columns)
    if longest > csv.field_size_limit():
        return None
    lines = range(next_line, next_line + len(columns[0]))
    tail = records_of(text[end:], syntax, file, lines.stop)
    middle = Middle(len(head.cells), lines, columns, longest)
    return Records(head.lines + tail.lines, head.cells + tail.cells, middle)


def _line_break(text: str, n_lines: int) -> int:
    """Where the line behind the first ones begins; 0 where there are no more."""
    place = 0
    for _ in range(n_lines):
        place = text.find("\n", place) + 1
        if not place:
            return 0
    return place


def _line_break_from_end(text: str, n_lines: int) -> int:
    """Where the last lines begin; 0 where there are no others."""
    place = len(text)
    for _ in range(n_lines + 1):
        place = text.rfind("\n", 0, max(place, 0))
    return place + 1


def _has_plain_rows(text: str, start: int, syntax: Syntax) -> bool:
    """Whether the lines from a place on hold no sign that only the reader of any file understands."""
    if syntax.skip_space or not syntax.delimiter.isascii() or (syntax.quote and text.find(syntax.quote, start) >= 0):
        return False
    return "\0" not in text and (not (breaks := text.count("\r")) or breaks == text.count("\r\n"))


def _columns(text: str, start: int, end: int, width: int, delimiter: str) -> list[TextColumn]:
    """The columns of the lines of a part of a text.

    Raises
    ------
    ArrowInvalid
        A line has another number of cells, or is blank.
    UnicodeEncodeError
        It holds what is no character.
    """
    names = [str(number) for number in range(width)]
    parsing = ParseOptions(delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False)
    types = dict.fromkeys(names, pa.large_string())
    converting = ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[])
    parts: dict[str, list[pa.Array]] = {name: [] for name in names}
    for piece in _pieces(text, start, end):
        if width < 2 or piece.startswith(BYTE_ORDER_MARK):
            raise pa.ArrowInvalid("a piece that Arrow would read in another way")
        table = read_csv(pa.py_buffer(piece.encode()), ReadOptions(column_names=names), parsing, converting)
        if table.num_rows != piece.count("\n"):
            raise pa.ArrowInvalid("rows that are no lines")
        for name in names:
            parts[name] += table[name].chunks
    return [TextColumn(pa.concat_arrays(parts.pop(name))) for name in names]


def _pieces(text: str, start: int, end: int) -> Iterator[str]:
    """A part of a text in pieces of whole lines."""
    while start < end:
        stop = end if end - start <= PIECE else text.rfind("\n", start, start + PIECE) + 1 or end
        yield text[start:stop]
        start = stop


def joined(before: Sequence[str], middle: TextColumn, behind: Sequence[str]) -> TextColumn:
    """A column with the texts before and behind it."""
    ends = [pa.array(texts, pa.large_string()) for texts in (before, behind)]
    return TextColumn(pa.concat_arrays([ends[0], middle.array, ends[1]]))


def blank(n_rows: int) -> TextColumn:
    """A column of blank cells."""
    return TextColumn(pa.repeat(pa.scalar("", pa.large_string()), n_rows))


def has_blank_row(middle: Middle) -> bool:
    """Whether no cell of one of the records holds any text."""
    return _any_row(pc.equal(pc.utf8_trim_whitespace(column.array), "") for column in middle.columns)


def has_row(middle: Middle, cells: Sequence[str]) -> bool:
    """Whether one of the records has these cells."""
    same = (pc.equal(column.array, text) for column, text in zip(middle.columns, cells, strict=False))
    return len(cells) == len(middle.columns) and _any_row(same)


def _any_row(of_columns: Iterable[pa.BooleanArray]) -> bool:
    """Whether something is so in all columns of a row; most often the first of them tell that it is not."""
    so_far: pa.BooleanArray | bool = True
    for is_so in of_columns:
        so_far = pc.and_(so_far, is_so)
        if not pc.any(so_far).as_py():
            return False
    return True
