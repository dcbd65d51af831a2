"""The weeks of visits, from what a clinic calls them."""

import math
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from casetrace.words import visit_words as words
from casetrace.words.errors import MeaningError

Unit = Literal["day", "week", "month", "year"]

WEEKS_IN = {"day": Fraction(1, 7), "week": Fraction(1), "month": Fraction(52, 12), "year": Fraction(52)}
#: A day or a week is given exactly, a month or a year stands for the week nearest to it.
EXACT_UNITS = ("day", "week")

_NUMBER = r"[0-9]{1,3}(?:\.[0-9]+)?"
_BARE = re.compile(_NUMBER)
_ARM = re.compile(r"[ _]arm[ _][0-9]+$")
_SINCE = re.compile(rf"(?<!\w)(?:{words.SINCE})(?!\w)")
_TIME = re.compile(
    "|".join(
        rf"(?<!\w)(?:(?:{spelled})[ .:]*|{letter} ?)(?P<{unit}_behind>{_NUMBER})(?![\w])"
        rf"|(?<![\w.,-])(?P<{unit}_before>{_NUMBER})(?:[ -]?(?:{spelled})| ?{letter})(?!\w)"
        for unit, (spelled, letter) in words.UNITS.items()
    )
    + rf"|(?<!\w)t ?(?P<point>{_NUMBER})(?!\w)|(?<!\w)(?P<baseline>{words.BASELINE}|bl)(?!\w)"
)
_BESIDE = re.compile(rf"(?<!\w)(?:{words.BESIDE})(?!\w)")
_ANY_UNIT = "|".join(spelled for spelled, _ in words.UNITS.values())
#: A number in words right before or behind a unit of time: "six months", "sixmonths", "week four".
_SPELLED = re.compile(
    rf"(?<!\w)(?P<before>{words.NUMBER_WORD})(?=[ -]?(?:{_ANY_UNIT})(?!\w))"
    rf"|(?<!\w)(?P<unit>(?:{_ANY_UNIT})[ .:]+)(?P<behind>{words.NUMBER_WORD})(?!\w)"
)
_NOTHING = re.compile(r"[\s()\[\]/:,.;]*")


def week_of_label(text: str, labels: Mapping[str, int], unit: Unit = "week") -> int:
    """The week of a visit.

    Parameters
    ----------
    text
        What the visit is called: a label that is declared, or a form that needs none, such as "week 12", "12w",
        "W12 visit", "FU 4 weeks", "t4", "12", "day 28", "month 3", "six months", "baseline", and REDCap's
        "week_4_arm_1".
    labels
        The weeks of declared labels; these come first, whatever the text would be read as.
    unit
        What bare numbers and time points (t4) count.

    Returns
    -------
    int
        A month counts 52/12 weeks and a year 52, rounded to whole weeks.

    Raises
    ------
    MeaningError
        The text says no week, or two that differ; or a day or week that is no whole number of weeks.
    """
    label = _folded(text)
    declared = {_folded(name): week for name, week in labels.items()} if labels else {}
    for name in (label, _ARM.sub("", label)):
        if name in declared:
            return declared[name]
    return _week(label, unit)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


@lru_cache(maxsize=4096)
def _week(label: str, unit: Unit) -> int:
    """The week of a label that is not declared."""
    text = re.sub("[‐‑–—−]", "-", label.replace("_", " ")).strip()
    if _BARE.fullmatch(text):
        return _whole_weeks(text, unit)
    text = _SINCE.sub(" ", _SPELLED.sub(_in_digits, text))
    weeks = {_week_of_match(match, unit) for match in _TIME.finditer(text)}
    remainder = _BESIDE.sub(" ", _TIME.sub(" ", text)).replace(" - ", " ")
    if len(weeks) != 1 or not _NOTHING.fullmatch(remainder):
        raise MeaningError("a visit such as week 12, t4, 12w or baseline", "add it under visits.labels with its week")
    return weeks.pop()


def _in_digits(match: re.Match[str]) -> str:
    return f"{match['unit'] or ''}{words.NUMBERS[match['before'] or match['behind']]}"


def _week_of_match(match: re.Match[str], unit: Unit) -> int:
    kind, number = next((name, text) for name, text in match.groupdict().items() if text is not None)
    if kind == "baseline":
        return 0
    return _whole_weeks(number, unit if kind == "point" else kind.partition("_")[0])


def _whole_weeks(number: str, unit: str) -> int:
    weeks = Fraction(number) * WEEKS_IN[unit]
    if unit in EXACT_UNITS and weeks.denominator != 1:
        raise MeaningError(
            "a visit at a whole number of weeks, such as day 7 or 14: time is counted and printed in weeks, and a "
            "study whose visits lie closer together cannot be reported in days",
            "leave it out, or let spans of days count as one visit by visits.phases; visits.labels can give it the "
            "week by which it is to be printed",
        )
    return math.floor(weeks + Fraction(1, 2))
