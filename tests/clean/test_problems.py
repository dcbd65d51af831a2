import pandas as pd
import pytest

from casetrace.clean.cleaning_log import LOG_COLUMNS, flagged_entries, log_frame
from casetrace.model.counts import RowCount, counts_frame
from casetrace.model.dictionary import data_dictionary
from casetrace.model.problems import Problem, problems_frame, problems_of, quoted


def problem(line: int = 1, column: int = 1, rule: str = "r", file: str = "b.csv", severity="error") -> Problem:
    return Problem(severity, file, line, column, "H", rule, "f", "e", "m")


def test_problems_are_ordered_by_file_line_and_column_and_each_stands_once():
    mixed = [problem(10, 1), problem(9, 2), problem(9, 1), problem(1, 1, file="a.csv"), problem(9, 2)]
    ordered = problems_of(problems_frame(mixed))
    assert ordered == [problem(1, 1, file="a.csv"), problem(9, 1), problem(9, 2), problem(10, 1)]


def test_no_problems_are_an_empty_table():
    assert problems_of(problems_frame([])) == []


def test_a_problem_shows_its_place_and_how_to_mend_it():
    assert str(problem(3, 4)) == "b.csv, line 3, column 4 (H)\n    found: f\n    expected: e\n    to mend it: m"
    assert problem(0, 0).place == "b.csv (H)"


@pytest.mark.parametrize(("length", "shown"), [(80, 82), (81, 82), (1000, 82)])
def test_long_cells_are_shortened(length, shown):
    assert len(quoted("x" * length)) == shown


def test_lost_rows_are_a_fault_of_the_program():
    with pytest.raises(AssertionError, match="not conserved"):
        counts_frame([RowCount("s", "rows", 5, 3, 1, "")])


def test_a_log_of_nothing_and_a_log_without_texts_have_all_columns():
    assert list(log_frame([]).columns) == LOG_COLUMNS
    one = log_frame([{"file": "a", "line": 2, "column": 1, "action": "flagged"}])
    assert one["reason"].tolist() == [""]
    assert one["line"].tolist() == [2]


def test_a_warning_that_is_found_twice_is_logged_once():
    cells = pd.DataFrame({"file": ["b.csv"], "line": [1], "column": [1], "text": ["raw"]})
    entries = flagged_entries(
        [problem(severity="warning"), problem(severity="warning"), problem(severity="error")], cells
    )
    assert [entry["raw_text"] for entry in entries] == ["raw"]


def test_every_column_of_the_data_dictionary_is_described_and_every_key_but_the_period_is_required():
    for table in data_dictionary().values():
        assert table.description
        assert set(table.key) <= set(table.columns)
        for column in table.columns.values():
            assert column.description
            assert column.type in {"text", "category", "number", "integer"}
        assert all(table.columns[name].required for name in table.key if name != "period")
