import datetime
import io
import zipfile

import openpyxl
import pytest

from tests.read.writing import aside, read, rows_of, rules

ROWS: list[list[object]] = [
    ["Hand clinic, export"],
    [],
    [None, "ID", "Seen", "Size", "Volume", "Better", None],
    [None, None, None, "mm", "(ml)"],
    [None, 1, datetime.datetime(2020, 1, 2), 3.5, 0.1 + 0.2, True],
    [None, 2.0, datetime.datetime(2020, 1, 3, 10, 30), 4, 1e-7, False],
    [],
    [None, "Source: clinic database"],
]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_read_as_texts_with_its_own_rows_and_columns(folder):
    table = read(folder, workbook(Visits=ROWS), name="export.xlsx")
    assert table.header == ["ID", "Seen", "Size", "Volume", "Better"]
    assert table.numbers == {"ID": 2, "Seen": 3, "Size": 4, "Volume": 5, "Better": 6}
    assert rows_of(table) == [
        ["1", "2020-01-02", "3.5", "0.3", "TRUE"],
        ["2", "2020-01-03T10:30:00", "4", "0.0000001", "FALSE"],
    ]
    assert table.lines == [5, 6]
    assert table.units == {"Size": "mm", "Volume": "ml"}
    assert (aside(table, "title"), aside(table, "blank"), aside(table, "footer")) == ([1], [2, 7], [8])
    assert (table.dialect.sheet, table.dialect.header_line, table.dialect.units_line) == ("Visits", 3, 4)


def test_the_sheet_in_config_is_read_and_else_the_first_visible_one(folder):
    raw = workbook(Lists=[["a", "b"], [1, 2]], Visits=[["id", "size"], [1, 3]])
    assert read(folder, raw, {"sheet": "Visits"}, "export.xlsx").header == ["id", "size"]
    assert read(folder, raw, name="export.xlsx").dialect.sheet == "Lists"
    book = openpyxl.load_workbook(io.BytesIO(raw))
    book["Lists"].sheet_state = "hidden"
    book.active = 1
    book.save(folder / "hidden.xlsx")
    assert read(folder, (folder / "hidden.xlsx").read_bytes(), name="export.xlsx").dialect.sheet == "Visits"


def test_a_sheet_that_is_not_there_is_an_error_that_names_those_that_are(folder):
    table = read(folder, workbook(Visits=ROWS, Lists=ROWS), {"sheet": "Visit"}, "export.xlsx")
    assert rules(table) == [("missing sheet", 0)]
    assert "'Visits', 'Lists'" in table.problems[0].expected


def test_merged_cells_are_blank_below_the_first(folder):
    book = openpyxl.Workbook()
    for row in [["id", "site", "size"], ["P1", "hand", 3], [None, "foot", 4], ["P2", "hand", 5]]:
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(folder / "merged.xlsx")
    table = read(folder, (folder / "merged.xlsx").read_bytes(), name="export.xlsx")
    assert table.columns["id"] == ["P1", "", "P2"]


def test_the_error_of_a_formula_is_text_and_no_missing_value(folder):
    book = openpyxl.Workbook()
    for row in [["id", "size", "ratio"], ["P1", 3, 0.5], ["P2", 4, "#DIV/0!"]]:
        book.active.append(row)
    book.active["C3"].data_type = "e"
    book.save(folder / "formulas.xlsx")
    table = read(folder, (folder / "formulas.xlsx").read_bytes(), name="export.xlsx")
    assert table.columns["ratio"] == ["0.5", "#DIV/0!"]


def test_a_comma_in_a_text_changes_nothing_about_excels_own_numbers(folder):
    raw = workbook(Visits=[["id", "a", "b"], ["P1", 1.234, "3,5"], ["P2", 2.345, "4,5"], ["P3", 2.345, "4,25"]])
    assert read(folder, raw, name="export.xlsx").dialect.decimal == "."
    raw = workbook(Visits=[["id", "a", "b"], ["P1", 1, "3,5"], ["P2", 2, "4,5"]])
    assert read(folder, raw, name="export.xlsx").dialect.decimal == ","


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def with_broken_sheet() -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook(Visits=ROWS))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return archive(**parts | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"})


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (workbook(Visits=ROWS)[:2000], "cut.xlsx"),
        (with_broken_sheet(), "damaged.xlsx"),
        (archive(id=b"id,size"), "archive.csv"),
        (b"id;size\n1;2\n", "text.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old.xls"),
    ],
    ids=["cut", "damaged", "archive", "text", "old"],
)
def test_what_is_no_spreadsheet_or_a_damaged_one_is_an_error(folder, raw, name):
    table = read(folder, raw, name=name)
    assert rules(table) == [("unreadable spreadsheet", 0)]


def test_an_empty_sheet_is_an_error(folder):
    assert rules(read(folder, workbook(Visits=[]), name="export.xlsx")) == [("empty file", 0)]
