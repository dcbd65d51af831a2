"""Describes each arm of a study that has arms. The arms are not compared with each other here."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pandas as pd

from casetrace.analyse.arm_members import arm_labels, visits_by_arm
from casetrace.analyse.describe.cohort import add_baseline, add_baseline_bands
from casetrace.analyse.describe.follow_up import describe_follow_up
from casetrace.analyse.describe.levels import add_level_counts
from casetrace.analyse.levels import Levels, has_baseline, levels_at, levels_at_baseline
from casetrace.analyse.responders import responders
from casetrace.analyse.visits import (
    PATIENT_RESPONSES,
    RESPONSES,
    Visit,
    change_in_unit_basis,
    evaluable,
    units_of,
    value_basis,
    visit_of,
)
from casetrace.model.basis import LESION_VISITS, Basis, part
from casetrace.model.having import having
from casetrace.model.membership import is_among
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import add_count, add_summary, both_units, recorded_texts, sizes
from casetrace.model.visits import improved


def describe_arms(results: Results, visits: pd.DataFrame, plan: Plan) -> None:
    """Each arm's patients and lesions, and every outcome in it as observed; nothing where no arm is recorded.

    Parameters
    ----------
    visits
        The lesion visits of all outcomes and scenarios.
    """
    if visits["arm"].isna().all():
        return
    of_lesions = visits_by_arm(visits, plan.outcomes)
    of_arms = visits.assign(arm=recorded_texts(visits["arm"]))
    labels = arm_labels(of_arms, plan)
    lesions = of_lesions[["patient_id", "lesion_id"]].drop_duplicates()
    for arm, label in labels.items():
        _describe_size(results, label, of_lesions[of_lesions["arm"] == arm], lesions, _arm_basis(of_lesions))
    for name, outcome in plan.outcomes.items():
        rows = improved(of_arms[of_arms["outcome"] == name], outcome)
        for scenario, (arm, label) in product(plan.estimated_scenarios(name), labels.items()):
            in_scenario = rows[rows["scenario"] == scenario]
            in_arm, basis = in_scenario[in_scenario["arm"] == arm], _arm_basis(in_scenario)
            if scenario == "observed":
                _describe_arm(results, outcome, label, in_arm, in_scenario, basis)
            _describe_visits(results, outcome, plan, scenario, label, in_arm, basis)


def _arm_basis(visits: pd.DataFrame) -> Basis:
    """What decides who is in an arm: the arm of every lesion visit."""
    return (part(LESION_VISITS, visits, "arm", role="selects"),)


@adds_results
def _describe_size(results: Results, label: str, rows: pd.DataFrame, lesions: pd.DataFrame, arms: Basis) -> None:
    """How many of all lesions and patients are in the arm, at any visit; of patients alone where these are measured."""
    subject = Subject(Quantity("arm"), "lesion", "descriptive", analysis_set="enrolled").within("arm", label)
    subject = subject.resting_on(tuple(arm.as_role("used") for arm in arms))
    patients = lesions[["patient_id"]].drop_duplicates()
    if not (lesions["lesion_id"] == lesions["patient_id"]).all():
        add_count(results, subject, is_among(lesions["lesion_id"], rows["lesion_id"]), lesions)
    add_count(results, subject.over("patient"), is_among(patients["patient_id"], rows["patient_id"]), patients)


def _describe_arm(
    results: Results, outcome: Outcome, label: str, rows: pd.DataFrame, everybody: pd.DataFrame, arms: Basis
) -> None:
    """Baseline and follow-up of one outcome in one arm.

    Parameters
    ----------
    label
        The arm as it is called in results.
    rows
        The arm's observed lesion visits of the outcome, with their `improvement`.
    everybody
        Those of all arms, whose bands of the baseline are counted, also where nobody in the arm is in them.
    arms
        What decides who is in the arm.
    """
    groups = (("arm", label),)
    if outcome.scale.needs_baseline:
        baseline = Subject(
            Quantity("baseline"), outcome.bearer, "descriptive", outcome, outcome.baseline_visit, None, "enrolled",
            groups,
        ).resting_on(arms)  # fmt: skip
        add_baseline(results, baseline, rows.drop_duplicates(COURSE))
        add_baseline_bands(results, baseline, rows.drop_duplicates("lesion_id"), everybody)
    describe_follow_up(results, outcome, rows, groups, arms)


def _describe_visits(
    results: Results,
    outcome: Outcome,
    plan: Plan,
    scenario: str,
    label: str,
    rows: pd.DataFrame,
    arms: Basis,
) -> None:
    """Values, percent changes, responses and responders of one outcome in one arm, at each visit."""
    groups = (("arm", label),)
    for place, time in enumerate(outcome.follow_up_visits):
        visit = visit_of(rows[rows["visit"] == time], time, scenario, outcome, plan, groups, arms)
        if outcome.scale.has_levels:
            if scenario == "observed" and place == 0 and has_baseline(visit):
                _describe_levels(results, visit, levels_at_baseline(visit))
            _describe_levels(results, visit, levels_at(visit))
            _count_responders(results, visit)
            continue
        subject = Subject(
            Quantity(outcome.gain), outcome.bearer, "descriptive", outcome, time, groups=groups, scenario=scenario
        )
        _describe_visit(results, subject.resting_on(visit.subject.basis), visit)
        _count_responders(results, visit)


def _describe_levels(results: Results, visit: Visit, of_units: Iterable[Levels]) -> None:
    """The levels of an ordered outcome in the arm at one visit, or at the baseline."""
    repeated = repeated_note(evaluable(visit.lesions, visit.outcome))
    for levels in of_units:
        of_arm = levels.subject if levels.subject.role == "primary" else replace(levels.subject, role="descriptive")
        add_level_counts(results, levels._replace(subject=of_arm), visit, flag=repeated)


@adds_results
def _count_responders(results: Results, visit: Visit) -> None:
    """Add how many respond by each endpoint's threshold."""
    for endpoint in visit.plan.endpoints_of(visit.outcome.name):
        if endpoint.is_rated:
            for rated in responders(visit, endpoint):
                add_count(
                    results, rated.subject, rated.counted, rated.among, flag=visit.flag(rated.subject, rated.column)
                )


