"""What an interval method gives, and why one gives nothing."""

import math
from dataclasses import dataclass

from scipy import stats


class TooFewError(ValueError):
    """Fewer patients, lesions or groups than the method can work with."""


class NoSpreadError(ValueError):
    """All values are the same: an interval of no width would claim a certainty that the data does not give."""


class SingularError(ValueError):
    """The data does not determine the model: its columns, or its variances, can't be told apart."""


@dataclass(frozen=True)
class Limits:
    """A confidence interval, in the unit of its estimate."""

    lower: float
    upper: float


@dataclass(frozen=True)
class Estimate:
    """An estimate with its t interval.

    Attributes
    ----------
    value, se
        The estimate and its standard error, in one unit.
    df
        Degrees of freedom of the t distribution, not necessarily whole.
    lower, upper
        Confidence limits.
    """

    value: float
    se: float
    df: float
    lower: float
    upper: float

    @property
    def p_value(self) -> float:
        """Two-sided p value of the t test of no effect."""
        return float(2 * stats.t.sf(abs(self.value / self.se), self.df))


def t_estimate(value: float, se: float, df: float, level: float) -> Estimate:
    """An estimate with the t interval of a standard error.

    Parameters
    ----------
    value, se, df
        The estimate, its standard error and degrees of freedom.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    NoSpreadError
        When the standard error is 0 or no number.
    """
    if not (se > 0 and math.isfinite(se)):
        raise NoSpreadError("the standard error is 0")
    half = float(stats.t.ppf((1 + level) / 2, df)) * se
    return Estimate(float(value), float(se), float(df), float(value - half), float(value + half))
