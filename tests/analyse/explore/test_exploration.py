"""Explorations on made-up analysis datasets; expected ranks are worked out by hand."""

import functools
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.estimate.run import estimated
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.explore.associations import (
    add_baseline_slope,
    add_correlation,
    add_correlation_interval,
    add_variable_correlations,
)
from casetrace.analyse.explore.groups import add_groups, joined
from casetrace.analyse.explore.patients import patient_variables, recorded_variables
from casetrace.analyse.explore.run import explored
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject, result_frame
from tests.analyse.estimate.cohorts import METHODS, PAIN, Cohort, Course, cohort
from tests.analyse.explore.patients import patients, sources
from tests.analyse.explore.patients import settings as exploration_settings
from tests.outcomes import an_outcome

OUTCOME = an_outcome()
REDUCTION = Subject(Quantity("reduction"), "lesion", "exploratory", OUTCOME, 4, scenario="observed")
SUBJECT = Subject(Quantity("reduction", "by", "age_years"), "patient", "exploratory", OUTCOME, 4, scenario="observed")


def correlation(ages: Sequence[float | None], reductions: Sequence[float], flag: str = "", **methods: Any) -> pd.Series:
    rows = patients(age_years=ages, improvement=reductions)
    results = Results()
    add_correlation(results, SUBJECT, rows, ("age_years", "improvement"), exploration_settings(**methods), flag)
    return results.frame().iloc[0]


def test_variables_of_a_patient_are_means_over_her_lesions():
    lesions = pd.DataFrame(
        {
            "patient_id": ["1", "1", "2"],
            "lesion_id": ["a", "b", "c"],
            "age_years": [50.0, 50, 60],
            "n_treatments": pd.array([1, 4, None], dtype="Int64"),
            "site_group": ["knee", "elbow", "knee"],
        }
    )
    baselines = pd.DataFrame({"lesion_id": ["c", "b", "a"], "baseline": [7.0, 30, 10]})
    variables = ["baseline", "n_treatments", "age_years"]
    means = patient_variables(lesions, baselines, variables, ["site"], pd.DataFrame()).set_index("patient_id")
    assert means.loc["1"].drop("site").tolist() == [20, 2.5, 50, 2]
    assert means["site"].isna().tolist() == [True, False]
    assert means.loc["2", "baseline"] == 7
    assert pd.isna(means.loc["2", "n_treatments"])


def test_too_few_patients_are_refused():
    row = correlation([1, 2, 3, None], [1, 2, 3, 4])
    assert row["status"] == "refused"
    assert row["note"].startswith("3 patients have both, fewer than 4")
    assert row["n_patients"] == 3


@pytest.mark.parametrize(
    ("ages", "reductions", "what"), [([5] * 4, [1, 2, 3, 4], "age"), ([1, 2, 3, 4], [5] * 4, "the reduction")]
)
def test_a_constant_is_refused_and_named(ages, reductions, what):
    row = correlation(ages, reductions)
    assert row["status"] == "refused"
    assert row["note"].startswith(f"{what} is the same for all patients")


def test_patients_without_a_value_are_left_out():
    row = correlation([1, 2, 3, 4, None], [1, 2, 3, 4, 5])
    assert (row["estimate"], row["n_patients"], row["method"]) == (1, 4, "spearman_exact")
    assert row["p_value"] == pytest.approx(2 / 24, rel=1e-11)


@pytest.mark.parametrize(("n", "method"), [(8, "spearman_exact"), (9, "spearman_monte_carlo")])
def test_the_method_says_whether_orders_were_counted_or_drawn(n, method):
    row = correlation(list(range(n)), [value % 5 for value in range(n)])
    assert row["method"] == method
    assert method in row["result_id"]


def test_a_drawn_p_value_is_the_same_in_every_run():
    ages, reductions = list(range(12)), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    assert correlation(ages, reductions)["p_value"] == correlation(ages, reductions)["p_value"]


def test_ties_flag_the_correlation():
    row = correlation([1, 2, 3, 4, 5], [1, 2, 3, 5, 4], flag="confounded")
    assert (row["status"], row["note"]) == ("flagged", "confounded")


def test_groups_are_described_in_their_order_and_over_both_units():
    visits = pd.DataFrame(
        {
            "patient_id": ["1", "1", "2", "3"],
            "lesion_id": list("abcd"),
            "visit": 4,
            "arm": None,
            "improvement": [20.0, 40, 60, None],
        }
    )
    lesions = pd.DataFrame(
        {"lesion_id": list("abcd"), "patient_id": ["1", "1", "2", "3"], "site_group": ["z", "z", "b", None]}
    )
    results = Results()
    rows = joined(visits, lesions)
    add_groups(results, REDUCTION, OUTCOME, rows, ["site"], {"site": ["z", "unused", "b"]}, {}, sources(rows))
    frame = results.frame()
    counts = frame[frame["statistic"] == "count"]
    found = list(zip(counts["group"], counts["unit_of_analysis"], counts["estimate"], strict=True))
    assert found == [
        ("site=z", "lesion", 2),
        ("site=z", "patient", 1),
        ("site=b", "lesion", 1),
        ("site=b", "patient", 1),
        ("site=not recorded", "lesion", 0),
        ("site=not recorded", "patient", 0),
    ]
    means = frame[(frame["statistic"] == "mean") & (frame["status"] != "refused")]
    assert set(means["status"]) == {"ok"}
    assert means["estimate"].tolist() == [30, 30, 60, 60]
    assert set(frame["role"]) == {"exploratory"}


