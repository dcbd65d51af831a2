"""Which raw cell a place means, and what is said of places that no value is read from."""

import pytest


@pytest.mark.parametrize(
    ("place", "column"),
    [
        ("data/table.csv:2:5", 5),
        ("table.csv:2:5", 5),
        # a header that is a number counts only where no column has the number, as the weeks 0 and 12 do
        ("table.csv:2:0", 5),
        ("table.csv:2:12", 7),
        ("table.csv:2:4", 4),
        ("table.csv:2:Study", 3),
    ],
)
def test_a_place_names_its_column_by_number_or_else_by_header(answer, place, column):
    cell = answer("--cell", place)["cell"]
    assert (cell["file"], cell["line"], cell["column"]) == ("data/table.csv", 2, column)


@pytest.mark.parametrize(
    ("place", "note"),
    [
        ("table.csv:1:5", "the line has the headers"),
        ("table.csv:2:Name", "the column is dropped"),
        ("table.csv:2:4", "the column is not read"),
        ("table.csv:5:5", 'the line is set aside: row filter, keep_rows of config: "calcinosis"'),
    ],
)
def test_a_cell_of_which_no_value_is_read_says_why_and_reaches_nothing(answer, place, note):
    found = answer("--cell", place)
    assert found["note"].startswith(note)
    assert (found["became"], found["results"], found["rows"], found["outputs"]) == ([], [], [], [])


@pytest.mark.parametrize(
    ("place", "words"),
    [
        # line 4 is the second line of a quoted cell
        ("table.csv:4:1", ["no row", "begins on line 4", "lines 2 to 5"]),
        ("table.csv:6:1", ["begins on line 6"]),
        ("table.csv:2:Nose", ["no column 'Nose'", "3 Study"]),
        ("table.csv:2:8", ["no column '8'"]),
        ("other.csv:2:1", ["'other.csv' is no file of the cohort", "data/table.csv"]),
        ("table.csv:2", ["FILE:LINE:COLUMN"]),
        ("table.csv:two:1", ["FILE:LINE:COLUMN"]),
        ("", ["FILE:LINE:COLUMN"]),
    ],
)
def test_a_place_that_is_not_there_is_told_in_one_message(ask, place, words):
    status, printed, told = ask("--cell", place)
    assert (status, printed) == (2, "")
    assert all(word in told for word in words)
    assert told.count("\n") == 1
