"""A proportion of patients against a declared one: the exact test, and the posterior under a beta prior."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from casetrace.methods.intervals import require_count

Floats = NDArray[np.float64]
Alternative = Literal["two_sided", "greater", "less"]

#: Probabilities that differ by less than this share of themselves are the same, as in R's binom.test.
SAME = 1e-7


@dataclass(frozen=True)
class BinomialTest:
    """The exact binomial test: its p value, and the smallest that as many patients could have given."""

    p_value: float
    p_value_minimum: float


@dataclass(frozen=True)
class BetaPosterior:
    """Posterior of a proportion: its median, and the limits of its equal-tailed interval."""

    median: float
    lower: float
    upper: float


def binomial_test(count: int, n: int, declared: float, alternative: Alternative) -> BinomialTest:
    """Exact test of a proportion (Clopper & Pearson 1934, doi 10.1093/biomet/26.4.404, for one side).

    Parameters
    ----------
    count, n
        Successes among `n`.
    declared
        Proportion that is tested, between 0 and 1, neither included.
    alternative
        Whether the true proportion may be above the declared one (``greater``), below it (``less``), or either.

    Raises
    ------
    ValueError
        When there is nobody to count among, or the declared proportion is not between 0 and 1.

    Notes
    -----
    Two-sided, the p value is the probability of all counts that are no more likely than the observed one, as in R's
    ``binom.test``.
    """
    require_count(count, n)
    if not 0 < declared < 1:
        raise ValueError(f"{declared} cannot be tested")
    p_values = _p_values(n, declared, alternative)
    return BinomialTest(float(p_values[count]), float(p_values.min()))


def beta_posterior(count: int, n: int, a: float, b: float, level: float) -> BetaPosterior:
    """Posterior of a proportion under the prior Beta(a, b) (Bayes 1763, doi 10.1098/rstl.1763.0053).

    Parameters
    ----------
    count, n
        Successes among `n`.
    a, b
        Parameters of the prior, above 0: 1 and 1 for Bayes' uniform prior, 1/2 and 1/2 for Jeffreys'.
    level
        Probability that the interval holds the proportion.

    Raises
    ------
    ValueError
        When there is nobody to count among, or the prior is no distribution.
    """
    require_count(count, n)
    if not (a > 0 and b > 0):
        raise ValueError(f"Beta({a}, {b}) is no distribution")
    median, lower, upper = stats.beta.ppf([0.5, (1 - level) / 2, (1 + level) / 2], count + a, n - count + b).tolist()
    return BetaPosterior(median, lower, upper)


def _p_values(n: int, declared: float, alternative: Alternative) -> Floats:
    """P values of all counts from 0 to n."""
    counts = np.arange(n + 1)
    if alternative == "two_sided":
        return _two_sided(stats.binom.pmf(counts, n, declared))
    greater = alternative == "greater"
    tail: Floats = stats.binom.sf(counts - 1, n, declared) if greater else stats.binom.cdf(counts, n, declared)
    return tail


def _two_sided(probabilities: Floats) -> Floats:
    """Probability of all counts that are no more likely than each."""
    rarest_first = np.sort(probabilities)
    no_more_likely = np.searchsorted(rarest_first, probabilities * (1 + SAME), side="right")
    p_values: Floats = np.minimum(np.cumsum(rarest_first)[no_more_likely - 1], 1.0)
    return p_values
