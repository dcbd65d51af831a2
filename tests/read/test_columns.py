from pathlib import Path

import pytest

from tests.read.writing import read, rows_of, rules


def test_a_name_that_is_there_twice_gets_a_number(folder):
    table = read(folder, "id,size,size,size [2],size\n1,2,3,4,5\n2,3,4,5,6\n")
    assert table.header == ["id", "size", "size [2]", "size [2] [2]", "size [3]"]
    assert [table.columns[name][0] for name in table.header] == ["1", "2", "3", "4", "5"]


def test_line_breaks_and_blanks_in_a_header_are_single_blanks(folder):
    assert read(folder, 'id," Size\n (mm) "\n1,2\n2,3\n').header == ["id", "Size (mm)"]


def test_a_column_without_a_name_is_kept_where_it_holds_text(folder):
    table = read(folder, ",id,,size,\n0,P1,,3.5,\n1,P2,,4.5,\n")
    assert table.header == ["column 1", "id", "size"]
    assert table.numbers == {"column 1": 1, "id": 2, "size": 4}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_below_a_cell_with_line_breaks_keep_their_lines(folder, end):
    table = read(folder, end.join(["id,note", f'1,"a{end}b{end}c"', "2,d", ""]))
    assert table.lines == [2, 5]
    assert table.columns["note"] == [f"a{end}b{end}c", "d"]


def test_rows_with_too_many_or_too_few_cells_are_errors_that_quote_no_text(folder):
    table = read(folder, "id,size,note\n1,3,a\n2,4\n3,4,a,Jane Doe\n4,5,x\n5,6,y,\n")
    assert rules(table) == [("wrong number of cells", 3), ("wrong number of cells", 4)]
    assert [problem.found for problem in table.problems] == [
        "2 cells",
        "4 cells, 1 of them with text beyond the header",
    ]
    assert "Jane" not in str(table.problems)
    assert len(table.lines) == 5


@pytest.mark.parametrize(
    ("raw", "last"),
    [
        ("id,size,note\n1,3\n2,4\n", ""),
        ("id,size,note,,\n1,3,a\n2,4,b\n", "a"),
        ("id,size,note\n1,3,a,,\n2,4,b,,\n", "a"),
    ],
)
def test_blank_cells_at_the_end_of_all_rows_may_be_there_or_not(folder, raw, last):
    table = read(folder, raw)
    assert table.header == ["id", "size", "note"]
    assert rows_of(table)[0] == ["1", "3", last]
    assert not table.problems


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "empty file"),
        (b" \n\n\t\n", "empty file"),
        (b"\xef\xbb\xbf", "empty file"),
        (b",,,\n,,,\n", "empty file"),
        (b"Hand clinic\n\n", "empty file"),
        (b"id,size\n", "no rows"),
        (b"id,size\n,\n\n", "no rows"),
        (b"id,size\n\nSource: clinic\n", "no rows"),
    ],
)
def test_a_file_without_rows_is_an_error(folder, raw, rule):
    table = read(folder, raw)
    assert rules(table) == [(rule, 0)]
    assert not table.lines


def test_a_missing_file_is_an_error(folder):
    from casetrace.read.reading import read_raw_table

    assert rules(read_raw_table(folder / "none.csv", "none.csv", {})) == [("missing file", 0)]
    assert rules(read_raw_table(folder, "folder", {})) == [("missing file", 0)]


def test_a_file_that_may_not_be_read_is_an_error(folder, monkeypatch):
    from casetrace.read.reading import read_raw_table

    def refused(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (folder / "t.csv").write_text("a\n1\n", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", refused)
    table = read_raw_table(folder / "t.csv", "t.csv", {})
    assert rules(table) == [("unreadable file", 0)]
    assert "permission to read it" in table.problems[0].remedy
