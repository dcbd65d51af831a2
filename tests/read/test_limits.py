"""How large a raw file may be: each limit with the file just within it and the one beyond."""

import io
import random
import struct
import zipfile

import openpyxl
import pytest

from casetrace.model.problems import Problem
from casetrace.model.yaml_files import read_yaml
from casetrace.read.binary_sheets import xls_extents
from casetrace.read.column_names import column_names
from casetrace.read.limits import Limits
from tests.read.binary_workbooks import compound, damaged_workbook, xls, xlsb
from tests.read.writing import read, rules
from tests.stages.running import SCHEMA


def found(table) -> list[str]:
    return [f"{problem.rule}: {problem.found}" for problem in table.problems]


def sheet(**cells: object) -> bytes:
    book = openpyxl.Workbook()
    for place, value in {"A1": "id", "B1": "size", "A2": "P1", "B2": 3, **cells}.items():
        book.active[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_defaults_are_those_of_the_schema():
    stated = read_yaml(SCHEMA)["$defs"]["limits"]["properties"]
    assert vars(Limits()) == {name: key["default"] for name, key in stated.items()}


def test_a_cell_that_is_no_cell_of_a_table_is_refused(folder):
    assert read(folder, f"id,note\nP1,{'x' * 32_767}\n").lines == [2]
    longer = read(folder, f"id,note\nP1,{'x' * 32_768}\n")
    assert found(longer) == ["cell too long: a cell of 32\u202f768 characters"]
    assert read(folder, f"id,note\nP1,{'x' * 32_768}\n", {"limits": {"cell_characters": 40_000}}).lines == [2]
    assert found(read(folder, f"id,note\nP1,{'x' * 200_000}\n")) == [
        "cell too long: a cell of more than 131\u202f072 characters"
    ]


def test_more_columns_than_any_table_has_are_refused(folder):
    wide = ",".join(f"h{number}" for number in range(2_001))
    assert found(read(folder, f"{wide}\n{wide}\n")) == ["too many columns: 2\u202f001 cells"]
    assert len(read(folder, f"{wide}\n{wide}\n", {"limits": {"columns": 2_001}}).header) == 2_001


@pytest.mark.parametrize("place", ["XFD1048576", "XFD9999"])
def test_a_cell_far_from_the_table_is_named(folder, place):
    table = read(folder, sheet(**{place: 1}), name="export.xlsx")
    assert found(table) == [f"cell far from the table: a cell at {place}"]


def test_a_cell_far_away_that_is_only_formatted_does_no_harm(folder):
    book = openpyxl.load_workbook(io.BytesIO(sheet()))
    book.active["XFD1048576"].number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    assert read(folder, out.getvalue(), name="export.xlsx").lines == [2]


TABLE = {(row, column): float(row + column) for row in range(4) for column in range(3)}
BINARY = {"export.xls": xls, "export.xlsb": xlsb}


def errors(table) -> list[Problem]:
    """The problems that stop a run: of .xlsb it is told that it does not tell what it shows."""
    return [problem for problem in table.problems if problem.severity == "error"]


@pytest.mark.parametrize("name", BINARY)
def test_a_cell_far_from_the_table_in_a_binary_workbook_is_named(folder, name):
    workbook = BINARY[name]
    assert errors(read(folder, workbook(TABLE), name=name)) == []
    # The reader would make room for 65,536 times 65,536 cells, and end the process.
    table = read(folder, workbook(TABLE | {(65_535, 65_535): 1.0}), name=name)
    assert found(table) == ["cell far from the table: a cell at CRXP65536"]
    two = read(folder, workbook(TABLE | {(65_535, 0): 1.0, (0, 65_535): 1.0}), name=name)
    assert found(two) == ["cell far from the table: a cell at CRXP1 and one at A65536"]
    near = TABLE | {(99, 0): 1.0}
    assert found(read(folder, workbook(near), {"limits": {"sheet_cells": 299}}, name)) == [
        "cell far from the table: a cell at C1 and one at A100"
    ]
    assert errors(read(folder, workbook(near), {"limits": {"sheet_cells": 300}}, name)) == []


def test_several_cells_in_one_record_of_an_xls_count_to_the_last(folder):
    several = struct.pack("<HHHHIHIH", 0xBD, 18, 0, 7, 0, 0, 0, 0) + struct.pack("<H", 9_000)
    assert xls_extents(compound(several, "Workbook"))[0].rightmost == (0, 9_000)


def test_an_xls_that_says_it_is_larger_than_any_is_refused(folder):
    dimensions = struct.pack("<HHIIHHH", 0x200, 14, 0, 0xFFFFFFFF, 0, 256, 0)
    assert rules(read(folder, xls(TABLE, dimensions), name="export.xls")) == [("cell far from the table", 0)]
    largest = struct.pack("<HHIIHHH", 0x200, 14, 0, 65_536, 0, 256, 0)
    assert read(folder, xls(TABLE, largest), name="export.xls").problems == []


def test_an_xls_larger_than_allowed_is_refused(folder):
    table = read(folder, xls(TABLE).ljust(1_100_000, b"\0"), {"limits": {"expanded_megabytes": 1}}, "export.xls")
    assert rules(table) == [("file too large", 0)]


def test_an_xlsb_too_large_when_unpacked_is_refused(folder):
    out = io.BytesIO(xlsb(TABLE))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet2.bin", bytes(2_000_000))
    table = read(folder, out.getvalue(), {"limits": {"expanded_megabytes": 1}}, "export.xlsb")
    assert rules(table) == [("file too large", 0)]


@pytest.mark.parametrize("name", BINARY)
def test_a_damaged_binary_workbook_ends_in_a_message_and_nothing_on_the_terminal(folder, name, capfd):
    ends = set()
    for seed in range(200):
        damaged = damaged_workbook(BINARY[name](TABLE), random.Random(seed))
        table = read(folder, damaged, name=name)
        ends.add("a message" if errors(table) else "results")
    assert ends == {"a message", "results"}
    assert "".join(capfd.readouterr()) == ""


def test_hidden_columns_without_end_take_no_room(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet())) as old, zipfile.ZipFile(out, "w") as new:
        hidden = b'<cols><col min="1" max="2000000000" hidden="1"/></cols><sheetData>'
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<sheetData>", hidden))
    table = read(folder, out.getvalue(), name="export.xlsx")
    assert table.lines == [2]


