"""Visits that are told by their dates. Day numbers are worked out by hand: 2014 is no leap year."""

from typing import Any

import pytest

from casetrace.ingest.mapper import map_tables
from casetrace.ingest.run import read_tables
from casetrace.model.time_units import counted_in
from casetrace.words.dates import tolerance_days
from tests.ingest.reading import cohort_with_defaults, column, joined, mapped, notes, rows, rules, values

LONG = "patient_id,visit_date,size_mm"
PLANNED = {"size_mm": {"baseline_visit": 0, "follow_up_visits": [4, 12]}}


def dates(**changes: Any) -> dict[str, Any]:
    return {"visits": {"dates": changes}}


def test_weeks_count_from_the_first_visit_of_each_patient():
    result = mapped(LONG, "P1,2014-03-01,5", "P1,2014-02-01,9", "P2,2014-02-20,7", "P2,2014-05-15,6")
    assert rules(result) == []
    assert values(result) == [("P1", "0", "9"), ("P1", "4", "5"), ("P2", "0", "7"), ("P2", "12", "6")]


def test_the_baseline_date_of_a_column_goes_before_the_first_visit():
    result = mapped("patient_id,baseline_date,visit_date,size_mm", "P1,2014-01-01,2014-01-03,9", "P1,,2014-01-29,5")
    assert column(result, "measurements", "visit") == ["0", "4"]


def test_a_baseline_date_can_stand_in_another_table():
    files = {
        "patients.csv": ["patient_id,baseline_date", "P1,2014-01-01", "P2,2014-02-01"],
        "visits.csv": [LONG, "P1,2014-01-29,5", "P2,2014-02-01,8"],
    }
    result = joined(files)
    assert values(result) == [("P1", "4", "5"), ("P2", "0", "8")]


def test_a_row_labelled_as_the_baseline_has_its_date():
    lines = ["P1,-,2014-01-01,9,", "P1,baseline,2014-01-08,8,", "P1,week 4,2014-02-05,7,2014-03-01"]
    result = mapped("patient_id,visit,visit_date,size_mm,disposition_date", *lines, columns={"visit": "visit"})
    # 1 March is 52 days after 8 January, and 59 after 1 January.
    assert rows(result, "disposition", "after_week", "dated") == [("7", "yes")]


def test_planned_visits_take_the_dates_in_their_windows():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,2014-02-03,8", "P1,2014-03-20,7", outcomes=PLANNED)
    assert column(result, "measurements", "visit") == ["0", "4", "12"]  # days 0, 33 (28 + 5) and 78 (84 - 6)


def test_a_date_outside_every_window_is_an_error():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,2014-02-15,8", outcomes=PLANNED)
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("visit outside every window", 3, 2)
    assert problem.found == "day 45"
    assert "week 0, 4, 12, each ± 7 days" in problem.expected
    assert values(result) == [("P1", "0", "9")]


def test_a_date_outside_every_window_is_set_aside_if_config_says_so():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,2014-02-15,8", outcomes=PLANNED, **dates(outside="set_aside"))
    assert rules(result) == []
    assert values(result) == [("P1", "0", "9")]
    assert notes(result, "visit outside every window") == [(3, "visit_date", "2014-02-15")]


def test_the_width_of_the_windows_is_set_in_config():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,2014-02-15,8", outcomes=PLANNED, **dates(tolerance_days=20))
    assert column(result, "measurements", "visit") == ["0", "4"]


@pytest.mark.parametrize(
    ("day", "week"), [("2014-01-04", "0"), ("2014-01-05", "1"), ("2014-01-11", "1"), ("2014-01-12", "2")]
)
def test_without_planned_visits_a_date_is_of_the_nearest_week(day, week):
    result = mapped(LONG, "P1,2014-01-01,9", f"P2,{day},8", "P2,2014-01-01,8")
    assert ("P2", week, "8") in values(result)


def test_days_and_months_that_cannot_be_told_apart_are_one_error_at_the_header():
    result = mapped(LONG, "P1,01/02/2014,9", "P1,01/03/2014,8")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("unreadable dates", 1, 2)
    assert "whether the day or the month comes first" in problem.expected
    assert "visits.dates.format" in problem.remedy


@pytest.mark.parametrize(("written", "week"), [("%d/%m/%Y", "30"), ("%m/%d/%Y", "1")])
def test_config_says_how_dates_are_written(written, week):
    result = mapped(LONG, "P1,01/02/2014,9", "P1,01/09/2014,8", **dates(format=written))
    assert ("P1", week, "8") in values(result)


