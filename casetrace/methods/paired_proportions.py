"""Interval of the difference between two proportions of the same patients."""

import math

from scipy import optimize, stats

from casetrace.methods.estimates import Limits


def tango(first_alone: int, second_alone: int, n: int, level: float) -> Limits:
    """Interval of a paired difference of two proportions, first minus second, that inverts the score test.

    Parameters
    ----------
    first_alone, second_alone
        Patients with the event the first time alone, and the second time alone: what `mcnemar_exact` compares.
    n
        All patients who were seen both times.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is nobody to count among, or more patients changed than there are.

    Notes
    -----
    Tango 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
    """
    if n < 1 or min(first_alone, second_alone) < 0 or first_alone + second_alone > n:
        raise ValueError(f"{first_alone} and {second_alone} of {n} are no paired proportions")
    upper = _upper_limit(first_alone, second_alone, n, level)
    return Limits(-_upper_limit(second_alone, first_alone, n, level), upper)


def _upper_limit(first_alone: int, second_alone: int, n: int, level: float) -> float:
    observed = (first_alone - second_alone) / n
    scale = float(stats.norm.ppf((1 + level) / 2)) ** 2 / n
    if observed == 1:
        return 1.0

    def excess(difference: float) -> float:
        """Below 0 for differences inside the interval; a quotient would be 0 / 0 where nobody changed."""
        return (observed - difference) ** 2 - scale * _variance(difference, first_alone, second_alone, n)

    # Inside the interval, whose half is wider than 1 / n, yet off the point without variance where all or none changed.
    step = 1e-3 / n
    return float(optimize.brentq(excess, observed + step, 1, xtol=1e-14))


def _variance(difference: float, first_alone: int, second_alone: int, n: int) -> float:
    """Variance of a patient's change at the maximum of the likelihood among shares that are `difference` apart."""
    if difference < 0:
        return _variance(-difference, second_alone, first_alone, n)
    # The share who change the second time alone is the root at or above 0 of 2 n q^2 + b q - c, without cancellation.
    b = (2 * n - first_alone + second_alone) * difference - first_alone - second_alone
    c = second_alone * difference * (1 - difference)
    root = math.sqrt(b * b + 8 * n * c)
    share = (root - b) / (4 * n) if b <= 0 else 2 * c / (b + root)
    return 2 * share + difference * (1 - difference)
