import pandas as pd
import pytest
from scipy import stats

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.pool.next_study import add_next_study
from casetrace.analyse.pool.one_stage import add_one_stage
from casetrace.analyse.pool.overlap import overlaps
from casetrace.methods.exact_tests import sign_flip
from casetrace.methods.models import mixed_mean
from casetrace.methods.nested_variance import patient_spread
from casetrace.methods.trial_size import Trial, parallel_power, patients_for
from casetrace.methods.van_elteren import van_elteren
from casetrace.model.comparisons import comparisons
from casetrace.model.results import Results
from tests.analyse.pool.cohorts import MadeUp, made_up, three
from tests.stages.running import study

WEEK_4 = "reduction.size_mm.week_4.patient.all.observed"
#: What the results on the spread are about.
SPREAD = "size_mm.week_4.patient.all.observed"
SETTINGS = EstimationSettings(study()["methods"], 1)
ASKED = {"outcome": "size_mm", "visit": 4, "difference": 20, "power": 0.8, "alpha": 0.05, "lesions_per_patient": [1, 2]}


def one_stage(cohorts: list[MadeUp]) -> pd.DataFrame:
    own, visits = {made.name: made.cohort for made in cohorts}, {made.name: made.visits for made in cohorts}
    results = Results()
    add_one_stage(results, list(comparisons(list(own.values()))), own, visits, SETTINGS)
    return results.frame().set_index("result_id")


def test_all_patients_are_tested_together():
    rows = one_stage(three())
    values = [40, 55, 60, 75, 80, 100, -10, 20, 35, 50, 50, 52, 70, 90, 30, 45, 62]
    expected = sign_flip(values, exact_up_to=20, asymptotic_above=5000, resamples=9, rng=SETTINGS.stream("x"))
    row = rows.loc[f"{WEEK_4}.mean.sign_flip_exact"]
    assert (row["estimate"], row["p_value"]) == pytest.approx((sum(values) / 17, expected.p_value), rel=1e-10)
    assert row["n_patients"] == 17
    assert rows.loc[f"{WEEK_4}.mean.mixed_model_cohorts", "status"] == "refused"


def test_five_cohorts_have_a_mixed_model_of_patients():
    cohorts = [made_up(f"c{place}", {4: [20 * place, 20 * place + 9, 20 * place + 21]}) for place in range(5)]
    values = [value for place in range(5) for value in (20 * place, 20 * place + 9, 20 * place + 21)]
    expected = mixed_mean(values, [place for place in range(5) for _ in range(3)], 0.95, "kenward_roger").estimate
    row = one_stage(cohorts).loc[f"{WEEK_4}.mean.mixed_model_cohorts"]
    assert (row["estimate"], row["ci_lower"]) == pytest.approx((expected.value, expected.lower), rel=1e-9)


def test_arms_that_cohorts_share_are_compared_within_them():
    cohorts = []
    for made in three():
        arms = ["control" if int(name[1:]) % 2 else "drug" for name in made.visits["patient_id"]]
        cohorts.append(made._replace(visits=made.visits.assign(arm=arms)))
    rows = one_stage(cohorts)
    [name] = [name for name in rows.index if "week_4" in name and "van_elteren" in name]
    parts = [
        (value, place % 2 == 0, label)
        for label, values in (
            ("first", [40, 55, 60, 75, 80, 100]),
            ("second", [-10, 20, 35, 50, 50, 52, 70, 90]),
            ("third", [30, 45, 62]),
        )
        for place, value in enumerate(values)
    ]
    values, first, strata = zip(*parts, strict=True)
    expected = van_elteren(values, first, strata, asymptotic_above=5000)
    assert rows.loc[name, "p_value"] == pytest.approx(expected.p_value, rel=1e-10)


