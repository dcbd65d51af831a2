"""Reads a table that stands in a text for people: a Word file by python-docx, a PDF by pdfplumber.

Cells are found by the lines and gaps of a page, which may deceive: every such table is marked to be checked by eye.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from casetrace.model.problems import Problem
from casetrace.read.faults import PACKAGE_FAULTS, UnreadableFile, file_problem
from casetrace.read.records import Records

#: What a table is marked with, and what the report says of it.
READ_FROM_A_PAGE = "read from a page: check"
#: Fewest rows, header included, and columns of what counts as a table.
FEWEST_ROWS, FEWEST_COLUMNS = 2, 2


@dataclass(frozen=True)
class PageTable:
    """A table of a document: its name, such as `page 3 table 1`, and its rows."""

    name: str
    records: Records

    @property
    def n_cells(self) -> int:
        """How many cells it has."""
        return sum(map(len, self.records.cells))


def is_document(raw: bytes) -> bool:
    """Whether a file is a PDF or a Word file."""
    return raw.startswith(b"%PDF") or _is_word(raw)


def _is_word(raw: bytes) -> bool:
    if not raw.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "word/document.xml" in archive.namelist()
    except PACKAGE_FAULTS:
        return False


def read_page_table(raw: bytes, file: str, name: str = "") -> tuple[PageTable, Problem]:
    """The table of this name, or the largest one, and the warning that it is to be checked.

    Parameters
    ----------
    raw
        The whole file.
    file
        What it is called in config.
    name
        The table in config, as `sheet`; empty for the one with the most cells.

    Raises
    ------
    UnreadableFile
        The document cannot be read, or holds no such table.
    """
    try:
        tables = list(_word_tables(raw) if _is_word(raw) else _pdf_tables(raw))
    except Exception as error:  # the libraries raise many kinds on damaged files, and none of them is ours
        kind = "Word" if _is_word(raw) else "PDF"
        found, expected = f"a {kind} document that cannot be opened ({type(error).__name__})", "a document that opens"
        raise UnreadableFile(file_problem(file, "no table", found, expected)) from None
    if not tables:
        found, expected = "no table in the document", "a table with lines around its cells, or with clear columns"
        raise UnreadableFile(file_problem(file, "no table", found, expected, "copy the table into a spreadsheet"))
    by_name = {table.name: table for table in tables}
    if name and name not in by_name:
        names = ", ".join(by_name)
        found, remedy = f"no table {name!r}", "correct sheet in config"
        raise UnreadableFile(file_problem(file, "missing sheet", found, f"one of its tables: {names}", remedy))
    table = by_name[name] if name else max(tables, key=lambda table: table.n_cells)
    others = [other.name for other in tables if other is not table]
    found = f"{table.name} of the document" + (f", which has {', '.join(others)} too" if others else "")
    warning = Problem(
        "warning", file, 0, 0, "", READ_FROM_A_PAGE, found, "every cell as it is printed",
        "compare the values with the page; a cell's line is its row in the table",
    )  # fmt: skip
    return table, warning


def _word_tables(raw: bytes) -> "list[PageTable]":
    from docx import Document

    tables = []
    for number, table in enumerate(Document(io.BytesIO(raw)).tables, start=1):
        rows = [[" ".join(cell.text.split()) for cell in row.cells] for row in table.rows]
        tables += _as_table(f"table {number}", rows)
    return tables


def _pdf_tables(raw: bytes) -> "list[PageTable]":
    import pdfplumber

    tables = []
    with pdfplumber.open(io.BytesIO(raw)) as pdf:
        for page in pdf.pages:
            found = page.extract_tables() or page.extract_tables(
                {"vertical_strategy": "text", "horizontal_strategy": "text"}
            )
            for number, rows in enumerate(found, start=1):
                texts = [[" ".join((text or "").split()) for text in row] for row in rows]
                tables += _as_table(f"page {page.page_number} table {number}", texts)
    return tables


def _as_table(name: str, rows: list[list[str]]) -> "list[PageTable]":
    rows = [[_plain(text) for text in row] for row in rows]
    if len(rows) < FEWEST_ROWS or max(map(len, rows)) < FEWEST_COLUMNS or not any(map(any, rows)):
        return []
    return [PageTable(name, Records(list(range(1, len(rows) + 1)), rows))]


def _plain(text: str) -> str:
    """A cell's text with the minus of typesetters as the one of keyboards, and ligatures as their letters."""
    return re.sub("[−‒]", "-", text.replace("ﬁ", "fi").replace("ﬂ", "fl"))
