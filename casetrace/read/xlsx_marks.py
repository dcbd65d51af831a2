"""The marks of a sheet of an .xlsx file.

The reader of spreadsheets gives an error as a blank cell, a formula that no program has computed too, and 50 % as 0.5.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from casetrace.read.faults import PACKAGE_FAULTS
from casetrace.read.sheet_marks import LAST_COLUMN, Block, Place, SheetMarks, column_number

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(r"([A-Z]+)([0-9]+)")
#: Formats of numbers that Excel has built in and that show percentages.
BUILT_IN_PERCENT = (9, 10)
#: A sign of percent in a format that is shown, neither quoted nor escaped.
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def xlsx_marks(raw: bytes, sheet: str) -> SheetMarks:
    """The marks of a sheet; none where the file is damaged.

    Parameters
    ----------
    raw
        The whole file.
    sheet
        Name of the sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            content = archive.read(_part(archive, sheet))
            styles = _percent_styles(archive)
        return _marks(content, styles)
    except (*PACKAGE_FAULTS, KeyError, StopIteration, ElementTree.ParseError):
        return SheetMarks()


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where the archive keeps a sheet."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relation = next(element.get(_RELATION) for element in sheets.iter() if element.get("name") == sheet)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(element.get("Target", "") for element in relations if element.get("Id") == relation)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Numbers of the styles of cells that show percentages."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
    formats = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in styles.iter(f"{_MAIN}numFmt")}
    percent = set(map(str, BUILT_IN_PERCENT)) | {number for number, code in formats.items() if shows_percent(code)}
    cell_styles = styles.find(f"{_MAIN}cellXfs")
    entries = list(cell_styles) if cell_styles is not None else []
    return {str(number) for number, entry in enumerate(entries) if entry.get("numFmtId") in percent}


def _marks(content: bytes, percent_styles: set[str]) -> SheetMarks:
    marks = SheetMarks()
    row = -1
    for _, element in ElementTree.iterparse(io.BytesIO(content)):
        if element.tag == f"{_MAIN}row":
            row = int(element.get("r", row + 2)) - 1
            if element.get("hidden") in ("1", "true"):
                marks.hidden_rows.add(row)
            _mark_cells(marks, element, row, percent_styles)
            element.clear()
        elif element.tag == f"{_MAIN}col" and element.get("hidden") in ("1", "true"):
            last = min(int(element.get("max", "0")), LAST_COLUMN)
            marks.hidden_columns.update(range(int(element.get("min", "1")) - 1, last))
        elif element.tag == f"{_MAIN}mergeCell":
            marks.merged += _blocks(element.get("ref", ""))
    return marks


def _mark_cells(marks: SheetMarks, row_element: ElementTree.Element, row: int, percent_styles: set[str]) -> None:
    """The marks of the cells of a row; a cell that does not say where it is stands behind the one before it."""
    column = -1
    for cell in row_element.iterfind(f"{_MAIN}c"):
        named = _place(cell.get("r", ""))
        column = named[1] if named else column + 1
        value = cell.findtext(f"{_MAIN}v") or ""
        formula = cell.find(f"{_MAIN}f")
        if cell.get("t") == "e":
            marks.errors[row, column] = value or "#ERROR!"
        elif formula is not None and not value and cell.get("t") != "str":
            marks.formulas[row, column] = f"={formula.text or ''}"
        elif value and cell.get("s") in percent_styles and cell.get("t", "n") == "n":
            marks.percentages.add((row, column))


def shows_percent(code: str) -> bool:
    """Whether a format of numbers shows a percentage: its sign stands in it, neither quoted nor escaped."""
    return "%" in _QUOTED.sub("", code)


def _blocks(reference: str) -> Iterator[Block]:
    """The block of a reference such as A2:A3."""
    ends = [_place(end) for end in reference.split(":")]
    if len(ends) == 2 and ends[0] and ends[1]:
        yield Block(*ends[0], *ends[1])


def _place(reference: str) -> Place | None:
    """Row and column of a reference such as AA3, counted from 0."""
    match = _PLACE.fullmatch(reference)
    return (int(match[2]) - 1, column_number(match[1])) if match else None