def test_the_next_study_follows_from_the_spread_within_cohorts():
    cohorts, results = three(), Results()
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    add_next_study(results, own, visits, ASKED, SETTINGS)
    rows = results.frame().set_index("result_id")
    values = [[40, 55, 60, 75, 80, 100], [-10, 20, 35, 50, 50, 52, 70, 90], [30, 45, 62]]
    spread = patient_spread(
        [value for own_values in values for value in own_values],
        [name for name in range(3) for _ in values[name]],
        0.95,
    )
    start = "size_mm.week_4.patient.all.observed"
    assert rows.loc[f"spread.{start}.sd.nested_variance", "estimate"] == pytest.approx(spread.sd, rel=1e-10)
    expected = patients_for(0.8, parallel_power, Trial(20, spread.sd, 0.0, 1, 0.05))
    arms = f"trial_of_arms.{start}.lesions_per_patient="
    assert rows.loc[f"{arms}1.patients.trial_size", "estimate"] == expected
    assert rows.loc[f"{arms}1.patients.trial_size.upper_sd", "estimate"] > expected
    simulated, formula = rows.loc[f"{arms}1.power.simulated_trials"], rows.loc[f"{arms}1.power.trial_size"]
    assert simulated["estimate"] == pytest.approx(formula["estimate"], abs=0.02)
    # each patient has one lesion: nothing tells how alike two would be
    assert rows.loc[f"{arms}2.patients.trial_size", "status"] == "refused"
    within = f"trial_within_patients.{start}.lesions_per_patient=1"
    assert "give next_study.icc" in rows.loc[f"{within}.patients.trial_size", "note"]


def test_a_cohort_in_which_all_are_alike_flags_the_spread_and_the_sizes():
    cohorts, results = [*three(), made_up("fourth", {4: [100, 100, 100, 100]})], Results()
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    add_next_study(results, own, visits, ASKED, SETTINGS)
    rows = results.frame().set_index("result_id")
    start = "size_mm.week_4.patient.all.observed"
    row = rows.loc[f"spread.{start}.sd.nested_variance"]
    assert row["note"].startswith("all patients of fourth have the same value")
    # by hand: the squares of the other three cohorts, over 5 + 7 + 2 and 3 more degrees of freedom
    others = ([40, 55, 60, 75, 80, 100], [-10, 20, 35, 50, 50, 52, 70, 90], [30, 45, 62])
    squares = sum((value - sum(values) / len(values)) ** 2 for values in others for value in values)
    assert row["estimate"] == pytest.approx((squares / 17) ** 0.5, rel=1e-10)
    size = rows.loc[f"trial_of_arms.{start}.lesions_per_patient=1.patients.trial_size"]
    assert (size["status"], size["note"]) == (
        "flagged",
        "the SD that it follows from is flagged; see the SD of patients",
    )
    upper = rows.loc[f"spread.{start}.sd.nested_variance.upper_sd", "estimate"]
    # the one-sided 80 % limit: the 20 % quantile of chi-squared
    assert upper == pytest.approx(row["estimate"] * (17 / stats.chi2.ppf(0.2, 17)) ** 0.5, rel=1e-10)


def test_the_spread_is_within_the_arms_of_a_cohort_that_has_arms():
    """Two arms whose means are far apart: by hand, the squares within each, over 2 and 2 degrees of freedom."""
    made, results = made_up("trial", {4: [10, 20, 30, 70, 80, 90]}), Results()
    visits = made.visits.assign(arm=(["cream"] * 3 + ["laser"] * 3) * 2)
    add_next_study(results, [made.cohort], {"trial": visits}, ASKED, SETTINGS)
    row = results.frame().set_index("result_id").loc[f"spread.{SPREAD}.sd.nested_variance"]
    assert (row["estimate"], row["status"]) == (pytest.approx(10, rel=1e-10), "ok")


