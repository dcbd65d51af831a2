"""Estimates of one outcome of made-up patients; expected values are worked out by hand."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from casetrace.analyse.estimate.outcomes import best_improvement, estimate_outcome, possible_mean
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.methods.estimates import Limits
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import METHODS, MOTION, PAIN, SIZE, Cohort, Course, cohort

TWO_VISITS = replace(SIZE, follow_up_visits=(4, 12))


def estimates(made: Cohort) -> pd.DataFrame:
    """All estimates of the only outcome by result_id."""
    results = Results()
    (outcome,) = made.outcomes.values()
    visits = made.visits(*made.plan().primary.main_scenarios)
    estimate_outcome(results, OutcomeVisits(outcome, made.plan(), visits), EstimationSettings(METHODS, 1))
    return results.frame().set_index("result_id")


def one_each(*values: Sequence[float | None]) -> list[Course]:
    return [Course(f"P{n}", f"L{n}", course) for n, course in enumerate(values)]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (SIZE, Limits(-math.inf, 100)),
        (replace(SIZE, best_value=5), Limits(-math.inf, (50 + 75) / 2)),
        (replace(SIZE, best_value=None), Limits(-math.inf, math.inf)),
        (MOTION, Limits(-100, (1700 + 800) / 2)),
        (replace(MOTION, minimum=-10), Limits(-math.inf, (1700 + 800) / 2)),
    ],
)
def test_a_mean_can_be_no_better_than_all_at_the_best_value_and_no_worse_than_all_at_0(
    outcome: Outcome, expected: Limits
):
    lesions = pd.DataFrame({"patient_id": list("abc"), "lesion_id": list("abc"), "baseline": [10.0, 20, 0]})
    assert possible_mean(best_improvement(lesions, outcome), outcome) == expected


def test_one_mean_is_primary_and_everything_else_is_not():
    rows = estimates(cohort(one_each((10, 5), (10, 2), (20, 0), (30, 25))))
    primary = rows[rows["role"] == "primary"]
    assert set(primary["analysis"]) == {"reduction"}
    assert set(primary["method"]) == {"t"}
    assert set(primary["unit_of_analysis"]) == {"patient"}
    assert set(rows["role"]) == {"primary", "secondary"}


def test_the_primary_scenario_is_estimated_in_full_beside_what_was_observed():
    rows = estimates(cohort(one_each((10, 5), (10, 2), (20, 0), (30, None)), scenario="no_change"))
    assert set(rows["scenario"]) == {"observed", "no_change"}
    worst, seen = (
        rows.loc[f"reduction.size_mm.week_4.patient.all.{scenario}.mean.t"] for scenario in ("no_change", "observed")
    )
    assert (worst["estimate"], worst["role"]) == (pytest.approx((50 + 80 + 100 + 0) / 4), "primary")
    assert (seen["estimate"], seen["role"]) == (pytest.approx((50 + 80 + 100) / 3), "sensitivity")
    by_scenario = rows.groupby("scenario")["method"].agg(set)
    assert by_scenario["no_change"] >= {"t", "cr2_t", "bootstrap_exact", "sign_flip_exact", "clopper_pearson"}


def test_the_change_between_visits_is_over_those_who_have_both():
    made = cohort(one_each((10, 5, 0), (10, 8, 2), (10, 5, None), (10, None, 5)), outcome=TWO_VISITS)
    rows = estimates(made)
    change = rows.loc["change_in_reduction.size_mm.week_4_to_12.patient.all.observed.mean.t"]
    assert (change["estimate"], change["n_patients"], change["role"]) == (pytest.approx((50 + 60) / 2), 2, "secondary")
    assert (change["visit_from"], change["visit"]) == (4, 12)
    flips = rows.loc["change_in_reduction.size_mm.week_4_to_12.patient.all.observed.mean.sign_flip_exact"]
    assert flips["p_value"] == 0.5


def test_a_lesion_that_stands_twice_at_a_visit_is_flagged_everywhere():
    courses = [Course(f"P{n}", f"L{n}", (10, n + 1 + k), str(k)) for n in range(4) for k in range(2)]
    rows = estimates(cohort(courses))
    assert rows.loc[rows["status"] != "refused", "note"].str.startswith("each lesion is counted once per period").all()
    mean = rows.loc["reduction.size_mm.week_4.lesion.all.observed.mean.cr2_t"]
    assert (mean["n_patients"], mean["n_lesions"]) == (4, 8)
    assert mean["estimate"] == pytest.approx(100 - 10 * (1 + 2 + 2 + 3 + 3 + 4 + 4 + 5) / 8)


def test_an_increase_that_is_better_bears_its_own_name_and_limits():
    rows = estimates(cohort(one_each((60, 90), (60, 60), (90, 45)), outcome=MOTION))
    mean = rows.loc["increase.size_mm.week_4.patient.all.observed.mean.t"]
    assert mean["estimate"] == pytest.approx((50 + 0 - 50) / 3, abs=1e-12)
    assert mean["ci_lower"] < -100
    assert "the CI extends beyond \N{MINUS SIGN}100 %" in mean["note"]


def test_what_the_mean_over_patients_can_be_weights_each_patient_once():
    # At best two lesions of each of 40 patients gain 100 % and the one of each of 40 others 500 %: 233 % over lesions,
    # 300 % over patients. An interval over patients between the two is possible.
    courses = [Course(f"A{n}", f"A{n}{m}", (90, 175 + n % 3)) for n in range(40) for m in range(2)]
    courses += [Course(f"B{n}", f"B{n}a", (30, 150 + n % 3)) for n in range(40)]
    mean = estimates(cohort(courses, outcome=MOTION)).loc["increase.size_mm.week_4.patient.all.observed.mean.t"]
    assert 700 / 3 < mean["ci_upper"] < 300
    assert (mean["status"], mean["note"]) == ("ok", "")


def test_an_outcome_of_the_patient_is_estimated_over_patients_alone():
    rows = estimates(cohort([Course(f"P{n}", "", (8, n)) for n in range(5)], outcome=PAIN))
    assert set(rows["unit_of_analysis"]) == {"patient"}
    assert not rows["analysis"].isin(["any_complete", "all_complete"]).any()
    share = rows.loc["response.size_mm.week_4.patient.all.observed.response=complete.proportion.clopper_pearson"]
    assert (share["estimate"], share["n_patients"], share["status"]) == (0.2, 5, "ok")


@pytest.mark.parametrize("values", [[(10, 0)] * 6, [(10, 10)] * 6, [(10, None)] * 6, [(10, 5)]])
def test_odd_cohorts_are_refused_row_by_row_and_nothing_is_an_infinity(values):
    rows = estimates(cohort(one_each(*values)))
    refused = rows["status"] == "refused"
    assert rows.loc[refused, "estimate"].isna().all()
    assert rows.loc[~refused, "estimate"].notna().all()
    assert (rows.loc[refused, "note"] != "").all()
    numbers = rows[["estimate", "ci_lower", "ci_upper", "p_value"]].to_numpy(dtype=float)
    assert not any(map(math.isinf, numbers.ravel()))
