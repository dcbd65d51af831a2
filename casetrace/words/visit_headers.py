"""Visits named in the headers of wide tables.

Only forms that hardly mean anything else are found: a header is not asked to be a visit, as the text of a visit column
is. So "m3" (a volume), "d3" (a vitamin), "T2" at the start (an image), "5 years" (a span) and numbers of visits are
none; such headers are mapped by config.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from casetrace.model.time_units import USUAL, TimeUnit, time_unit
from casetrace.words import visit_words as words
from casetrace.words.errors import MeaningError
from casetrace.words.visits import visit_of_label


class VisitInHeader(NamedTuple):
    """A header without its visit, and the visit's label as it stands there."""

    rest: str
    label: str


#: A longer header is a text, which is searched for no visit; nor could it be quickly.
LONGEST_HEADER = 300

_START = r"(?<![^\W_])"
_END = r"(?![^\W_]|[.,][0-9]|\s*(?:[-–/+]|to|til|bis|à)\s*[0-9])"
#: Nothing but a unit in brackets follows.
_LAST = r"(?=[\s_,]*(?:\([^()]*\)|\[[^\[\]]*\])?\s*$)"
_LONG = f"{words.WEEK}|{words.MONTH}"
_NO_SPAN = r"(?!\s+(?:old|ago|before|prior))"
_NO_RANGE = r"(?<![0-9][-–/.,])(?<![0-9] [-–/] )"
_FOUND_ANYWHERE = "|".join(
    [
        rf"(?:{_LONG}|{words.DAY}|{words.YEAR})[ _.]{{0,2}}(?:[0-9]{{1,3}}|(?<=[ _.])(?:{words.NUMBER_WORD}))",
        rf"(?:{words.NUMBER_WORD})[ _-]?(?:{_LONG}|{words.DAY}|{words.YEAR}){_NO_SPAN}",
        rf"{_NO_RANGE}[0-9]{{1,3}}[ _-]?(?:{_LONG}){_NO_SPAN}",
        r"w[0-9]{1,3}|(?<![0-9][-–/.,])[0-9]{1,3}w",
        r"base[ _-]?line",
        r"(?:pre[ _-]?|before[ _])treatment",
    ]
)
#: Forms that are visits in a study that counts that unit, and in others rather a vitamin, a volume or a duration.
_FOUND_IN_UNIT: dict[TimeUnit, str] = {
    unit: rf"(?:{spelled})[ _.]{{0,2}}[0-9]{{1,4}}|{_NO_RANGE}[0-9]{{1,4}}[ _-]?(?:{spelled}){_NO_SPAN}"
    rf"|{letter}[ _]?[0-9]{{1,4}}|(?<![0-9][-–/.,])[0-9]{{1,4}}{letter}"
    for unit, (spelled, letter) in words.UNITS.items()
    if unit != USUAL
}
_FOUND_LAST = r"(?<=[\s_.-])(?:pre|bl)|(?<=[\s_.-])(?-i:t)[0-9]{1,3}|(?<=[_.])t[0-9]{1,3}"
_SPAN_BEFORE = re.compile(rf"(?<![^\W_])(?:{words.SPAN})[\s_-]+$", re.IGNORECASE)
_IN_WORDS = re.compile(rf"(?:{words.NUMBER_WORD})", re.IGNORECASE)
#: A number word beside another one is part of a larger number ("twenty-one weeks") or of a range ("four to six").
_PART = rf"(?:{words.NUMBER_WORD}|{words.TENS_WORD})"
_AND = r"[\s_-]+(?:(?:or|to|and|oder|bis|og|til|et|ou|à)[\s_-]+)?"
_PART_BEFORE = re.compile(rf"(?<![^\W_]){_PART}{_AND}$", re.IGNORECASE)
_PART_BEHIND = re.compile(rf"{_AND}{_PART}(?![^\W_])", re.IGNORECASE)
_ENDS_IN_WORDS = re.compile(rf".*(?<![^\W_])(?:{words.NUMBER_WORD})", re.IGNORECASE)
_COMPARED_BEFORE = re.compile(rf"(?<![^\W_])(?:{words.COMPARED})[\s_-]+$", re.IGNORECASE)
_NO_TIME_POINT_BEFORE = re.compile(rf"(?<![^\W_])(?:{words.NO_TIME_POINT})[\s_.-]*$", re.IGNORECASE)
_JOINT = re.compile(r"[\s_.,:;|/-]*(?:(?<![^\W_])(?:at|on|in|after|zu|nach|ved|efter|à)[\s_]*)?$", re.IGNORECASE)


