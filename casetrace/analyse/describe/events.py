"""Describes adverse events: patients with one, how many there were, and the time in which they were counted."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.events import Occurrence, narrowed, occurrences
from casetrace.analyse.exposure import patient_weeks
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import add_count, sizes


@adds_results
def describe_events(results: Results, tables: Mapping[str, pd.DataFrame], plan: Plan) -> None:
    """Count the patients with each kind of adverse event, among everybody, and the events.

    Parameters
    ----------
    tables
        Clean `patients`, `events` and `disposition`.
    plan
        Its endpoints on events, and the fields that are recorded.
    """
    patients = tables["patients"]
    for occurrence in occurrences(tables, plan):
        if occurrence.unknown:
            n = sizes(patients, occurrence.subject)
            results.refuse(occurrence.subject, "count", "count", n, occurrence.unknown)
        else:
            add_count(results, occurrence.subject, occurrence.sufferers, patients, flag=occurrence.flag)
        _add_number(results, occurrence, len(patients))
        if occurrence.subject.quantity.name in ("any_complication", "complication"):
            for condition in ("serious", "related"):
                _add_number(results, narrowed(occurrence, condition, tables, plan), len(patients))


@adds_results
def describe_patient_weeks(results: Results, disposition: pd.DataFrame) -> None:
    """Time in which adverse events were counted."""
    weeks, n = patient_weeks(disposition), Sizes(len(disposition))
    subject = Subject(Quantity("patient_weeks"), "patient", "descriptive", analysis_set="enrolled")
    subject = subject.resting_on(weeks.basis)
    if weeks.unknown:
        results.refuse(subject, "sum", "sum", n, weeks.unknown)
    else:
        results.add(subject, "sum", weeks.amount, "sum", n, note=weeks.flag)


@adds_results
def _add_number(results: Results, occurrence: Occurrence, n_patients: int) -> None:
    """Add how many events there were."""
    n = Sizes(n_patients)
    if occurrence.unknown:
        results.refuse(occurrence.of_events, "count", "count", n, occurrence.unknown)
    else:
        results.add(occurrence.of_events, "count", occurrence.number, "count", n, note=occurrence.flag)
