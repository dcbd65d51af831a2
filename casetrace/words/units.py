"""Units of measurement: their spellings, the conversion of numbers, and units named in headers."""

import re
import unicodedata
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from casetrace.words.errors import MeaningError
from casetrace.words.exact import exact_text, fraction_of
from casetrace.words.unit_names import LENGTHS, LETTERS, MOLAR, POWERS, TIMES, UNITS

if TYPE_CHECKING:
    from pint import UnitRegistry

EXPONENTS = {"2": "²", "3": "³"}
_POWER = re.compile(r"(.+?)\.?\s*(?:\^|\*\*)?([23])")
_POWERS_IN_WORDS = (
    (re.compile(r"(?:sq|square)\b\.?\s*(.+)", re.IGNORECASE), r"\g<1>2"),
    (re.compile(r"(?:cu|cubic)\b\.?\s*(.+)", re.IGNORECASE), r"\g<1>3"),
    (re.compile(r"(.+?)\s+squared", re.IGNORECASE), r"\g<1>2"),
    (re.compile(r"(.+?)\s+cubed", re.IGNORECASE), r"\g<1>3"),
)
_BRACKETS = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")


def _spelled(text: str) -> str:
    """The text with one way to write exponents and the micro sign, without needless blanks and a dot behind it."""
    composed = unicodedata.normalize("NFC", text).replace("μ", "µ").replace("²", "2").replace("³", "3")
    return " ".join(composed.split()).removesuffix(".").strip()


def _case_folded() -> dict[str, str]:
    names = {name.casefold(): name for name in UNITS if name not in LETTERS}
    names |= {spelling: name for name, unit in UNITS.items() for spelling in unit.spellings}
    # The micro sign's case fold is the Greek letter.
    return {_spelled(spelling): name for spelling, name in (names | POWERS).items()}


_BY_LETTER = LETTERS | MOLAR
_BY_SPELLING = _case_folded()


@lru_cache(maxsize=4096)
def _known(text: str) -> str:
    """The canonical spelling of a unit; empty where it is none that is known."""
    if not text.strip() or len(text) > 60:
        return ""
    parts = [_known_part(part) for part in re.split(r"\s*/\s*|(?<=\S)\s+per\s+(?!cent)", _spelled(text))]
    return "/".join(parts) if all(parts) else ""


def _known_part(text: str) -> str:
    name = _without_power(text)
    if name:
        return name
    for words, figures in _POWERS_IN_WORDS:
        text = words.sub(figures, text) if words.fullmatch(text) else text
    power = _POWER.fullmatch(text)
    length = _without_power(power[1]) if power else ""
    return length + EXPONENTS[power[2]] if power and length in LENGTHS else ""


def _without_power(text: str) -> str:
    return _BY_LETTER.get(text) or _BY_SPELLING.get(_spelled(text.casefold()), "")


def canonical_unit(text: str) -> str:
    """The unit in the one spelling used for print and comparison.

    Parameters
    ----------
    text
        A unit as somebody wrote it: "MM", "millimetres", "sq mm", "mg / mL", "years".

    Returns
    -------
    str
        "mm", "mm", "mm²", "mg/ml", "years"; an unknown unit stays as it is, trimmed.
    """
    return _known(text) or text.strip()


def is_unit(text: str) -> bool:
    """Whether the text is the spelling of a known unit."""
    return bool(_known(text))


def converted(number: str, unit: str, target: str) -> str:
    """A number in another unit.

    Parameters
    ----------
    number
        A number in plain decimal notation.
    unit, target
        Its unit and the one that is asked for; where either is empty there is nothing to convert.

    Returns
    -------
    str
        The number as it stands where the units are the same, else the converted number: in full where its decimals
        end, with 12 significant digits where they don't.

    Raises
    ------
    MeaningError
        A unit is unknown, or the two measure different quantities.
    """
    if not unit or not target or canonical_unit(unit) == canonical_unit(target):
        return number
    return exact_text(in_unit(fraction_of(number), unit, target))


def in_unit(value: Fraction, unit: str, target: str) -> Fraction:
    """An exact number in another unit; parameters and errors as in `converted`."""
    if canonical_unit(unit) == canonical_unit(target):
        return value
    scale = _scale(canonical_unit(unit), canonical_unit(target))
    return value * scale.factor + scale.offset


#: Spans of life or of a study, which nobody counts in seconds, minutes or hours.
_SPANS = frozenset({"weeks", "months", "years"})
_CLOCK = frozenset({"s", "min", "h"})
#: What a length of a lesion is in, and the metres from which none can be meant: nobody is as long.
_SMALL_LENGTHS = frozenset({"nm", "µm", "mm", "cm"})
_TOO_LONG = 3


