"""New lesions, progression of patients and relapses, on made-up lesion visits; expected values are counted by hand."""

import pandas as pd
import pytest

from casetrace.analyse.courses import course_counts
from casetrace.analyse.describe.follow_up import describe_follow_up
from casetrace.analyse.describe.outcomes import describe_outcome
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits, response_counts
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results
from casetrace.model.visits import observed
from tests.analyse.estimate.cohorts import METHODS, Course, cohort
from tests.outcomes import a_pain, an_outcome

SIZE = an_outcome(extent=True, incomplete_baseline="set_aside", follow_up_visits=(4, 12))
#: At week 12 of patient P: A is gone, B is new. Of Q: C came back from nothing, D grew by half. Of R: E has no value.
COURSES = [
    Course("P", "A", (10, 5, 0)),
    Course("P", "B", (0, 0, 4)),
    Course("Q", "C", (20, 0, 19)),
    Course("Q", "D", (10, 12, 15)),
    Course("R", "E", (30, 10, None)),
]


def analysed(outcome: Outcome = SIZE, courses: list[Course] = COURSES) -> OutcomeVisits:
    made = cohort(courses, outcome.name, outcome)
    return OutcomeVisits(made.outcomes[outcome.name], made.plan(), made.visits("observed", "as_reported"))


def described(outcome: Outcome = SIZE, courses: list[Course] = COURSES) -> pd.DataFrame:
    results = Results()
    visits = analysed(outcome, courses)
    describe_follow_up(results, visits.outcome, observed(visits.rows, outcome.name))
    describe_outcome(results, visits)
    return results.frame().set_index("result_id")


@pytest.mark.parametrize(
    ("analysis", "unit", "of_measured", "of_all"),
    [
        # Of lesions A, B, C and D with a value, and of all five with E.
        ("new_lesion", "lesion", (1, 4), (1, 5)),
        ("relapse", "lesion", (1, 4), (1, 5)),
        ("new_lesion", "patient", (1, 2), (1, 3)),
        # P has a new lesion, and lesion D of Q has progressed.
        ("any_progression", "patient", (2, 2), (2, 3)),
        ("relapse", "patient", (1, 2), (1, 3)),
    ],
)
def test_what_is_counted_of_the_courses(analysis, unit, of_measured, of_all):
    rows = described()
    for analysis_set, (number, among) in {"all": of_measured, "enrolled": of_all}.items():
        row = rows.loc[f"{analysis}.size_mm.week_12.{unit}.{analysis_set}.observed.count.count"]
        assert (row["estimate"], row[f"n_{unit}s"], row["status"]) == (number, among, "ok")


def test_a_new_lesion_without_a_baseline_is_flagged():
    rows = described(courses=[Course("P", "A", (10, 5, 0)), Course("P", "B", (None, None, 4))])
    new = rows.loc["new_lesion.size_mm.week_12.lesion.all.observed.count.count"]
    assert (new["estimate"], new["status"]) == (1, "flagged")
    assert "lesions without a baseline (1) are counted as new" in new["note"]


def test_what_is_measured_on_patients_has_relapses_and_no_new_lesions():
    pain = a_pain(follow_up_visits=(4, 12), extent=True)
    rows = described(pain, [Course("P", "P", (6, 0, 3)), Course("Q", "Q", (0, 0, 3))])
    assert rows.loc["relapse.pain.week_12.patient.all.observed.count.count", "estimate"] == 1
    assert not set(rows["analysis"]) & {"new_lesion", "any_progression"}


def test_percentages_as_printed_tell_of_no_course():
    (visit, *_) = analysed().visits("as_reported")
    assert not list(course_counts(visit))


def test_a_new_lesion_takes_its_patient_out_of_those_with_all_lesions_in_complete_response():
    (visit,) = (each for each in analysed().visits("observed") if each.subject.visit == 12)
    counts = {
        (subject.quantity.analysis, subject.analysis_set): (int(counted.sum()), len(among))
        for subject, counted, among in response_counts(visit)
        if subject.unit_of_analysis == "patient"
    }
    # Of P lesion A is gone and B is new; lesions C and D of Q are there.
    assert counts[("any_complete", "all")] == (1, 2)
    assert counts[("all_complete", "all")] == (0, 2)
    assert counts[("all_complete", "enrolled")] == (0, 3)


