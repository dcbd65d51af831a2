"""How large a raw file may be: each limit with the file just within it and the one beyond."""

import io
import zipfile

import openpyxl
import pytest

from casetrace.model.yaml_files import read_yaml
from casetrace.read.column_names import column_names
from casetrace.read.limits import Limits
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


def test_cells_of_an_opendocument_sheet_that_are_repeated_are_counted(folder):
    cell = '<table:table-cell table:number-columns-repeated="99"><text:p>1</text:p></table:table-cell>'
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
