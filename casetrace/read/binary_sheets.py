"""How far the cells of a sheet of .xls and .xlsb reach, by its records and without reading what is in them.

After Microsoft's [MS-XLS] and [MS-XLSB]. Cells that are only formatted are empty and take no room.
"""

import struct
from dataclasses import dataclass

from casetrace.read.compound_file import stream
from casetrace.read.sheet_marks import Place

#: The records of .xls that hold a value of one cell, of Excel 2.1 to 2003; one of them holds several of a row.
XLS_CELLS_OF_A_ROW = 0xBD
XLS_CELLS = frozenset(
    {0x02, 0x03, 0x04, 0x05, 0x06, 0x203, 0x204, 0x205, 0x206, 0x406, 0x27E, 0xD6, 0xFD, XLS_CELLS_OF_A_ROW}
)
#: The record of .xls in which a sheet says how far it reaches, for which the reader makes room, and the most there is.
XLS_DIMENSIONS = 0x200
XLS_ROWS, XLS_COLUMNS = 65_536, 256
#: Where a sheet, or another part of the workbook, begins.
XLS_BEGINNINGS = frozenset({0x09, 0x209, 0x409, 0x809})
#: The names of the stream that has the sheets.
XLS_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
#: The records of .xlsb: a row, and the cells that have a value.
XLSB_ROW = 0
XLSB_CELLS = frozenset({*range(2, 12), 62})


@dataclass
class Extent:
    """How far the cells of a sheet reach: the lowest one and the one farthest to the right."""

    lowest: Place = (0, 0)
    rightmost: Place = (0, 0)

    def add(self, row: int, column: int) -> None:
        """Take a cell in."""
        if row > self.lowest[0]:
            self.lowest = (row, column)
        if column > self.rightmost[1]:
            self.rightmost = (row, column)

    @property
    def cells(self) -> int:
        """Rows times columns from the first cell to the farthest ones."""
        return (self.lowest[0] + 1) * (self.rightmost[1] + 1)


def xls_extents(raw: bytes) -> list[Extent]:
    """The extent of each part of a workbook of .xls, of which the sheets are some.

    Raises
    ------
    DamagedFile
        The workbook's stream is not there.
    """
    content = stream(raw, *XLS_STREAMS)
    extents = [Extent()]
    at = 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if kind in XLS_BEGINNINGS:
            extents.append(Extent())
        elif kind in XLS_CELLS and length >= 6 and at + 4 + length <= len(content):
            row, column = struct.unpack_from("<HH", content, at + 4)
            if kind == XLS_CELLS_OF_A_ROW:
                column = struct.unpack_from("<H", content, at + 2 + length)[0]
            extents[-1].add(row, column)
        elif kind == XLS_DIMENSIONS and length >= 14 and at + 4 + length <= len(content):
            rows, columns = _dimensions(content, at + 4)
            if rows > XLS_ROWS or columns > XLS_COLUMNS:
                extents[-1].add(rows - 1, columns - 1)
        at += 4 + length
    return extents


def _dimensions(content: bytes, at: int) -> tuple[int, int]:
    """Rows and columns that a sheet says it has."""
    first_row, row_behind, first_column, column_behind = struct.unpack_from("<IIHH", content, at)
    return row_behind - first_row, column_behind - first_column


def xlsb_extent(content: bytes) -> Extent:
    """The extent of a sheet of .xlsb."""
    extent = Extent()
    row = at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        length, at = _number(content, at, 4)
        if length >= 4 and at + 4 <= len(content):
            number = struct.unpack_from("<I", content, at)[0]
            if kind == XLSB_ROW:
                row = number
            elif kind in XLSB_CELLS:
                extent.add(row, number)
        at += length
    return extent


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """A number in bytes of 7 bits, the lowest first, and where the next one begins."""
    number = 0
    for place in range(most):
        if at >= len(content):
            break
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at
