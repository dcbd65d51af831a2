"""The rows that explorations rest on: of the percent change at a visit, of variables and groups, and of flags."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from casetrace.model.basis import LESION_VISITS, LESIONS, Basis, Part, Role, part, with_value
from casetrace.model.having import having
from casetrace.model.membership import is_among
from casetrace.model.variables import BASELINE, BASELINE_BAND, group_columns, groups_of_visits


def _of_visits() -> tuple[str, ...]:
    """Variables and groups taken from the dataset of lesion visits; all others from that of lesions."""
    return (BASELINE, BASELINE_BAND, *groups_of_visits())


@dataclass(frozen=True)
class Sources:
    """The rows that the explorations of one outcome rest on.

    Attributes
    ----------
    lesions
        The analysis dataset of lesions.
    visits
        The outcome's lesion visits as observed, with their `improvement`: all of them, or those of one visit.
    of_lesions
        Whether lesions have the outcome; else patients as a whole do.
    """

    lesions: pd.DataFrame
    visits: pd.DataFrame
    of_lesions: bool

    def at(self, time: int) -> "Sources":
        """Those of one visit."""
        return Sources(self.lesions, self.visits[self.visits["visit"] == time], self.of_lesions)

    def improvement(self) -> Basis:
        """The percent improvement: the rows that have one, and those that have none."""
        return with_value(LESION_VISITS, self.visits, self.visits["improvement"].notna(), "percent_reduction")

    def flags(self, names: Iterable[str]) -> Basis:
        """What decides whether variables and groups can be told apart: theirs, over the rows with an improvement."""
        present = tuple(basis_part.as_role("flags") for basis_part in self.improvement())
        return (*present, *self.evaluable().of(names, "flags"))

    def evaluable(self) -> "Sources":
        """The rows with an improvement, over which the variables of a visit are taken."""
        return self._evaluable

    @cached_property
    def _evaluable(self) -> "Sources":
        return Sources(self.lesions, having(self.visits, "improvement"), self.of_lesions)

    @cached_property
    def _bearers(self) -> pd.DataFrame:
        """The lesions of those who stand in the visits."""
        bearer = "lesion_id" if self.of_lesions else "patient_id"
        return self.lesions[is_among(self.lesions[bearer], self.visits[bearer])]

    def of(self, names: Iterable[str], role: Role = "used") -> Basis:
        """Variables and groups of those who stand in the visits."""
        columns = [group_columns().get(name, name) for name in names]
        of_visits = [name for name in columns if name in _of_visits()]
        of_lesions = [name for name in columns if name not in _of_visits()]
        parts = []
        if of_visits:
            parts.append(part(LESION_VISITS, self.visits, *of_visits, role=role))
        if of_lesions:
            parts.append(part(LESIONS, self._bearers, *of_lesions, role=role))
        return tuple(parts)

    def shared(self, basis: Basis, rows: pd.DataFrame) -> Basis:
        """The rows of some patients as used, and those of the others, who lack one of two variables, as left out.

        Parameters
        ----------
        basis
            Rows of lesions and visits, used or left out.
        rows
            The patients who have both variables, by `patient_id`.
        """
        parts: list[Part] = []
        for basis_part in basis:
            frame = self.visits if basis_part.dataset == LESION_VISITS else self.lesions
            names = frame["patient_id"].loc[basis_part.rows]
            counted = is_among(names, rows["patient_id"]) & (basis_part.role == "used")
            parts += with_value(basis_part.dataset, names, counted, *basis_part.fields)
        return tuple(parts)
