"""Describes each arm of a study that has arms. The arms are not compared with each other here."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from casetrace.analyse.describe.cohort import add_baseline
from casetrace.analyse.describe.follow_up import describe_follow_up
from casetrace.analyse.describe.outcomes import PATIENT_RESPONSES, RESPONSES, Visit, value_basis, visit_of
from casetrace.model.basis import LESION_VISITS, Basis, part
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Subject, adds_results, distinct_labels
from casetrace.model.summaries import NOT_RECORDED, add_count, add_summary, both_units, sizes
from casetrace.model.visits import improved, observed


def describe_arms(results: Results, visits: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> None:
    """Each arm's patients and lesions, and every outcome in it as observed; nothing where no arm is recorded.

    Parameters
    ----------
    visits
        The lesion visits of all outcomes and scenarios.
    outcomes
        The outcomes of the plan.
    """
    if visits["arm"].isna().all():
        return
    of_arms = visits.assign(arm=visits["arm"].fillna(NOT_RECORDED))
    arms = sorted(of_arms["arm"].unique(), key=lambda arm: (arm == NOT_RECORDED, arm))
    groups = [f"arm={label}" for label in distinct_labels(arms)]
    of_lesions = of_arms[of_arms["outcome"].isin([name for name in outcomes if outcomes[name].bearer == "lesion"])]
    lesions = of_lesions[["patient_id", "lesion_id"]].drop_duplicates()
    for arm, group in zip(arms, groups, strict=True):
        _describe_size(results, group, of_lesions[of_lesions["arm"] == arm], lesions, _told(of_lesions))
    for name, outcome in outcomes.items():
        own = improved(observed(of_arms, name), outcome)
        for arm, group in zip(arms, groups, strict=True):
            _describe_arm(results, name, outcome, group, own[own["arm"] == arm], _told(own))


def _told(visits: pd.DataFrame) -> Basis:
    """What decides who is in an arm: the arm of every lesion visit."""
    return (part(LESION_VISITS, visits, "arm", role="selects"),)


@adds_results
def _describe_size(results: Results, group: str, own: pd.DataFrame, lesions: pd.DataFrame, told: Basis) -> None:
    """How many of all lesions and patients are in the arm, at any visit."""
    subject = Subject("arm", "lesion", "descriptive", analysis_set="enrolled", group=group)
    subject = subject.resting_on(tuple(one.as_role("used") for one in told))
    patients = lesions[["patient_id"]].drop_duplicates()
    add_count(results, subject, lesions["lesion_id"].isin(own["lesion_id"]), lesions)
    of_patients = replace(subject, unit_of_analysis="patient")
    add_count(results, of_patients, patients["patient_id"].isin(own["patient_id"]), patients)


def _describe_arm(results: Results, name: str, outcome: Outcome, group: str, own: pd.DataFrame, told: Basis) -> None:
    """Baseline, follow-up, values, percent changes and responses of one outcome in one arm.

    Parameters
    ----------
    own
        The arm's observed lesion visits of the outcome, with their `improvement`.
    told
        What decides who is in the arm.
    """
    baseline = Subject(
        "baseline", outcome.bearer, "descriptive", name, outcome.baseline_visit, None, "enrolled", group
    ).resting_on(told)
    add_baseline(results, baseline, own.drop_duplicates(COURSE))
    describe_follow_up(results, name, outcome, own, group, told)
    gain = outcome.gain
    for week in outcome.follow_up_visits:
        subject = Subject(gain, outcome.bearer, "descriptive", name, int(week), group=group, scenario="observed")
        visit = visit_of(own[own["visit"] == week], outcome)
        _describe_visit(results, subject.resting_on(told, visit.basis), visit, told)


@adds_results
def _describe_visit(results: Results, subject: Subject, visit: Visit, told: Basis) -> None:
    repeated = repeated_note(visit.lesions.dropna(subset=["improvement"]))
    for unit, rows in both_units(subject, visit.lesions, visit.patients):
        evaluable = rows.dropna(subset=["improvement"])
        results.add(unit, "count", len(evaluable), "count", sizes(evaluable))
        add_summary(results, unit, evaluable, "improvement", flag=repeated, flag_mean=visit.worsening)
        value = replace(unit, analysis="value").resting_on(told, value_basis(visit.lesions))
        add_summary(results, value, evaluable, "value", flag=repeated)
        if unit.unit_of_analysis != subject.unit_of_analysis:
            for name in PATIENT_RESPONSES:
                add_count(results, replace(unit, analysis=name), evaluable[name] == 1, evaluable, flag=repeated)
        else:
            for response in RESPONSES:
                own = replace(unit, analysis=f"response_{response}")
                add_count(results, own, evaluable["response"] == response, evaluable, flag=repeated)
