"""Exact numbers and their texts in plain decimal notation."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from casetrace.words.errors import MeaningError

#: Significant digits of a number whose decimals don't end.
SIGNIFICANT_DIGITS = 12
#: A number that ends within as many decimals is written in full.
MOST_DECIMALS = 20
#: Powers of ten beyond which a number is no measurement, and its plain notation no text to read.
LARGEST_EXPONENT = 30

PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_ROUNDED = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_UP)


def decimal_of(text: str) -> Decimal:
    """The number that a text in plain decimal notation writes.

    Raises
    ------
    MeaningError
        The text is anything else: exponents, separators of thousands, `nan` and digits of other scripts included.
    """
    if not PLAIN_NUMBER.fullmatch(text.strip()):
        raise MeaningError("a number such as 12 or 12.5", "correct the cell")
    return Decimal(text.strip())


def fraction_of(text: str) -> Fraction:
    """The number that a text in plain decimal notation writes, as a fraction; errors as in `decimal_of`."""
    return Fraction(decimal_of(text))


def rounded_text(value: Decimal) -> str:
    """A number in plain notation with at most 12 significant digits.

    Raises
    ------
    MeaningError
        The number is not finite, or too large or small to be written plainly.
    """
    if not value.is_finite() or (value and abs(value.adjusted()) > LARGEST_EXPONENT):
        raise MeaningError(f"a result between 1e-{LARGEST_EXPONENT} and 1e{LARGEST_EXPONENT}", "correct the cell")
    return _plain(_ROUNDED.plus(value))


def exact_text(value: Fraction) -> str:
    """A number in plain notation: in full where its decimals end, else with 12 significant digits."""
    decimals = _decimals(value.denominator)
    if decimals is None or decimals > MOST_DECIMALS:
        return _plain(_ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator)))
    return _plain(Decimal(f"{value.numerator * 10**decimals // value.denominator}E-{decimals}"))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _decimals(denominator: int) -> int | None:
    """How many decimals a reduced fraction with this denominator has; None where they don't end."""
    powers = []
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        powers.append(power)
    return max(powers) if denominator == 1 else None
