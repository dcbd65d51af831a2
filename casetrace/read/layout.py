"""Tells the rows of a table from the lines around them: titles, header, units, footer and blank ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casetrace.read.column_names import KnownHeaders
from casetrace.read.faults import UnreadableFile, file_problem
from casetrace.read.footer import footer_start
from casetrace.read.header import SAMPLE_RECORDS, TOP_RECORDS, find_header, find_units
from casetrace.read.kinds import is_blank, is_filled
from casetrace.read.records import Middle, Records
from casetrace.read.table import LineSetAside


@dataclass
class Layout:
    """Where the parts of a table are.

    Attributes
    ----------
    header_line, units_line
        Their lines; `units_line` is 0 where there is none.
    header, units
        Their cells.
    rows
        The records that are rows.
    set_aside
        The lines that are none, in order.
    """

    header_line: int
    header: list[str]
    units_line: int = 0
    units: list[str] = field(default_factory=list)
    rows: Records = field(default_factory=Records)
    set_aside: list[LineSetAside] = field(default_factory=list)


def laid_out(records: Records, file: str, config_headers: KnownHeaders, dialect_config: Mapping[str, Any]) -> Layout:
    """Find the parts of a table.

    Parameters
    ----------
    records
        All records of the file.
    file
        What the file is called in config.
    config_headers
        The headers that config names.
    dialect_config
        The dialect in config; its `header_line`, `units_line` and `footer_lines` are taken as they are.

    Raises
    ------
    UnreadableFile
        No header, more than one line that may be it, or none at the lines that config gives.
    """
    try:
        return _laid_out(records, file, config_headers, dialect_config)
    except (UnreadableFile, _UnlikeRowsError):
        if records.middle is None:
            raise
    return _laid_out(records.in_full(), file, config_headers, dialect_config)


class _UnlikeRowsError(Exception):
    """Records that are held as columns may not all be rows, or may be what tells where rows begin and end."""


def _laid_out(records: Records, file: str, config_headers: KnownHeaders, dialect_config: Mapping[str, Any]) -> Layout:
    header = _header(records, file, config_headers, dialect_config.get("header_line"))
    units = _units(records, file, header, dialect_config.get("units_line"))
    start = (header if units is None else units) + 1
    body = records.cells[start:]
    lead = next(number for number, text in enumerate(records.cells[header]) if is_filled(text))
    end = start + _footer(body, dialect_config.get("footer_lines"), len(records.cells[header]), lead)
    layout = Layout(records.lines[header], records.cells[header])
    if units is not None:
        layout.units_line, layout.units = records.lines[units], records.cells[units]
    for number, (line, cells) in enumerate(zip(records.lines, records.cells, strict=True)):
        if reason := _reason(cells, layout.header, number, (header, units, start, end)):
            layout.set_aside.append(LineSetAside(line, set_aside_text(cells), reason))
        else:
            layout.rows.lines.append(line)
            layout.rows.cells.append(cells)
    if records.middle:
        above = records.cells[start : records.middle.after]
        if len(above) < TOP_RECORDS + SAMPLE_RECORDS or any(map(is_blank, above)) or end <= records.middle.after:
            raise _UnlikeRowsError
        layout.rows.middle = _of_rows(records.middle, layout)
    return layout


def _of_rows(middle: Middle, layout: Layout) -> Middle:
    """The records that are held as columns, among the rows of a table.

    Raises
    ------
    _UnlikeRowsError
        One is blank or the header again, or they are not as wide as all other rows.
    """
    from casetrace.read.plain import has_blank_row, has_row

    widths = {len(middle.columns), *map(len, layout.rows.cells)}
    if len(widths) > 1 or max(widths) > len(layout.header) or has_blank_row(middle) or has_row(middle, layout.header):
        raise _UnlikeRowsError
    return replace(middle, after=sum(line < middle.lines.start for line in layout.rows.lines))


def set_aside_text(cells: list[str]) -> str:
    """What a line says, without its blank cells."""
    return "; ".join(" ".join(text.split()) for text in cells if is_filled(text))


def _reason(cells: list[str], header_cells: list[str], number: int, places: tuple[int, int | None, int, int]) -> str:
    """Why a record is no row; empty where it is one. A header that is printed again on each page is no row either."""
    header, units, start, end = places
    if is_blank(cells):
        return "blank"
    if number == units:
        return "units"
    if number == header or (number >= start and cells == header_cells):
        return "header"
    if number < start:
        return "title"
    return "footer" if number >= end else ""


def _header(records: Records, file: str, config_headers: KnownHeaders, header_line: int | None) -> int:
    if header_line:
        return _at_line(records, file, header_line, "header_line")
    choice = find_header(records.cells[: TOP_RECORDS + SAMPLE_RECORDS], config_headers)
    if choice is None:
        found = "no text in the file"
        raise UnreadableFile(file_problem(file, "empty file", found, "a header line and a row for each lesion"))
    if choice.others:
        lines = " and ".join(str(records.lines[number]) for number in (choice.best, *choice.others))
        found, remedy = f"lines {lines}, any of which may be the header", "give dialect.header_line in config"
        raise UnreadableFile(
            file_problem(
                file, "unclear header", found, "one line that names the columns", remedy, records.lines[choice.best]
            )
        )
    return choice.best


def _units(records: Records, file: str, header: int, units_line: int | None) -> int | None:
    if units_line is None:
        top = records.cells[: header + TOP_RECORDS + SAMPLE_RECORDS]
        return find_units(top, header)
    units = _at_line(records, file, units_line, "units_line") if units_line else None
    if units is not None and units <= header:
        found, expected = f"units in line {units_line}", f"units below the header in line {records.lines[header]}"
        raise UnreadableFile(
            file_problem(file, "missing line", found, expected, "correct dialect.units_line in config")
        )
    return units


def _at_line(records: Records, file: str, line: int, key: str) -> int:
    """The record that starts on a line which config gives."""
    if line in records.lines and not is_blank(records.cells[number := records.lines.index(line)]):
        return number
    found, remedy = f"no record that starts on line {line}", f"correct dialect.{key} in config"
    raise UnreadableFile(file_problem(file, "missing line", found, f"a line with text for {key}", remedy))


def _footer(body: list[list[str]], footer_lines: int | None, width: int, lead: int) -> int:
    """The number of rows' records below the header; config counts footer lines from the last line that isn't blank."""
    if footer_lines is None:
        return footer_start(body, width, lead)
    filled = [number for number, cells in enumerate(body) if not is_blank(cells)]
    return filled[-footer_lines] if 0 < footer_lines <= len(filled) else (len(body) if not footer_lines else 0)
