"""Recomputes a claim for many variants of a study at once, each with one cell or one row changed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.changed_statistic import changed_statistic
from casetrace.audit.changes import Changes
from casetrace.audit.readings import Reading
from casetrace.audit.rows import Floats, Mask, Rows
from casetrace.audit.study import Study
from casetrace.audit.units import Joining, each_once, elements, is_of_courses, joining, variables_of
from casetrace.claims.claims import Claim
from casetrace.claims.terms import VARIABLES, Variable
from casetrace.model.time_units import visit_term

#: Statistics that are not recomputed for variants.
TESTS = ("t", "sign_flip", "signed_rank", "of_sum")


def depends(claim: Claim, changes: Changes) -> bool:
    """Whether a change may alter what a claim gives."""
    if changes.family == "left_out" or (changes.family.startswith("missing") and not changes.column):
        return True
    names = [variable for variable in variables_of(claim)]
    if changes.family == "not_evaluated":
        return any(variable.visit is not None for variable in names)
    if claim.quantity and claim.quantity.noun == "treatments" and changes.column == "n_treatments":
        return True
    column, _, suffix = changes.column.partition(".")
    if not suffix:
        return any(variable.name == column for variable in names)
    outcome, _, visit = suffix.partition(f".{visit_term('')}")
    return any(
        variable.outcome == outcome
        and (not visit or (str(variable.visit) == visit and (column == "value" or variable.name != "value")))
        for variable in names
    )


def recompute_variants(study: Study, claim: Claim, reading: Reading, changes: Changes) -> tuple[Floats, Floats]:
    """What a claim gives in each variant.

    Returns
    -------
    lower, upper
        Shape (variants,); NaN where a variant can't be told.
    """
    key = (claim.quantity, claim.other, claim.population, reading)
    values = study.rows.once(
        key, lambda: each_once(study.rows, claim, elements(study.rows, study.outcomes, claim, reading))
    )
    no_values = np.full(len(changes), np.nan)
    new = no_values if changes.rows is None else elements(changes.rows, study.outcomes, claim, reading)
    is_replacement = changes.replaced >= 0
    old = np.where(is_replacement, values[np.maximum(changes.replaced, 0)], np.nan)
    if reading.unit == "patient":
        patients = _Patients(study.rows, values, joining(claim, reading))
        values = patients.values
        old, new = patients.changed(changes, old, new)
    lower, upper = changed_statistic(reading.statistic, values[~np.isnan(values)], old, new)
    decidable = can_tell(study, claim, reading, changes)
    return np.where(decidable, lower, np.nan), np.where(decidable, upper, np.nan)


def can_tell(study: Study, claim: Claim, reading: Reading, changes: Changes) -> Mask:
    """Whether the one row of a variant tells what becomes of a claim.

    It does where it is added, where no other row shares what is changed, and where all that share it count as one.
    """
    sharing = study.rows.patient if changes.of_patient else study.rows.bearer
    is_single = (changes.replaced < 0) | np.asarray(np.bincount(sharing)[sharing[changes.replaced]] == 1)
    if changes.of_patient:
        shared = reading.unit == "patient" and all(_is_shared(study, variable) for variable in variables_of(claim))
        return np.asarray(is_single | shared)
    return np.asarray(is_single | is_of_courses(claim))


def _is_shared(study: Study, variable: Variable) -> bool:
    """Whether all rows of a patient have the same value of a variable."""
    if variable.outcome:
        return study.outcomes[variable.outcome].bearer == "patient"
    return VARIABLES[variable.name].level == "patient"


class _Patients:
    """Values of the patients, and what becomes of them when one row changes."""

    def __init__(self, rows: Rows, contributions: Floats, aggregate: Joining) -> None:
        self.rows, self.aggregate = rows, aggregate
        counted = ~np.isnan(contributions)
        size = int(rows.patient.max(initial=-1)) + 1
        self.sums = np.bincount(rows.patient[counted], weights=contributions[counted], minlength=size)
        self.counts = np.bincount(rows.patient[counted], minlength=size)
        self.values = self._joined(self.sums, self.counts)
        if aggregate in ("min", "max"):
            self.values, self.second = _two_best(
                contributions[counted], rows.patient[counted], size, 1 if aggregate == "min" else -1
            )

    def _joined(self, sums: NDArray[Any], counts: NDArray[Any]) -> Floats:
        """The value of a patient by the sum and the number of the rows; NaN without any."""
        has_rows = counts > 0
        if self.aggregate == "mean":
            joined = sums / np.maximum(counts, 1)
        elif self.aggregate == "sum":
            joined = sums
        else:
            joined = (sums > 0 if self.aggregate == "any" else sums == counts).astype(float)
        return np.where(has_rows, joined, np.nan)

    def changed(self, changes: Changes, old: Floats, new: Floats) -> tuple[Floats, Floats]:
        """The patient's value that each variant is without, and the one that it has instead."""
        if changes.family == "missing_patient":
            return np.full(len(changes), np.nan), new
        added_to = changes.family == "missing_lesion" and changes.rows is not None
        patient = changes.rows.patient if added_to and changes.rows else self.rows.patient[changes.replaced]
        has_patient, patient = patient >= 0, np.maximum(patient, 0)
        new = np.where(has_patient, new, np.nan)
        removed = np.where(has_patient, self.values[patient], np.nan)
        if changes.of_patient:
            return removed, new
        if self.aggregate in ("min", "max"):
            remaining = np.where(old == self.values[patient], self.second[patient], self.values[patient])
            added = np.fmin(remaining, new) if self.aggregate == "min" else np.fmax(remaining, new)
            return removed, np.where(has_patient, added, np.nan)
        sums = self.sums[patient] - np.nan_to_num(old) + np.nan_to_num(new)
        counts = self.counts[patient] - ~np.isnan(old) + ~np.isnan(new)
        return removed, np.where(has_patient, self._joined(sums, counts), np.nan)


def _two_best(values: Floats, patient: NDArray[np.int64], size: int, sign: int) -> tuple[Floats, Floats]:
    """The first and the second value of each patient, smallest first, with a sign of -1 largest; NaN for none."""
    order = np.lexsort((sign * values, patient))
    values, patient = values[order], patient[order]
    rank = np.arange(len(patient)) - np.searchsorted(patient, patient)
    best = np.full((2, size), np.nan)
    for place in (0, 1):
        best[place, patient[rank == place]] = values[rank == place]
    return best[0], best[1]