def test_a_text_that_is_no_date_is_an_error_at_its_cell_and_the_others_are_read():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,later,8", "P1,2014-02-31,7", "P1,2014-01-29,6")
    assert rules(result) == [("no date", 3, 2), ("no date", 4, 2)]
    assert values(result) == [("P1", "0", "9"), ("P1", "4", "6")]


def test_dates_in_two_ways_are_an_error():
    result = mapped(LONG, "P1,2014-01-01,9", "P1,29.01.2014,8")
    assert rules(result) == [("unreadable dates", 3, 2)]
    assert result.problems[0].found == '"29.01.2014"'


def test_a_value_without_its_date_is_an_error():
    assert rules(mapped(LONG, "P1,2014-01-01,9", "P1,,8", "P1,,")) == [("no visit", 3, 2)]


LABELLED = "patient_id,visit,visit_date,size_mm"


def test_labels_go_before_dates_and_dates_against_their_order_are_errors():
    result = mapped(LABELLED, "P1,0,2014-01-29,9", "P1,4,2014-01-01,8", "P2,0,2014-01-01,9", "P2,4,2014-03-01,8")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("visits out of order", 3, 3)
    assert problem.found == 'week 4 of "P1", 28 days before week 0'
    assert values(result)[1] == ("P1", "4", "8")


def test_the_date_of_an_end_of_follow_up_becomes_whole_weeks():
    lines = ["P1,0,2014-01-01,9,,", "P1,4,2014-01-29,8,died,2014-02-11", "P2,0,2014-01-01,9,lost,"]
    result = mapped(f"{LABELLED},disposition_status,disposition_date", *lines)
    assert rows(result, "disposition", "patient_id", "status", "after_week", "dated") == [
        ("P1", "died", "5", "yes"), ("P2", "lost", "", "")  # 41 days
    ]  # fmt: skip


def test_a_row_that_is_left_out_takes_no_date_away_from_the_others():
    result = mapped(LONG, "P1,2014-01-01,9", ",2014-01-15,8", "P1,2014-01-29,7", "P2,2014-02-01,6", "P2,2014-03-01,5")
    assert rules(result) == [("no patient", 3, 1)]
    assert values(result) == [("P1", "0", "9"), ("P1", "4", "7"), ("P2", "0", "6"), ("P2", "4", "5")]


def test_two_baseline_dates_of_a_patient_are_an_error_told_once():
    lines = ["P1,2014-01-08,2014-01-08,9", "P1,2014-01-01,2014-02-05,8", "P1,2014-01-08,2014-03-05,7"]
    (problem,) = mapped("patient_id,baseline_date,visit_date,size_mm", *lines).problems
    assert (problem.rule, problem.line, problem.column) == ("patient facts differ", 2, 2)
    assert problem.found == '"2014-01-08" for patient "P1", who has an earlier one too'


def test_a_date_of_the_end_that_no_baseline_dates_is_a_warning():
    lines = ["P1,0,9,lost,2014-02-01", "P2,0,9,died,2014-03-01", "P2,4,8,,"]
    result = mapped("patient_id,visit,size_mm,disposition_status,disposition_date", *lines)
    (problem,) = result.problems
    assert (problem.severity, problem.rule, problem.line, problem.column) == (
        "warning",
        "date without a baseline",
        2,
        5,
    )
    assert problem.found == '"2014-02-01", and 1 more'
    assert rows(result, "disposition", "patient_id", "status", "dated") == [("P1", "lost", ""), ("P2", "died", "")]


def test_beside_declared_follow_up_the_baseline_is_at_the_baseline_date():
    outcomes = {"size_mm": {"follow_up_visits": [4, 12]}}
    result = mapped(LONG, "P1,2014-02-01,9", "P1,2014-03-01,5", outcomes=outcomes)
    assert rules(result) == []
    assert values(result) == [("P1", "0", "9"), ("P1", "4", "5")]


def test_a_missing_file_beside_one_with_dates_is_one_problem(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "visits.csv").write_text(f"{LONG}\nP1,2014-02-01,9\nP1,2014-03-01,5\n")
    tables = [{"file": "visits.csv"}, {"file": "absent.csv", "columns": {"Date": "visit_date"}}]
    cohort = cohort_with_defaults({"tables": tables, "outcomes": {}})
    result = map_tables(read_tables(cohort["tables"], {}), cohort["tables"], {})
    assert [(problem.rule, problem.file) for problem in result.problems] == [("missing file", "absent.csv")]


@pytest.mark.parametrize(("unit", "days"), [("day", 0), ("week", 7), ("month", 15), ("year", 91)])
def test_a_visit_may_be_as_far_from_its_time_as_fits_the_unit(unit, days):
    with counted_in(unit):
        assert tolerance_days({}) == days
        assert tolerance_days({"tolerance_days": 3}) == 3
