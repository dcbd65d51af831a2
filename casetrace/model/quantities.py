"""Quantities: what a result is a number of, by itself or set against another variable."""

from dataclasses import dataclass, replace
from typing import Literal

#: How a quantity is set against another: the change between visits, the sum of a patient's values, the difference of
#: two arms; by, with, between groups of, or on the logarithm of, another variable.
Relation = Literal["", "change_in", "of_sum", "difference", "by", "with", "between", "on_log"]

#: The group of a result on a time after a first response: the weeks since the visit at which it was seen.
AFTER_RESPONSE = "weeks_after_response"

#: What kind of number a quantity is, which decides how it is rounded for print.
Kind = Literal["percent_change", "slope", "log_ratio", "plain"]

#: The kind of each quantity that is not a plain number.
KINDS: dict[str, Kind] = {
    "reduction": "percent_change",
    "increase": "percent_change",
    "remaining": "percent_change",
    "reduction_per_week": "slope",
    "increase_per_week": "slope",
    "log_ratio": "log_ratio",
}

#: How a relation is written in the name of an analysis.
_WRITTEN: dict[Relation, str] = {
    "": "{name}",
    "change_in": "change_in_{name}",
    "of_sum": "{name}_of_sum",
    "difference": "{name}_difference",
    "by": "{name}_by_{variable}",
    "with": "{name}_with_{variable}",
    "between": "{name}_between_{variable}",
    "on_log": "{name}_on_log_{variable}",
}


@dataclass(frozen=True)
class Quantity:
    """A quantity.

    Attributes
    ----------
    name
        Such as `reduction`, `response` or `age_years`.
    relation, variable
        How it is set against another, and that other variable where there is one.
    """

    name: str
    relation: Relation = ""
    variable: str = ""

    @property
    def analysis(self) -> str:
        """Its name in statistics.csv, such as `reduction_by_age_years`."""
        return _WRITTEN[self.relation].format(name=self.name, variable=self.variable)

    @property
    def kind(self) -> Kind:
        """What kind of number it is."""
        return kind_of(self.name)

    def related(self, relation: Relation, variable: str = "") -> "Quantity":
        """The same quantity in a relation."""
        return replace(self, relation=relation, variable=variable)


def kind_of(name: str) -> Kind:
    """The kind of a quantity by its name."""
    return KINDS.get(name, "plain")
