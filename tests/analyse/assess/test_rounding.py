"""What rounding leaves open; expected values are worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from casetrace.analyse.assess.rounding import assess_rounding, rounded_to
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from casetrace.model.visits import improved
from tests.analyse.estimate.cohorts import MOTION, PAIN, SIZE, Course, cohort


def rounding(courses: Sequence[Course], digit: float = 1, outcome: Outcome = SIZE) -> pd.DataFrame:
    """Bounds by unit, group and statistic."""
    visits = cohort(courses, outcome=outcome).visits("observed")
    seen = improved(visits, outcome)
    results = Results()
    subject = Subject(Quantity("reduction"), outcome.bearer, "sensitivity", outcome, 4, scenario="observed")
    assess_rounding(results, subject, outcome, seen, digit)
    return results.frame().set_index(["unit_of_analysis", "group", "statistic"]).sort_index()


def bounds(rows: pd.DataFrame, unit: str = "lesion", group: str = "") -> list[float]:
    return [rows.loc[(unit, group, f"rounding_{end}"), "estimate"] for end in ("lower", "upper")]


def test_both_values_may_be_half_a_digit_off_and_none_is_below_0():
    rows = rounding([Course("A", "a1", (10, 5)), Course("A", "a2", (20, 0)), Course("B", "b1", (4, 4))])
    first, second, third = (
        [100 * (1 - 5.5 / 9.5), 100 * (1 - 4.5 / 10.5)],
        [100 * (1 - 0.5 / 19.5), 100.0],
        [100 * (1 - 4.5 / 3.5), 100 * (1 - 3.5 / 4.5)],
    )
    assert bounds(rows, group="lesion=a1") == pytest.approx(first)
    assert bounds(rows, group="lesion=a2") == pytest.approx(second)
    assert bounds(rows) == pytest.approx([sum(ends) / 3 for ends in zip(first, second, third, strict=True)])
    patients = [((a + b) / 2 + c) / 2 for a, b, c in zip(first, second, third, strict=True)]
    assert bounds(rows, "patient") == pytest.approx(patients)
    assert set(rows["status"]) == {"ok"}


def test_a_rounding_to_more_than_the_unit_that_nobody_declared_is_said():
    rows = rounding([Course("A", "a1", (30, 10))], 10)
    assert bounds(rows) == pytest.approx([100 * (1 - 15 / 25), 100 * (1 - 5 / 35)])
    assert set(rows["status"]) == {"flagged"}
    assert rows["note"].str.startswith("assumed to be rounded to 10 mm").all()
    declared = rounding([Course("A", "a1", (30, 10))], 10, replace(SIZE, rounded_to=10.0))
    assert set(declared["status"]) == {"ok"}


def test_an_increase_has_its_bounds_the_other_way_round():
    rows = rounding([Course("A", "a1", (60, 90))], 10, MOTION)
    assert bounds(rows) == pytest.approx([100 * (85 / 65 - 1), 100 * (95 / 55 - 1)])


def test_the_estimate_lies_between_its_bounds():
    sizes = [(7 + n, 2 * n % 9) for n in range(6)]
    courses = [Course(f"P{n}", f"L{n}", pair) for n, pair in enumerate(sizes)]
    mean = sum(100 - 100 * end / start for start, end in sizes) / 6
    for outcome, sign in ((SIZE, 1), (MOTION, -1)):
        lower, upper = bounds(rounding(courses, outcome=outcome))
        assert lower < sign * mean < upper


def test_a_baseline_that_may_be_0_refuses_the_bounds_of_every_mean_that_it_is_in():
    rows = rounding([Course("A", "a1", (1, 0)), Course("B", "b1", (10, 5))], 2)
    for unit, group in (("lesion", ""), ("patient", ""), ("lesion", "lesion=a1")):
        both = rows.loc[(unit, group)]
        assert both["status"].tolist() == ["refused", "refused"]
        assert both["note"].str.startswith("a baseline may be 0 within its rounding").all()
    assert bounds(rows, group="lesion=b1") == pytest.approx([100 * (1 - 6 / 9), 100 * (1 - 4 / 11)])


def test_values_that_may_be_below_0_have_no_bounds_where_config_lets_them():
    courses = [Course("A", "a1", (10, 0)), Course("B", "b1", (10, 5))]
    rows = rounding(courses, outcome=replace(SIZE, minimum=-5))
    assert rows.loc[("lesion", "lesion=a1"), "note"].str.startswith("a value may be below 0 within its rounding").all()
    assert set(rows.loc[("patient", ""), "status"]) == {"refused"}
    assert set(rows.loc[("lesion", "lesion=b1"), "status"]) == {"ok"}
    assert set(rounding(courses)["status"]) == {"ok"}


def test_nobody_seen_is_refused():
    rows = rounding([Course("A", "a1", (10, None))])
    assert set(rows["status"]) == {"refused"}
    assert rows["note"].str.startswith("no observed values").all()
    assert set(rows.index.get_level_values("group")) == {""}


def test_a_lesion_in_two_periods_has_the_mean_of_its_bounds():
    rows = rounding([Course("A", "a1", (10, 5), "1"), Course("A", "a1", (10, 0), "2")])
    expected = [(100 * (1 - 5.5 / 9.5) + 100 * (1 - 0.5 / 9.5)) / 2, (100 * (1 - 4.5 / 10.5) + 100) / 2]
    for found in (bounds(rows, group="lesion=a1"), bounds(rows), bounds(rows, "patient")):
        assert found == pytest.approx(expected)


def test_lesions_of_many_are_not_listed_one_by_one(monkeypatch):
    monkeypatch.setattr("casetrace.analyse.assess.rounding.LISTED", 3)
    assert len(rounding([Course(f"P{n}", f"L{n}", (10, 5)) for n in range(3)])) == 2 * (3 + 2)
    assert len(rounding([Course(f"P{n}", f"L{n}", (10, 5)) for n in range(4)])) == 4


def test_an_outcome_of_the_patient_has_bounds_of_patients_and_of_no_lesion():
    rows = rounding([Course("A", "", (8, 4)), Course("B", "", (8, 2))], outcome=PAIN)
    assert set(rows.index.get_level_values("unit_of_analysis")) == {"patient"}
    assert len(rows) == 2


def test_values_are_rounded_to_what_config_says_or_else_to_their_last_digit():
    texts = pd.Series(["12", "7.5", None, "gone"], dtype="str")
    assert rounded_to(SIZE, texts) == 0.1
    assert rounded_to(replace(SIZE, rounded_to=5), texts) == 5
