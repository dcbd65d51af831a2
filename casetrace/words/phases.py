"""Phases: spans of days since the baseline that each count as one visit."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from casetrace.model.time_units import DAYS_IN, TimeUnit
from casetrace.words.errors import MeaningError
from casetrace.words.visits import unit_of_numbers

_SIGNED = re.compile(r"(?:(day|d|week|w)[ _]?)?([+\-−–]?) ?([0-9]{1,4}(?:\.[0-9]+)?)", re.IGNORECASE)
_UNITS: dict[str, TimeUnit] = {"d": "day", "day": "day", "w": "week", "week": "week"}


def visit_of_phase(text: str, visits: Mapping[str, Any]) -> int | None:
    """What a visit that is a number of days or weeks counts as by its phase; None where there are no phases.

    Parameters
    ----------
    text
        The visit, such as "-7", "day 14" or "D-3".
    visits
        The section `visits` of config; declared labels come first.

    Raises
    ------
    MeaningError
        The day lies in none of the phases.
    """
    day = days_told(text, unit_of_numbers(visits)) if is_day(text, visits) else None
    return None if day is None else phase_of_day(day, visits["phases"])


def days_told(text: str, unit: TimeUnit) -> Fraction | None:
    """The days that a number of days or weeks is, such as "-7", "day 14" or "D-3"; a bare one counts in the unit."""
    match = _SIGNED.fullmatch(text.strip())
    if match is None:
        return None
    days = Fraction(match[3]) * DAYS_IN[_UNITS.get((match[1] or "").casefold(), unit)]
    return -days if match[2] in ("-", "−", "–") and match[2] else days


def is_day(text: str, visits: Mapping[str, Any]) -> bool:
    """Whether a visit is a number of days or weeks that a phase has to hold: there are phases, and no label of it."""
    return bool(visits.get("phases")) and text not in visits["labels"] and bool(_SIGNED.fullmatch(text.strip()))


def phase_of_day(day: Fraction | int, phases: Sequence[Mapping[str, int]]) -> int:
    """The visit, in the study's unit of time, as which the phase counts in which a day lies.

    Raises
    ------
    MeaningError
        It lies in none.
    """
    for phase in phases:
        if phase["from"] <= day <= phase["to"]:
            return phase["visit"] if "visit" in phase else phase["week"]
    spans = ", ".join(f"{phase['from']} to {phase['to']}" for phase in phases)
    remedy = (
        "add a phase under visits.phases; or leave out what lies between them all by visits.outside_phases: set_aside"
    )
    raise MeaningError(f"a day in one of the phases, {spans}", remedy)
