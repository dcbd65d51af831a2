"""Slopes over many visits of made-up lesions; expected values are worked out by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from casetrace.analyse.describe.outcomes import describe_outcome
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.trends import Trend, trends
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import METHODS, PAIN, SIZE, Course, cohort

FOUR = replace(SIZE, follow_up_visits=(1, 2, 3, 5))
TREND = "reduction_per_week.size_mm.week_1_to_5"
#: Percent reductions of A: 10, 20, 30, 50, so 10 a week; of B 20, missing, 20, 20; of C 50 alone; of D 0, 10, missing.
COURSES = [
    Course("P", "A", (10, 9, 8, 7, 5)),
    Course("P", "B", (10, 8, None, 8, 8)),
    Course("Q", "C", (10, None, 5, None, None)),
    Course("R", "D", (10, 10, 9, None, None)),
]


def analysed(courses: Sequence[Course] = COURSES, outcome=FOUR, **primary) -> OutcomeVisits:
    made = cohort(courses, outcome=outcome, **primary)
    return OutcomeVisits(made.outcomes["size_mm"], made.plan(), made.visits("observed", "no_change"))


def only_trend(visits: OutcomeVisits, scenario: str = "observed") -> Trend:
    (trend,) = trends(visits, scenario)
    return trend


def results_of(visits: OutcomeVisits) -> pd.DataFrame:
    results = Results()
    describe_outcome(results, visits)
    estimate_outcome(results, visits, EstimationSettings(METHODS, 1))
    return results.frame().set_index("result_id")


def test_up_to_three_visits_are_compared_and_more_have_a_trend():
    three = replace(SIZE, follow_up_visits=(1, 2, 3))
    courses = [Course(patient, lesion, values[:4]) for patient, lesion, values, _ in COURSES]
    assert trends(analysed(courses, three), "observed") == []
    assert only_trend(analysed()).subject.quantity.analysis == "reduction_per_week"


def test_each_lesion_with_two_visits_has_the_slope_of_its_percent_reduction_per_week():
    trend = only_trend(analysed())
    assert trend.lesions.set_index("lesion_id")["slope"].to_dict() == pytest.approx({"A": 10, "B": 0, "D": 10})
    assert (trend.subject.visit_from, trend.subject.visit, trend.subject.role) == (1, 5, "secondary")
    assert (trend.worsening, trend.pooled) == ("", "")


def test_it_rests_on_the_visits_of_those_who_have_a_slope_and_looked_at_the_others():
    visits = analysed()
    used, left_out = only_trend(visits).subject.basis
    at = visits.rows.loc[used.rows].groupby("lesion_id")["visit"].agg(list)
    assert at.to_dict() == {"A": [1, 2, 3, 5], "B": [1, 3, 5], "D": [1, 2]}
    assert (used.role, left_out.role, len(left_out.rows)) == ("used", "left out", 4 + 1 + 2)
    assert set(used.fields) == {"percent_reduction"}


def test_a_patient_counts_once_with_the_mean_of_her_slopes():
    rows = results_of(analysed())
    over_patients = rows.loc[f"{TREND}.patient.all.observed.mean.t"]
    over_lesions = rows.loc[f"{TREND}.lesion.all.observed.mean.cr2_t"]
    assert (over_patients["estimate"], over_patients["n_patients"], over_patients["n_lesions"]) == (7.5, 2, 3)
    # Student's t on 1 degree of freedom: 12.7062047 times the standard error of 5 and 10.
    assert over_patients["ci_upper"] == pytest.approx(7.5 + 12.706204736432095 * 2.5)
    assert (over_lesions["estimate"], over_lesions["n_lesions"]) == (pytest.approx(20 / 3), 3)
    flips = rows.loc[f"{TREND}.patient.all.observed.mean.sign_flip_exact"]
    assert (flips["p_value"], flips["p_value_minimum"]) == (0.5, 0.5)
    described = rows.loc[f"{TREND}.patient.all.observed.median.least_squares_slope"]
    assert described["estimate"] == 7.5
    assert not rows.index.str.startswith("reduction_per_week.size_mm.week_1_to_5.patient.all.no_change.mean.t").any()
    assert f"{TREND}.patient.all.no_change.mean.least_squares_slope" in rows.index


def test_a_lesion_that_grew_and_arms_together_flag_the_slope():
    grown = [Course("P", "A", (10, 12, 9, 8, 7)), Course("Q", "B", (10, 9, 8, 7, 5), "1"),
             Course("Q", "B", (10, 9, 8, 7, 6), "2")]  # fmt: skip
    trend = only_trend(analysed(grown))
    assert "rose in a lesion" in trend.worsening
    assert trend.pooled == "each lesion is counted once per period"
    assert trend.lesions["slope"].tolist() == pytest.approx([11.4285714286, 10, 7.4285714286])


def test_an_outcome_of_the_patient_has_a_trend_over_patients_alone():
    pain = replace(PAIN, follow_up_visits=(1, 2, 3, 5))
    rows = results_of(analysed([Course(f"P{n}", "", (8, 7, 6, 5 - n, 4)) for n in range(3)], pain))
    own = rows[rows["quantity"] == f"{pain.gain}_per_week"]
    assert set(own["unit_of_analysis"]) == {"patient"}


def test_without_a_second_visit_anybody_has_no_trend_and_it_is_said():
    rows = results_of(analysed([Course("P", "A", (10, 5, None, None, None))]))
    row = rows.loc[f"{TREND}.patient.all.observed.mean.t"]
    assert (row["status"], row["n_patients"]) == ("refused", 0)


def test_of_many_visits_first_and_last_and_the_asked_one_with_the_one_before_are_compared():
    weeks = tuple(range(1, 21))
    many = replace(SIZE, follow_up_visits=weeks)
    visits = analysed([Course("P", "A", (30, *range(29, 9, -1)))], many, visit=10)
    assert [(change.subject.visit_from, change.subject.visit) for change in visits.changes("observed")] == [
        (1, 20), (9, 10),
    ]  # fmt: skip
