"""Intervals whose limits are values of the patients, or means of two of them, and whose level is exact."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.exact_tests import EXACT_SIGNED_RANKS, signed_rank_probabilities
from casetrace.methods.ranks import SLACK

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ExactInterval:
    """An estimate with an interval of known level.

    Attributes
    ----------
    value
        The estimate.
    lower, upper
        Confidence limits, in the same unit.
    level
        Level that the limits have, between 0 and 1: the smallest possible one that is not below the nominal level.
    reached
        False where no limits have the nominal level: they then are the smallest and the largest value, and `level` is
        below it.
    """

    value: float
    lower: float
    upper: float
    level: float
    reached: bool


def median_interval(values: ArrayLike, level: float) -> ExactInterval:
    """Median with the interval between two order statistics (Thompson 1936, doi 10.1214/aoms/1177732502).

    Parameters
    ----------
    values
        Array of shape (n,), one value per patient, without missing values.
    level
        Nominal confidence level between 0 and 1.

    Returns
    -------
    ExactInterval
        Its limits are the k-th smallest and the k-th largest value. Its level is ``1 - 2 P(B < k)`` with B binomial of
        n and 1/2, and k the largest number for which it is not below the nominal level.

    Raises
    ------
    TooFewError
        With fewer than 2 values.
    NoSpreadError
        When all values are the same.

    Notes
    -----
    With tied values the level is the least that the interval has, limits included (Scheffé & Tukey 1945, doi
    10.1214/aoms/1177731119). Of values of which many are tied, both limits may be the same.
    """
    array = _ordered(values)
    n = len(array)
    return _interval(float(np.median(array)), array, 2 * stats.binom.cdf(np.arange(n // 2), n, 0.5), level)


def one_sample_hodges_lehmann(values: ArrayLike, level: float) -> ExactInterval:
    """Pseudomedian with the interval of the signed-rank test (Hodges & Lehmann 1963, doi 10.1214/aoms/1177704172).

    Parameters
    ----------
    values
        Array of shape (n,), one value per patient, without missing values. Values of 0 stay in.
    level
        Nominal confidence level between 0 and 1.

    Returns
    -------
    ExactInterval
        Its value is the median of the Walsh averages, the ``n (n + 1) / 2`` means of two values, each with itself among
        them. Its limits are the k-th smallest and the k-th largest of these (Tukey 1949, Memorandum Report 17,
        Princeton). Its level is ``1 - 2 P(W < k)`` with W the signed-rank statistic without ties, and k the largest
        number for which it is not below the nominal level.

    Raises
    ------
    TooFewError
        With fewer than 2 values.
    NoSpreadError
        When all values are the same.

    Notes
    -----
    Ties and zeros leave k as it is: for values symmetric about their pseudomedian, `level` then is the least that the
    interval has, limits included. Without ties the limits are those of R's ``wilcox.test(conf.int = TRUE)``. For more
    than 200 values W is taken as normal, with a continuity correction. Memory grows with the square of n.
    """
    array = _ordered(values)
    first, second = np.triu_indices(len(array))
    averages = np.sort((array[first] + array[second]) / 2)
    return _interval(float(np.median(averages)), averages, 2 * _signed_rank_tails(len(array)), level)


def _ordered(values: ArrayLike) -> Floats:
    array = np.sort(np.asarray(values, dtype=float))
    if len(array) < 2:
        raise TooFewError("fewer than 2 values")
    if array[-1] - array[0] <= SLACK * np.abs(array).max():
        raise NoSpreadError("all values are the same")
    return array


def _interval(value: float, ordered: Floats, errors: Floats, level: float) -> ExactInterval:
    """The narrowest interval between two ordered values that has the level; `errors` holds 1 - level by rank."""
    rank = max(1, int(np.count_nonzero(errors <= 1 - level + SLACK)))
    limits = float(ordered[rank - 1]), float(ordered[-rank])
    return ExactInterval(value, *limits, float(1 - errors[rank - 1]), bool(errors[rank - 1] <= 1 - level + SLACK))


def _signed_rank_tails(n: int) -> Floats:
    """Probability that the signed-rank statistic of n values without ties is at most 0, 1, and so on to its centre."""
    highest = n * (n + 1) // 2
    if n <= EXACT_SIGNED_RANKS:
        return np.cumsum(signed_rank_probabilities(np.arange(1, n + 1)))[: highest // 2]
    deviation = math.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    tail: Floats = stats.norm.cdf((np.arange(highest // 2) + 0.5 - highest / 2) / deviation)
    return tail
