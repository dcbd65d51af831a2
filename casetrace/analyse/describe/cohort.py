"""Describes who was treated: patients, lesions and treatment."""

from dataclasses import replace
from typing import Literal

import pandas as pd

from casetrace.analyse.arm_members import ArmMembers
from casetrace.analyse.exposure import if_shared, treatments
from casetrace.model.basis import LESION_VISITS, LESIONS, PATIENTS, Basis, part, with_value
from casetrace.model.grouping import aggregated
from casetrace.model.having import having
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import repeated_note
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import add_counts_by, add_summary, both_units, sizes
from casetrace.model.treatment import Treatment
from casetrace.model.variables import names, variables


@adds_results
def describe_patients(
    results: Results, patients: pd.DataFrame, lesions: pd.DataFrame, arm: ArmMembers | None = None
) -> None:
    """Number of patients, their numbers and texts (age, sex, diagnosis), and how many lesions each bears.

    Parameters
    ----------
    arm
        The arm whose patients are described, which are counted elsewhere; None for everybody.
    """
    subject = _enrolled("patients", "patient", arm)
    described, borne = _of(arm, patients), _of(arm, lesions)
    if arm is None:
        counted = subject.resting_on((part(PATIENTS, patients), part(LESIONS, lesions)))
        results.add(counted, "count", len(patients), "count", Sizes(len(patients), len(lesions)))
    for column in names(variables("explains", "patient")):
        recorded = with_value(PATIENTS, described, described[column].notna(), column)
        add_summary(results, subject.of(Quantity(column)).chosen_alike(recorded), described, column)
    for column in names(variables("groups", "patient")):
        group_subject = subject.of(Quantity(column)).chosen_alike(_listed(PATIENTS, described, patients, column))
        add_counts_by(results, group_subject, described, column, column, everybody=patients)
    numbers = borne.groupby("patient_id", sort=False).agg(n_evaluable=("lesion_id", "size")).reset_index()
    numbers["number"] = numbers["n_evaluable"]
    per_patient = subject.of(Quantity("lesions_per_patient")).chosen_alike((part(LESIONS, borne),))
    add_summary(results, per_patient, numbers, "number")


@adds_results
def describe_lesions(results: Results, lesions: pd.DataFrame, arm: ArmMembers | None = None) -> None:
    """Number of lesions, what parts them (the groups of their sites, their regimens), and their numbers.

    Parameters
    ----------
    arm
        The arm whose lesions are described, which are counted elsewhere; None for all.
    """
    subject, described = _enrolled("lesions", "lesion", arm), _of(arm, lesions)
    if arm is None:
        n = sizes(lesions, subject)
        results.add(subject.resting_on((part(LESIONS, lesions),)), "count", len(lesions), "count", n)
    for variable in variables("groups", "lesion", "treatment"):
        column = variable.group_column
        group_subject = subject.of(Quantity(variable.name)).chosen_alike(_listed(LESIONS, described, lesions, column))
        add_counts_by(results, group_subject, described, column, variable.name, everybody=lesions)
    for column in names(variables("explains", "lesion")):
        recorded = with_value(LESIONS, described, described[column].notna(), column)
        add_summary(results, subject.of(Quantity(column)).chosen_alike(recorded), described, column)


def _enrolled(name: str, unit: Literal["patient", "lesion", "treatment"], arm: ArmMembers | None) -> Subject:
    """A quantity over everybody enrolled, or in an arm."""
    subject = Subject(Quantity(name), unit, "descriptive", analysis_set="enrolled")
    return replace(subject, groups=arm.groups, basis=arm.basis) if arm else subject


def _listed(dataset: str, described: pd.DataFrame, everybody: pd.DataFrame, column: str) -> Basis:
    """What counts of the values of a column rest on: in an arm a value is listed too that only others have."""
    others = everybody[~everybody.index.isin(described.index)]
    own = part(dataset, described, column)
    return (own, part(dataset, others, column, role="selects")) if len(others) else (own,)


def _of(arm: ArmMembers | None, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table, or those of an arm."""
    return arm.of(table) if arm else table


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
    time = outcome.baseline_visit
    subject = Subject(Quantity("baseline"), outcome.bearer, "descriptive", outcome, time, None, "enrolled")
    add_baseline(results, subject, by_lesion, flag)
    add_baseline_bands(results, subject, by_lesion, by_lesion)


@adds_results
def add_baseline_bands(results: Results, subject: Subject, by_lesion: pd.DataFrame, everybody: pd.DataFrame) -> None:
    """Add how many lesions are in each band of the baseline.

    Parameters
    ----------
    by_lesion
        Lesion visits of the analysis dataset, one for each lesion.
    everybody
        Lesion visits whose bands are counted too.
    """
    assert subject.outcome is not None
    basis = _listed(LESION_VISITS, by_lesion, everybody, "baseline_band")
    banded = subject.of(Quantity("baseline_band")).chosen_alike(basis)
    add_counts_by(
        results, banded, by_lesion, "baseline_band", "baseline_band", subject.outcome.bands, everybody=everybody
    )


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
    for unit, rows in both_units(subject.resting_on(subject.basis, recorded), by_lesion, by_patient):
        add_summary(results, unit, rows, "baseline", flag=flag)


@adds_results
def describe_treatment(
    results: Results, lesions: pd.DataFrame, treatment: Treatment, arm: ArmMembers | None = None
) -> None:
    """Number of treatments and their doses, as the table gives them for each lesion.

    Parameters
    ----------
    arm
        The arm whose treatments are described; None for all.
    """
    subject, treated, unknown = _enrolled("treatments", "treatment", arm), _of(arm, lesions), ""
    if arm:
        unknown = arm.no_treatments
    _add_total(results, subject, treated, treatment, unknown)
    per_lesion = subject.over("lesion")
    for column in names(variables("explains", "treatment")):
        analysis = "treatments" if column == "n_treatments" else column
        recorded = with_value(LESIONS, treated, treated[column].notna(), column)
        of_column = per_lesion.of(Quantity(analysis)).chosen_alike(recorded)
        add_summary(results, of_column, treated, column, unknown=unknown)


@adds_results
def _add_total(
    results: Results, subject: Subject, lesions: pd.DataFrame, treatment: Treatment, unknown: str = ""
) -> None:
    """Treatments in all, and how many there were if lesions that share a cell shared their treatments too."""
    treated, given = having(lesions, "n_treatments"), treatments(lesions, treatment)
    n, subject = sizes(treated, subject), subject.chosen_alike(given.basis)
    if unknown or given.unknown:
        results.refuse(subject, "sum", "sum", n, unknown or given.unknown)
        return
    results.add(subject, "sum", given.amount, "sum", n, note=given.flag)
    if (treated["shared_cell"] == "yes").any():
        results.add(subject, "sum_if_shared", if_shared(treated), "sum", n)
