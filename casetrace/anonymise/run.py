"""Reads a table as a run does, to know how it is written, and gives its bytes without its values."""

import csv
import io
from pathlib import Path
from random import Random

from casetrace.anonymise.text_files import Written, without_values
from casetrace.anonymise.workbooks import workbook_without_values
from casetrace.model.errors import UserError
from casetrace.read.declared import is_declared
from casetrace.read.faults import UnreadableFile
from casetrace.read.pages import is_document
from casetrace.read.reading import read_raw_table
from casetrace.read.spreadsheet import is_spreadsheet
from casetrace.read.table import Dialect, RawTable

#: Largest file, in bytes: what shows a fault is smaller.
LARGEST = 5_000_000
#: Workbooks that are written as what they are.
WORKBOOKS = (".xlsx", ".xlsm")
#: Spreadsheets of other kinds, which are read and not written.
OTHER_SPREADSHEETS = (".xls", ".xlsb", ".ods")


def anonymised(path: Path, rng: Random, *, keeps_header: bool = False) -> bytes:
    """A table of the same shape without the values of another one, as the bytes of a file that `suffix_written` tells.

    Of a kind of file that is read and not written, the cells of the first table are taken and nothing else: no other
    sheet, comment, name, property, description of a column or label that no cell has.

    Parameters
    ----------
    path
        The raw file.
    rng
        Draws what stands in the place of the values.
    keeps_header
        Whether the header stays as it is.

    Raises
    ------
    UserError
        When the file is of another kind, too large, or some text cannot be hidden.
    """
    name = path.name
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    raw = path.read_bytes()
    if len(raw) > LARGEST:
        raise UserError(f"{name} is larger than {LARGEST // 10**6} MB: cut it to the rows that show the fault")
    if is_document(raw):
        raise UserError(f"{name} is neither text nor a table of cells: save it as .csv or .xlsx first")
    table = read_raw_table(path, name, {})
    if is_converted(path):
        return _text_without_values(table, name, rng, keeps_header=keeps_header)
    heads = heads_of(table.dialect) if table.header else (1,)
    if is_spreadsheet(raw, path.suffix):
        if path.suffix.lower() not in WORKBOOKS:
            raise UserError(f"{name} is a spreadsheet under the name of another kind: save it as .xlsx first")
        return workbook_without_values(raw, name, heads, rng, keeps_header=keeps_header)
    dialect = table.dialect if table.header else Dialect("", "", "")
    written = Written(dialect.encoding, dialect.delimiter, dialect.quote, heads)
    try:
        return without_values(raw, name, written, rng, keeps_header=keeps_header)
    except UnreadableFile as error:
        raise UserError(f"{name}: {error.problem.found}; {error.problem.remedy}") from None


def is_converted(path: Path) -> bool:
    """Whether a file is of a kind that is read and not written, so that its cells become a text file."""
    return is_declared(path.suffix) or path.suffix.lower() in OTHER_SPREADSHEETS


def suffix_written(path: Path) -> str:
    """The ending of the file that is written for a raw file."""
    return ".csv" if is_converted(path) else path.suffix


def _text_without_values(table: RawTable, name: str, rng: Random, *, keeps_header: bool) -> bytes:
    """The cells of a table as a text file without its values."""
    if not table.header:
        raise UserError("\n".join(map(str, table.problems)) or f"{name}: no table was found in it")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.header)
    if any(table.units.values()):
        writer.writerow([table.units.get(header, "") for header in table.header])
    heads = (1, 2) if any(table.units.values()) else (1,)
    writer.writerows(zip(*(table.columns[header] for header in table.header), strict=True))
    written = Written("utf-8", ",", '"', heads)
    return without_values(text.getvalue().encode(), name, written, rng, keeps_header=keeps_header)


def heads_of(dialect: Dialect) -> tuple[int, ...]:
    """The lines of the header and of the units."""
    return tuple(line for line in (dialect.header_line, dialect.units_line) if line)
