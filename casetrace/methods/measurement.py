"""What the rounding of recorded sizes leaves open."""

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.sums import total

#: A number as it is recorded; its zeros at the end and its decimals are the groups.
NUMBER = re.compile(r"[+-]?(?=[0-9])[0-9]*?(0*)(?:\.([0-9]+))?")


def last_digit(texts: Iterable[object]) -> float:
    """Size of the last digit to which numbers are recorded: 1 for "12", 0.1 for "12.5", 10 where all end in a zero.

    Parameters
    ----------
    texts
        Texts of one column. The finest counts, since a decimal zero may be left out; 0 itself says nothing of its
        digits, and what is not a number does not count.

    Raises
    ------
    TooFewError
        When no text is a number.
    """
    matches = [NUMBER.fullmatch(text) for text in texts if isinstance(text, str)]
    numbers = [match for match in matches if match]
    if not numbers:
        raise TooFewError("no text is a number")
    decimals = max(len(match[2] or "") for match in numbers)
    zeros = min((len(match[1]) for match in numbers if float(match[0])), default=0)
    # Read as a number, not raised to a power, which need not give the nearest one.
    return float(f"1e-{decimals}" if decimals else f"1e{zeros}")


def mean_bounds(lower: ArrayLike, upper: ArrayLike) -> Limits:
    """Lowest and highest mean of values that each lie between two bounds.

    Parameters
    ----------
    lower, upper
        Arrays of shape (n,): the bounds of each value, as from `casetrace.methods.reduction.reduction_bounds`.

    Raises
    ------
    TooFewError
        When there are no values.

    Notes
    -----
    Bounds, not a confidence interval: they are met when all values are at one end.
    """
    lows, highs = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    if len(lows) == 0:
        raise TooFewError("there are no values")
    return Limits(total(lows) / len(lows), total(highs) / len(highs))
