"""Describes adverse events: patients with one, how many there were, and the time in which they were counted."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.arm_members import members_of_arms
from casetrace.analyse.events import EVERYBODY, Occurrence, Population, narrowed, occurrences
from casetrace.analyse.exposure import patient_time
from casetrace.model.basis import PATIENTS, part
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity, time_at_risk
from casetrace.model.results import Results, Sizes, adds_results
from casetrace.model.summaries import add_count, sizes


@adds_results
def describe_events(
    results: Results, tables: Mapping[str, pd.DataFrame], plan: Plan, population: Population = EVERYBODY
) -> None:
    """Count the patients with each kind of adverse event, among everybody, and the events.

    Parameters
    ----------
    tables
        Clean `patients`, `events` and `disposition`.
    plan
        Its endpoints on events, and the fields that are recorded.
    population
        Whose events are counted.
    """
    of_those = population.tables(tables)
    patients = of_those["patients"]
    for occurrence in occurrences(tables, plan, population):
        if occurrence.unknown:
            _refuse(results, occurrence, patients)
        else:
            add_count(results, occurrence.subject, occurrence.sufferers, patients, flag=occurrence.flag)
        _add_number(results, occurrence, len(patients))
        if occurrence.subject.quantity.name in ("any_complication", "complication"):
            for condition in ("serious", "related"):
                _add_number(results, narrowed(occurrence, condition, of_those, plan), len(patients))


@adds_results
def refuse_events_of_arms(results: Results, tables: Mapping[str, pd.DataFrame], plan: Plan) -> None:
    """Say why events are not counted by arm, where patients are in several."""
    for arm in members_of_arms(tables["lesion_visits"], plan):
        if arm.no_events:
            patients = arm.of(tables["patients"])
            subject = Population(arm).subject(Quantity("any_complication"))
            subject = subject.chosen_alike((part(PATIENTS, patients, "complications"),))
            results.refuse(subject, "count", "count", sizes(patients, subject), arm.no_events)


@adds_results
def _refuse(results: Results, occurrence: Occurrence, patients: pd.DataFrame) -> None:
    """Say why patients with such an event can't be counted, and how many there are at least by their deaths."""
    subject, n = occurrence.subject, sizes(patients, occurrence.subject)
    results.refuse(subject, "count", "count", n, occurrence.unknown)
    if occurrence.deaths:
        note = f"deaths alone are counted: {occurrence.unknown}"
        results.add(subject, "count_at_least", occurrence.deaths, "count", n, note=note)


@adds_results
def describe_patient_time(results: Results, disposition: pd.DataFrame, population: Population = EVERYBODY) -> None:
    """Time in which adverse events were counted."""
    followed = population.tables({"disposition": disposition})["disposition"]
    time, n = patient_time(followed), Sizes(len(followed))
    subject = population.subject(Quantity(time_at_risk())).chosen_alike(time.basis)
    if time.unknown:
        results.refuse(subject, "sum", "sum", n, time.unknown)
    else:
        results.add(subject, "sum", time.amount, "sum", n, note=time.flag)


@adds_results
def _add_number(results: Results, occurrence: Occurrence, n_patients: int) -> None:
    """Add how many events there were."""
    n = Sizes(n_patients)
    if occurrence.unknown:
        results.refuse(occurrence.of_events, "count", "count", n, occurrence.unknown)
    else:
        results.add(occurrence.of_events, "count", occurrence.number, "count", n, note=occurrence.flag)
