"""Changes of one cell or one row of a study's table that could be behind claims that do not hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.rows import Column, Floats, Mask, Rows
from casetrace.audit.study import Study
from casetrace.audit.typos import mistyped, plain
from casetrace.model.variables import fields, names, variables

#: Families of changes, in order of economy.
Family = Literal["mistyped", "not_evaluated", "left_out", "missing_lesion", "missing_patient"]

#: Percent reductions below this, an eleven-fold growth, are no slip of the hand.
LOWEST_PRINTED = -1000.0
#: Cells of a patient, which all her or his rows share.
OF_PATIENT = names(variables("explains", "patient"))
NUMBERS = names(variables("explains"))
WHOLE = [column.name for column in variables("explains") if column.type == "integer"]


@dataclass(frozen=True)
class Changes:
    """Variants of a study, each with one row changed, taken out or added.

    Attributes
    ----------
    family
        What is changed.
    column
        The column that is changed; empty where it is the row.
    rows
        The row that each variant has in place of one of the study's; None where it has none in its place.
    replaced
        Number of the study's row that is replaced or taken out, shape (variants,); -1 where one is added.
    old, new
        What stands in the changed cell, and what would; NaN where the row is changed.
    slips
        What happened to the cell.
    of_patient
        Whether all rows of a patient share what is changed.
    """

    family: Family
    column: str
    rows: Rows | None
    replaced: NDArray[np.int64]
    old: Floats
    new: Floats
    slips: tuple[str, ...] = ()
    of_patient: bool = False

    def __len__(self) -> int:
        return len(self.replaced)


def taken_out(study: Study) -> Iterator[Changes]:
    """Each lesion without its values, and each row taken out."""
    numbers = np.flatnonzero(study.rows.lesion)
    no_values = np.full(len(numbers), np.nan)
    columns = {
        name: np.full(len(numbers), np.nan)
        for name in study.rows.columns
        if name.startswith(("value.", "printed.", "percent_reduction."))
    }
    yield Changes("not_evaluated", "", study.rows.taken(numbers).with_columns(columns), numbers, no_values, no_values)
    yield Changes("left_out", "", None, numbers, no_values, no_values)


def mistyped_cells(study: Study) -> Iterator[Changes]:
    """Each number that is recorded as one slip of the hand would have made it, a column at a time."""
    for name, column in study.rows.columns.items():
        kind, _, suffix = name.partition(".")
        if kind not in ("baseline", "value", "printed") and name not in NUMBERS:
            continue
        of_patient = name in OF_PATIENT or (
            bool(suffix) and study.outcomes[suffix.partition(".")[0]].bearer == "patient"
        )
        once = study.rows.first_of_patient if of_patient else study.rows.lesion
        candidates = list(_slips(once, column, name, _limits(study, kind, suffix)))
        if not candidates:
            continue
        numbers = np.array([row for row, _, _ in candidates], dtype=np.int64)
        new = np.array([value for _, value, _ in candidates])
        rows = study.rows.taken(numbers).with_columns({name: new})
        slips = tuple(slip for _, _, slip in candidates)
        yield Changes("mistyped", name, rows, numbers, column[numbers], new, slips, of_patient)


def _slips(once: Mask, column: Column, name: str, limits: tuple[float, float]) -> Iterator[tuple[int, float, str]]:
    for number in np.flatnonzero(once & ~np.isnan(column)):
        for value, slip in mistyped(plain(float(column[number]))).items():
            if limits[0] <= value <= limits[1] and (name not in WHOLE or value == round(value)):
                yield int(number), value, slip


def _limits(study: Study, kind: str, suffix: str) -> tuple[float, float]:
    """The smallest and largest plausible value of a column."""
    if kind == "printed":
        return LOWEST_PRINTED, fields()["reported_reduction_percent"].limits[1]
    if kind in ("baseline", "value"):
        outcome = study.outcomes[suffix.partition(".")[0]]
        lowest = outcome.minimum if kind == "value" else max(outcome.minimum, np.nextafter(0, 1))
        return float(lowest), float(outcome.highest)
    return fields()[kind].limits