def of_a_later_version(raw: bytes) -> bytes:
    """A package whose list says of its first file that a program of version 25.5 can unpack it."""
    at = raw.index(b"PK\x01\x02") + 6
    return raw[:at] + b"\xff\x00" + raw[at + 2 :]


def without_a_good_sheet(raw: bytes) -> bytes:
    """A package in which what the sheet is packed as is noise."""
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        entry = package.getinfo("xl/worksheets/sheet1.xml")
    at = entry.header_offset + 30 + len(entry.filename)
    return raw[:at] + random.Random(3).randbytes(entry.compress_size) + raw[at + entry.compress_size :]


@pytest.mark.parametrize("damage", [of_a_later_version, without_a_good_sheet])
def test_a_damaged_package_ends_in_a_message(folder, damage):
    assert read(folder, damage(sheet()), name="export.xlsx").problems != []


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell table:number-columns-repeated="99"><text:p>1</text:p></table:table-cell>',
        '<table:table-cell office:value="0.5" table:number-columns-repeated="99"/>',
        '<table:table-cell table:formula="of:=1" table:number-columns-repeated="99"/>',
    ],
)
def test_cells_of_an_opendocument_sheet_that_are_repeated_are_counted(folder, cell):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", f'<table:table-row table:number-rows-repeated="1000000">{cell}')
    assert rules(read(folder, out.getvalue(), name="export.ods")) == [("cell far from the table", 0)]


def test_a_spreadsheet_too_large_when_unpacked_is_refused(folder):
    large = sheet(**{f"A{row}": "x" * 30_000 for row in range(3, 70)})
    assert len(large) < 100_000
    table = read(folder, large, {"limits": {"expanded_megabytes": 1}}, "export.xlsx")
    assert rules(table) == [("file too large", 0)]


def test_a_word_file_too_large_when_unpacked_is_refused(folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", " " * 2_000_000)
    assert len(out.getvalue()) < 10_000
    table = read(folder, out.getvalue(), {"limits": {"expanded_megabytes": 1}}, "paper.docx")
    assert rules(table) == [("file too large", 0)]


def test_equal_headers_are_numbered_as_before():
    assert column_names(["a", "b", "a", "a [2]", "", "a"]) == ["a", "b", "a [2]", "a [2] [2]", "", "a [3]"]
    assert len(set(column_names(["h"] * 20_000))) == 20_000
