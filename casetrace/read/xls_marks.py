"""The marks of a sheet of an .xls file: its records, by Microsoft's [MS-XLS]; Excel 95 has shorter texts.

The reader of spreadsheets gives an error as a blank cell, and 50 % as 0.5.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from casetrace.read.binary_sheets import XLS_STREAMS
from casetrace.read.compound_file import stream
from casetrace.read.sheet_marks import Block, Place, SheetMarks, reference
from casetrace.read.xlsx_marks import BUILT_IN_PERCENT, shows_percent

#: Numbers of the records that are looked at, [MS-XLS] 2.3.2.
_FORMULA, _END, _LOCKED, _COLUMNS, _SHEET, _NUMBERS, _STYLE, _MERGED = 0x06, 0x0A, 0x2F, 0x7D, 0x85, 0xBD, 0xE0, 0xE5
_NUMBER, _ERROR, _ROW, _SHORT_NUMBER, _FORMAT, _BEGIN = 0x203, 0x205, 0x208, 0x27E, 0x41E, 0x809
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
#: What stands in a formula's value where it is no number, and the kinds that matter, [MS-XLS] 2.5.133.
_NO_NUMBER, _IS_ERROR, _IS_BLANK = 0xFFFF, 2, 3
UNTOLD = "hidden rows and columns, percent formats, merged cells, and errors of formulas, which are read as blank cells"


class Record(NamedTuple):
    """A record of the file: its kind and its content."""

    kind: int
    body: bytes


def xls_marks(raw: bytes, sheet: str) -> SheetMarks:
    """The marks of a sheet; `untold` where the file is older than Excel 95 or not as its format has it.

    Parameters
    ----------
    raw
        The whole file.
    sheet
        Name of the sheet.
    """
    try:
        book = stream(raw, *XLS_STREAMS)
        start = _start(book, sheet)
        return _marks(book, start, _percent_styles(book)) if start else SheetMarks(untold=UNTOLD)
    except (struct.error, IndexError, ValueError):
        return SheetMarks(untold=UNTOLD)


def _records(book: bytes, start: int = 0) -> Iterator[Record]:
    """The records from here to the end of their part; those of charts within it are left out."""
    depth = 0
    while start + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, start)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 1:
            yield Record(kind, book[start + 4 : start + 4 + length])
        if not depth:
            return
        start += 4 + length


def _start(book: bytes, sheet: str) -> int:
    """Where the records of a sheet begin; 0 where it is not found, or cannot be read for a password."""
    for kind, body in _records(book):
        if kind == _LOCKED:
            return 0
        if kind == _SHEET and _text(book, body[6], body[7:]) == sheet:
            return int(struct.unpack_from("<I", body)[0])
    return 0


def _is_of_1995(book: bytes) -> bool:
    return bool(struct.unpack_from("<H", book, 4)[0] == 0x500)


def _text(book: bytes, length: int, body: bytes) -> str:
    """A text of this many letters; since Excel 97 a byte in front tells whether each has one byte or two."""
    if _is_of_1995(book):
        return body[:length].decode("cp1252", "replace")
    return body[1 : 1 + 2 * length].decode("utf-16-le") if body[0] & 1 else body[1 : 1 + length].decode("latin-1")


def _percent_styles(book: bytes) -> set[int]:
    """Numbers of the styles of cells that show percentages."""
    percent, styles = set(BUILT_IN_PERCENT), []
    for kind, body in _records(book):
        if kind == _FORMAT:
            number, length = struct.unpack_from("<HB", body)
            if shows_percent(_text(book, length, body[3 if _is_of_1995(book) else 4 :])):
                percent.add(number)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return {number for number, code in enumerate(styles) if code in percent}


def _marks(book: bytes, start: int, percent_styles: set[int]) -> SheetMarks:
    marks, blank = SheetMarks(), list[Place]()
    for kind, body in _records(book, start):
        if kind == _ROW and struct.unpack_from("<I", body, 12)[0] & 0x20:
            marks.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLUMNS:
            first, last, width, _, options = struct.unpack_from("<5H", body)
            marks.hidden_columns.update(range(first, last + 1) if options & 1 or not width else ())
        elif kind == _MERGED:
            for top, bottom, left, right in struct.iter_unpack(
                "<4H", body[2 : 2 + 8 * struct.unpack_from("<H", body)[0]]
            ):
                marks.merged.append(Block(top, left, bottom, right))
        elif kind in (_NUMBER, _SHORT_NUMBER, _NUMBERS, _ERROR, _FORMULA):
            blank += _note_cells(kind, body, percent_styles, marks)
    if blank:
        more = f" and of {len(blank) - 1} more" if len(blank) > 1 else ""
        marks.untold = f"whether the blank value of the formula in {reference(min(blank))}{more} was ever computed"
    return marks


def _note_cells(kind: int, body: bytes, percent_styles: set[int], marks: SheetMarks) -> Iterator[Place]:
    """Note the marks of a record's cells, and give the place of a formula whose value is blank."""
    row, column, style = struct.unpack_from("<3H", body)
    if kind == _NUMBERS:
        styles = [struct.unpack_from("<H", body, place)[0] for place in range(4, len(body) - 2, 6)]
        marks.percentages |= {(row, column + n) for n, number in enumerate(styles) if number in percent_styles}
    elif kind == _ERROR and body[7]:
        marks.errors[row, column] = _ERRORS.get(body[6], "#ERROR!")
    elif kind == _FORMULA and struct.unpack_from("<H", body, 12)[0] == _NO_NUMBER:
        if body[6] == _IS_ERROR:
            marks.errors[row, column] = _ERRORS.get(body[8], "#ERROR!")
        elif body[6] == _IS_BLANK:
            yield row, column
    elif kind != _ERROR and style in percent_styles:
        marks.percentages.add((row, column))
