"""Describes who was treated: patients, lesions and treatment."""

import pandas as pd

from casetrace.analyse.exposure import if_shared, treatments
from casetrace.model.basis import LESION_VISITS, LESIONS, PATIENTS, part, with_value
from casetrace.model.grouping import aggregated
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import add_counts_by, add_summary, both_units, sizes
from casetrace.model.treatment import Treatment
from casetrace.model.variables import names, variables


@adds_results
def describe_patients(results: Results, patients: pd.DataFrame, lesions: pd.DataFrame) -> None:
    """Number of patients, their numbers and texts (age, sex, diagnosis), and how many lesions each bears."""
    subject = Subject(Quantity("patients"), "patient", "descriptive", analysis_set="enrolled")
    subject = subject.resting_on((part(PATIENTS, patients), part(LESIONS, lesions)))
    results.add(subject, "count", len(patients), "count", Sizes(len(patients), len(lesions)))
    for column in names(variables("explains", "patient")):
        recorded = with_value(PATIENTS, patients, patients[column].notna(), column)
        add_summary(results, subject.of(Quantity(column)).resting_on(recorded), patients, column)
    for column in names(variables("groups", "patient")):
        group_subject = subject.of(Quantity(column)).resting_on((part(PATIENTS, patients, column),))
        add_counts_by(results, group_subject, patients, column, column)
    borne = lesions.groupby("patient_id", sort=False).agg(n_evaluable=("lesion_id", "size")).reset_index()
    borne["number"] = borne["n_evaluable"]
    counted = subject.of(Quantity("lesions_per_patient")).resting_on((part(LESIONS, lesions),))
    add_summary(results, counted, borne, "number")


@adds_results
def describe_lesions(results: Results, lesions: pd.DataFrame) -> None:
    """Number of lesions, what parts them (the groups of their sites, their regimens), and their numbers."""
    subject = Subject(Quantity("lesions"), "lesion", "descriptive", analysis_set="enrolled")
    n = sizes(lesions, subject)
    results.add(subject.resting_on((part(LESIONS, lesions),)), "count", len(lesions), "count", n)
    for variable in variables("groups", "lesion", "treatment"):
        group_subject = subject.of(Quantity(variable.name)).resting_on((part(LESIONS, lesions, variable.group_column),))
        add_counts_by(results, group_subject, lesions, variable.group_column, variable.name)
    for column in names(variables("explains", "lesion")):
        recorded = with_value(LESIONS, lesions, lesions[column].notna(), column)
        add_summary(results, subject.of(Quantity(column)).resting_on(recorded), lesions, column)


@adds_results
def describe_baseline(results: Results, outcome: Outcome, visits: pd.DataFrame) -> None:
    """Baseline values of one outcome per lesion and per patient (mean of the lesions), and their bands.

    Parameters
    ----------
    visits
        The observed lesion visits of the outcome. Of a lesion with several periods the first one counts.
    """
    by_lesion = visits.drop_duplicates("lesion_id")
    flag = "the baseline of each lesion's first period" if repeated_note(visits.drop_duplicates(COURSE)) else ""
    week = outcome.baseline_visit
    subject = Subject(Quantity("baseline"), outcome.bearer, "descriptive", outcome, week, None, "enrolled")
    add_baseline(results, subject, by_lesion, flag)
    banded = subject.of(Quantity("baseline_band")).resting_on((part(LESION_VISITS, by_lesion, "baseline_band"),))
    add_counts_by(results, banded, by_lesion, "baseline_band", "baseline_band", outcome.bands)


@adds_results
def add_baseline(results: Results, subject: Subject, by_lesion: pd.DataFrame, flag: str = "") -> None:
    """Add summaries of the baseline over lesions and over patients (mean of the lesions).

    Parameters
    ----------
    by_lesion
        Lesion visits of the analysis dataset, one for each lesion.
    """
    groups = by_lesion.groupby("patient_id", sort=False)
    by_patient = aggregated(groups, baseline=("baseline", "mean"), n_evaluable=("baseline", "count"))
    recorded = with_value(LESION_VISITS, by_lesion, by_lesion["baseline"].notna(), "baseline")
    for unit, rows in both_units(subject.resting_on(subject.basis, recorded), by_lesion, by_patient.reset_index()):
        add_summary(results, unit, rows, "baseline", flag=flag)


@adds_results
def describe_treatment(results: Results, lesions: pd.DataFrame, treatment: Treatment) -> None:
    """Number of treatments and their doses, as the table gives them for each lesion."""
    treatments = Subject(Quantity("treatments"), "treatment", "descriptive", analysis_set="enrolled")
    _add_total(results, treatments, lesions, treatment)
    per_lesion = treatments.over("lesion")
    for column in names(variables("explains", "treatment")):
        analysis = "treatments" if column == "n_treatments" else column
        recorded = with_value(LESIONS, lesions, lesions[column].notna(), column)
        add_summary(results, per_lesion.of(Quantity(analysis)).resting_on(recorded), lesions, column)


@adds_results
def _add_total(results: Results, subject: Subject, lesions: pd.DataFrame, treatment: Treatment) -> None:
    """Treatments in all, and how many there were if lesions that share a cell shared their treatments too."""
    treated, given = lesions.dropna(subset=["n_treatments"]), treatments(lesions, treatment)
    n, subject = sizes(treated, subject), subject.resting_on(given.basis)
    if given.unknown:
        results.refuse(subject, "sum", "sum", n, given.unknown)
        return
    results.add(subject, "sum", given.amount, "sum", n, note=given.flag)
    if (treated["shared_cell"] == "yes").any():
        results.add(subject, "sum_if_shared", if_shared(treated), "sum", n)
