"""Rows of a study as columns: one row a lesion (and period), with everything that a claim can be about beside it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Rows by column. A patient without a lesion has one row, a lesion with several periods a row for each.

    Attributes
    ----------
    columns
        Arrays by the name of a variable: floats (yes and no are 1 and 0), texts with None where missing, sets of texts
        (``complication``). What is recorded only: sizes and printed percentages, nothing that is computed from them.
    patient
        Number of each row's patient, counted from 0; -1 where it is not known.
    lesion
        Whether the row is a lesion.
    bearer
        Number of each row's lesion; a patient without one has a number of her or his own.
    first_of_patient
        Whether it is the first row of its patient.
    derived
        Columns that were computed from these rows, kept so that none is computed twice.
    """

    columns: Mapping[str, Column]
    patient: NDArray[np.int64]
    lesion: Mask
    bearer: NDArray[np.int64]
    first_of_patient: Mask
    derived: dict[Any, Floats] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.patient)

    def once(self, key: Any, compute: Callable[[], Floats]) -> Floats:
        """A derived column, computed at the first call."""
        if key not in self.derived:
            self.derived[key] = compute()
        return self.derived[key]

    def taken(self, numbers: NDArray[np.int64]) -> "Rows":
        """The rows of these numbers, in this order; a number may come several times."""
        return Rows(
            {name: column[numbers] for name, column in self.columns.items()},
            self.patient[numbers],
            self.lesion[numbers],
            self.bearer[numbers],
            self.first_of_patient[numbers],
        )

    def with_columns(self, changed: Mapping[str, Column]) -> "Rows":
        """The same rows with some columns changed."""
        return replace(self, columns={**self.columns, **changed}, derived={})


def unknown_rows(template: Rows, number: int) -> Rows:
    """Rows of a lesion of which nothing is known, with the columns of other rows."""
    columns = {name: _unknown(column, number) for name, column in template.columns.items()}
    all_true = np.ones(number, dtype=bool)
    no_patient = np.full(number, -1, dtype=np.int64)
    return Rows(columns, no_patient, all_true, no_patient, all_true)


def _unknown(column: Column, number: int) -> Column:
    if column.dtype == object:
        holds_sets = any(isinstance(value, frozenset) for value in column)
        return np.array([frozenset() if holds_sets else None] * number, dtype=object)
    return np.full(number, np.nan)