def test_a_group_made_of_a_tied_variable_is_flagged_in_all_its_numbers():
    rows = pd.DataFrame(
        {
            "patient_id": list("1234"),
            "lesion_id": list("abcd"),
            "arm": None,
            "improvement": [20.0, 40, 60, 80],
            "baseline_band": "under 5 mm",
        }
    )
    results = Results()
    add_groups(
        results,
        REDUCTION,
        OUTCOME,
        rows,
        ["baseline_band"],
        {},
        {"baseline": "confounded with mean dose"},
        sources(rows),
    )
    frame = results.frame()
    assert set(frame.loc[frame["statistic"] != "count", "status"]) == {"flagged"}


def test_the_mean_of_a_group_in_which_a_lesion_grew_is_flagged():
    rows = pd.DataFrame(
        {
            "patient_id": list("123"),
            "lesion_id": list("abc"),
            "arm": None,
            "improvement": [-400.0, 40, 60],
            "sex": "female",
        }
    )
    results = Results()
    add_groups(results, REDUCTION, OUTCOME, rows, ["sex"], {}, {}, sources(rows))
    frame = results.frame()
    assert set(frame.loc[frame["status"] == "flagged", "statistic"]) == {"mean"}


def interval(patients_with_both: int, **methods: Any) -> pd.DataFrame:
    rows = patients(age_years=[n * 7 % 11 for n in range(patients_with_both)], improvement=range(patients_with_both))
    results = Results()
    add_correlation_interval(results, SUBJECT, rows, ("age_years", "improvement"), exploration_settings(**methods))
    return results.frame()


def test_the_interval_of_a_correlation_is_refused_under_ten_patients_and_given_from_ten():
    refused, given_one = interval(9).iloc[0], interval(10).iloc[0]
    assert (refused["status"], refused["note"][:27]) == ("refused", "9 patients, fewer than 10: ")
    assert -1 <= given_one["ci_lower"] < given_one["estimate"] < given_one["ci_upper"] <= 1
    assert (given_one["method"], given_one["status"]) == ("spearman_bootstrap", "ok")
    assert given_one["ci_lower"] == interval(10)["ci_lower"].iloc[0]


def test_where_there_is_no_correlation_or_a_great_many_patients_there_is_no_row_for_its_interval():
    assert interval(3).empty
    assert interval(11, asymptotic_patients=10).empty
    results, rows = Results(), patients(age_years=[5.0] * 12, improvement=range(12))
    add_correlation_interval(results, SUBJECT, rows, ("age_years", "improvement"), exploration_settings())
    assert results.rows == []


def test_above_the_asymptotic_limit_a_correlation_has_a_t_approximation():
    row = correlation(list(range(9)), [1, 0, 3, 2, 5, 4, 7, 6, 8], asymptotic_patients=8)
    assert row["method"] == "spearman_t"
    assert row["estimate"] == pytest.approx(1 - 6 * 8 / 720)


def test_a_p_value_out_of_reach_flags_the_correlation():
    row = correlation([1, 2, 3, 4], [1, 2, 3, 4])
    assert (row["p_value_minimum"], row["status"]) == (pytest.approx(2 / 24, rel=1e-11), "flagged")
    assert "with this sample size P < 0.05 is unattainable" in row["note"]
    assert correlation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])["status"] == "ok"


def test_variables_are_set_against_each_other_over_everybody():
    rows = patients(baseline=[1.0, 2, 3, 4, 5], age_years=[2.0, 1, 4, 3, 5], dose_mean=[5.0, 1, 4, 2, 3])
    results = Results()
    add_variable_correlations(
        results, OUTCOME, rows, ["baseline", "dose_mean", "age_years"], exploration_settings(), sources(rows)
    )
    frame = results.frame().set_index("analysis")
    assert frame["estimate"].to_dict() == pytest.approx(
        {"baseline_with_dose_mean": -0.3, "baseline_with_age_years": 0.8, "dose_mean_with_age_years": 0.3}
    )
    assert frame.loc["baseline_with_age_years", "note"] == "confounded in these patients"
    assert set(frame["analysis_set"]) == {"enrolled"}


def slope(baselines: Sequence[float], improvements: Sequence[float], names: str) -> pd.DataFrame:
    visits = pd.DataFrame(
        {
            "patient_id": list(names),
            "lesion_id": [f"L{n}" for n in range(len(names))],
            "period": None,
            "baseline": baselines,
            "improvement": improvements,
        }
    )
    results = Results()
    add_baseline_slope(results, REDUCTION, visits, exploration_settings(), "both arms together")
    return results.frame().set_index("statistic")