def visit_in_header(header: str, labels: Mapping[str, int] | None = None) -> VisitInHeader | None:
    """The visit that a header names, and the header without it.

    Parameters
    ----------
    header
        A header such as "Size (mm) week 12", "size_w4_mm", "VAS_baseline", "Grösse t4".
    labels
        Declared labels of visits and their times; those with a letter are found too.

    Returns
    -------
    VisitInHeader or None
        None where no visit is named, or several that differ. A visit named twice, "baseline (week 0)", is taken out
        twice, and its label is the first one.
    """
    if len(header) > LONGEST_HEADER:
        return None
    labels = labels or {}
    declared = tuple(
        sorted((name for name in labels if re.search(r"[^\W\d_]", name)), key=lambda name: (-len(name), name))
    )
    matches = [match for match in _pattern(declared, time_unit()).finditer(header) if _is_visit(header, match)]
    if not matches or (len(matches) > 1 and not _one_visit([match[0] for match in matches], labels)):
        return None
    remainder = header
    for match in reversed(matches):
        remainder = _joined(remainder[: match.start()], remainder[match.end() :])
    return VisitInHeader(remainder, matches[0][0])


def label_in_header(header: str, labels: Mapping[str, int] | None = None) -> str:
    """The label of the visit that a header names; empty where it names none."""
    visit = visit_in_header(header, labels)
    return visit.label if visit else ""


@lru_cache(maxsize=64)
def _pattern(declared: tuple[str, ...], unit: TimeUnit) -> re.Pattern[str]:
    names = "|".join(re.escape(name.strip()) for name in declared)
    declared_part = rf"{_START}(?P<declared>{names})(?![^\W_])|" if names else ""
    anywhere = "|".join(filter(None, (_FOUND_IN_UNIT.get(unit, ""), _FOUND_ANYWHERE)))
    return re.compile(rf"{declared_part}{_START}(?:{anywhere}){_END}|(?:{_FOUND_LAST}){_LAST}", re.IGNORECASE)


def _is_visit(header: str, match: re.Match[str]) -> bool:
    if match.groupdict().get("declared"):
        return True
    prefix, label = header[: match.start()], match[0].casefold()
    if _IN_WORDS.match(label) and _PART_BEFORE.search(prefix):
        return False
    if _ENDS_IN_WORDS.fullmatch(label) and _PART_BEHIND.match(header, match.end()):
        return False
    if label[0].isdecimal() or _IN_WORDS.match(label):
        return not _SPAN_BEFORE.search(prefix)
    if label.startswith("base"):
        return not _COMPARED_BEFORE.search(prefix)
    return not (re.fullmatch("t[0-9]+", label) and _NO_TIME_POINT_BEFORE.search(prefix))


def _one_visit(header_labels: list[str], labels: Mapping[str, int]) -> bool:
    try:
        return len({visit_of_label(label, labels) for label in header_labels}) == 1
    except MeaningError:
        return False


def _joined(prefix: str, suffix: str) -> str:
    """What stands before and after a visit, joined as the visit was joined to it."""
    opened = re.search(r"\s*[(\[]\s*$", prefix)
    closed = re.match(r"\s*[)\]]", suffix)
    if opened and closed:
        prefix, suffix = prefix[: opened.start()], suffix[closed.end() :]
    joint = _JOINT.search(prefix)
    left = prefix[: joint.start()] if joint else prefix
    right = re.sub(r"^[\s_.:|-]+", "", suffix).rstrip(" _-")
    if not left or not right:
        return left or right.lstrip(" ,;/")
    separator = "" if right[0] in ",;/)]" else "_" if prefix.endswith("_") or suffix.startswith("_") else " "
    return left + separator + right
