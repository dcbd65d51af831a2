"""Full names and dates of birth under headers that do not say so."""

import re
from collections.abc import Sequence
from functools import cache
from statistics import median

from casetrace.ingest.names import folded, spellings
from casetrace.model.dictionary import SCHEMAS
from casetrace.model.yaml_files import read_yaml
from casetrace.read.kinds import DATE

_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?"
_PARTICLE = r"(?:van|von|de|der|den|la|da|di|del|af|ten|ter|zu|el|al)"
#: Two to five words with capitals, and what may stand between them; or the surname in front, with a comma.
FULL_NAME = re.compile(rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|Fr|Hr)\.? )?{_WORD}(?:,? (?:{_PARTICLE} ){{0,2}}{_WORD}){{1,4}}")
#: Share of a column's different texts that look like full names, from which it names persons, and their fewest.
NAMES, FEWEST_NAMES = 0.5, 2
#: Years that dates of birth of a cohort span, as dates of visits hardly do; and years that they lie before these.
SPAN, BEFORE = 25, 15
FEWEST_DATES = 3
_NUMBER = re.compile(r"\d+")


@cache
def given_names() -> frozenset[str]:
    """The given names of the list, folded."""
    lines = read_yaml(SCHEMAS / "given_names.yaml").values()
    return frozenset(spellings(*lines))


def is_full_name(text: str) -> bool:
    """Whether a text is a person's full name: a known given name beside other words with capitals, and nothing else."""
    if not FULL_NAME.fullmatch(text):
        return False
    words = [folded(word) for word in re.findall(r"[^\W\d_]+", text)]
    return any(word in given_names() for word in words)


def full_names(texts: Sequence[str]) -> list[str]:
    """The full names among the different texts of a column; none where most of them are something else."""
    names = [text for text in texts if is_full_name(text)]
    return names if len(names) >= max(FEWEST_NAMES, NAMES * len(texts)) else []


def years_of(texts: Sequence[str]) -> list[int]:
    """The years of a column of dates with years of four digits; empty where most of its texts are something else."""
    years = [int(max(_NUMBER.findall(text), key=len)[:4]) for text in texts if _is_dated(text)]
    return years if len(years) > len(texts) / 2 else []


def _is_dated(text: str) -> bool:
    match = DATE.match(text)
    return bool(match) and any(len(digits) == 4 for digits in _NUMBER.findall(text[:10]))


def are_births(years: Sequence[int], of_others: Sequence[Sequence[int]]) -> bool:
    """Whether the years of a column of dates are those of births.

    Parameters
    ----------
    years
        Its years.
    of_others
        The years of the other columns of dates: persons are born before they are seen.
    """
    if len(years) < FEWEST_DATES:
        return False
    if max(years) - min(years) >= SPAN:
        return True
    return any(len(others) >= FEWEST_DATES and median(years) <= min(others) - BEFORE for others in of_others)
