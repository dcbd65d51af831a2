"""How many digits a result keeps, and when two computed numbers are the same.

The last digits of a floating-point number depend on the processor, the C library and the order of a sum. No result
keeps them, and no comparison that decides a flag, a refusal or a rank rests on them.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Significant digits that a result keeps. The data have two or three; what is lost in computing is behind the 14th.
SIGNIFICANT_DIGITS = 12

#: Numbers closer than this share of the limit, or than this where the limit is small, are the same.
SLACK = 1e-9

#: Differences below this share of the numbers themselves are what rounding leaves of none at all.
ROUNDING = 1e-12


def kept(value: float) -> float:
    """`value` with the digits that a result keeps; missing and infinite ones as they are."""
    return float(f"{value:.{SIGNIFICANT_DIGITS - 1}e}")


def kept_together(*values: float) -> tuple[float, ...]:
    """Numbers of one unit, such as an estimate and its limits, to the last digit that is kept of the largest.

    A limit next to 0 is a difference of two larger numbers, and has no more decimals than these.
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0:
        return tuple(values)
    decimals = SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(largest))
    return tuple(kept(_rounded(value, decimals)) if math.isfinite(value) else value for value in values)


def _rounded(value: float, decimals: int) -> float:
    return round(value, decimals) + 0.0  # a negative zero becomes a plain one


def settled(values: ArrayLike, size: float) -> NDArray[np.float64]:
    """Differences of numbers of this size, with 0 for those that are rounding errors of it."""
    array = np.asarray(values, dtype=float)
    return np.where(np.abs(array) <= ROUNDING * size, 0.0, array)


def above(values: ArrayLike, limit: float) -> NDArray[np.bool_]:
    """Which values are above a limit by more than is lost in computing them."""
    return np.asarray(np.asarray(values, dtype=float) > limit + _slack(limit))


def below(values: ArrayLike, limit: float) -> NDArray[np.bool_]:
    """Which values are below a limit by more than is lost in computing them."""
    return np.asarray(np.asarray(values, dtype=float) < lowest_reaching(limit))


def lowest_reaching(limit: float) -> float:
    """The lowest number that is not below a limit but for what is lost in computing it."""
    return limit - _slack(limit)


def _slack(limit: float) -> float:
    return SLACK * max(1.0, abs(limit)) if math.isfinite(limit) else 0.0
