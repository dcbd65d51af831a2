"""What is said of methods that are not to be trusted is what the calibration found."""

from pathlib import Path

import pandas as pd
import pytest

from casetrace.analyse.estimate.event_times import FEWEST_FOR_INTERVAL
from casetrace.methods.intervals import welch_interval, wilson
from casetrace.methods.ratios import as_ratio
from casetrace.methods.register import METHODS
from casetrace.methods.trust import INTERVALS, SIMULATED, TESTS, caution, caution_of_cohorts, few_df, piled_up

CALIBRATION = Path(__file__).parents[2] / "docs" / "calibration.csv"
KEY = ["method", "statistic", "unit"]


@pytest.fixture(scope="module")
def fallen() -> pd.DataFrame:
    """Lines of the methods that are not to be trusted, but for those that are flagged everywhere, or not given.

    A proportion over lesions is flagged wherever a patient has several. With one lesion each it is that over patients.
    """
    lines = pd.read_csv(CALIBRATION)
    assert sorted(lines["patients"].unique()) == list(SIMULATED)
    lines = lines[lines["method"].isin(METHODS) & (lines["verdict"] == "not to be trusted")]
    lines = lines[(lines["method"] != "kaplan_meier") | (lines["patients"] >= FEWEST_FOR_INTERVAL)]
    blind = lines["method"].isin(["clopper_pearson", "wilson"]) & (lines["unit"] == "lesion")
    of_patients = lines[(lines["method"] == "wilson") & (lines["unit"] == "patient")]
    lines = pd.concat([lines[~blind], of_patients.assign(unit="lesion")])
    return lines.assign(spread=lines["ceiling"].map({"no": "spread", "yes": "piled up"}))


@pytest.mark.parametrize(("kind", "said", "end"), [("coverage", INTERVALS, "max"), ("size", TESTS, "min")])
def test_methods_are_called_untrusted_where_the_calibration_says_so(fallen, kind, said, end):
    own = fallen[fallen["kind"] == kind]
    found = own.groupby([*KEY, "spread"])["patients"].agg(end).to_dict()
    limit = max if end == "max" else min
    assert {(*key, spread): limit(n) for key, limits in said.items() for spread, n in limits.worst.items()} == found


def test_the_worst_coverage_and_size_are_those_of_the_calibration():
    lines = pd.read_csv(CALIBRATION).assign(percent=lambda table: 100 * table["coverage_or_size"])
    for said, worst_of in ((INTERVALS, min), (TESTS, max)):
        for (method, statistic, unit), limits in said.items():
            judged = "patient" if method == "wilson" else unit
            subject = lines[(lines["method"] == method) & (lines["statistic"] == statistic) & (lines["unit"] == judged)]
            for spread, worst in limits.worst.items():
                series = subject[subject["ceiling"] == {"spread": "no", "piled up": "yes"}[spread]]
                found = {n: worst_of(series.loc[series["patients"] == n, "percent"]) for n in worst}
                assert (method, spread, worst) == (method, spread, {n: round(value) for n, value in found.items()})


def test_more_cohorts_than_were_simulated_are_told_of():
    ten, hundred = (caution_of_cohorts("hartung_knapp", "tau2", n, 12) for n in (10, 100))
    assert ten.startswith("in simulations with 10 cohorts of 10 patients, ")
    assert hundred.startswith("in simulations with 10 cohorts (no more were simulated) of 10 patients, ")


def test_fewer_patients_are_passed_over_where_the_calibration_found_that_the_interval_holds():
    lines = pd.read_csv(CALIBRATION).assign(falls=lambda table: table["verdict"] != "holds")
    for (method, statistic, unit), limits in INTERVALS.items():
        judged = "patient" if method == "wilson" else unit
        subject = lines[(lines["method"] == method) & (lines["statistic"] == statistic) & (lines["unit"] == judged)]
        falls = subject.groupby("patients")["falls"].any()
        holds = falls.index[~falls & (falls.index < max(max(worst) for worst in limits.worst.values()))]
        expected = min(number for number in SIMULATED if number > holds.max()) if len(holds) else 0
        assert (method, limits.fewest) == (method, expected)