def check_possible(number: str, unit: str, target: str) -> None:
    """Refuse a unit behind a number that could be converted and cannot be meant: an age in seconds, a lesion of 12 m.

    Raises
    ------
    MeaningError
        It cannot be meant.
    """
    written, asked = canonical_unit(unit), canonical_unit(target)
    if (asked in _SPANS and written in _CLOCK) or (
        asked in _SMALL_LENGTHS and written == "m" and fraction_of(number) >= _TOO_LONG
    ):
        raise MeaningError(
            f"a number in {target}, or in a unit that is usual for it, unlike '{unit}'",
            "correct the cell: write the unit out, or leave it away",
        )


class _Scale(NamedTuple):
    factor: Fraction
    offset: Fraction


@cache
def _scale(unit: str, target: str) -> _Scale:
    """How numbers in a unit become numbers in another; the offset is of temperatures alone."""
    names = [_pint_name(unit), _pint_name(target)]
    if not all(names):
        raise _inconvertible(unit, target)
    from pint.errors import PintError

    try:
        at_zero, at_one = (Fraction(_registry().Quantity(Fraction(n), names[0]).to(names[1]).magnitude) for n in (0, 1))
    except PintError as error:
        raise _inconvertible(unit, target) from error
    return _Scale(at_one - at_zero, at_zero)


def _inconvertible(unit: str, target: str) -> MeaningError:
    return MeaningError(
        f"a number in {target}, or in a unit that can be converted to it, unlike '{unit}'",
        "correct the cell, or give the column the unit that it is in",
    )


def _pint_name(unit: str) -> str:
    """The unit's name in pint; empty where it has none."""
    parts = []
    for part in _known(unit).split("/"):
        base, power = (part[:-1], part[-1]) if part[-1:] in EXPONENTS.values() else (part, "")
        name = UNITS[base].pint if base else ""
        if not name:
            return ""
        parts.append(f"{name}**{'23'['²³'.index(power)]}" if power else name)
    return " / ".join(parts)


@cache
def _registry() -> "UnitRegistry":
    """The units of pint, with fractions for numbers: an inch is exactly 127/5 mm."""
    from pint import UnitRegistry

    return UnitRegistry(non_int_type=Fraction)


#: Units that are also words, abbreviations of other words, or the name of a column rather than its unit.
_NO_SUFFIXES = {
    "in", "min", "mo", "ft", "cc", "sec", "hr", "wk", "yr", "mth", "feet", "foot", "pound", "kilo", "unit", "units",
    "second", "minute", "hour", "day", "week", "month", "year", "tag", "monat", "woche", "jahr", "dag", "dage", "uge",
    "år", "jour", "semaine", "mois", "ans",
}  # fmt: skip


def units_in_header(header: str) -> list[str]:
    """The units that a header names, in canonical spelling and in order, each once.

    Parameters
    ----------
    header
        A column's header.

    Returns
    -------
    list of str
        Units in brackets, "Size (mm)/reduction (%)", also as one of several parts, "Size (mm, longest)". Where no
        brackets hold one: the unit behind the name, "size_mm", "Size mm", "Size, cm". A single letter is a unit only
        alone in brackets, words such as "in" and "month" never are behind a name, and a time behind a number, "score 6
        months", is a visit.
    """
    units = []
    for match in _BRACKETS.finditer(header):
        inside = match[1] if match[1] is not None else match[2]
        parts = [part.strip() for part in re.split(r"[,;]", inside)]
        units += [_known(part) for part in parts if len(parts) == 1 or len(part) > 1]
    header_units = units if any(units) else [unit_behind(header).unit]
    return list(dict.fromkeys(unit for unit in header_units if unit))


class NameAndUnit(NamedTuple):
    """A header's name, and the unit behind it; empty where there is none."""

    stem: str
    unit: str


def unit_behind(header: str) -> NameAndUnit:
    """The unit behind a header's name, of one or two words: "sq mm" is not mm."""
    words = [word for word in re.split(r"[\s,_]+", header) if word]
    if words and words[-1].endswith("%") and words != ["%"]:
        return NameAndUnit(" ".join(words)[:-1], "%")
    for n_words in (2, 1):
        text = " ".join(words[-n_words:])
        if len(words) > n_words and len(text) > 1 and text.casefold() not in _NO_SUFFIXES and is_unit(text):
            unit = canonical_unit(text)
            is_visit = unit in TIMES and words[-n_words - 1].isdecimal()
            return NameAndUnit(header, "") if is_visit else NameAndUnit(" ".join(words[:-n_words]), unit)
    return NameAndUnit(header, "")


def unit_in_header(header: str) -> str:
    """The one unit that a header names; empty where it names none or several."""
    units = units_in_header(header)
    return units[0] if len(units) == 1 else ""
