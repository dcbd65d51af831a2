"""How large a raw file may be: one that is damaged or made to harm ends in a message before memory or time runs out.

The limits are far beyond any case series. Each can be raised in config, under `limits` of the table.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casetrace.model.numbers import whole
from casetrace.model.problems import Problem
from casetrace.read.binary_sheets import Extent, xls_extents, xlsb_extent
from casetrace.read.compound_file import SIGNATURE
from casetrace.read.faults import PACKAGE_FAULTS, UnreadableFile, file_problem, unreadable
from casetrace.read.records import Records
from casetrace.read.sheet_marks import column_number, reference

PACKAGE = b"PK\x03\x04"
#: Bytes of a sheet that are looked through at a time; a reference to a cell is shorter than `OVERLAP`.
PIECE, OVERLAP = 1 << 20, 256
#: A cell of a sheet of Excel by its reference, such as B12. One that is only formatted is empty and takes no room.
CELL = re.compile(rb'<c [^>]{0,80}?\br="([A-Z]{1,10})([0-9]{1,12})"[^>/]{0,80}>\s{0,9}<[a-z]')
#: A row or cell of an OpenDocument sheet with its attributes; for how many it stands; what a cell with a value has.
ROW_OR_CELL = re.compile(rb"<table:table-(row|cell)\b([^>]{0,4000})>")
REPEATED = re.compile(rb'number-(?:rows|columns)-repeated="([0-9]{1,12})"')
VALUED = re.compile(rb"(?:office:value|table:formula)|[^/]$")


@dataclass(frozen=True)
class Limits:
    """The limits of a table; the defaults are those of the schema of config.

    Attributes
    ----------
    cell_characters
        Characters of a cell. Excel has no longer ones.
    name_characters
        Characters of the name of a patient or lesion.
    columns
        Columns of the table.
    sheet_cells
        Rows times columns of a sheet, from its first cell to the farthest one.
    expanded_megabytes
        Size of a spreadsheet or Word file when it is unpacked.
    pattern_seconds
        Seconds of the processor that a pattern of config may take for one text.
    """

    cell_characters: int = 32_767
    name_characters: int = 200
    columns: int = 2_000
    sheet_cells: int = 10_000_000
    expanded_megabytes: int = 500
    pattern_seconds: float = 1


def limits_of(table: Mapping[str, Any]) -> Limits:
    """The limits of a table by its section of config."""
    given = table.get("limits") or {}
    return Limits(**{name: value for name, value in given.items() if name in Limits.__dataclass_fields__})


def check_package(raw: bytes, file: str, limits: Limits) -> None:
    """Refuse a spreadsheet or Word file that would exhaust the memory, before it is read.

    Raises
    ------
    UnreadableFile
        It is too large when unpacked, a cell of it stands far from all others, or it is damaged.
    """
    try:
        if raw.startswith(SIGNATURE):
            _check_size(len(raw), file, limits)
            _check_extents(xls_extents(raw), file, limits)
            return
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_size(sum(entry.file_size for entry in package.infolist()), file, limits)
            for name in package.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _check_range(package, name, file, limits)
                elif name.startswith("xl/worksheets/") and name.endswith(".bin"):
                    _check_extents([xlsb_extent(package.read(name))], file, limits)
                elif name == "content.xml":
                    _check_repetitions(package.read(name), file, limits)
    except PACKAGE_FAULTS as error:
        # What cannot be measured is not read, also where the reader would take it.
        if raw.startswith(PACKAGE):
            found = f"a package that is damaged or locked ({str(error) or type(error).__name__})"
            raise UnreadableFile(unreadable(file, found)) from None


def _check_size(size: int, file: str, limits: Limits) -> None:
    if size > limits.expanded_megabytes * 1_000_000:
        found = f"{size / 1e6:,.0f} MB when unpacked"
        raise UnreadableFile(
            _too_large(file, "file too large", found, f"{limits.expanded_megabytes} MB", "expanded_megabytes")
        )


def _pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A file of a package in pieces that overlap, so that nothing short is cut in two."""
    end = b""
    with package.open(name) as sheet:
        while piece := sheet.read(PIECE):
            yield end + piece
            end = piece[-OVERLAP:]


def _check_range(package: zipfile.ZipFile, name: str, file: str, limits: Limits) -> None:
    extent = Extent()
    for piece in _pieces(package, name):
        for letters, digits in dict.fromkeys(CELL.findall(piece)):
            extent.add(int(digits) - 1, column_number(letters.decode()))
    _check_extents([extent], file, limits)


def _check_extents(extents: Sequence[Extent], file: str, limits: Limits) -> None:
    for extent in extents:
        if extent.cells > limits.sheet_cells:
            corners = dict.fromkeys(reference(place) for place in (extent.rightmost, extent.lowest))
            raise UnreadableFile(_stray(file, f"a cell at {' and one at '.join(corners)}", limits))


def _check_repetitions(content: bytes, file: str, limits: Limits) -> None:
    """Count the cells of an OpenDocument file that have a value, as often as they are repeated."""
    cells = rows = 1
    total = 0
    for kind, attributes in ROW_OR_CELL.findall(content):
        times = REPEATED.search(attributes)
        repeated = int(times[1]) if times else 1
        if kind == b"row":
            total += rows * cells
            rows, cells = repeated, 0
        elif not attributes or VALUED.search(attributes):
            cells += repeated
    if total + rows * cells > limits.sheet_cells:
        raise UnreadableFile(_stray(file, "cells that are repeated to the end of the sheet", limits))


def _stray(file: str, found: str, limits: Limits) -> Problem:
    expected = f"a table of at most {whole(limits.sheet_cells)} cells from the first to the farthest one"
    remedy = "delete what stands far from the table, row and column, and save; or raise limits.sheet_cells in config"
    return file_problem(file, "cell far from the table", found, expected, remedy)


def check_cells(records: Records, file: str, limits: Limits) -> None:
    """Refuse a table with too many columns, or with a cell that is no cell of a table.

    Raises
    ------
    UnreadableFile
        With the line.
    """
    middle = records.middle
    if middle and (len(middle.columns) > limits.columns or middle.longest > limits.cell_characters):
        records = records.in_full()
    for line, row in zip(records.lines, records.cells, strict=True):
        if len(row) > limits.columns:
            raise UnreadableFile(
                _too_large(file, "too many columns", f"{whole(len(row))} cells", whole(limits.columns), "columns", line)
            )
        longest = max(map(len, row), default=0)
        if longest > limits.cell_characters:
            found = f"a cell of {whole(longest)} characters"
            expected = f"{whole(limits.cell_characters)} characters"
            raise UnreadableFile(_too_large(file, "cell too long", found, expected, "cell_characters", line))


def _too_large(file: str, rule: str, found: str, most: str, setting: str, line: int = 0) -> Problem:
    remedy = f"see whether this is the right file and undamaged; or raise limits.{setting} in config"
    return file_problem(file, rule, found, f"at most {most}", remedy, line)
