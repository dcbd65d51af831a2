"""Readings of a claim: what a reader could take it to mean, the one that it states and those that depart from it."""

from dataclasses import dataclass, fields
from typing import Literal

from casetrace.claims.verdicts import AS_STATED
from casetrace.model.time_units import visit_name
from casetrace.model.treatment import NEUTRAL, Treatment

#: Where percentages come from.
Source = Literal["values", "printed"]


@dataclass(frozen=True)
class Reading:
    """One way to recompute a claim. The fields stand in their order of economy: the first is the smallest departure.

    Attributes
    ----------
    corrected
        Whether the table counts with its corrections, or as it is printed.
    unit
        What is counted or averaged: lesions, patients or treatments.
    denominator
        Among whom: those with a value (``evaluable``), those of the population whether or not they have one
        (``enrolled``), or everybody, whatever the population (``everybody``).
    source
        Whether percentages come from the values or are those printed beside them.
    missing
        What stands for a missing value: nothing (``observed``), or the value of a scenario.
    shared
        Whether treatments in a cell that lesions share count once.
    responders
        Whether all lesions of a patient must fulfil a condition, or any.
    statistic
        The statistic: that of the claim's kind, or another one that goes by its name.
    visit
        The visit in place of the one that the claim names.
    truncated
        Whether the printed number is cut off rather than rounded.
    """

    corrected: bool
    unit: Literal["lesion", "patient", "treatment"]
    denominator: Literal["evaluable", "enrolled", "everybody"]
    source: Source
    missing: Literal["observed", "locf", "no_change", "complete_response"]
    shared: bool
    responders: Literal["all", "any"]
    statistic: str
    visit: int | None
    truncated: bool


DIMENSIONS = tuple(item.name for item in fields(Reading))

WORDS = {
    ("corrected", True): "with the corrections",
    ("corrected", False): "without the corrections",
    ("unit", "lesion"): "per lesion",
    ("unit", "patient"): "per patient",
    ("unit", "treatment"): "per {name}",
    ("denominator", "evaluable"): "denominator: those with a value",
    ("denominator", "enrolled"): "denominator: all enrolled, a missing value counted as no",
    ("denominator", "everybody"): "denominator: all",
    ("source", "values"): "percentages calculated from the values",
    ("source", "printed"): "printed percentages used",
    ("missing", "observed"): "missing values excluded",
    ("missing", "locf"): "last observation carried forward",
    ("missing", "no_change"): "no change assumed where a value is missing",
    ("missing", "complete_response"): "complete response assumed where a value is missing",
    ("shared", True): "shared {plural} counted once",
    ("responders", "any"): "any lesion of the patient, not all",
    ("responders", "all"): "all lesions of the patient, not any",
    ("statistic", "mean"): "mean instead",
    ("statistic", "median"): "median instead",
    ("statistic", "of_sum"): "reduction of the summed values",
    ("statistic", "t"): "Student's t test instead",
    ("statistic", "sign_flip"): "sign-flip test instead",
    ("statistic", "signed_rank"): "Wilcoxon signed-rank test instead",
    ("truncated", True): "truncated instead of rounded",
}


def departures(reading: Reading, stated: Reading) -> tuple[str, ...]:
    """The dimensions in which a reading departs from the stated one, in order of economy."""
    return tuple(name for name in DIMENSIONS if getattr(reading, name) != getattr(stated, name))


def reading_key(reading: Reading, stated: Reading) -> str:
    """A reading's name: what it departs in, such as ``unit=patient``; ``stated`` where it does not."""
    parts = []
    for name in departures(reading, stated):
        value = getattr(reading, name)
        parts.append(name if value is True else f"{name}={str(value).lower()}")
    return "+".join(parts) or "stated"


def reading_words(reading: Reading, stated: Reading, treatment: Treatment = NEUTRAL) -> str:
    """What a reading assumes, in words; `as stated` where it departs in nothing."""
    parts = []
    for name in departures(reading, stated):
        value = getattr(reading, name)
        parts.append(
            f"at {visit_name(value)}"
            if name == "visit"
            else WORDS[name, value].format(name=treatment.name, plural=treatment.plural)
        )
    return ", ".join(parts) or AS_STATED
