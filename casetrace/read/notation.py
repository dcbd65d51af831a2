"""Finds the decimal and the thousands separator from the texts of a table."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from casetrace.read.kinds import DATE, kind_of
from casetrace.read.numbers import APOSTROPHES, SPACES

_GAPS = SPACES + APOSTROPHES
# Digits with separators, not inside a code, a time or a longer chain.
_TOKEN = re.compile(
    rf"(?:(?<![\w.,:])|(?<=\dx))(?:\d+(?:[.,]\d+|[{_GAPS}]\d{{3}}(?!\d))+|[.,]\d+)(?!(?!x\d)[^\W\d_]*\d|[.,:]\d|\.(?:\d|$))"
)
_SEPARATORS = re.compile(rf"[.,{_GAPS}]")


class Ambiguous(NamedTuple):
    """A number whose separator may be the decimal one or stand between thousands."""

    header: str
    row: int
    text: str


@dataclass
class Evidence:
    """How often each separator was seen as a decimal one, between thousands, or as either of them."""

    decimal: Counter[str] = field(default_factory=Counter)
    thousands: Counter[str] = field(default_factory=Counter)
    either: Counter[str] = field(default_factory=Counter)


class Notation(NamedTuple):
    """Decimal and thousands separator; `unclear` where a comma may be either and nothing tells."""

    decimal: str
    thousands: str
    unclear: bool = False


def evidence_in(texts: Iterable[str]) -> Evidence:
    """What the numbers in these texts show."""
    evidence = Evidence()
    for text in texts:
        for token in number_tokens(text):
            _count(token, evidence)
    return evidence


def number_tokens(text: str) -> list[str]:
    """The numbers with separators in a cell of numbers, without dates; none in a cell of prose."""
    if kind_of(text) != "number" or DATE.search(text):
        return []
    return _TOKEN.findall(text)


def decided(evidence: Evidence, decimal: str = "", thousands: str | None = None) -> Notation:
    """The notation that the evidence speaks for, where config doesn't give it (`decimal` empty, `thousands` None)."""
    unclear = False
    if not decimal:
        decimal, unclear = _decimal(evidence, thousands or "")
    if thousands is None:
        thousands = _thousands(evidence, decimal, unclear)
    return Notation(decimal, thousands, unclear)


def first_ambiguous(columns: Mapping[str, Sequence[str]]) -> Ambiguous | None:
    """The first cell, by row, with a group of three digits behind a comma."""
    candidates = []
    for header, texts in columns.items():
        for row, text in enumerate(texts):
            token = next((token for token in number_tokens(text) if _meaning(token) == ("either", ",")), None)
            if token:
                candidates.append(Ambiguous(header, row, token))
                break
    return min(candidates, key=lambda cell: cell.row, default=None)


def _count(token: str, evidence: Evidence) -> None:
    marks = _SEPARATORS.findall(token)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1 and _in_groups(token, marks[0]):
        if marks[-1] not in _GAPS:
            evidence.decimal[marks[-1]] += 1
            evidence.thousands[marks[0]] += 1
        return
    meaning = _meaning(token)
    if meaning:
        getattr(evidence, meaning[0])[meaning[1]] += 1


def _meaning(token: str) -> tuple[str, str] | None:
    """What the only kind of separator in a number is: `decimal`, `thousands` or `either`; None where it isn't clear."""
    marks = _SEPARATORS.findall(token)
    if len(set(marks)) != 1:
        return None
    mark = marks[0]
    if mark in _GAPS or len(marks) > 1:
        return ("thousands", mark) if _in_groups(token, mark) else None
    return ("either", mark) if _in_groups(token, mark) else ("decimal", mark)


def _in_groups(token: str, mark: str) -> bool:
    """Whether the whole part of a number stands in groups of three digits with this mark between them."""
    decimal_marks = "".join(character for character in ".," if character != mark)
    return bool(re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:[{decimal_marks}]\d+)?", token))


def _decimal(evidence: Evidence, thousands: str) -> tuple[str, bool]:
    """The decimal separator, and whether a comma in the table stays unclear."""
    votes = {mark: evidence.decimal[mark] for mark in ".," if mark != thousands}
    if any(votes.values()):
        return max(votes, key=lambda mark: votes[mark]), False
    if evidence.thousands["."] or thousands == ".":
        return ",", False
    settled = evidence.thousands[","] or thousands == ","
    return ".", bool(evidence.either[","]) and not settled


def _thousands(evidence: Evidence, decimal: str, unclear: bool) -> str:
    """The thousands separator; a lone group counts once the decimal separator is known to be the other one."""
    counts = Counter({mark: count for mark, count in evidence.thousands.items() if mark != decimal})
    if not unclear:
        counts.update({mark: count for mark, count in evidence.either.items() if mark != decimal})
    if not counts:
        return ""
    mark = max(sorted(counts), key=lambda character: counts[character])
    return next((variants[0] for variants in (SPACES, APOSTROPHES) if mark in variants), mark)
