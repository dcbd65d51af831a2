"""Quantities: what a result is a number of, by itself or set against another variable."""

from dataclasses import dataclass, replace
from typing import Literal

from casetrace.model.time_units import in_every_unit, in_its_words

#: How a quantity is set against another: the change between visits, the sum of a patient's values, the difference of
#: two arms; by, with, between groups of, or on the logarithm of, another variable.
Relation = Literal["", "change_in", "of_sum", "difference", "by", "with", "between", "on_log"]

#: A rate over the time that patients were followed, and that time.
_RATE_OF_TIME, _TIME_AT_RISK = "rate_per_patient_week", "patient_weeks"

#: What kind of number a quantity is, which decides how it is rounded for print.
Kind = Literal["percent_change", "slope", "log_ratio", "plain"]

#: The kind of each quantity that is not a plain number.
KINDS: dict[str, Kind] = {
    "reduction": "percent_change",
    "increase": "percent_change",
    "remaining": "percent_change",
    "log_ratio": "log_ratio",
    **in_every_unit({"reduction_per_week": "slope", "increase_per_week": "slope"}),
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


#: New lesions, or the patients who have one.
NEW_LESION = Quantity("new_lesion")


def after_response() -> str:
    """The group of a result on a time after a first response: how long after the visit at which it was seen."""
    return in_its_words("weeks_after_response")


def rate_of_time() -> str:
    """The name of a rate over the time that patients were followed, such as `rate_per_patient_week`."""
    return in_its_words(_RATE_OF_TIME)


def time_at_risk() -> str:
    """The name of the time that patients were followed, such as `patient_weeks`."""
    return in_its_words(_TIME_AT_RISK)


def kind_of(name: str) -> Kind:
    """The kind of a quantity by its name."""
    return KINDS.get(name, "plain")
