"""What is counted of the course of lesions: new ones, progression of their patients, and relapses."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from casetrace.analyse.visits import Visit
from casetrace.model.basis import LESION_VISITS, Basis, part, with_value
from casetrace.model.grouping import aggregated
from casetrace.model.quantities import NEW_LESION, Quantity
from casetrace.model.results import Subject

ANY_PROGRESSION, RELAPSE = Quantity("any_progression"), Quantity("relapse")

WITHOUT_BASELINE = (
    "lesions without a baseline ({number}) are counted as new; if they were present at baseline but not measured, "
    "declare incomplete_baseline: not_recorded"
)

Counted = tuple[Subject, pd.Series, pd.DataFrame]


def new_lesion_note(lesions: pd.DataFrame) -> str:
    """Why a number of new lesions among these lesion visits is flagged: some have no baseline, and not one of 0."""
    number = int(((lesions["new_lesion"] == 1) & lesions["baseline"].isna()).sum())
    return WITHOUT_BASELINE.format(number=number) if number else ""


def course_counts(visit: Visit) -> Iterator[Counted]:
    """What is counted of the courses up to a visit: of whom, whom, and among whom, with a value there and all.

    New lesions and patients with one; patients with a lesion in progression or a new one; lesions that relapsed, and
    patients with one. Among all, a lesion without a value is none of these. Nothing where the scenario has no values.
    """
    if visit.subject.scenario == "as_reported":
        return
    if visit.outcome.of_lesion_sizes:
        yield from _both_units(visit, NEW_LESION, "new_lesion", _basis(visit, "new_lesion"))
    if not visit.outcome.scale.has_response:
        return
    if visit.outcome.bearer == "lesion":
        progressed = (visit.lesions["response"] == "progression") | (visit.lesions["new_lesion"] == 1)
        lesions = visit.lesions.assign(progressed=progressed.fillna(False).astype("Int64"))
        fields = ("response", "new_lesion")
        for analysis_set, among in _among(lesions):
            resting = _basis(visit, *fields) if analysis_set == "all" else _everyone(visit, *fields)
            yield _of_patients(visit, ANY_PROGRESSION, analysis_set, resting, among, "progressed")
    if visit.outcome.scale.needs_baseline:
        yield from _both_units(visit, RELAPSE, "relapsed", _basis(visit, "relapsed"))


def _basis(visit: Visit, *fields: str) -> Basis:
    """What counts of these fields rest on: lesion visits with a value, and those without one."""
    return with_value(LESION_VISITS, visit.lesions, visit.lesions["value"].notna(), *fields)


def _everyone(visit: Visit, *fields: str) -> Basis:
    """What counts of these fields among everybody rest on: all lesion visits."""
    return (part(LESION_VISITS, visit.lesions, *fields),)


def _among(lesions: pd.DataFrame) -> tuple[tuple[str, pd.DataFrame], ...]:
    """Those with a value, and all."""
    return ("all", lesions[lesions["value"].notna()]), ("enrolled", lesions)


def _both_units(visit: Visit, quantity: Quantity, column: str, basis: Basis) -> Iterator[Counted]:
    """Lesions with a column of 1, and patients with such a lesion; patients alone where they bear the outcome."""
    for analysis_set, among in _among(visit.lesions):
        resting = basis if analysis_set == "all" else _everyone(visit, column)
        if visit.outcome.bearer == "lesion":
            subject = visit.subject.of(quantity).over("lesion").chosen_alike(resting)
            yield replace(subject, analysis_set=analysis_set), (among[column] == 1).fillna(False), among
        yield _of_patients(visit, quantity, analysis_set, resting, among, column)


def _of_patients(
    visit: Visit, quantity: Quantity, analysis_set: str, basis: Basis, among: pd.DataFrame, column: str
) -> Counted:
    """Patients with a lesion that has 1 in a column."""
    groups = among.groupby("patient_id", sort=False)
    patients = aggregated(groups, **{column: (column, "sum"), "n_evaluable": ("value", "size")})
    subject = visit.subject.of(quantity).over("patient").chosen_alike(basis)
    return replace(subject, analysis_set=analysis_set), patients[column] > 0, patients