def test_an_interval_is_warned_of_up_to_its_number_of_patients():
    assert caution("t", "mean", "patient", 5, at_the_end=True).startswith(
        "in simulations with 5 patients and 20 % or more of the values at the best possible, the coverage of this 95 % "
        "interval was as low as 92 %"
    )
    assert caution("t", "mean", "patient", 6, at_the_end=True) == ""
    assert caution("t", "mean", "patient", 5) == ""
    # Nine patients are judged like the eight that were simulated, and one like two.
    assert "with 8 patients" in caution("bootstrap_exact", "mean", "lesion", 9)
    assert "with 2 patients" in caution("bootstrap_exact", "mean", "lesion", 1)


def test_so_few_patients_that_the_interval_is_wide_enough_are_not_warned_of():
    assert caution("wilson", "proportion", "patient", 5)
    assert caution("wilson", "proportion", "patient", 4) == ""


def test_the_wilson_interval_of_one_patient_holds_some_shares_in_79_of_100_studies():
    # A share just below the limit that a response gives is held where there is none alone.
    share = wilson(1, 1, 0.95).lower - 1e-9
    assert wilson(0, 1, 0.95).upper > share
    assert round(100 * (1 - share)) == 79
    assert "as low as 79 %" in caution("wilson", "proportion", "patient", 1)
    assert caution("clopper_pearson", "proportion", "patient", 1) == ""


@pytest.mark.parametrize(
    ("method", "statistic", "unit"),
    [
        ("median_order_statistics", "median", "patient"),
        ("hodges_lehmann_one_sample", "pseudomedian", "patient"),
        ("korn_graubard", "proportion", "lesion"),
        ("tango", "paired_risk_difference", "patient"),
        ("beta_posterior", "proportion", "patient"),
    ],
)
def test_intervals_of_exact_or_effective_numbers_are_nowhere_warned_of(method, statistic, unit):
    for patients in SIMULATED:
        assert caution(method, statistic, unit, patients) == ""
        assert caution(method, statistic, unit, patients, at_the_end=True) == ""


def test_a_test_is_warned_of_from_its_number_of_patients_on():
    assert caution("signed_rank_exact", "signed_rank", "patient", 19, at_the_end=True) == ""
    note = caution("signed_rank_exact", "signed_rank", "patient", 200, at_the_end=True)
    assert "with 50 patients" in note
    assert note.endswith("see the sign-flip test")


def test_what_is_not_in_the_table_is_not_warned_of():
    assert caution("clopper_pearson", "proportion", "patient", 5, at_the_end=True) == ""


def test_few_degrees_of_freedom_are_told_of_whichever_interval_has_them():
    # 2 against 2 patients have between 1 and 2 of them in Welch's interval.
    two_each = welch_interval([20, 31], [100, 100], 0.95)
    assert few_df("welch_t", two_each.df).startswith("with 1.0 degrees of freedom, fewer than 4")
    assert "Tipton" not in few_df("welch_t", two_each.df)
    assert "Tipton 2015" in few_df("cr2_t", 3.9)
    assert few_df("welch_t", 4 - 1e-12) == few_df("cr2_t", 4) == ""
    ratio = as_ratio(two_each)
    assert few_df("welch_t", ratio.df) == few_df("welch_t", two_each.df)


@pytest.mark.parametrize(
    ("values", "best", "expected"),
    [
        ([100, 50, 60, 70, 80], 100, True),
        ([100, 50, 60, 70, 80, 90], 100, False),
        ([100 - 1e-12, 40], 100, True),
        ([100, 200], [150, 200], True),
        ([100, 200], float("inf"), False),
        ([], 100, False),
    ],
)
def test_values_are_piled_up_where_a_fifth_is_at_the_best_value(values, best, expected):
    assert piled_up(values, best) is expected


@pytest.mark.parametrize(
    ("cohorts", "patients", "at_the_end", "expected"),
    [
        (10, 5, True, "10 cohorts of 5 patients"),
        (7, 6, False, "5 cohorts of 5 patients"),
        (4, 5, False, ""),
        (12, 20, True, ""),
    ],
)
def test_a_pooled_mean_is_warned_of_by_its_cohorts_and_their_patients(cohorts, patients, at_the_end, expected):
    note = caution_of_cohorts("hartung_knapp", "pooled_mean", cohorts, patients, at_the_end=at_the_end)
    assert (expected in note) if expected else note == ""
    assert ("at the best possible" in note) == (bool(note) and at_the_end)
