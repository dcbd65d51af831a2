"""Numbers that a slip of the hand makes of a number: digits swapped, one changed, lost or doubled, a point moved."""

import re
from collections.abc import Iterator
from itertools import pairwise

#: The digits that a changed digit can become.
DIGITS = "0123456789"
#: A number that begins with a zero and another digit, which nobody writes.
LEADING_ZERO = re.compile(r"[^0-9]*0[0-9]")


def plain(value: float) -> str:
    """A recorded number as it is written: no exponent, no trailing zeros."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def swapped(text: str) -> Iterator[str]:
    """The number with two neighbouring digits swapped."""
    places = [index for index, sign in enumerate(text) if sign.isdecimal()]
    for first, second in pairwise(places):
        if text[first] != text[second]:
            signs = list(text)
            signs[first], signs[second] = signs[second], signs[first]
            if not LEADING_ZERO.match("".join(signs)):
                yield "".join(signs)


#: What a slip does to a number, the likeliest first.
SLIPS = ("two digits swapped", "one digit changed", "one digit lost or doubled", "the point moved")


def mistyped(text: str) -> dict[float, str]:
    """The numbers that one slip makes of a written number, each with what happened: nearest first within a slip."""
    slips: dict[float, str] = {}
    for slip, texts in zip(SLIPS, (swapped(text), _changed(text), _lost_or_doubled(text), _moved(text)), strict=True):
        for value in sorted(map(float, texts), key=lambda value: (abs(value - float(text)), value)):
            slips.setdefault(value, slip)
    slips.pop(float(text), None)
    return slips


def _changed(text: str) -> Iterator[str]:
    for index, sign in enumerate(text):
        if sign.isdecimal():
            yield from (text[:index] + digit + text[index + 1 :] for digit in DIGITS if digit != sign)


def _lost_or_doubled(text: str) -> Iterator[str]:
    digits = [index for index, sign in enumerate(text) if sign.isdecimal()]
    for index in digits:
        if len(digits) > 1:
            yield text[:index] + text[index + 1 :]
        yield text[: index + 1] + text[index:]


def _moved(text: str) -> Iterator[str]:
    yield from (plain(float(text) * factor) for factor in (10, 0.1))
