"""Comparisons of groups of patients; p values are counted by hand."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.explore.groups import add_group_tests
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.analyse.explore.patients import patients, settings, sources
from tests.outcomes import a_pain, an_outcome

SIZE = an_outcome()


def compared(
    improvement: Sequence[float],
    groups: Sequence[str | None],
    variable: str = "site",
    note: str = "",
    outcome: Outcome = SIZE,
    **methods: Any,
) -> pd.Series:
    rows = patients(improvement=[float(value) for value in improvement], **{variable: groups})
    results = Results()
    subject = Subject(Quantity("reduction"), outcome.bearer, "exploratory", outcome, 4, scenario="observed")
    add_group_tests(results, subject, rows, [variable], {variable: note}, settings(**methods), sources(rows))
    return results.frame().iloc[0]


def test_all_ways_to_deal_patients_to_the_groups_are_counted():
    # Sums of 10 20 30 | 40 50 60: 2 of the 20 ways are as far apart. Between: 6 * 15^2 = 1350 of 1750.
    row = compared([10, 20, 30, 40, 50, 60], list("aaabbb"))
    assert row["result_id"].startswith("reduction_between_site.size_mm.week_4.patient.all.observed.variance_share.")
    assert (row["method"], row["p_value"], row["p_value_minimum"]) == ("groups_permutation_exact", 0.1, 0.1)
    assert row["estimate"] == pytest.approx(1350 / 1750)
    assert (row["status"], row["n_patients"], row["n_lesions"]) == ("flagged", 6, 6)
    assert row["note"].startswith("with this sample size P < 0.05 is unattainable")


def test_enough_patients_are_compared_without_a_flag():
    row = compared([1, 2, 3, 4, 5, 6, 7, 8], list("abababab"))
    assert (row["status"], row["note"]) == ("ok", "")
    assert row["p_value_minimum"] == pytest.approx(2 / math.comb(8, 4), rel=1e-11)


def test_what_a_group_is_tied_to_stands_before_its_own_reason():
    row = compared([10, 20, 30, 40], list("aabb"), note="confounded with age (rho 1.00)")
    assert row["note"].startswith("confounded with age (rho 1.00); with this sample size")


def test_more_ways_than_can_be_counted_are_drawn_and_above_the_limit_approximated():
    values, labels = list(range(16)), list("ab") * 8
    drawn = compared(values, labels)
    assert (drawn["method"], drawn["p_value"]) == (
        "groups_permutation_monte_carlo",
        compared(values, labels)["p_value"],
    )
    assert math.isnan(drawn["p_value_minimum"])
    many = compared(values, labels, asymptotic_patients=15)
    # Between: 16 * 0.5^2 = 4 of 340; 15 times that share on one degree of freedom.
    assert many["method"] == "groups_permutation_chi2"
    assert many["p_value"] == pytest.approx(math.erfc(math.sqrt(15 * 4 / 340 / 2)))


@pytest.mark.parametrize(
    ("values", "groups", "why"),
    [
        ([], [], "no observed values"),
        ([1, 2, 3, 4], ["a"] * 4, "site is the same for all patients"),
        ([1, 2, 3, 4, 5], list("aabbc"), "a group of site has fewer than 2 patients"),
        (
            [1, 2, 3, 4, 5],
            ["a", "a", "b", "b", None],
            "site is missing, or differs between lesions, in 1 of 5 patients",
        ),
        ([1, 2, 3, 4], [None] * 4, "site is missing, or differs between lesions, in 4 of 4 patients"),
        ([5, 5, 5, 5], list("aabb"), "the reduction is the same for all patients"),
    ],
)
def test_groups_that_cannot_be_compared_are_refused_and_say_why(values, groups, why):
    row = compared(values, groups)
    assert row["status"] == "refused"
    assert row["note"].startswith(why)
    assert math.isnan(row["p_value"])
    assert row["n_patients"] == len(values)


def test_bands_of_a_variable_are_described_and_not_compared():
    row = compared([10, 20, 30, 40], list("aabb"), "baseline_band")
    assert row["status"] == "refused"
    assert row["note"].startswith("bands of baseline size are described, not compared")
    assert row["note"].endswith("see the rank correlation with baseline size")


def test_an_outcome_of_the_patient_has_no_lesions():
    assert pd.isna(compared([10, 20, 30, 40], list("aabb"), outcome=a_pain())["n_lesions"])
    assert pd.isna(compared([10, 20], list("ab"), outcome=a_pain())["n_lesions"])
