"""Holm's p values; expected ones are worked out by hand, and a property is checked against the definition."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.analyse.explore.families import Family, add_holm
from casetrace.methods.precision import kept
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject
from tests.outcomes import an_outcome


def holm(tests: list[tuple[str, int | None, float]], family: Family) -> list[float]:
    """Holm's p values of tests of an outcome at a visit, in their order."""
    results = Results()
    for number, (outcome, visit, p_value) in enumerate(tests):
        subject = Subject(
            Quantity("reduction", "by", str(number)),
            "patient",
            "exploratory",
            an_outcome(outcome),
            visit,
            scenario="observed",
        )
        results.add(subject, "spearman_rho", 0.5, "spearman_exact", Sizes(6, 7), p_value=p_value)
    add_holm(results, family)
    added = {row["analysis"]: row["estimate"] for row in results.rows[len(tests) :]}
    return [added[name] for name in sorted(added)]


TESTS: list[tuple[str, int | None, float]] = [
    ("size", 4, 0.01), ("size", 4, 0.04), ("size", 4, 0.03), ("size", 12, 0.02), ("pain", 12, 0.5), ("pain", 12, 0.001)
]  # fmt: skip


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("visit", [0.03, 0.06, 0.06, 0.02, 0.5, 0.002]),
        ("outcome", [0.04, 0.06, 0.06, 0.06, 0.5, 0.002]),
        ("cohort", [0.05, 0.09, 0.09, 0.08, 0.5, 0.006]),
    ],
)
def test_tests_are_adjusted_for_their_number_within_their_family(family, expected):
    assert holm(TESTS, family) == pytest.approx(expected, rel=1e-11)


def test_a_test_alone_in_its_family_keeps_its_p_value_and_none_exceeds_1():
    assert holm([("size", 4, 0.3)], "visit") == [0.3]
    assert holm([("size", 4, 0.6), ("size", 4, 0.7)], "visit") == [1, 1]
    assert holm([], "cohort") == []


def test_tests_over_all_patients_and_what_has_no_p_value_belong_to_no_family():
    tests = [("size", None, 0.001), ("size", 4, 0.04), ("size", 4, float("nan"))]
    assert holm(tests, "visit") == holm(tests, "cohort") == [0.04]


def test_an_adjusted_p_value_says_what_its_test_says():
    results = Results()
    subject = Subject(
        Quantity("reduction", "by", "age_years"), "patient", "exploratory", an_outcome(), 4, scenario="observed"
    )
    results.add(subject, "spearman_rho", 0.5, "spearman_exact", Sizes(6), p_value=0.2, note="confounded")
    add_holm(results, "visit")
    row = results.frame().iloc[1]
    assert row["result_id"] == "reduction_by_age_years.size_mm.week_4.patient.all.observed.p_value_holm.holm"
    assert (row["status"], row["note"], row["role"], row["n_patients"]) == (
        "flagged", "confounded", "exploratory", 6
    )  # fmt: skip
    assert pd.isna(row["n_lesions"])
    assert pd.isna(row["p_value"])


@settings(max_examples=12)
@given(st.lists(st.floats(0, 1).map(kept), min_size=1, max_size=8))
def test_holm_keeps_the_order_and_lies_between_the_raw_p_value_and_bonferroni(p_values):
    adjusted = holm([("size", 4, p_value) for p_value in p_values], "visit")
    for raw, after in zip(p_values, adjusted, strict=True):
        assert raw <= after <= min(1, len(p_values) * raw) + 1e-11
    assert all(a[1] <= b[1] for a, b in pairwise(sorted(zip(p_values, adjusted, strict=True))))