def test_the_spread_of_patients_who_are_in_both_arms_is_flagged():
    made, results = made_up("trial", {4: [10, 20, 30, 70, 80, 90]}), Results()
    split = made.visits.assign(arm=["cream", "laser"] * 6, patient_id=["p1", "p1", "p2", "p2", "p3", "p3"] * 2)
    add_next_study(results, [made.cohort], {"trial": split}, ASKED, SETTINGS)
    rows = results.frame().set_index("result_id")
    row = rows.loc[f"spread.{SPREAD}.sd.nested_variance"]
    # the means of the patients are 15, 50 and 85
    assert row["estimate"] == pytest.approx(35, rel=1e-10)
    assert row["note"].startswith("patients of trial have lesions or periods in more than one arm")
    sizes = rows.loc[f"trial_of_arms.{SPREAD}.lesions_per_patient=1.patients.trial_size"]
    correlation = rows.loc[f"spread.{SPREAD.replace('patient', 'lesion')}.icc.nested_variance"]
    assert {sizes["status"], correlation["status"]} == {"flagged"}


def test_the_spread_of_lesions_is_within_the_arms_too():
    """By hand: mean squares of 2 within patients (4 df), of 100 between those of an arm (2 df), (100 - 2) / 2 = 49."""
    made, results = made_up("trial", {4: [10, 12, 20, 22, 70, 72, 80, 82]}), Results()
    patients = [name for name in ("p1", "p2", "p3", "p4") for _ in range(2)]
    visits = made.visits.assign(patient_id=patients * 2, arm=(["cream"] * 4 + ["laser"] * 4) * 2)
    add_next_study(results, [made.cohort], {"trial": visits}, ASKED, SETTINGS)
    rows = results.frame().set_index("result_id")
    start = f"spread.{SPREAD.replace('patient', 'lesion')}"
    assert rows.loc[f"{start}.sd.nested_variance", "estimate"] == pytest.approx((49 + 2) ** 0.5, rel=1e-10)
    icc = rows.loc[f"{start}.icc.nested_variance"]
    assert (icc["estimate"], icc["status"]) == (pytest.approx(49 / 51, rel=1e-10), "ok")


def test_a_correlation_of_config_is_taken():
    cohorts, results = three(), Results()
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    add_next_study(results, own, visits, ASKED | {"icc": 0.5, "response": RATES}, SETTINGS)
    rows = results.frame().set_index("result_id")
    start = "size_mm.week_4.patient.all.observed"
    two = f"trial_within_patients.{start}.lesions_per_patient=2.patients.trial_size"
    one = two.replace("patient=2", "patient=1")
    assert rows.loc[two, "estimate"] < rows.loc[one, "estimate"]
    # Simon 1989, Table 1: p0 = 0.05, p1 = 0.25, optimal 0/9 and 2/17
    design = f"trial_of_one_arm.{start}.{{}}.simon_two_stage.optimal"
    numbers = [
        rows.loc[design.format(name), "estimate"] for name in ("first_limit", "first_patients", "limit", "patients")
    ]
    assert numbers == [0, 9, 2, 17]


RATES = {"poor": 0.05, "good": 0.25, "alpha": 0.05, "beta": 0.2}


def test_patients_with_the_same_values_in_two_cohorts_are_told():
    cohorts = [made_up("a", {4: [40, 55, 60], 12: [60, 80, 90]}), made_up("b", {4: [40, 7, 60], 12: [60, 8, 90]})]
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    [found] = overlaps(own, visits, [], {})
    assert (found.first, found.second) == ("a", "b")
    assert found.reason == "2 of 3 and 3 patients have the same measured values in both"


def test_cohorts_of_one_publication_are_told():
    cohorts = [made_up("a", {4: [40, 55]}), made_up("b", {4: [41, 56]})]
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    sources = {"a": {"doi": "10.1/X"}, "b": {"doi": "10.1/x"}}
    assert [found.reason for found in overlaps(own, visits, [], sources)] == ["both name the same publication (doi)"]
    assert list(overlaps(own, visits, [], {"a": {}, "b": {}})) == []
