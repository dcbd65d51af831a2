"""Reads any clinic's raw file, whatever program wrote it, so that every cell keeps its line and column.

What config doesn't give is detected: encoding, delimiter, quotes, header, units, footer, and how numbers are written.
"""

import io
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from casetrace.model.problems import Problem
from casetrace.model.text_columns import LARGE
from casetrace.read.column_names import KnownHeaders, known_headers
from casetrace.read.columns import fill_columns
from casetrace.read.declared import is_declared, read_declared
from casetrace.read.encoding import decoded
from casetrace.read.faults import UnreadableFile, file_problem
from casetrace.read.layout import laid_out
from casetrace.read.limits import Limits, check_cells, check_package, limits_of
from casetrace.read.notation import Evidence, decided, evidence_in, first_ambiguous
from casetrace.read.pages import is_document, read_page_table
from casetrace.read.records import Records, Syntax, records_of
from casetrace.read.sheet_layout import note_marks, with_one_header
from casetrace.read.sheet_marks import SheetMarks
from casetrace.read.spreadsheet import Sheet, is_spreadsheet, read_sheet
from casetrace.read.syntax import detected_syntax, sep_line
from casetrace.read.table import Dialect, LineSetAside, RawTable

SAMPLED_CELLS = 40_000
#: White space, and what stands between and around blank cells.
BLANKS = string.whitespace + ",;|\"'"


def read_raw_table(path: Path, file: str, table: Mapping[str, Any]) -> RawTable:
    """Read a raw file.

    Parameters
    ----------
    path
        Where the file is.
    file
        What the file is called in config; problems name it so.
    table
        The table's section of config. Its `sheet` and `dialect` override what is detected, and the headers under its
        `columns` tell the header line from titles.

    Returns
    -------
    RawTable
        With `problems` where something is wrong with the file; without rows where it cannot be read at all.
    """
    raw_table = RawTable(file)
    try:
        _read(path, raw_table, table)
    except UnreadableFile as error:
        raw_table.problems.append(error.problem)
    return raw_table


@dataclass(frozen=True)
class _Source:
    """What a file holds before its layout is looked at: its records, how they were written, what only its kind tells.

    Attributes
    ----------
    records, dialect
        The records, and how they were written.
    number
        How numbers are written, where the kind of file tells.
    layout
        Where the table stands, where the kind of file tells.
    marks
        What a spreadsheet shows beside its values.
    """

    records: Records
    dialect: Dialect
    number: Mapping[str, Any] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)
    marks: SheetMarks = field(default_factory=SheetMarks)


def _read(path: Path, raw_table: RawTable, table: Mapping[str, Any]) -> None:
    given = table.get("dialect") or {}
    file, limits = raw_table.file, limits_of(table)
    _check_marks(given, file)
    source = _source(path, raw_table, table, limits)
    check_cells(source.records, file, limits)
    where = {**source.layout, **given}
    layout = laid_out(source.records, file, known_headers(table.get("columns")), where)
    fill_columns(raw_table, layout)
    raw_table.set_aside.extend(layout.set_aside)
    raw_table.set_aside.sort(key=lambda line: line.line)
    raw_table.dialect = replace(
        source.dialect, header_line=layout.header_line, units_line=layout.units_line, given=tuple(sorted(given))
    )
    note_marks(raw_table, source.marks)
    _find_notation(raw_table, {**source.number, **where})
    if not raw_table.lines:
        rule, found = "no rows", "a header and no row below it"
        if len(raw_table.header) == 1:
            rule, found = "empty file", "a title and no table below it"
        expected, remedy = "a header line and a row for each lesion", f"export the table again{raw_table.sheet_hint}"
        raw_table.problems.append(file_problem(file, rule, found, expected, remedy))


def _source(path: Path, raw_table: RawTable, table: Mapping[str, Any], limits: Limits) -> _Source:
    """What a file holds, by its kind."""
    raw, file, sheet = _bytes(path, raw_table.file), raw_table.file, table.get("sheet") or ""
    if is_declared(path.suffix):
        return _declared(path, raw_table)
    check_package(raw, file, limits)
    if is_document(raw):
        page_table, warning = read_page_table(raw, file, sheet)
        raw_table.problems.append(warning)
        return _Source(page_table.records, Dialect("", "", "", sheet=page_table.name))
    if is_spreadsheet(raw, path.suffix):
        read = read_sheet(raw, file, sheet)
        raw_table.other_sheets = read.others
        return _shown(read, table.get("dialect") or {})
    dialect, records = _text_records(raw, raw_table, known_headers(table.get("columns")), table.get("dialect") or {})
    return _Source(records, dialect)


def _declared(path: Path, raw_table: RawTable) -> _Source:
    """A file that says itself where its table stands and what its values mean."""
    declared = read_declared(path, raw_table.file)
    raw_table.labels = dict(declared.labels)
    number = {"decimal": "."} if declared.has_fractions else {}
    layout = {"header_line": 1, "units_line": 0, "footer_lines": 0}
    return _Source(declared.records, Dialect(f"{declared.kind} file", "", ""), number, layout)


def _shown(sheet: Sheet, given: Mapping[str, Any]) -> _Source:
    """A sheet as it is shown; of a header that stands in two rows, one, unless config says where it stands."""
    # Excel's own numbers bear a point in every country; only texts may have a comma.
    number = {"decimal": "."} if sheet.has_fractions else {}
    records = sheet.records if given.get("header_line") else with_one_header(sheet.records, sheet.marks)
    return _Source(records, Dialect("", "", "", sheet=sheet.name), number, marks=sheet.marks)


