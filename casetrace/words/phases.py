"""Phases: spans of days since the baseline that each count as one visit."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from casetrace.words.errors import MeaningError
from casetrace.words.visits import WEEKS_IN

_SIGNED = re.compile(r"(?:(day|d|week|w)[ _]?)?([+\-−–]?) ?([0-9]{1,4}(?:\.[0-9]+)?)", re.IGNORECASE)
_UNITS = {"d": "day", "day": "day", "w": "week", "week": "week"}


def week_of_phase(text: str, visits: Mapping[str, Any]) -> int | None:
    """The week of the phase in which a visit lies that is a number of days or weeks; None where there are no phases.

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
    match = _SIGNED.fullmatch(text.strip())
    if match is None or not is_day(text, visits):
        return None
    unit = _UNITS.get((match[1] or "").casefold(), visits.get("unit", "week"))
    days = Fraction(match[3]) * WEEKS_IN[unit] * 7
    return week_of_day(-days if match[2] in ("-", "−", "–") and match[2] else days, visits["phases"])


def is_day(text: str, visits: Mapping[str, Any]) -> bool:
    """Whether a visit is a number of days or weeks that a phase has to hold: there are phases, and no label of it."""
    return bool(visits.get("phases")) and text not in visits["labels"] and bool(_SIGNED.fullmatch(text.strip()))


def week_of_day(day: Fraction | int, phases: Sequence[Mapping[str, int]]) -> int:
    """The week of the phase in which a day lies.

    Raises
    ------
    MeaningError
        It lies in none.
    """
    for phase in phases:
        if phase["from"] <= day <= phase["to"]:
            return phase["week"]
    spans = ", ".join(f"{phase['from']} to {phase['to']}" for phase in phases)
    remedy = (
        "add a phase under visits.phases; or leave out what lies between them all by visits.outside_phases: set_aside"
    )
    raise MeaningError(f"a day in one of the phases, {spans}", remedy)
