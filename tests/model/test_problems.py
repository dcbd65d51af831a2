import pytest

from casetrace.model.problems import Problem, problems_frame, problems_of, quoted


def problem(line: int = 1, column: int = 1, rule: str = "r", file: str = "b.csv", severity="error") -> Problem:
    return Problem(severity, file, line, column, "H", rule, "f", "e", "m")


def test_problems_are_ordered_by_file_line_and_column_and_each_stands_once():
    mixed = [problem(10, 1), problem(9, 2), problem(9, 1), problem(1, 1, file="a.csv"), problem(9, 2)]
    ordered = problems_of(problems_frame(mixed))
    assert ordered == [problem(1, 1, file="a.csv"), problem(9, 1), problem(9, 2), problem(10, 1)]


def test_of_a_row_with_too_few_cells_nothing_else_is_told_since_they_may_stand_in_other_columns():
    misaligned = problem(3, 0, "wrong number of cells")
    beside = [problem(3, 2), misaligned, problem(3, 4), problem(4, 1), problem(3, 1, file="a.csv")]
    assert problems_of(problems_frame(beside)) == [problem(3, 1, file="a.csv"), misaligned, problem(4, 1)]


def test_no_problems_are_an_empty_table():
    assert problems_of(problems_frame([])) == []


def test_a_problem_shows_its_place_and_how_to_mend_it():
    assert str(problem(3, 4)) == "b.csv, line 3, column 4 (H)\n    found: f\n    expected: e\n    action: m"
    assert problem(0, 0).place == "b.csv (H)"


@pytest.mark.parametrize(("length", "shown"), [(80, 82), (81, 82), (1000, 82)])
def test_long_cells_are_shortened(length, shown):
    assert len(quoted("x" * length)) == shown
