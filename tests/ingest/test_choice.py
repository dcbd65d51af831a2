"""Several values at a visit, phases, and visits before the baseline."""

from datetime import date, timedelta

import pytest

from casetrace.model.errors import UserError
from tests.ingest.reading import mapped, notes, rules, values
from tests.stages.running import QUICK_METHODS, checked_cohort, finish, ingest_and_clean

LINES = (
    "patient_id,visit_date,visit,size_mm",
    "P1,2020-01-01,0,10",
    "P1,2020-01-27,4,9",
    "P1,2020-01-30,4,5",
    "P1,2020-02-03,4,7",
    "P2,2020-01-01,0,8",
    "P2,2020-01-29,4,4",
)
SIZE = {"size_mm": {"outcome": "size_mm"}, "visit": "visit", "visit_date": "visit_date"}


@pytest.mark.parametrize(
    ("rule", "value"), [("nearest", "5"), ("first", "9"), ("last", "7"), ("mean", "7"), ("worst", "9")]
)
def test_the_value_that_config_chooses_is_the_visit_s(rule, value):
    result = mapped(*LINES, columns=SIZE, visits={"choose": rule})
    assert values(result) == [("P1", "0", "10"), ("P1", "4", value), ("P2", "0", "8"), ("P2", "4", "4")]
    assert [name for name, *_ in rules(result)] == ["several values at a visit"]
    assert {problem.severity for problem in result.problems} == {"warning"}
    assert len(notes(result, "several values at a visit")) == (3 if rule == "mean" else 2)


def test_without_a_choice_several_values_stay_an_error():
    assert "duplicate measurement" in {name for name, *_ in rules(mapped(*LINES, columns=SIZE))}


def test_the_worst_value_is_the_lowest_where_higher_is_better():
    outcomes = {"size_mm": {"better": "higher", "maximum": 100}}
    result = mapped(*LINES, columns=SIZE, outcomes=outcomes, visits={"choose": "worst"})
    assert ("P1", "4", "5") in values(result)


def test_without_dates_the_order_is_that_of_the_rows():
    lines = [line.split(",", 2)[0] + "," + line.split(",", 2)[2] for line in LINES]
    for rule, value in (("first", "9"), ("last", "7")):
        result = mapped(*lines, columns={"size_mm": {"outcome": "size_mm"}}, visits={"choose": rule})
        assert ("P1", "4", value) in values(result)


def test_nearest_without_dates_chooses_nothing():
    lines = [line.split(",", 2)[0] + "," + line.split(",", 2)[2] for line in LINES]
    result = mapped(*lines, columns={"size_mm": {"outcome": "size_mm"}}, visits={"choose": "nearest"})
    assert "duplicate measurement" in {name for name, *_ in rules(result)}


# A word, an exponent, two minus signs, and an Arabic five: none is a number as a table writes it.
@pytest.mark.parametrize("text", ["six", "5\N{SUPERSCRIPT TWO}", "--5", "\N{ARABIC-INDIC DIGIT FIVE}"])
@pytest.mark.parametrize("rule", ["last", "mean", "worst"])
def test_a_value_that_is_no_number_is_an_error_though_another_would_be_chosen(rule, text):
    lines = [line.replace("01-30,4,5", f"01-30,4,{text}") for line in LINES]
    result = mapped(*lines, columns=SIZE, visits={"choose": rule})
    assert "duplicate measurement" in {name for name, *_ in rules(result)}


def test_the_mean_and_the_worst_rest_on_all_cells():
    for rule in ("mean", "worst"):
        cells = mapped(*LINES, columns=SIZE, visits={"choose": rule}).cells
        rows = cells[(cells["table"] == "measurements") & (cells["field"] == "value") & (cells["line"].isin([3, 4, 5]))]
        assert sorted(rows["line"]) == [3, 4, 5]
        assert rows["row"].nunique() == 1


def test_two_columns_of_one_visit_may_be_averaged():
    lines = ("patient_id,base1,base2,end", "P1,10,12,5", "P2,8,,4", "P3,6,6,3")
    columns = {
        "base1": {"outcome": "size_mm", "visit": 0},
        "base2": {"outcome": "size_mm", "visit": 0},
        "end": {"outcome": "size_mm", "visit": 4},
    }
    result = mapped(*lines, columns=columns, visits={"choose": "mean"})
    assert [row for row in values(result) if row[1] == "0"] == [("P1", "0", "11"), ("P2", "0", "8"), ("P3", "0", "6")]


PHASES = [{"week": 0, "from": -14, "to": 0}, {"week": 4, "from": 21, "to": 35}]


