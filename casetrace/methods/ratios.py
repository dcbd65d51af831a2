"""Estimates on the scale of logarithms, told as ratios."""

import decimal
from dataclasses import dataclass

from casetrace.methods.estimates import Estimate

#: More digits than a floating-point number has.
_DECIMAL = decimal.Context(prec=25)


@dataclass(frozen=True)
class Ratio:
    """A ratio with its interval.

    Attributes
    ----------
    value, lower, upper
        The ratio and its limits.
    df
        Degrees of freedom of the interval of its logarithm: what is said of that is said of the ratio.
    """

    value: float
    lower: float
    upper: float
    df: float


def as_ratio(logarithm: Estimate) -> Ratio:
    """The ratio that an estimated logarithm stands for.

    Parameters
    ----------
    logarithm
        Estimate of a mean natural logarithm, or of a difference of two.
    """
    return Ratio(exponential(logarithm.value), exponential(logarithm.lower), exponential(logarithm.upper), logarithm.df)


def exponential(value: float) -> float:
    """Exponential of a number, the same on every processor; infinite where it is too large."""
    return float(_DECIMAL.exp(decimal.Decimal(value)))
