"""Confidence intervals of a mean, of a proportion and of their differences between two groups of patients."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, TooFewError, t_estimate

#: Standard errors below this share of the values themselves are what rounding leaves of no spread at all.
ROUNDING = 1e-12

#: Halvings that bring a probability to within the precision of floating-point numbers.
HALVINGS = 64


def t_interval(values: ArrayLike, level: float) -> Estimate:
    """Mean with Student's t interval.

    Parameters
    ----------
    values
        Array of shape (n,), one value per patient.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than 2 values.
    NoSpreadError
        When all values are the same.
    """
    array = np.asarray(values, dtype=float)
    if len(array) < 2:
        raise TooFewError("fewer than 2 values")
    se = float(array.std(ddof=1)) / math.sqrt(len(array))
    _require_spread(se, array)
    return t_estimate(float(array.mean()), se, len(array) - 1, level)


def welch_interval(first: ArrayLike, second: ArrayLike, level: float) -> Estimate:
    """Difference of two means, first minus second, with Welch's t interval (doi 10.1093/biomet/34.1-2.28).

    Parameters
    ----------
    first, second
        Arrays of shape (n,) and (m,), one value per patient.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than 2 values in a group.
    NoSpreadError
        When all values of both groups are the same.
    """
    groups = [np.asarray(values, dtype=float) for values in (first, second)]
    if min(len(group) for group in groups) < 2:
        raise TooFewError("fewer than 2 values in a group")
    squares = [float(group.var(ddof=1)) / len(group) for group in groups]
    se = math.sqrt(math.fsum(squares))
    _require_spread(se, np.concatenate(groups))
    # Shares rather than squares of squares: values near the smallest or largest number would under- or overflow.
    shares = [square / math.fsum(squares) for square in squares]
    df = 1 / math.fsum(share**2 / (len(group) - 1) for share, group in zip(shares, groups, strict=True))
    return t_estimate(float(groups[0].mean() - groups[1].mean()), se, df, level)


def _require_spread(se: float, values: np.ndarray) -> None:
    if se <= ROUNDING * float(np.abs(values).max()):
        raise NoSpreadError("all values are the same")


def clopper_pearson(count: int, n: int, level: float) -> Limits:
    """Exact interval of a proportion (Clopper & Pearson 1934, doi 10.1093/biomet/26.4.404).

    Parameters
    ----------
    count, n
        Successes among `n`.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody to count among.
    """
    return _proportion(count, n, level, "beta")


def wilson(count: int, n: int, level: float) -> Limits:
    """Score interval of a proportion (Wilson 1927, doi 10.1080/01621459.1927.10502953).

    Parameters
    ----------
    count, n
        Successes among `n`.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody to count among.
    """
    return _proportion(count, n, level, "wilson")


def upper_limit(count: int, n: int, level: float) -> float:
    """One-sided exact upper limit of a proportion.

    Parameters
    ----------
    count, n
        Successes among `n`.
    level
        Confidence level between 0.5 and 1: the whole error is above the limit.

    Raises
    ------
    ValueError
        When there is nobody to count among.
    """
    return clopper_pearson(count, n, 2 * level - 1).upper


def _proportion(count: int, n: int, level: float, method: str) -> Limits:
    require_count(count, n)
    lower, upper = proportion_confint(count, n, alpha=1 - level, method=method)
    # Neither is more than rounding away from the limit, which both methods put there.
    return Limits(0.0 if count == 0 else float(lower), 1.0 if count == n else float(upper))


def newcombe(count_1: int, n_1: int, count_2: int, n_2: int, level: float) -> Limits:
    """Interval of a difference of two proportions, first minus second, from their Wilson intervals.

    Parameters
    ----------
    count_1, n_1, count_2, n_2
        Successes among each group's number.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody to count among in a group.

    Notes
    -----
    Method 10 of Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    """
    require_count(count_1, n_1)
    require_count(count_2, n_2)
    lower, upper = confint_proportions_2indep(
        count_1, n_1, count_2, n_2, method="newcomb", compare="diff", alpha=1 - level
    )
    return Limits(max(float(lower), -1.0), min(float(upper), 1.0))


def miettinen_nurminen(count_1: int, n_1: int, count_2: int, n_2: int, level: float) -> Limits:
    """Interval of a difference of two proportions, first minus second, that inverts the score test.

    Parameters
    ----------
    count_1, n_1, count_2, n_2
        Successes among each group's number.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody to count among in a group.

    Notes
    -----
    Miettinen & Nurminen 1985, doi 10.1002/sim.4780040211, with their factor N / (N - 1). Done here since the score
    interval of statsmodels 0.15 is not the published one (56/70 against 48/80: 0.0226 to 0.3440, not 0.0528 to
    0.3382), and fails where a proportion is 0 or 1.
    """
    require_count(count_1, n_1)
    require_count(count_2, n_2)
    total = n_1 + n_2
    observed = count_1 / n_1 - count_2 / n_2
    scale = float(stats.norm.ppf((1 + level) / 2)) ** 2 * total / (total - 1)

    def excess(difference: float) -> float:
        """Below 0 for differences inside the interval; a quotient would be 0 / 0 where both proportions are 0 or 1."""
        first, second = _restricted_proportions(difference, count_1, n_1, count_2, n_2)
        variance = first * (1 - first) / n_1 + second * (1 - second) / n_2
        return (observed - difference) ** 2 - scale * variance

    step = 1e-3 / total  # inside the interval, whose narrowest half is about 1 / n, yet off the point without variance
    lower = -1.0 if observed == -1 else float(optimize.brentq(excess, -1, observed - step, xtol=1e-14))
    upper = 1.0 if observed == 1 else float(optimize.brentq(excess, observed + step, 1, xtol=1e-14))
    return Limits(lower, upper)


def _restricted_proportions(difference: float, count_1: int, n_1: int, count_2: int, n_2: int) -> tuple[float, float]:
    """Both proportions at their maximum likelihood among those that are `difference` apart.

    The likelihood has one maximum, which halving finds to the last digit, also at an end; the usual formula with an
    arc cosine loses half of the digits there.
    """
    low, high = max(0.0, -difference), min(1.0, 1 - difference)
    for _ in range(HALVINGS):
        second = (low + high) / 2
        first = second + difference
        rises = _pull(count_1, first) + _pull(count_2, second)
        falls = _pull(n_1 - count_1, 1 - first) + _pull(n_2 - count_2, 1 - second)
        low, high = (second, high) if rises > falls else (low, second)
    second = (low + high) / 2
    return min(max(second + difference, 0.0), 1.0), second


def _pull(count: int, share: float) -> float:
    """Slope of ``count * log(share)``."""
    if count == 0:
        return 0.0
    return count / share if share > 0 else math.inf


def require_count(count: int, n: int) -> None:
    """Raise a ValueError where `count` of `n` is no proportion, or there is nobody to count among."""
    if n < 1 or not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is not a proportion")
