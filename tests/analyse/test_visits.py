"""Visits of an outcome and changes between them, on made-up lesion visits; expected values are counted by hand."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.visits import (
    OutcomeVisits,
    Visit,
    change_between,
    response_counts,
    visit_of,
    with_role,
)
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Subject
from tests.analyse.estimate.cohorts import Course, cohort
from tests.outcomes import a_motion, a_pain, a_plan, an_outcome

SIZE = an_outcome(follow_up_visits=(4, 12))
#: Percent reductions: A 50 and 100, B 20 and none, C -50 and 60; patient P has A and B, patient Q has C.
COURSES = [
    Course("P", "A", (10, 5, 0)),
    Course("P", "B", (10, 8, None)),
    Course("Q", "C", (10, 15, 4)),
]


def analysed(outcome: Outcome = SIZE, courses: Sequence[Course] = COURSES, **primary: Any) -> OutcomeVisits:
    made = cohort(courses, outcome.name, outcome, **primary)
    return OutcomeVisits(made.outcomes[outcome.name], made.plan(), made.visits("observed", "no_change"))


def visit(week: int, within: str = "observed", /, **primary: Any) -> Visit:
    (chosen,) = (each for each in analysed(**primary).visits(within) if each.subject.visit == week)
    return chosen


@pytest.mark.parametrize(
    ("outcome", "week", "unit", "scenario", "role"),
    [
        (SIZE, 12, "patient", "observed", "primary"),
        (SIZE, 12, "lesion", "observed", "secondary"),
        (SIZE, 4, "patient", "observed", "secondary"),
        (a_pain(), 12, "patient", "observed", "secondary"),
        (SIZE, 12, "patient", "locf", "sensitivity"),
        (a_pain(), 4, "lesion", "no_change", "sensitivity"),
    ],
)
def test_exactly_the_declared_result_is_primary(outcome, week, unit, scenario, role):
    subject = Subject(Quantity("reduction"), unit, "exploratory", outcome, week, scenario=scenario)
    assert with_role(subject, a_plan(SIZE)).role == role


def test_what_has_no_outcome_is_not_primary():
    subject = Subject(Quantity("reduction"), "patient", "primary", None, 12, scenario="observed")
    assert with_role(subject, a_plan(SIZE)).role == "secondary"


def test_scenarios_and_weeks_stand_in_the_order_of_the_rows():
    cohort_visits = analysed()
    assert cohort_visits.scenarios == ["observed", "no_change"]
    assert [each.subject.visit for each in cohort_visits.visits("observed")] == [4, 12]
    assert [(each.subject.visit_from, each.subject.visit) for each in cohort_visits.changes("observed")] == [(4, 12)]
    three = analysed(an_outcome(follow_up_visits=(4, 12, 26)), [Course("P", "A", (10, 5, 4, 3))])
    weeks = [(each.subject.visit_from, each.subject.visit) for each in three.changes("observed")]
    assert weeks == [(4, 12), (4, 26), (12, 26)]


def test_a_visit_has_its_percent_improvement_over_lesions_and_over_patients():
    lesions, patients = visit(4).units
    assert (lesions[0].unit_of_analysis, patients[0].unit_of_analysis) == ("lesion", "patient")
    assert lesions[1].set_index("lesion_id")["improvement"].to_dict() == pytest.approx({"A": 50, "B": 20, "C": -50})
    assert patients[1].set_index("patient_id")["improvement"].to_dict() == pytest.approx({"P": 35, "Q": -50})


@pytest.mark.parametrize(
    ("week", "scenario", "primary", "roles"),
    [
        (12, "observed", {}, ["secondary", "primary"]),
        (12, "observed", {"unit_of_analysis": "lesion"}, ["primary", "secondary"]),
        (4, "observed", {}, ["secondary", "secondary"]),
        (4, "observed", {"visit": 4}, ["secondary", "primary"]),
        (12, "no_change", {}, ["sensitivity", "sensitivity"]),
        (12, "no_change", {"scenario": "no_change"}, ["secondary", "primary"]),
        (12, "observed", {"scenario": "no_change"}, ["sensitivity", "sensitivity"]),
    ],
)
def test_each_unit_has_the_role_that_the_plan_declares(week, scenario, primary, roles):
    assert [subject.role for subject, _ in visit(week, scenario, **primary).units] == roles


def test_an_outcome_of_the_patient_has_one_unit():
    pain = a_pain(follow_up_visits=(4, 12))
    courses = [Course("P", "", (8, 4, 2)), Course("Q", "", (8, 8, 0))]
    _, last = analysed(pain, courses).visits("observed")
    ((subject, rows),) = last.units
    assert (subject.unit_of_analysis, subject.role) == ("patient", "primary")
    assert rows["improvement"].tolist() == pytest.approx([75, 100])


def test_an_increase_that_is_better_is_an_improvement_and_bears_its_name():
    motion = a_motion(follow_up_visits=(4, 12))
    cohort_visits = analysed(motion, [Course("P", "A", (60, 90, 120))])
    first, last = cohort_visits.visits("observed")
    assert first.subject.quantity == last.subject.quantity == Quantity("increase")
    assert (first.lesions["improvement"].tolist(), last.lesions["improvement"].tolist()) == ([50], [100])
    (change,) = cohort_visits.changes("observed")
    assert change.subject.quantity == Quantity("increase", "change_in")
    assert change.lesions["change"].tolist() == [50]


def test_growth_flags_the_mean_of_its_visit_alone():
    assert visit(4).worsening.startswith("lesion size rose in a lesion;")
    assert visit(12).worsening == ""
    assert visit(4).pooled == visit(12).pooled == ""


def test_arms_that_stand_together_are_said_to():
    rows = analysed().rows
    with_arms = rows.assign(arm=rows["lesion_id"].map({"A": "drug", "B": "control", "C": "drug"}))
    first, last = OutcomeVisits(SIZE, a_plan(SIZE), with_arms).visits("observed")
    assert first.pooled == "both arms together; see the results by arm"
    assert last.pooled == ""  # the only lesion of the other arm has no value at week 12


def rows_of(cohort_visits: OutcomeVisits, *lesions: str, week: int = 12) -> list[int]:
    """Where the observed visits of these lesions stand in the dataset."""
    chosen = (
        cohort_visits.rows["lesion_id"].isin(lesions)
        & (cohort_visits.rows["visit"] == week)
        & (cohort_visits.rows["scenario"] == "observed")
    )
    return [int(row) for row in cohort_visits.rows.index[chosen]]


def test_a_visit_rests_on_those_with_a_value_and_on_everybody_where_they_are_counted():
    cohort_visits = analysed()
    _, last = cohort_visits.visits("observed")
    parts = {part.role: part for part in last.subject.basis}
    assert parts["used"].rows.tolist() == rows_of(cohort_visits, "A", "C")
    assert parts["left out"].rows.tolist() == rows_of(cohort_visits, "B")
    (everyone,) = last.everyone
    assert (everyone.role, everyone.rows.tolist()) == ("used", rows_of(cohort_visits, "A", "B", "C"))
    assert all("percent_reduction" in part.fields for part in (everyone, *last.subject.basis))
    enrolled = [subject.basis for subject, _, _ in response_counts(last) if subject.analysis_set == "enrolled"]
    assert {part.rows.tobytes() for basis in enrolled for part in basis} == {everyone.rows.tobytes()}


def test_a_change_rests_on_both_visits_of_those_who_have_both():
    cohort_visits = analysed()
    (change,) = cohort_visits.changes("observed")
    parts = {part.role: part for part in change.subject.basis}
    both, half = (
        sorted(rows_of(cohort_visits, *lesions) + rows_of(cohort_visits, *lesions, week=4))
        for lesions in (("A", "C"), ("B",))
    )
    assert parts["used"].rows.tolist() == both
    assert parts["left out"].rows.tolist() == half


def test_a_change_is_over_the_lesions_with_both_visits_and_never_primary():
    (change,) = analysed().changes("observed")
    assert change.lesions.set_index("lesion_id")["change"].to_dict() == pytest.approx({"A": 50, "C": 110})
    assert (change.subject.quantity, change.subject.role) == (Quantity("reduction", "change_in"), "secondary")
    assert change.worsening.startswith("lesion size rose in a lesion;")
    (worst,) = analysed().changes("no_change")
    assert worst.subject.role == "sensitivity"


def test_the_change_of_lesions_that_never_grew_is_not_flagged():
    # B grew, but has no value at week 12.
    courses = [Course("P", "A", (10, 5, 0)), Course("P", "B", (10, 15, None))]
    (change,) = analysed(SIZE, courses).changes("observed")
    assert change.worsening == ""


def test_a_patients_change_is_over_the_lesions_that_have_both_visits():
    # of two lesions, with 10 and 90 % at week 4, only the first has week 12, with 20 %: the change is 10, not -30
    lesions = pd.DataFrame(
        {
            "patient_id": "1",
            "lesion_id": ["a", "b", "a", "b"],
            "period": None,
            "arm": None,
            "visit": [4, 4, 12, 12],
            "improvement": [10.0, 90.0, 20.0, None],
        }
    )
    assert change_between(lesions, 4, 12)["change"].tolist() == [10]


def counts(at_visit: Visit) -> dict[tuple[str, str, str, str], tuple[int, int]]:
    """How many are counted, and among how many, by analysis, unit, analysis set and response."""
    return {
        (each.quantity.name, each.unit_of_analysis, each.analysis_set, dict(each.groups).get("response", "")): (
            int(counted.sum()),
            len(among),
        )
        for each, counted, among in response_counts(at_visit)
    }


def test_responses_are_counted_among_the_evaluable_and_among_all():
    numbers = counts(visit(12))
    assert {key: numbers[key] for key in numbers if key[1:3] == ("lesion", "all")} == {
        ("response", "lesion", "all", "complete"): (1, 2),
        ("response", "lesion", "all", "partial"): (1, 2),
        ("response", "lesion", "all", "stable"): (0, 2),
        ("response", "lesion", "all", "progression"): (0, 2),
    }
    assert numbers["response", "lesion", "enrolled", "complete"] == (1, 3)
    # P's other lesion has no value: among the evaluable all lesions are in remission, among all they are not.
    assert numbers["any_complete", "patient", "all", ""] == (1, 2)
    assert numbers["all_complete", "patient", "all", ""] == (1, 2)
    assert numbers["any_complete", "patient", "enrolled", ""] == (1, 2)
    assert numbers["all_complete", "patient", "enrolled", ""] == (0, 2)
    assert len(numbers) == 2 * 4 + 2 * 2


def test_a_response_is_never_primary():
    assert {subject.role for subject, _, _ in response_counts(visit(12))} == {"secondary"}
    lesions = response_counts(visit(12, unit_of_analysis="lesion"))
    assert {subject.role for subject, _, _ in lesions} == {"secondary"}


def test_patients_who_bear_the_outcome_are_in_a_response_themselves():
    courses = [Course("P", "", (8, 4, 0)), Course("Q", "", (8, 8, None))]
    _, last = analysed(a_pain(follow_up_visits=(4, 12)), courses).visits("observed")
    numbers = counts(last)
    assert {key[:2] for key in numbers} == {("response", "patient")}
    assert numbers["response", "patient", "all", "complete"] == (1, 1)
    assert numbers["response", "patient", "enrolled", "complete"] == (1, 2)


def test_a_visit_of_one_arm_holds_its_lesions_alone():
    rows = visit(4).lesions
    of_patient = visit_of(rows[rows["patient_id"] == "P"], 4, "observed", SIZE, a_plan(SIZE))
    assert of_patient.worsening == ""
    assert of_patient.patients["improvement"].tolist() == [35]
