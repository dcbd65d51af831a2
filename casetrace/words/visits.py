"""The times of visits in the study's unit of time, from what a clinic calls them."""

import math
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from casetrace.model.time_units import EXACTLY, TIME_UNITS, TimeUnit, time_unit
from casetrace.words import visit_words as words
from casetrace.words.errors import MeaningError

#: How many weeks a month or a year stands for in a study that is counted in weeks, each visit rounded to whole weeks.
NEAREST_WEEKS = {"month": Fraction(52, 12), "year": Fraction(52)}

#: By unit a number of it. Of days there can be more than 999; a year such as 2014 is no number of another unit.
_NUMBERS = {unit: rf"[0-9]{{1,{4 if unit == 'day' else 3}}}(?:\.[0-9]+)?" for unit in TIME_UNITS}
_BARE = {unit: re.compile(number) for unit, number in _NUMBERS.items()}
_ARM = re.compile(r"[ _]arm[ _][0-9]+$")
_SINCE = re.compile(rf"(?<!\w)(?:{words.SINCE})(?!\w)")
_TIME = re.compile(
    "|".join(
        rf"(?<!\w)(?:(?:{spelled})[ .:]*|{letter} ?)(?P<{unit}_behind>{_NUMBERS[unit]})(?![\w])"
        rf"|(?<![\w.,-])(?P<{unit}_before>{_NUMBERS[unit]})(?:[ -]?(?:{spelled})| ?{letter})(?!\w)"
        for unit, (spelled, letter) in words.UNITS.items()
    )
    + rf"|(?<!\w)t ?(?P<point>{_NUMBERS['week']})(?!\w)|(?<!\w)(?P<baseline>{words.BASELINE}|bl)(?!\w)"
)
_BESIDE = re.compile(rf"(?<!\w)(?:{words.BESIDE})(?!\w)")
_ANY_UNIT = "|".join(spelled for spelled, _ in words.UNITS.values())
#: A number in words right before or behind a unit of time: "six months", "sixmonths", "week four".
_SPELLED = re.compile(
    rf"(?<!\w)(?P<before>{words.NUMBER_WORD})(?=[ -]?(?:{_ANY_UNIT})(?!\w))"
    rf"|(?<!\w)(?P<unit>(?:{_ANY_UNIT})[ .:]+)(?P<behind>{words.NUMBER_WORD})(?!\w)"
)
_NOTHING = re.compile(r"[\s()\[\]/:,.;]*")


def visit_of_label(text: str, labels: Mapping[str, int], unit: TimeUnit | None = None) -> int:
    """The time of a visit, in the study's unit of time.

    Parameters
    ----------
    text
        What the visit is called: a label that is declared, or a form that needs none, such as "week 12", "12w",
        "W12 visit", "FU 4 weeks", "t4", "12", "day 28", "month 3", "six months", "baseline", and REDCap's
        "week_4_arm_1".
    labels
        The times of declared labels; these come first, whatever the text would be read as.
    unit
        What bare numbers and time points (t4) count; the study's unit where it is not given.

    Returns
    -------
    int
        A week is seven days and a year twelve months. In a study that is counted in weeks a month is 52/12 weeks and a
        year 52, rounded to whole weeks.

    Raises
    ------
    MeaningError
        The text says no time, or two that differ; or one that is no whole number of the study's unit.
    """
    label = _folded(text)
    declared = {_folded(name): visit for name, visit in labels.items()} if labels else {}
    for name in (label, _ARM.sub("", label)):
        if name in declared:
            return declared[name]
    return _visit(label, unit or time_unit(), time_unit())


def unit_of_numbers(visits: Mapping[str, Any]) -> TimeUnit:
    """What a visit that is a bare number counts, by the section `visits` of config."""
    unit: TimeUnit = visits.get("unit", time_unit())
    return unit


def named_times(text: str) -> set[tuple[Fraction, TimeUnit]]:
    """The numbers that the label of a visit names with their unit of time, 0 left out."""
    label = _folded(text).replace("_", " ")
    matches = (_named_time(match) for match in _TIME.finditer(_SPELLED.sub(_in_digits, label)))
    return {(number, unit) for number, unit in matches if number and unit}


def units_of_label(text: str) -> set[TimeUnit]:
    """The units of time that the label of a visit names beside a number that is not 0."""
    return {unit for _, unit in named_times(text)}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=4096)
def _visit(label: str, unit: TimeUnit, study_unit: TimeUnit) -> int:
    """The time of a label that is not declared."""
    text = re.sub("[‐‑–—−]", "-", label.replace("_", " ")).strip()
    if _BARE[unit].fullmatch(text):
        return whole_visit(Fraction(text), unit)
    text = _SINCE.sub(" ", _SPELLED.sub(_in_digits, text))
    times = {whole_visit(number, named or unit) for number, named in map(_named_time, _TIME.finditer(text))}
    remainder = _BESIDE.sub(" ", _TIME.sub(" ", text)).replace(" - ", " ")
    if len(times) != 1 or not _NOTHING.fullmatch(remainder):
        raise MeaningError(
            f"a visit such as {study_unit} 12, t4, 12{study_unit[0]} or baseline",
            f"add it under visits.labels with its {study_unit}",
        )
    return times.pop()


def _in_digits(match: re.Match[str]) -> str:
    return f"{match['unit'] or ''}{words.NUMBERS[match['before'] or match['behind']]}"


def _named_time(match: re.Match[str]) -> tuple[Fraction, TimeUnit | None]:
    """The number of a visit, and its unit where it names one."""
    kind, number = next((name, text) for name, text in match.groupdict().items() if text is not None)
    if kind == "baseline":
        return Fraction(0), None
    named: Any = None if kind == "point" else kind.partition("_")[0]
    return Fraction(number), named


def whole_visit(number: Fraction, unit: TimeUnit) -> int:
    """A time in the study's unit.

    Raises
    ------
    MeaningError
        It is no whole number of that unit, or the units have no exact relation.
    """
    study_unit = time_unit()
    if number == 0:
        return 0
    if study_unit == "week" and unit in NEAREST_WEEKS:
        return math.floor(number * NEAREST_WEEKS[unit] + Fraction(1, 2))
    visit = number * EXACTLY[unit, study_unit] if (unit, study_unit) in EXACTLY else Fraction(1, 2)
    if visit.denominator != 1:
        raise MeaningError(*_not_whole(unit, study_unit))
    return int(visit)


def _not_whole(unit: TimeUnit, study_unit: TimeUnit) -> tuple[str, str]:
    """Why a time of a unit is no visit of the study, as what is expected, and what to do."""
    one = Fraction(1) / EXACTLY[unit, study_unit] if (unit, study_unit) in EXACTLY else Fraction(0)
    expected = f"a visit at a whole number of {study_unit}s, in which this study counts time"
    if one > 1:
        expected += f", such as {unit} {int(one)} or {2 * int(one)}"
    elif not one:
        expected += f"; a {unit} is no exact number of them"
    declare = f"declare time_unit: {unit} for the cohort, which then counts and prints time in {unit}s; "
    beside = f"; or give it its {study_unit} by visits.labels"
    phases = ", or let spans of days count as one visit by visits.phases" if unit == "day" else ""
    return expected, (declare if unit != study_unit else "") + "or leave it out" + phases + beside
