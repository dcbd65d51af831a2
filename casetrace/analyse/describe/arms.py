"""Describes each arm of a study that has arms. The arms are not compared with each other here."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.describe.cohort import add_baseline
from casetrace.analyse.describe.follow_up import describe_follow_up
from casetrace.analyse.visits import PATIENT_RESPONSES, RESPONSES, Visit, value_basis, visit_of
from casetrace.model.arms import recorded_arms
from casetrace.model.basis import LESION_VISITS, Basis, part
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Subject, adds_results, distinct_labels
from casetrace.model.summaries import NOT_RECORDED, add_count, add_summary, both_units, sizes
from casetrace.model.visits import improved, observed


def describe_arms(results: Results, visits: pd.DataFrame, plan: Plan) -> None:
    """Each arm's patients and lesions, and every outcome in it as observed; nothing where no arm is recorded.

    Parameters
    ----------
    visits
        The lesion visits of all outcomes and scenarios.
    """
    if visits["arm"].isna().all():
        return
    of_arms = visits.assign(arm=visits["arm"].fillna(NOT_RECORDED))
    recorded = plan.arms.among(recorded_arms(visits)).names
    arms = [*recorded, *([NOT_RECORDED] if (of_arms["arm"] == NOT_RECORDED).any() else [])]
    labels = dict(zip(arms, distinct_labels(arms), strict=True))
    of_lesions = of_arms[of_arms["outcome"].isin(_names_of_lesion_outcomes(plan.outcomes))]
    lesions = of_lesions[["patient_id", "lesion_id"]].drop_duplicates()
    for arm, label in labels.items():
        _describe_size(results, label, of_lesions[of_lesions["arm"] == arm], lesions, _arm_basis(of_lesions))
    for name, outcome in plan.outcomes.items():
        rows = improved(observed(of_arms, name), outcome)
        for arm, label in labels.items():
            _describe_arm(results, outcome, plan, label, rows[rows["arm"] == arm], _arm_basis(rows))


def _names_of_lesion_outcomes(outcomes: Mapping[str, Outcome]) -> list[str]:
    return [name for name, outcome in outcomes.items() if outcome.bearer == "lesion"]


def _arm_basis(visits: pd.DataFrame) -> Basis:
    """What decides who is in an arm: the arm of every lesion visit."""
    return (part(LESION_VISITS, visits, "arm", role="selects"),)


@adds_results
def _describe_size(results: Results, label: str, rows: pd.DataFrame, lesions: pd.DataFrame, arms: Basis) -> None:
    """How many of all lesions and patients are in the arm, at any visit."""
    subject = Subject(Quantity("arm"), "lesion", "descriptive", analysis_set="enrolled").within("arm", label)
    subject = subject.resting_on(tuple(arm.as_role("used") for arm in arms))
    patients = lesions[["patient_id"]].drop_duplicates()
    add_count(results, subject, lesions["lesion_id"].isin(rows["lesion_id"]), lesions)
    add_count(results, subject.over("patient"), patients["patient_id"].isin(rows["patient_id"]), patients)


def _describe_arm(results: Results, outcome: Outcome, plan: Plan, label: str, rows: pd.DataFrame, arms: Basis) -> None:
    """Baseline, follow-up, values, percent changes and responses of one outcome in one arm.

    Parameters
    ----------
    label
        The arm as it is called in results.
    rows
        The arm's observed lesion visits of the outcome, with their `improvement`.
    arms
        What decides who is in the arm.
    """
    groups = (("arm", label),)
    baseline = Subject(
        Quantity("baseline"), outcome.bearer, "descriptive", outcome, outcome.baseline_visit, None, "enrolled", groups
    ).resting_on(arms)
    add_baseline(results, baseline, rows.drop_duplicates(COURSE))
    describe_follow_up(results, outcome, rows, groups, arms)
    for week in outcome.follow_up_visits:
        visit = visit_of(rows[rows["visit"] == week], week, "observed", outcome, plan)
        subject = Subject(
            Quantity(outcome.gain), outcome.bearer, "descriptive", outcome, week, groups=groups, scenario="observed"
        )
        _describe_visit(results, subject.resting_on(arms, visit.subject.basis), visit, arms)


@adds_results
def _describe_visit(results: Results, subject: Subject, visit: Visit, arms: Basis) -> None:
    repeated = repeated_note(visit.lesions.dropna(subset=["improvement"]))
    for unit, rows in both_units(subject, visit.lesions, visit.patients):
        evaluable = rows.dropna(subset=["improvement"])
        results.add(unit, "count", len(evaluable), "count", sizes(evaluable, unit))
        add_summary(results, unit, evaluable, "improvement", flag=repeated, flag_mean=visit.worsening)
        value = unit.of(Quantity("value")).resting_on(arms, value_basis(visit.lesions))
        add_summary(results, value, evaluable, "value", flag=repeated)
        if unit.unit_of_analysis != subject.unit_of_analysis:
            for name in PATIENT_RESPONSES:
                add_count(results, unit.of(Quantity(name)), evaluable[name] == 1, evaluable, flag=repeated)
        else:
            for response in RESPONSES:
                responses = unit.of(Quantity("response")).within("response", response)
                add_count(results, responses, evaluable["response"] == response, evaluable, flag=repeated)
