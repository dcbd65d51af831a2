"""The mean under other assumptions, and all sensitivity analyses together; expected values are worked out by hand."""

import functools
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.assess.run import assessed
from casetrace.analyse.assess.scenarios import assess_scenarios
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import METHODS, PAIN, Cohort, Course, cohort
from tests.outcomes import an_outcome

COURSES = [
    Course(f"P{n}", f"L{n}", values) for n, values in enumerate([(10, 5, 1), (10, 4, 0), (20, 4, None), (20, 18, 15)])
]
SETTINGS = EstimationSettings(METHODS, 1)


def made(**primary: Any) -> Cohort:
    return cohort(COURSES, outcome=an_outcome(follow_up_visits=(4, 12)), **primary)


@functools.cache
def scenarios(scenario: str = "observed") -> pd.DataFrame:
    own = made(scenario=scenario)
    results = Results()
    assess_scenarios(results, OutcomeVisits(own.outcomes["size_mm"], own.plan(), own.visits()), SETTINGS)
    return results.frame().set_index("result_id")


def assessments(own: Cohort) -> pd.DataFrame:
    tables = own.datasets()
    measured = tables["measurements"]
    texts = measured.assign(value=measured["value"].map("{:g}".format, na_action="ignore").astype("str"))
    return assessed(tables["lesion_visits"], texts, own.plan(), SETTINGS).frame().set_index("result_id")


@pytest.mark.parametrize(
    ("scenario", "mean"), [("locf", (90 + 100 + 80 + 25) / 4), ("no_change", 215 / 4), ("complete_response", 315 / 4)]
)
def test_a_missing_value_is_what_the_scenario_says(scenario, mean):
    row = scenarios().loc[f"reduction.size_mm.week_12.patient.all.{scenario}.mean.t"]
    assert (row["estimate"], row["role"], row["n_patients"]) == (pytest.approx(mean), "sensitivity", 4)


def test_scenarios_that_are_estimated_in_full_are_not_repeated():
    assert set(scenarios()["scenario"]) == {"locf", "no_change", "complete_response"}
    assert set(scenarios("no_change")["scenario"]) == {"locf", "complete_response"}


def test_only_means_are_given_at_each_visit_and_over_both_units():
    rows = scenarios()
    assert set(rows["statistic"]) == {"mean", "se", "df"}
    assert set(zip(rows["unit_of_analysis"], rows["method"], strict=True)) == {("lesion", "cr2_t"), ("patient", "t")}
    assert set(rows["visit"]) == {4, 12}


def test_another_outcome_moves_no_number_and_nothing_is_primary():
    alone = assessments(made())
    assert set(alone["role"]) == {"sensitivity"}
    assert alone.loc[alone["status"] == "refused", "estimate"].isna().all()
    pain = [Course(f"P{n}", "", (8.5, n)) for n in range(4)]
    both = assessments(made().with_outcome("pain", PAIN, pain))
    pd.testing.assert_frame_equal(both.loc[alone.index], alone, check_exact=True)
    # The values of pain are given to a tenth, which says nothing of the sizes.
    lower = both.loc["reduction.pain.week_4.patient.all.observed.rounding_lower.rounding", "estimate"]
    ends = [100 * (1 - (n + 0.05) / 8.45) for n in range(4)]
    assert lower == pytest.approx(sum(ends) / 4)
