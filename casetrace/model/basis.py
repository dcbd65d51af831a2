"""What a result rests on: rows of datasets and the fields of these that enter it, noted where it is computed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: What rows are to a result: their fields enter its number; they were looked at and have no value, which the fields
#: decide; the fields decide which rows enter, or set something such as a last digit; or they decide a flag alone.
Role = Literal["used", "left out", "selects", "flags"]

LESION_VISITS = "derive/lesion_visits"
LESIONS = "derive/lesions"
PATIENTS = "clean/patients"
CLEAN_LESIONS = "clean/lesions"
EVENTS = "clean/events"
DISPOSITION = "clean/disposition"
MEASUREMENTS = "clean/measurements"
#: Of the results of all cohorts together: a cohort's own results, its name before them.
OF_COHORT = "{cohort}/statistics"


@dataclass(frozen=True, eq=False)
class Part:
    """Rows of one dataset that a result rests on.

    Attributes
    ----------
    dataset
        Path of the dataset in the cohort's results, without its extension; of cohorts together, in the study's.
    rows
        Positions in it, ascending, each once.
    fields
        Columns of it.
    role
        What the rows are to the result.
    """

    dataset: str
    rows: NDArray[np.int32]
    fields: tuple[str, ...]
    role: Role = "used"

    def as_role(self, role: Role) -> "Part":
        """The same rows and fields in another role."""
        return Part(self.dataset, self.rows, self.fields, role)


#: Everything that a result rests on.
Basis = tuple[Part, ...]


def part(dataset: str, rows: pd.DataFrame, *fields: str, role: Role = "used") -> Part:
    """Rows of a dataset.

    Parameters
    ----------
    dataset
        Its path in the cohort's results, without the extension.
    rows
        The rows as they were read from it: their index is the position in the dataset, which filtering keeps.
    fields
        Columns that enter the result; whose rows they are always does.
    role
        What the rows are to the result.
    """
    return Part(dataset, _ascending(rows.index.to_numpy(dtype=np.int32)), fields, role)


def _ascending(rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Each position once, in order; most often they are so already, which is told faster than they are sorted."""
    return rows if np.all(rows[1:] > rows[:-1]) else np.unique(rows)


def with_value(dataset: str, rows: pd.DataFrame | pd.Series, present: pd.Series, *fields: str) -> Basis:
    """Rows that have a value, which are used, and those looked at that have none, which are left out.

    Parameters
    ----------
    dataset, rows, fields
        As of `part`.
    present
        For each row whether it has a value.
    """
    places, has = rows.index.to_numpy(dtype=np.int32), present.to_numpy(dtype=bool)
    used, absent = _ascending(places[has]), _ascending(places[~has])
    parts = (Part(dataset, used, fields), Part(dataset, absent, fields, "left out"))
    return tuple(basis_part for basis_part in parts if len(basis_part.rows))


def joined(*bases: Basis) -> Basis:
    """Several bases as one, the same rows and fields in the same role once."""
    parts = {
        (basis_part.dataset, id(basis_part.rows), basis_part.fields, basis_part.role): basis_part
        for basis in bases
        for basis_part in basis
    }
    return tuple(parts.values())