def _check_marks(dialect_config: Mapping[str, Any], file: str) -> None:
    """Refuse a dialect in config whose marks aren't one character each, or that uses one of them twice."""
    optional = ("quote", "thousands")
    marks = {key: dialect_config[key] for key in ("delimiter", "decimal", *optional) if key in dialect_config}
    for key, mark in marks.items():
        if len(mark) != 1 and not (key in optional and not mark):
            raise UnreadableFile(_bad_dialect(file, f"{key} {mark!r}", "one character"))
    for first_key, second_key in [("delimiter", "quote"), ("decimal", "thousands")]:
        if marks.get(first_key) and marks.get(first_key) == marks.get(second_key):
            raise UnreadableFile(
                _bad_dialect(
                    file, f"{marks[first_key]!r} as {first_key} and as {second_key}", "two different characters"
                )
            )


def _bad_dialect(file: str, found: str, expected: str) -> Problem:
    return file_problem(file, "unusable dialect", f"{found} in config", expected, "correct dialect in config")


def _bytes(path: Path, file: str) -> bytes:
    if path.is_dir():
        raise UnreadableFile(file_problem(file, "missing file", "a folder", "a file", "give the path of a file in it"))
    if not path.is_file():
        expected = "the file that config names"
        remedy = "put it there, or correct its path in config; where config has its address, `casetrace fetch`"
        raise UnreadableFile(file_problem(file, "missing file", "no such file", expected, remedy))
    try:
        raw = path.read_bytes()
    except PermissionError:
        expected, remedy = "a file that you may read", "give yourself the permission to read it"
        raise UnreadableFile(file_problem(file, "unreadable file", "no permission", expected, remedy)) from None
    if not raw:
        raise UnreadableFile(_empty(file))
    return raw


def _empty(file: str) -> Problem:
    return file_problem(file, "empty file", "an empty file", "a header line and a row for each lesion")


def _text_records(
    raw: bytes, raw_table: RawTable, config_headers: KnownHeaders, dialect_config: Mapping[str, Any]
) -> tuple[Dialect, Records]:
    text, encoding = decoded(raw, raw_table.file, dialect_config.get("encoding", ""))
    if not text.strip(BLANKS):
        raise UnreadableFile(_empty(raw_table.file))
    _note_cut_end(text, raw_table)
    delimiter, first_line = dialect_config.get("delimiter", ""), 1
    if sep := sep_line(text):
        raw_table.set_aside.append(LineSetAside(1, sep[0].strip(), "sep line"))
        delimiter, first_line, text = delimiter or sep[1], 2, text[sep.end() :]
    text, first_line = _without_titles(text, first_line, raw_table, dialect_config.get("header_line"))
    syntax = detected_syntax(text, config_headers, delimiter, dialect_config.get("quote"))
    records = _records(text, syntax, raw_table.file, first_line)
    return Dialect(encoding, syntax.delimiter, syntax.quote), records


def _records(text: str, syntax: Syntax, file: str, first_line: int) -> Records:
    """The records of a text: of a large one by columns where that gives the same."""
    if len(text) >= LARGE:
        from casetrace.read.plain import plain_records

        if records := plain_records(text, syntax, file, first_line):
            return records
    return records_of(text, syntax, file, first_line)


def _note_cut_end(text: str, raw_table: RawTable) -> None:
    """Warn of a last line that has no line break where all others have one: the file may have been cut off."""
    if text.endswith(("\n", "\r")):
        return
    lines = re.split(r"\r\n|\r|\n", text)
    if len(lines) > 2 and lines[-1].strip(BLANKS):
        raw_table.problems.append(
            replace(
                file_problem(
                    raw_table.file,
                    "last line without a line break",
                    "a last line without a line break behind it, which all others have",
                    "a file that ends in a line break, as programs write it",
                    "see whether the last row is whole, since the file may have been cut off",
                    len(lines),
                ),
                severity="warning",
            )
        )


def _without_titles(text: str, first_line: int, raw_table: RawTable, header_line: int | None) -> tuple[str, int]:
    """The text from the header on where config gives its line: what is above needn't be fit to be split into cells."""
    if not header_line or header_line <= first_line:
        return text, first_line
    start = 0
    for title in io.StringIO(text, newline=""):
        if first_line == header_line:
            break
        start += len(title)
        reason = "blank" if title.isspace() else "title"
        raw_table.set_aside.append(LineSetAside(first_line, title.strip(), reason))
        first_line += 1
    return text[start:], first_line


def _find_notation(raw_table: RawTable, dialect_config: Mapping[str, Any]) -> None:
    """Decimal and thousands separators; an error where commas may be either."""
    evidence = evidence_in(_sampled(raw_table)) if raw_table.lines else Evidence()
    notation = decided(evidence, dialect_config.get("decimal", ""), dialect_config.get("thousands"))
    raw_table.dialect = replace(raw_table.dialect, decimal=notation.decimal, thousands=notation.thousands)
    cell = first_ambiguous(raw_table.columns) if notation.unclear else None
    if cell:
        raw_table.problems.append(
            Problem(
                "error",
                raw_table.file,
                raw_table.lines[cell.row],
                raw_table.numbers[cell.header],
                cell.header,
                "ambiguous numbers",
                f"numbers such as {cell.text!r}, whose comma may be a decimal one or stand between thousands",
                "numbers that tell, such as 3,5 or 1,234,567",
                "give dialect.decimal in config",
            )
        )


def _sampled(raw_table: RawTable) -> list[str]:
    """Texts of each column from top to bottom, each once, as many as show the notation."""
    texts: list[str] = []
    for column in raw_table.columns.values():
        step = max(1, len(column) * len(raw_table.columns) // SAMPLED_CELLS)
        texts += sorted(set(column[::step]))
    return texts