@pytest.mark.parametrize(("rule", "responding"), [("all_lesions", 0), ("mean", 0), ("sum", 0), ("any_lesion", 1)])
def test_a_patient_with_a_new_lesion_responds_by_the_rule_of_any_lesion_alone(rule, responding):
    courses = [Course("P", "A", (10, 5, 0)), Course("P", "B", (0, 0, 4))]
    made = cohort(courses, "size_mm", SIZE)
    section = {
        "label": "response", "kind": "response", "primary": True, "outcome": "size_mm", "visit": 12,
        "unit_of_analysis": "patient", "analysis_set": "evaluable", "scenario": "observed", "from": 30,
        "patient_rule": rule, "alternative": "greater",
    }  # fmt: skip
    plan = made.plan()
    plan.endpoints["response"] = Endpoint.of("response", section)
    results = Results()
    describe_outcome(results, OutcomeVisits(made.outcomes["size_mm"], plan, made.visits("observed")))
    rows = results.frame().set_index("result_id")
    for analysis_set in ("all", "enrolled"):
        name = f"responders.size_mm.week_12.patient.{analysis_set}.observed.endpoint=response.count.count"
        assert rows.loc[name, "estimate"] == responding


#: Counts of new spots: patients 1, 2 and 5 have none at the baseline.
COUNTS = {"1": (0, 3), "2": (0, 0), "3": (2, 1), "4": (4, 0), "5": (0, 1)}


def test_values_without_a_percent_change_are_measured_described_and_have_a_change_in_their_unit():
    spots = an_outcome("spots", label="new spots", unit="", bearer="patient", follow_up_visits=(12,))
    courses = [Course(patient, patient, values) for patient, values in COUNTS.items()]
    rows = described(spots, courses)
    measured = "evaluable.spots.week_12.patient.enrolled"
    assert rows.loc[f"{measured}.count.count", "estimate"] == 5
    assert rows.loc[f"{measured}.no_percent=baseline_of_0.count.count", "estimate"] == 3
    # (3 + 0 + 1 + 0 + 1) / 5, and the improvements -3, 0, 1, 4, -1; percent changes of 50 and 100 % alone.
    assert rows.loc["value.spots.week_12.patient.all.observed.mean.summary", "estimate"] == 1
    change = rows.loc["absolute_reduction.spots.week_12.patient.all.observed.mean.summary"]
    assert (change["estimate"], change["n_patients"]) == (pytest.approx(0.2), 5)
    percent = rows.loc["reduction.spots.week_12.patient.all.observed.mean.summary"]
    assert (percent["estimate"], percent["n_patients"]) == (75, 2)
    assert rows.loc["log_ratio.spots.week_12.patient.all.observed.mean.summary", "n_patients"] == 2


def test_the_change_in_the_unit_is_estimated_over_all_who_have_it():
    spots = an_outcome("spots", label="new spots", unit="", bearer="patient", follow_up_visits=(12,))
    made = cohort([Course(patient, patient, values) for patient, values in COUNTS.items()], "spots", spots)
    results = Results()
    visits = OutcomeVisits(made.outcomes["spots"], made.plan(), made.visits("observed"))
    estimate_outcome(results, visits, EstimationSettings(METHODS, 1))
    mean = results.frame().set_index("result_id").loc["absolute_reduction.spots.week_12.patient.all.observed.mean.t"]
    # Of -3, 0, 1, 4 and -1: mean 0.2, and of squares 26.8 over 4, so that the standard error is the root of 1.34.
    assert (mean["estimate"], mean["n_patients"]) == (pytest.approx(0.2), 5)
    half = 2.7764451051977987 * 1.34**0.5
    assert (mean["ci_lower"], mean["ci_upper"]) == (pytest.approx(0.2 - half), pytest.approx(0.2 + half))
