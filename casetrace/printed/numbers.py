"""Numbers as they are printed: text whose decimals say which exact values it can stand for."""

import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:\bto\b|–|-)\s*({_NUMBER})")

# Comparators that state a value, where the others bound it.
EQUALITIES = ("=", "up to", "at least")
COMPARATORS = (*EQUALITIES, "<", "<=", ">", ">=")


class PrintedError(ValueError):
    """A printed number cannot be read, or cannot be tested as asked; says what was found and what was expected."""


@dataclass(frozen=True)
class Printed:
    """A number as printed.

    Parameters
    ----------
    text
        The number as it stands in print.
    value
        Its exact value.
    decimals
        How many decimals are printed; negative where it is rounded to tens, hundreds and so on.
    is_percent
        Whether a sign of percent stands behind it.
    """

    text: str
    value: Fraction
    decimals: int
    is_percent: bool = False

    @classmethod
    def parse(cls, text: str, decimals: int | None = None) -> "Printed":
        """Read a plain decimal number.

        Parameters
        ----------
        text
            Such as "5.19", ".03" or "-4".
        decimals
            How many decimals it is rounded to; as many as are printed unless given.

        Raises
        ------
        PrintedError
            Where the text is anything else.
        """
        plain = text.strip().replace("−", "-")
        if re.fullmatch(_NUMBER, plain, re.ASCII) is None:
            raise PrintedError(f"found {text!r}, expected a plain decimal number such as 12.5")
        printed = len(plain.partition(".")[2])
        return cls(text.strip(), Fraction(Decimal(plain)), printed if decimals is None else decimals)

    @classmethod
    def parse_beside(cls, text: str) -> "Printed":
        """Read a number next to another one, where a percentage may bear its sign, such as "33 %".

        Raises
        ------
        PrintedError
            Where the text is anything else.
        """
        plain, sign, _ = text.rpartition("%")
        return replace(cls.parse(plain), is_percent=True) if sign and text.strip().endswith("%") else cls.parse(text)

    @property
    def lower(self) -> Fraction:
        """The smallest value that may be rounded to it."""
        return self.value - self._half_unit

    @property
    def upper(self) -> Fraction:
        """The largest value that may be rounded to it: halves may have been rounded either way."""
        return self.value + self._half_unit

    @property
    def is_whole(self) -> bool:
        """Whether it is printed without decimals and is no percentage, as counts are."""
        return self.decimals == 0 and not self.is_percent

    @property
    def _half_unit(self) -> Fraction:
        return Fraction(10) ** -self.decimals / 2

    def allows(self, low: Fraction, high: Fraction, comparator: str = "=") -> bool:
        """Whether a value between two bounds may be printed as this number, or meet the bound that it states.

        Parameters
        ----------
        low, high
            The bounds of the value, both included.
        comparator
            One of COMPARATORS. What bounds a value ("< 0.05") is taken as exact.
        """
        if comparator in EQUALITIES:
            return low <= self.upper and high >= self.lower
        bounded = {"<": low < self.value, "<=": low <= self.value, ">": high > self.value, ">=": high >= self.value}
        return bounded[comparator]


def parse_range(text: str, decimals: int | None = None) -> tuple[Printed, Printed]:
    """The two ends of a printed range such as "49 to 71" or "49–71", with decimals as for `Printed.parse`.

    Raises
    ------
    PrintedError
        Where the text is anything else.
    """
    match = _RANGE.fullmatch(text.strip().replace("−", "-"))
    if match is None:
        raise PrintedError(f"found {text!r}, expected a range such as 49 to 71")
    return Printed.parse(match[1], decimals), Printed.parse(match[2], decimals)


def rounded_text(value: Fraction, decimals: int) -> str:
    """A value rounded to some decimals, halves up, with its trailing zeros."""
    units = math.floor(value * Fraction(10) ** decimals + Fraction(1, 2))
    return format(Decimal(units).scaleb(-decimals), "f")


def plain_text(value: Fraction, decimals: int) -> str:
    """A value to at most so many decimals, without trailing zeros."""
    text = rounded_text(value, max(decimals, 0))
    return text.rstrip("0").rstrip(".") if "." in text else text


def positive(number: int, name: str) -> int:
    """The number itself, where it can be a sample size.

    Raises
    ------
    PrintedError
        Where it is below 1.
    """
    if number < 1:
        raise PrintedError(f"found {name} = {number}, expected a whole number from 1")
    return number