@pytest.mark.parametrize(
    "days", [("-14", "-3", "0", "30"), ("D-14", "D-3", "D0", "D30"), ("day -14", "day -3", "day 0", "day 30")]
)
def test_the_mean_of_days_before_the_treatment_is_the_baseline(days):
    sizes = ("12", "10", "8", "5")
    lines = ["patient_id,visit,size_mm", *(f"P1,{day},{size}" for day, size in zip(days, sizes, strict=True))]
    visits = {"unit": "day", "phases": PHASES, "choose": "mean"}
    result = mapped(*lines, columns={"visit": "visit", "size_mm": {"outcome": "size_mm"}}, visits=visits)
    assert values(result) == [("P1", "0", "10"), ("P1", "4", "5")]


def test_a_day_in_no_phase_is_an_error():
    lines = ["patient_id,visit,size_mm", "P1,0,9", "P1,10,8", "P1,28,7"]
    visits = {"unit": "day", "phases": PHASES}
    result = mapped(*lines, columns={"visit": "visit", "size_mm": {"outcome": "size_mm"}}, visits=visits)
    assert [(rule, line) for rule, line, _ in rules(result)] == [("unknown visit", 3)]


def test_dates_lie_in_phases_before_and_after_the_baseline():
    lines = (
        "patient_id,baseline_date,visit_date,size_mm",
        "P1,2020-01-15,2020-01-02,12",
        "P1,2020-01-15,2020-01-15,8",
        "P1,2020-01-15,2020-02-10,5",
    )
    visits = {"phases": PHASES, "choose": "mean"}
    result = mapped(*lines, columns={"size_mm": {"outcome": "size_mm"}}, visits=visits)
    assert values(result) == [("P1", "0", "10"), ("P1", "4", "5")]


def test_a_run_with_a_choice_is_logged_and_computed(tmp_path):
    (tmp_path / "t.csv").write_text("\n".join([*LINES, "P3,2020-01-01,0,6", "P3,2020-01-29,4,6", ""]), encoding="utf-8")
    cohort = checked_cohort({"table": {"file": "t.csv", "columns": SIZE, "visits": {"choose": "mean"}}})
    run = ingest_and_clean(tmp_path, cohort)
    finish(run, cohort, QUICK_METHODS)
    log = run.csv("cleaning_log")
    assert len(log[log["reason"] == "choose: mean of 3 values"]) == 3
    assert run.statistics.loc["reduction.size_mm.week_4.patient.all.observed.mean.summary"][
        "estimate"
    ] == pytest.approx((30 + 50 + 0) / 3)


def test_only_known_choices_are_allowed():
    with pytest.raises(UserError, match="nearest"):
        checked_cohort({"table": {"file": "t.csv", "visits": {"choose": "best"}}})


def test_the_value_nearest_to_its_visit_is_chosen_by_the_number_of_its_day_too():
    """Week 4 is day 28."""
    lines = ["patient_id,visit,size_mm", "P1,0,9", "P1,33,6", "P1,27,7", "P1,22,8"]
    by_rule = {}
    for rule in ("nearest", "first", "last"):
        visits = {"unit": "day", "phases": PHASES, "choose": rule}
        result = mapped(*lines, columns={"visit": "visit", "size_mm": {"outcome": "size_mm"}}, visits=visits)
        by_rule[rule] = values(result)
    assert by_rule["nearest"] == [("P1", "0", "9"), ("P1", "4", "7")]
    assert by_rule["first"] == [("P1", "0", "9"), ("P1", "4", "8")]
    assert by_rule["last"] == [("P1", "0", "9"), ("P1", "4", "6")]


DAYS = [0, 3, 10, 12, 17, 28, 50]


@pytest.mark.parametrize("dated", [False, True])
def test_all_days_outside_the_phases_are_set_aside_by_one_rule(dated):
    days = [str(date(2020, 1, 1) + timedelta(days=day)) if dated else str(day) for day in DAYS]
    lines = [f"patient_id,{'visit_date' if dated else 'visit'},size_mm", *(f"P1,{day},9" for day in days)]
    visits = {"unit": "day", "phases": PHASES, "outside_phases": "set_aside"}
    result = mapped(*lines, columns={"size_mm": {"outcome": "size_mm"}}, visits=visits)
    assert rules(result) == []
    assert values(result) == [("P1", "0", "9"), ("P1", "4", "9")]
    set_aside = [note for note in result.handled if note.action == "set aside"]
    assert [note.line for note in set_aside] == [3, 4, 5, 6, 8]
    assert {note.rule for note in set_aside} == {"visit outside every phase"}


def test_what_is_no_day_stays_an_error_where_days_outside_the_phases_are_set_aside():
    lines = ["patient_id,visit,size_mm", "P1,0,9", "P1,later,8", "P1,28,7"]
    visits = {"unit": "day", "phases": PHASES, "outside_phases": "set_aside"}
    result = mapped(*lines, columns={"visit": "visit", "size_mm": {"outcome": "size_mm"}}, visits=visits)
    assert [(rule, line) for rule, line, _ in rules(result)] == [("unknown visit", 3)]
