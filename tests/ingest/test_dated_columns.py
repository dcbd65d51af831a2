"""Dates of visits in columns of their own: held against the order of the visits and against their weeks."""

from typing import Any

import pytest

from casetrace.model.errors import UserError
from tests.ingest.reading import mapped, rows, rules, values
from tests.stages.running import checked_cohort

HEADER = "patient_id,d0,size_mm week 0,d4,size_mm week 4,d12,size_mm week 12"
DATES = {f"d{week}": {"field": "date_at_visit", "visit": week} for week in (0, 4, 12)}
#: 27 and 85 days after the baseline, and 4 and 12 weeks are 28 and 84.
GOOD = "P1,2020-01-01,20,2020-01-28,15,2020-03-26,5"


def test_dates_in_order_and_near_their_weeks_change_nothing():
    result = mapped(HEADER, GOOD, columns=DATES)
    assert rules(result) == []
    assert values(result) == [("P1", "0", "20"), ("P1", "4", "15"), ("P1", "12", "5")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P2,2020-01-01,20,2020-01-28,15,2020-01-20,5", ("error", "visits out of order", 3, 6, "8 days before week 4")),
        ("P2,2020-01-01,20,,15,2019-12-31,5", ("error", "visits out of order", 3, 6, "1 day before week 0")),
        ("P2,2020-01-01,20,2020-02-06,15,,5", ("warning", "date far from its visit", 1, 4, "8 days after week 4")),
        ("P2,,20,2020-01-28,15,2020-03-15,5", ("warning", "date far from its visit", 1, 6, "9 days before week 12")),
        ("P2,2020-01-01,20,soon,15,2020-03-26,5", ("error", "no date", 3, 4, "soon")),
    ],
)
def test_a_date_that_contradicts_its_visit_is_told_with_its_place(row, expected):
    problems = mapped(HEADER, GOOD, row, columns=DATES).problems
    told = [(problem.severity, problem.rule, problem.line, problem.column) for problem in problems]
    assert expected[:4] in told
    assert expected[4] in problems[told.index(expected[:4])].found


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("P2,2020-01-10,20,2020-01-01,15,2020-04-03,5", ("error", "visits out of order", 3, 4, "9 days before week 0")),
        (
            "P2,2020-01-01,20,2019-01-28,15,2020-03-26,5",
            ("error", "visits out of order", 3, 4, "338 days before week 0"),
        ),
        ("P2,2020-01-01,20,2020-02-06,15,,5", ("warning", "date far from its visit", 1, 4, "8 days after week 4")),
    ],
)
def test_dates_are_held_against_a_baseline_date_too(row, expected):
    problems = mapped(HEADER, GOOD, row, columns=DATES | {"d0": "baseline_date"}).problems
    told = [(problem.severity, problem.rule, problem.line, problem.column) for problem in problems]
    assert expected[:4] in told
    assert expected[4] in problems[told.index(expected[:4])].found


def test_a_screening_visit_before_the_baseline_date_is_in_order():
    header = "patient_id,base,ds,size_mm week 0,d4,size_mm week 4"
    columns = {"base": "baseline_date", "ds": {"field": "date_at_visit", "visit": -1}, "d4": DATES["d4"]}
    assert rules(mapped(header, "P1,2020-01-08,2020-01-01,20,2020-02-05,15", columns=columns)) == []


def test_a_recorded_baseline_counts_before_a_date_at_a_screening_visit():
    columns = {"lesion": "lesion_id", "base": "baseline_date", "ended": "disposition_date", "d4": DATES["d4"]}
    lines = (
        "patient_id,lesion,base,ds,size_mm week 0,d4,size_mm week 4,ended",
        "P1,a,2020-01-08,2020-01-01,20,2020-02-05,15,2020-03-04",
        "P1,b,,2020-01-01,20,2020-02-05,15,2020-03-04",
    )
    screened = {"ds": {"field": "date_at_visit", "visit": -1}}
    result = mapped(*lines, columns=columns | screened, lesion_id="column")
    assert rules(result) == []
    # 56 days after the baseline, 63 after the screening
    assert rows(result, "disposition", "patient_id", "after_week") == [("P1", "8")]


def test_a_date_as_near_as_the_tolerance_is_no_warning():
    row = "P2,2020-01-01,20,2020-02-06,15,,5"
    assert rules(mapped(HEADER, row, columns=DATES, visits={"dates": {"tolerance_days": 9}})) == []


def test_the_first_date_counts_the_weeks_until_follow_up_ended():
    lines = (f"{HEADER},ended", f"{GOOD},2020-04-10", "P2,2020-01-11,20,,15,,5,2020-02-20")
    result = mapped(*lines, columns=DATES | {"ended": "disposition_date"})
    # 100 and 40 days are 14 and 5 whole weeks.
    assert rows(result, "disposition", "patient_id", "after_week") == [("P1", "14"), ("P2", "5")]


@pytest.mark.parametrize(
    "entry", [{"field": "date_at_visit"}, {"field": "date_at_visit", "visit": 4, "outcome": "size_mm"}]
)
def test_a_date_at_a_visit_has_a_visit_and_nothing_else(entry: dict[str, Any]):
    with pytest.raises(UserError, match="'field' and 'visit' alone"):
        checked_cohort({"table": {"file": "t.csv", "columns": {"d": entry}}})
