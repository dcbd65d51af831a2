"""Numbers as clinics write them: decimal comma or point, thousands in groups, a unit behind."""

import re
from functools import lru_cache

SPACES = " \u00a0\u2009\u202f"
APOSTROPHES = "'\u2019"
MINUS = "\u2212"

# A unit is one word of letters and signs with small exponents: mm, mm2, cm³, kg/m^2, mg/dl, %, °C.
_UNIT = r"[^\W\d_%°µμ]*[%°µμ]?[^\W\d_]*(?:[²³23](?!\d)|\^[23])?"
_WITH_UNIT = re.compile(
    rf"(?P<number>[+\-{MINUS}]?(?:\d[\d.,]*(?:[{SPACES}{APOSTROPHES}]\d{{3}}(?!\d)[.,\d]*)*|[.,]\d+))"
    rf"[{SPACES}]*[(\[]?(?P<unit>{_UNIT}(?:[/·*]{_UNIT})*)[)\]]?"
)
_EXPONENT = re.compile(r"[eE][23]")


def plain_number(text: str, decimal: str, thousands: str) -> str | None:
    """The number written with a decimal point and no groups, or None where the text is none in this notation.

    Parameters
    ----------
    text
        A cell's text; blanks around it don't count.
    decimal, thousands
        The characters in use. A blank as `thousands` stands for any kind of space, an apostrophe for both kinds;
        an empty one allows no groups.

    Notes
    -----
    Digits are moved as text and never rounded. Groups have three digits each. Exponents, `nan` and `inf` are no
    numbers.
    """
    match = _notation(decimal, thousands).fullmatch(text.strip())
    if not match:
        return None
    digits = re.sub("[^0-9]", "", match["whole"] or "0")
    fraction = match["fraction"] or match["below_one"]
    return match["sign"].replace(MINUS, "-") + digits + (f".{fraction}" if fraction else "")


def split_unit(text: str) -> tuple[str, str]:
    """The number's text and the unit behind it, such as `3,5` and `cm`; the whole text and "" where there is none."""
    match = _WITH_UNIT.fullmatch(text.strip())
    if not match or not match["unit"] or _EXPONENT.fullmatch(match["unit"]):
        return text.strip(), ""
    return match["number"], match["unit"]


def same_separators(character: str) -> str:
    """All characters that are written for this one between groups of digits."""
    for variants in (SPACES, APOSTROPHES):
        if character and character in variants:
            return variants
    return character


@lru_cache(maxsize=64)
def _notation(decimal: str, thousands: str) -> re.Pattern[str]:
    """A number in this notation: sign, whole part and fraction."""
    whole = "[0-9]+"
    if thousands and thousands != decimal:
        # One and the same separator throughout: 1 234'567 is no number.
        separator = f"[{re.escape(same_separators(thousands))}]"
        whole += rf"|[1-9][0-9]{{0,2}}(?P<separator>{separator})[0-9]{{3}}(?:(?P=separator)[0-9]{{3}})*"
    point = re.escape(decimal)
    return re.compile(
        rf"(?P<sign>[+\-{MINUS}]?)(?:(?P<whole>{whole})(?:{point}(?P<fraction>[0-9]+))?|{point}(?P<below_one>[0-9]+))"
    )
