"""The errors of formulas in an Excel sheet, such as #DIV/0!, which the reader of spreadsheets gives as blank cells."""

import io
import re
import zipfile
from xml.etree import ElementTree

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]+)(\d+)"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)


def formula_errors(raw: bytes, sheet: str) -> dict[tuple[int, int], str]:
    """Text of each error by row and column, counted from 0; nothing for files other than .xlsx.

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
    except (zipfile.BadZipFile, KeyError, StopIteration, ElementTree.ParseError):
        return {}
    if b't="e"' not in content:
        return {}
    return {
        (int(row) - 1, _column(letters.decode())): text.decode() for letters, row, text in _ERROR_CELL.findall(content)
    }


def _part(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where the archive keeps a sheet."""
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relation = next(element.get(_RELATION) for element in sheets.iter() if element.get("name") == sheet)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(element.get("Target", "") for element in relations if element.get("Id") == relation)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _column(letters: str) -> int:
    """Number of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
