"""The marks of a sheet of an OpenDocument file, by OASIS OpenDocument 1.3, part 3, section 9.

The reader of spreadsheets gives an error as a blank cell or as the 0 that older programs store for it, and 50 % as 0.5.
"""

import io
import re
import zipfile
from itertools import product
from xml.etree import ElementTree

from casetrace.read.faults import PACKAGE_FAULTS
from casetrace.read.sheet_marks import LAST_COLUMN, Block, SheetMarks

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KIND = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
#: What a cell has that is a formula or merged with others.
_MARKED = (f"{_TABLE}formula", f"{_TABLE}number-rows-spanned", f"{_TABLE}number-columns-spanned")
#: What programs show for an error; LibreOffice numbers those of its own.
_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d+")
_HIDDEN = ("collapse", "filter")


def ods_marks(raw: bytes, sheet: str) -> SheetMarks:
    """The marks of a sheet; none where the file is damaged.

    Parameters
    ----------
    raw
        The whole file.
    sheet
        Name of the sheet.
    """
    marks = SheetMarks()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            content = archive.read("content.xml")
        _read(content, sheet, marks)
    except (*PACKAGE_FAULTS, KeyError, ElementTree.ParseError):
        return SheetMarks()
    return marks


def _read(content: bytes, sheet: str, marks: SheetMarks) -> None:
    """Note the marks of the table of this name, row by row."""
    row = column = 0
    name = ""
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
        if event == "start":
            name = element.get(f"{_TABLE}name", "") if element.tag == f"{_TABLE}table" else name
        elif element.tag == f"{_TABLE}table-row":
            if name == sheet:
                row += _note_row(element, row, marks)
            element.clear()
        elif element.tag == f"{_TABLE}table-column" and name == sheet:
            width = _repeated(element, "columns")
            if element.get(f"{_TABLE}visibility") in _HIDDEN:
                marks.hidden_columns.update(range(column, column + width))
            column += width


def _note_row(element: ElementTree.Element, row: int, marks: SheetMarks) -> int:
    """Note the marks of a row, and give how many rows it stands for."""
    height, column = _repeated(element, "rows"), 0
    cells = [cell for cell in element if cell.tag in _CELLS]
    # Blank rows to the end of the sheet are no rows of its table.
    if element.get(f"{_TABLE}visibility") in _HIDDEN and any(len(cell) for cell in cells):
        marks.hidden_rows.update(range(row, row + height))
    for cell in cells:
        width = _repeated(cell, "columns")
        if any(cell.get(name) for name in _MARKED) or cell.get(_KIND) == "percentage":
            for place in product(range(row, row + height), range(column, column + width)):
                _note_cell(cell, place, marks)
        column += width
    return height


def _note_cell(cell: ElementTree.Element, place: tuple[int, int], marks: SheetMarks) -> None:
    formula, kind = cell.get(f"{_TABLE}formula"), cell.get(_KIND)
    shown = "".join("".join(paragraph.itertext()) for paragraph in cell.iterfind(_PARAGRAPH))
    if formula and _ERROR.fullmatch(shown):
        marks.errors[place] = shown
    elif formula and not kind:
        marks.formulas[place] = formula.removeprefix("of:").removeprefix("oooc:")
    elif kind == "percentage":
        marks.percentages.add(place)
    height, width = _spanned(cell, "rows"), _spanned(cell, "columns")
    if (height, width) != (1, 1):
        marks.merged.append(Block(*place, place[0] + height - 1, place[1] + width - 1))


def _repeated(element: ElementTree.Element, kind: str) -> int:
    times = int(element.get(f"{_TABLE}number-{kind}-repeated", "1"))
    return min(times, LAST_COLUMN) if kind == "columns" else times


def _spanned(element: ElementTree.Element, kind: str) -> int:
    return int(element.get(f"{_TABLE}number-{kind}-spanned", "1"))