@adds_results
def _describe_visit(results: Results, subject: Subject, visit: Visit) -> None:
    repeated = repeated_note(having(visit.lesions, "improvement"))
    if subject.scenario != "as_reported":
        _describe_values(results, subject, visit)
    for unit, rows in both_units(subject, visit.lesions, visit.patients):
        present = having(rows, "improvement")
        results.add(unit, "count", len(present), "count", sizes(present, unit))
        add_summary(results, unit, present, "improvement", flag=repeated, flag_mean=visit.worsening)
        if unit.unit_of_analysis != subject.unit_of_analysis:
            for name in PATIENT_RESPONSES:
                add_count(results, unit.of(Quantity(name)), present[name] == 1, present, flag=repeated)
        else:
            for response in RESPONSES:
                responses = unit.of(Quantity("response")).within("response", response)
                add_count(results, responses, present["response"] == response, present, flag=repeated)


@adds_results
def _describe_values(results: Results, subject: Subject, visit: Visit) -> None:
    """Add the values over lesions and over patients, and their improvement in the outcome's unit."""
    values = subject.of(Quantity("value")).chosen_alike(value_basis(visit.lesions))
    gains = subject.of(Quantity(visit.outcome.absolute_gain)).chosen_alike(change_in_unit_basis(visit.lesions))
    for column, quantity in (("value", values), ("gain", gains)):
        measured = having(visit.lesions, column)
        for unit, rows in units_of(quantity, measured, column):
            add_summary(results, unit, rows, column, flag=repeated_note(measured))
