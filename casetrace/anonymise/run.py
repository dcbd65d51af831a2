"""Reads a table as a run does, to know how it is written, and gives its bytes without its values."""

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
from casetrace.read.table import Dialect

#: Largest file, in bytes: what shows a fault is smaller.
LARGEST = 5_000_000


def anonymised(path: Path, rng: Random, *, keeps_header: bool = False) -> bytes:
    """A table of the same shape without the values of another one, as the bytes of a file of the same kind.

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
    if is_declared(path.suffix) or is_document(raw):
        raise UserError(f"{name} is neither text nor a workbook of Excel: save it as .csv or .xlsx first")
    table = read_raw_table(path, name, {})
    heads = heads_of(table.dialect) if table.header else (1,)
    if is_spreadsheet(raw, path.suffix):
        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            raise UserError(f"{name} is a spreadsheet of another kind: save it as .xlsx first")
        return workbook_without_values(raw, name, heads, rng, keeps_header=keeps_header)
    dialect = table.dialect if table.header else Dialect("", "", "")
    written = Written(dialect.encoding, dialect.delimiter, dialect.quote, heads)
    try:
        return without_values(raw, name, written, rng, keeps_header=keeps_header)
    except UnreadableFile as error:
        raise UserError(f"{name}: {error.problem.found}; {error.problem.remedy}") from None


def heads_of(dialect: Dialect) -> tuple[int, ...]:
    """The lines of the header and of the units."""
    return tuple(line for line in (dialect.header_line, dialect.units_line) if line)
