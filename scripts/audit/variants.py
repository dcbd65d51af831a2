"""Recomputes a claim for many variants of a study at once, each with one cell or one row changed."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scripts.audit.changed_statistic import changed_statistic
from scripts.audit.changes import Changes
from scripts.audit.readings import Reading
from scripts.audit.rows import Floats, Rows
from scripts.audit.study import Study
from scripts.audit.units import Joining, elements, joining, variables_of
from scripts.claims.claims import Claim

#: Statistics that are not recomputed for variants.
TESTS = ("t", "sign_flip", "signed_rank", "of_sum")


def depends(claim: Claim, changes: Changes) -> bool:
    """Whether a change may alter what a claim gives."""
    if changes.family == "left_out" or (changes.family.startswith("missing") and not changes.column):
        return True
    names = [variable for variable in variables_of(claim)]
    if changes.family == "not_evaluated":
        return any(variable.visit is not None for variable in names)
    if claim.quantity and claim.quantity.noun == "injections" and changes.column == "n_injections":
        return True
    column, _, rest = changes.column.partition(".")
    if not rest:
        return any(variable.name == column for variable in names)
    outcome, _, week = rest.partition(".week_")
    return any(
        variable.outcome == outcome
        and (not week or (str(variable.visit) == week and (column == "value" or variable.name != "value")))
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
    own = study.rows.once(key, lambda: elements(study.rows, study.outcomes, claim, reading))
    nothing = np.full(len(changes), np.nan)
    new = nothing if changes.rows is None else elements(changes.rows, study.outcomes, claim, reading)
    here = changes.replaced >= 0
    old = np.where(here, own[np.maximum(changes.replaced, 0)], np.nan)
    if reading.unit != "patient":
        values = own[~np.isnan(own)]
        lower, upper = changed_statistic(reading.statistic, values, old, new)
        known = np.ones(len(changes), dtype=bool)
        if changes.of_patient:
            known = np.bincount(study.rows.patient)[study.rows.patient[changes.replaced]] == 1
        return np.where(known, lower, np.nan), np.where(known, upper, np.nan)
    patients = _Patients(study.rows, own, joining(claim, reading))
    removed, added = patients.changed(changes, old, new)
    return changed_statistic(reading.statistic, patients.values[~np.isnan(patients.values)], removed, added)


class _Patients:
    """Values of the patients, and what becomes of them when one row changes."""

    def __init__(self, rows: Rows, own: Floats, how: Joining) -> None:
        self.rows, self.how = rows, how
        known = ~np.isnan(own)
        size = int(rows.patient.max(initial=-1)) + 1
        self.sums = np.bincount(rows.patient[known], weights=own[known], minlength=size)
        self.counts = np.bincount(rows.patient[known], minlength=size)
        self.values = self._joined(self.sums, self.counts)
        if how in ("min", "max"):
            best = np.full(size, np.inf if how == "min" else -np.inf)
            (np.minimum if how == "min" else np.maximum).at(best, rows.patient[known], own[known])
            self.values = np.where(self.counts > 0, best, np.nan)

    def _joined(self, sums: NDArray[Any], counts: NDArray[Any]) -> Floats:
        """The value of a patient by the sum and the number of the rows; NaN without any."""
        some = counts > 0
        if self.how == "mean":
            joined = sums / np.maximum(counts, 1)
        elif self.how == "sum":
            joined = sums
        else:
            joined = (sums > 0 if self.how == "any" else sums == counts).astype(float)
        return np.where(some, joined, np.nan)

    def changed(self, changes: Changes, old: Floats, new: Floats) -> tuple[Floats, Floats]:
        """The patient's value that each variant is without, and the one that it has instead."""
        if changes.family == "missing_patient":
            return np.full(len(changes), np.nan), new
        added_to = changes.family == "missing_lesion" and changes.rows is not None
        patient = changes.rows.patient if added_to and changes.rows else self.rows.patient[changes.replaced]
        known, patient = patient >= 0, np.maximum(patient, 0)
        new = np.where(known, new, np.nan)
        removed = np.where(known, self.values[patient], np.nan)
        if changes.of_patient:
            return removed, new
        sums = self.sums[patient] - np.nan_to_num(old) + np.nan_to_num(new)
        counts = self.counts[patient] - ~np.isnan(old) + ~np.isnan(new)
        added = self._joined(sums, counts)
        if self.how in ("min", "max"):
            single = counts == 1
            added = np.where(single & ~np.isnan(new), new, np.where(counts == 0, np.nan, removed))
        return removed, np.where(known, added, np.nan)