def test_the_slope_is_that_of_least_squares_on_the_natural_logarithm():
    # Logarithms -1, 0, 0, 1 around their mean: sum of products 12, of squares 2. The baseline of 0 has none.
    rows = slope([1 / math.e, 1, 1, math.e, 0], [0, 4, 6, 12, 50], "abcde")
    assert rows.loc["slope", "estimate"] == pytest.approx(6)
    assert rows.loc["slope", "n_patients"] == 4
    # Four patients give a slope fewer than four degrees of freedom.
    assert rows.loc["slope", "note"].startswith("both arms together; with ")
    assert "degrees of freedom, fewer than 4" in rows.loc["slope", "note"]
    assert list(rows.index) == ["slope", "se", "df"]


@pytest.mark.parametrize(
    ("baselines", "improvements", "names", "why"),
    [
        ([1, 2, 3], [1, 2, 4], "abc", "3 patients: too few for a regression line"),
        ([1], [1], "a", "1 patient: too few for a regression line"),
        ([5, 5, 5, 5], [1, 2, 3, 4], "abcd", "baselines or changes vary too little"),
        ([1, 2, 3, 4], [7, 7, 7, 7], "abcd", "baselines or changes vary too little"),
        ([1, 1, 1, 4], [1, 2, 3, 4], "abcd", "baselines or changes vary too little"),
    ],
)
def test_a_line_that_the_data_does_not_determine_is_refused(baselines, improvements, names, why):
    rows = slope(baselines, improvements, names)
    assert rows["status"].to_dict() == {"slope": "refused"}
    assert rows.loc["slope", "note"].startswith(why)


def test_a_variable_is_recorded_where_some_lesion_has_a_value():
    lesions = pd.DataFrame({"lesion_id": ["a", "b"], "age_years": [None, 60.0], "n_treatments": [None, None]})
    lesions = lesions.assign(dose_mean=None, dose_min=None, dose_max=None)
    visits = pd.DataFrame({"lesion_id": ["a", "b"], "baseline": [None, 10.0]})
    assert recorded_variables(lesions, visits) == ["baseline", "age_years"]


@functools.cache
def made(names: tuple[str, ...] = tuple(f"P{n}" for n in range(7))) -> Cohort:
    """Seven patients with one or two lesions each."""
    ages = {name: {"age_years": 40 + n * n % 7, "sex": "fm"[n % 2]} for n, name in enumerate(names)}
    bears = [(n, name, letter) for n, name in enumerate(names) for letter in "ab"[: 1 + n % 2]]
    sizes = {f"{name}{letter}": (10 + n, 1 + 3 * n % 7 + (letter == "b")) for n, name, letter in bears}
    courses = [Course(name, f"{name}{letter}", sizes[f"{name}{letter}"]) for n, name, letter in bears]
    sites = {f"{name}{letter}": "knee" if n % 3 else "elbow" for n, name, letter in bears}
    return cohort(courses, patients=ages, sites=sites)


def everything(own: Cohort) -> pd.DataFrame:
    """Estimates and explorations by result_id."""
    tables = own.datasets()
    parts = [
        estimated(tables, own.plan(), EstimationSettings(METHODS, 1)),
        explored(tables, own.outcomes, {"confounded_from": 0.7}, {}, METHODS, 1),
    ]
    return result_frame([row for part in parts for row in part.rows]).set_index("result_id")


@functools.cache
def of_all_seven() -> pd.DataFrame:
    """Everything about the seven patients as they are."""
    return everything(made())


def test_another_outcome_moves_no_number():
    alone = of_all_seven()
    pain = [Course(f"P{n}", "", (8, n % 5)) for n in range(7)]
    both = everything(made().with_outcome("pain", PAIN, pain))
    assert {"bootstrap_percentile", "spearman_monte_carlo", "holm"} <= set(alone["method"])
    pd.testing.assert_frame_equal(both.loc[alone.index], alone, check_exact=True)
    assert len(both) > len(alone)


def test_variables_and_groups_left_out_move_no_raw_number():
    tables, outcomes = made().datasets(), made().outcomes
    full, fewer = (
        explored(tables, outcomes, {"confounded_from": 0.7} | chosen, {}, METHODS, 1).frame().set_index("result_id")
        for chosen in ({}, {"variables": ["age_years"], "groups": ["sex"]})
    )
    drawn = fewer.index[fewer["method"].str.contains("monte_carlo|bootstrap")]
    assert len(drawn)
    columns = ["estimate", "ci_lower", "p_value"]
    pd.testing.assert_frame_equal(full.loc[drawn, columns], fewer.loc[drawn, columns], check_exact=True)


@pytest.mark.parametrize("order", [(6, 5, 4, 3, 2, 1, 0), (3, 0, 6, 1, 5, 2, 4)])
def test_other_names_of_the_patients_in_the_same_order_change_no_number(order):
    expected, found = of_all_seven(), everything(made(tuple(f"Q{n}" for n in order)))
    assert list(found.index) == list(expected.index)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)
