"""Reads a sheet of an Excel or OpenDocument file as texts."""

import datetime
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casetrace.model.problems import Problem
from casetrace.read.faults import UnreadableFile, file_problem, unreadable
from casetrace.read.ods_marks import ods_marks
from casetrace.read.records import Records
from casetrace.read.sheet_marks import SheetMarks
from casetrace.read.xls_marks import UNTOLD, xls_marks
from casetrace.read.xlsx_marks import xlsx_marks

_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # a zip archive; an OLE file, as .xls is
_SUFFIXES = (".xlsx", ".xlsm", ".xlsb", ".ods")


@dataclass
class Sheet:
    """A sheet: its name and those of the others, its rows, whether a number has a fraction, and what else it shows."""

    name: str
    others: list[str]
    records: Records
    has_fractions: bool
    marks: SheetMarks


def is_spreadsheet(raw: bytes, suffix: str) -> bool:
    """Whether a file is to be read as a spreadsheet: its first bytes tell, since text is often exported as .xls."""
    return raw.startswith(_CONTAINERS) or suffix.lower() in _SUFFIXES


def read_sheet(raw: bytes, file: str, name: str = "") -> Sheet:
    """The sheet of this name, or the first visible one.

    Parameters
    ----------
    raw
        The whole file.
    file
        What it is called in config.
    name
        The sheet in config; empty for the first.

    Raises
    ------
    UnreadableFile
        The file is no spreadsheet, damaged or locked, or it has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with _panics_told(file), CalamineWorkbook.from_filelike(io.BytesIO(raw)) as workbook:
            visible = _visible(workbook)
            name = name or next(iter(visible), "")
            if name not in workbook.sheet_names:
                raise UnreadableFile(_no_sheet(file, name, workbook.sheet_names))
            values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except PasswordError:
        found, expected = "a workbook that is locked with a password", "one that opens without a password"
        raise UnreadableFile(file_problem(file, "locked spreadsheet", found, expected)) from None
    # The file is in memory: an `OSError` is of its content, such as a part that ends too early.
    except (CalamineError, OSError) as error:
        raise UnreadableFile(unreadable(file, str(error))) from None
    texts = [[_text(value) for value in row] for row in values]
    marks = _marks(raw, name)
    for (row, column), text in marks.errors.items():
        _put(texts, row, column, text)
    for row, column in marks.percentages:
        value = values[row][column] if row < len(values) and column < len(values[row]) else None
        # An .xls file has whole numbers of their own.
        if isinstance(value, int | float) and not isinstance(value, bool):
            _put(texts, row, column, f"{_digits_of(Decimal(f'{value:.15g}') * 100)}%")
    has_fractions = any(isinstance(value, float) and not value.is_integer() for cells in values for value in cells)
    others = [other for other in visible if other != name]
    return Sheet(name, others, Records(list(range(1, len(texts) + 1)), texts), has_fractions, marks)


def _marks(raw: bytes, sheet: str) -> SheetMarks:
    """What the sheet shows beside its values, by the kind of the file."""
    if not raw.startswith(_CONTAINERS[0]):
        return xls_marks(raw, sheet)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.namelist()
    if "xl/workbook.bin" in parts:
        return SheetMarks(untold=UNTOLD)
    return ods_marks(raw, sheet) if "content.xml" in parts else xlsx_marks(raw, sheet)


@contextmanager
def _panics_told(file: str) -> Iterator[None]:
    """Let the reader's panics end in a message; it is written in Rust, and shows them on the terminal by itself."""
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    except BaseException as error:
        # It is no `Exception`, and its class is not to be had by a name.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(unreadable(file, "a damaged file")) from None
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


def _visible(workbook: Any) -> list[str]:
    """The sheets that the user sees; lists for drop-down menus are often hidden in front of them."""
    from python_calamine import SheetVisibleEnum

    visible = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    names: list[str] = visible or workbook.sheet_names
    return names


def _no_sheet(file: str, name: str, sheet_names: list[str]) -> Problem:
    names = ", ".join(repr(sheet_name) for sheet_name in sheet_names)
    return file_problem(
        file, "missing sheet", f"no sheet {name!r}", f"one of its sheets: {names}", "correct sheet in config"
    )


def _text(value: object) -> str:
    """A cell's value as text, as Excel shows it in its formula bar: fifteen digits, no `.0` behind whole numbers."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _digits(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat() if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return _clock(value)
    return "" if value is None else str(value)


def _digits(value: float) -> str:
    return str(int(value)) if value.is_integer() else f"{Decimal(f'{value:.15g}'):f}"


def _digits_of(number: Decimal) -> str:
    """A number in plain decimal notation without zeros behind its decimals."""
    digits = f"{number:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _put(texts: list[list[str]], row: int, column: int, text: str) -> None:
    """Put a text into a cell, also behind the last one that the reader gives."""
    texts += [[] for _ in range(row + 1 - len(texts))]
    texts[row] += [""] * (column + 1 - len(texts[row]))
    texts[row][column] = text


def _clock(value: datetime.timedelta) -> str:
    """A span of time as hours, minutes and seconds."""
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}"
