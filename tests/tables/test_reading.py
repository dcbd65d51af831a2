import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.tables.reading import RawTable, read_raw_table


def read(folder, raw: str | bytes, encoding: str = "utf-8", delimiter: str = ",") -> RawTable:
    path = folder / "table.csv"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode("utf-8"))
    return read_raw_table(path, "table.csv", encoding, delimiter)


def texts(table: RawTable) -> list[list[str]]:
    return [[cell.text for cell in row.values()] for row in table.rows]


def places(table: RawTable) -> list[list[tuple[int, int]]]:
    return [[(cell.line, cell.column) for cell in row.values()] for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf_8", "utf8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_part_of_the_first_header(folder, encoding):
    assert read(folder, b"\xef\xbb\xbfa,b\n1,2\n", encoding).header == ["a", "b"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_endings_of_every_system_are_read_alike(folder, end):
    table = read(folder, end.join(["a,b", "1,2", "3,4", ""]))
    assert texts(table) == [["1", "2"], ["3", "4"]]
    assert places(table) == [[(2, 1), (2, 2)], [(3, 1), (3, 2)]]


def test_a_line_break_within_quotes_moves_the_line_numbers_below_it(folder):
    table = read(folder, 'a,b\n"x\ny\nz",2\n3,4\n')
    assert texts(table) == [["x\ny\nz", "2"], ["3", "4"]]
    assert places(table) == [[(2, 1), (2, 2)], [(5, 1), (5, 2)]]


def test_blank_lines_are_set_aside_and_counted(folder):
    table = read(folder, "\n , \na,b\n\n1,2\n,,\n3,4\n")
    assert table.blank_lines == [1, 2, 4, 6]
    assert places(table) == [[(5, 1), (5, 2)], [(7, 1), (7, 2)]]
    assert table.n_records == 7
    assert table.problems == []


def test_a_row_with_too_many_cells_is_an_error_that_shows_the_first_of_them(folder):
    (problem,) = read(folder, "a,b\n1,2,,spare\n").problems
    assert (problem.line, problem.rule) == (2, "wrong number of cells")
    assert problem.found == '4 cells, beyond the header "spare"'


def test_blank_cells_beyond_the_header_are_no_error(folder):
    table = read(folder, "a,b\n1,2,, \n")
    assert table.problems == []
    assert texts(table) == [["1", "2"]]


def test_a_row_with_too_few_cells_is_an_error_and_is_still_read(folder):
    table = read(folder, "a,b,c\n1,2\n")
    assert [(problem.line, problem.found, problem.expected) for problem in table.problems] == [
        (2, "2 cells", "3 cells, as in the header")
    ]
    assert texts(table) == [["1", "2", ""]]


def test_a_missing_file_is_a_problem(folder):
    (problem,) = read_raw_table(folder / "none.csv", "data/none.csv", "utf-8", ",").problems
    assert (problem.file, problem.line, problem.rule) == ("data/none.csv", 0, "missing file")


def test_a_folder_in_place_of_the_file_is_a_problem(folder):
    assert read_raw_table(folder, "data", "utf-8", ",").problems[0].rule == "missing file"


@pytest.mark.parametrize(("raw", "rule"), [("", "empty file"), ("\n\n", "empty file"), ("a,b\n", "no rows")])
def test_a_file_without_rows_is_a_problem(folder, raw, rule):
    assert [problem.rule for problem in read(folder, raw).problems] == [rule]


def test_bytes_of_another_encoding_are_told_with_their_line(folder):
    (problem,) = read(folder, b"a,b\n1,2\n3,caf\xe9\n").problems
    assert (problem.line, problem.rule, problem.found) == (3, "undecodable text", "byte 0xe9")
    assert read(folder, b"a,b\n1,2\n3,caf\xe9\n", "latin-1").rows[1]["b"].text == "café"


@pytest.mark.parametrize("encoding", ["latin-99", "hex", "undefined", "a\0b"])
def test_an_encoding_that_cannot_read_the_file_is_a_problem(folder, encoding):
    assert [problem.rule for problem in read(folder, "a,b,c\n1,2,-\n", encoding).problems] == ["unknown encoding"]


def test_an_encoding_that_is_not_that_of_the_file_is_a_problem_under_every_python(folder):
    # Python 3.13 calls punycode's failure a decoding error, earlier ones an unknown error
    rules = {problem.rule for problem in read(folder, "a,b,c\n1,2,-\n", "punycode").problems}
    assert rules in ({"unknown encoding"}, {"undecodable text"})


def test_broken_quotes_are_told_with_the_line_on_which_the_row_starts(folder):
    table = read(folder, 'a,b\n1,2\n"3,4\n5,6\n')
    assert [(problem.line, problem.rule) for problem in table.problems] == [(3, "broken quoting")]
    assert table.rows == []


def test_headers_are_trimmed_and_cells_are_not(folder):
    table = read(folder, " a ;b\n 1 ;2\n", delimiter=";")
    assert table.header == ["a", "b"]
    assert texts(table) == [[" 1 ", "2"]]


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=2), max_size=6))
def test_a_written_table_is_read_back_cell_by_cell(tmp_path_factory, rows):
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b"], *rows])
    table = read(tmp_path_factory.getbasetemp(), text.getvalue())
    assert texts(table) == [row for row in rows if any(cell.strip() for cell in row)]
    # Line numbers follow from the line breaks of the rows above; csv counts a lone carriage return too.
    lines = text.getvalue().splitlines(keepends=True) if "\r" not in "".join(map("".join, rows)) else None
    if lines and not set("\v\f\x1c\x1d\x1e\x85\u2028\u2029") & set(text.getvalue()):
        for row in table.rows:
            assert lines[row["a"].line - 1].startswith('"')


@given(st.binary(max_size=200), st.sampled_from(["utf-8", "latin-1", "utf-16", "ascii", "utf-7"]))
def test_any_bytes_end_in_a_table_or_in_a_problem(tmp_path_factory, raw, encoding):
    table = read(tmp_path_factory.getbasetemp(), raw, encoding)
    assert table.rows or table.problems
