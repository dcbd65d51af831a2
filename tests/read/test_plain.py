"""A large plain table is read by columns, and is the same table as when it is read cell by cell."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casetrace.model.text_columns import TextColumn, different, series_of
from casetrace.read import plain, reading
from casetrace.read.plain import FIRST_LINES, LAST_LINES
from casetrace.read.table import RawTable
from tests.read.writing import read

HEADER = "patient,lesion,site,size,remark"
ROWS = [f"P{number // 3:04},P{number // 3:04}-{number % 3},Fuß {number % 7},{number % 40}.5," for number in range(1900)]
MIDDLE = 1300


def table(*, header: str = HEADER, top: str = "", end: str = "\n", rows: list[str] = ROWS, bottom: str = "") -> str:
    """The text of a table with something above and below it."""
    return top + end.join([header, *rows, bottom])


def changed(row: str, place: int = MIDDLE) -> list[str]:
    """The rows, one of them another one."""
    return [*ROWS[:place], row, *ROWS[place + 1 :]]


#: Tables that are read by columns.
PLAIN: dict[str, tuple[str | bytes, dict[str, Any]]] = {
    "as programs write it": (table(), {}),
    "CRLF": (table(end="\r\n"), {}),
    "no line break at the end": (table().rstrip("\n"), {}),
    "titles and units": (table(top="Registry, as of today\n\n", header=f"{HEADER}\n,,,(mm),"), {}),
    "quotes in the header": (table(header='"patient","lesion","site","size, all","remark"'), {}),
    "a cell with a line break near the top": (table(rows=changed('P0001,P0001-9,"Fuß\n1",3.5,', 4)), {}),
    "a footer": (table(bottom="\nSource: registry of today\n"), {}),
    "footer lines of config": (table(bottom="P1\nP2\n"), {"dialect": {"footer_lines": 2}}),
    "blank lines at the end": (table(bottom="\n\n,,,,\n"), {}),
    "a header that config gives": (table(top="a,b,c,d,e\n" * 20), {"dialect": {"header_line": 21}}),
    "Windows": (table().encode("cp1252"), {}),
    "UTF-16": (table().encode("utf-16"), {}),
    "byte order mark": (table().encode("utf-8-sig"), {}),
    "semicolons": (table().replace(".", "_").replace(",", ";").replace("_", ","), {}),
    "no quotes": (table(rows=changed('P1,P1-1,5" wide,3.5,')), {"dialect": {"quote": ""}}),
    "a column without a name": (table(header="patient,lesion,site,size,"), {}),
    "last columns left out": (table(header=f"{HEADER},grade,note"), {}),
    "no break space": (table(rows=changed("\u00a0,P1-1,\u00a0,3.5,")), {}),
}
#: Tables that hold something in the middle which makes them read cell by cell.
UNLIKE: dict[str, tuple[str | bytes, dict[str, Any]]] = {
    "too few cells": (table(rows=changed("P1,P1-1,Fuß")), {}),
    "too many cells": (table(rows=changed("P1,P1-1,Fuß,3.5,,more")), {}),
    "too few cells near the end": (table(rows=changed("P1,P1-1,Fuß", len(ROWS) - 9)), {}),
    "too few cells near the top": (table(rows=changed("P1,P1-1,Fuß", 9)), {}),
    "all rows too wide": (table(rows=[f"{row},more" for row in ROWS]), {}),
    "a blank line": (table(rows=changed("")), {}),
    "a row of blank cells": (table(rows=changed(" ,,\u00a0,,")), {}),
    "the header again": (table(rows=changed(HEADER)), {}),
    "a quoted cell": (table(rows=changed('P1,P1-1,"Fuß, left",3.5,')), {}),
    "a quoted line break": (table(rows=changed('P1,P1-1,"Fuß\nleft",3.5,')), {}),
    "an open quote": (table(rows=changed('P1,P1-1,"Fuß,3.5,')), {}),
    "an open quote near the top": (table(rows=changed('P1,P1-1,"Fuß,3.5,', 9)), {}),
    "text behind a quote": (table(rows=changed('P1,P1-1,"Fuß"s,3.5,')), {}),
    "a NUL": (table(rows=changed("P1,P1-1,Fu\0,3.5,")), {"dialect": {"encoding": "utf-8"}}),
    "old Mac": (table(end="\r"), {}),
    "a CR alone": (table(rows=changed("P1,P1-1,Fuß,3.5,\rP2,P2-1,Fuß,4.5,")), {}),
    "an undecodable byte": (table(rows=changed("P1,P1-1,Fu_,3.5,")).encode().replace(b"Fu_", b"Fu\xff"), {}),
    "a long cell": (table(rows=changed(f"P1,P1-1,{'x' * 40_000},3.5,")), {}),
    "a cell too long for any table": (
        table(rows=changed(f"P1,P1-1,{'x' * 140_000},3.5,")),
        {"limits": {"cell_characters": 200_000}},
    ),
    "too many columns": (table(), {"limits": {"columns": 4}}),
    "many blank lines at the top": (table(top="\n" * 900), {}),
    "blank lines below the header": (table(rows=["", *ROWS]), {}),
    "a footer as long as the end": (table(bottom="\nSource: registry\n" * LAST_LINES), {}),
    "more footer lines than the end has": (table(), {"dialect": {"footer_lines": LAST_LINES + 99}}),
    "a header far down": (table(top="a,b,c,d,e\n"), {"dialect": {"header_line": FIRST_LINES}}),
    "units far down": (table(), {"dialect": {"units_line": FIRST_LINES + 99}}),
    "one column": ("patient\n" + "\n".join(row.split(",")[0] for row in ROWS), {}),
    "a byte order mark in the middle": (table(rows=changed("\ufeffP1,P1-1,Fuß,3.5,", FIRST_LINES - 1)), {}),
}


def in_lists(raw: RawTable) -> RawTable:
    """The table with lists in place of columns."""
    return replace(raw, lines=list(raw.lines), columns={name: list(texts) for name, texts in raw.columns.items()})


def both(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> tuple[RawTable, RawTable]:
    """A table, read as a large one and cell by cell."""
    raw, config = (PLAIN | UNLIKE)[name]
    monkeypatch.setattr(reading, "LARGE", 0)
    large = read(folder, raw, config)
    monkeypatch.setattr(reading, "LARGE", 1 << 40)
    return large, read(folder, raw, config)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_table_is_read_by_columns(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    large, cell_by_cell = both(folder, monkeypatch, name)
    assert {type(texts) for texts in large.columns.values()} == {TextColumn}
    assert in_lists(large) == cell_by_cell
    assert len(large.lines) >= len(ROWS) - 2


@pytest.mark.parametrize("name", UNLIKE)
def test_any_other_table_is_read_cell_by_cell(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch):
    large, cell_by_cell = both(folder, monkeypatch, name)
    assert TextColumn not in {type(texts) for texts in large.columns.values()}
    assert in_lists(large) == cell_by_cell


def test_a_table_is_read_in_pieces_of_whole_lines(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plain, "PIECE", 1000)
    large, cell_by_cell = both(folder, monkeypatch, "as programs write it")
    assert in_lists(large) == cell_by_cell


def test_lines_without_a_gap_take_no_room(folder: Path, monkeypatch: pytest.MonkeyPatch):
    assert both(folder, monkeypatch, "CRLF")[0].lines == range(2, len(ROWS) + 2)
    assert isinstance(both(folder, monkeypatch, "a cell with a line break near the top")[0].lines, list)


def test_a_column_reads_like_a_list(folder: Path, monkeypatch: pytest.MonkeyPatch):
    large, cell_by_cell = both(folder, monkeypatch, "as programs write it")
    column, texts = large.columns["site"], cell_by_cell.columns["site"]
    assert (len(column), column[0], column[-1], column[5:9]) == (len(texts), texts[0], texts[-1], texts[5:9])
    assert different(column) == different(texts) == [f"Fuß {number}" for number in range(7)]
    assert series_of(column).equals(series_of(texts))
