"""Unconditional exact tests of two independent proportions: Barnard's with the score statistic, and Boschloo's.

Both fix the numbers of patients in the arms alone, and take the largest probability, over all values of the common
proportion, of a table at least as far from equality as the observed one. That maximum is enclosed, not searched for: a
result is the same on every processor, and no local maximum is missed.
"""

import heapq
import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import TooFewError

Floats = NDArray[np.float64]

#: Share of the p value within which its maximum over the common proportion is enclosed.
ENCLOSED = 1e-11


@dataclass(frozen=True)
class UnconditionalTest:
    """A two-sided unconditional exact test of two proportions.

    Attributes
    ----------
    p_value
        The largest probability of a table at least as extreme as the observed one.
    p_value_minimum
        The smallest p value that arms of these sizes could have given.
    nuisance
        The common proportion at which that probability is largest; one of them where there are several.
    """

    p_value: float
    p_value_minimum: float
    nuisance: float


def barnard_exact(table: ArrayLike) -> UnconditionalTest:
    """Barnard's exact test of two proportions with the pooled score statistic (doi 10.1093/biomet/34.1-2.123).

    Parameters
    ----------
    table
        Counts of shape (2, 2): one row per arm, its patients with and without the response.

    Raises
    ------
    TooFewError
        When an arm has no patient.

    Notes
    -----
    Barnard 1947, with the statistic of Suissa & Shuster 1985, doi 10.2307/2981892: the difference of the proportions
    over its standard error under equality, 0 where nobody or everybody responds. Statistics are compared as whole
    numbers, without a tolerance.
    """
    counts = _counts(table)
    sizes = counts.sum(axis=1).tolist()
    extreme = np.array([[sizes[0], 0], [0, sizes[1]]])
    p_value, nuisance = _largest(_shares_by_score(counts))
    return UnconditionalTest(p_value, _largest(_shares_by_score(extreme))[0], nuisance)


def boschloo_exact(table: ArrayLike) -> UnconditionalTest:
    """Boschloo's exact test of two proportions (Boschloo 1970, doi 10.1111/j.1467-9574.1970.tb00104.x).

    Parameters
    ----------
    table
        Counts of shape (2, 2): one row per arm, its patients with and without the response.

    Raises
    ------
    TooFewError
        When an arm has no patient.

    Notes
    -----
    One-sided, its statistic is the one-sided p value of Fisher's exact test; the two-sided p value is twice the smaller
    one-sided one, as in SciPy and in R's exact2x2. The p values are compared as fractions, without a tolerance. There
    is another two-sided version with Fisher's two-sided p value as the statistic, which gives other values.
    """
    counts = _counts(table)
    sizes = counts.sum(axis=1).tolist()
    smallest, _ = _largest(_shares_by_fisher(np.array([[sizes[0], 0], [0, sizes[1]]])))
    p_value, nuisance = min(_largest(_shares_by_fisher(side)) for side in (counts, counts[:, ::-1]))
    return UnconditionalTest(min(1.0, 2 * p_value), min(1.0, 2 * smallest), nuisance)


def _counts(table: ArrayLike) -> NDArray[np.int_]:
    counts = np.asarray(table, dtype=int)
    if counts.sum(axis=1).min() == 0:
        raise TooFewError("an arm has no patient")
    return counts


def _shares_by_score(counts: NDArray[np.int_]) -> Floats:
    """For each number of responders, the conditional probability of a score statistic at least the observed one.

    With ``k`` of ``n`` patients responding, ``x`` of them among the ``m`` of the first arm, the squared statistic is
    ``(x n - k m)^2 / (k (n - k))`` but for a factor of the arms' sizes.
    """
    m, n = int(counts[0].sum()), int(counts.sum())
    responders = int(counts[:, 0].sum())
    distance, scale = (int(counts[0, 0]) * n - responders * m) ** 2, responders * (n - responders)
    if distance == 0:
        return np.ones(n + 1)
    shares = [0.0]
    for k in range(1, n):
        ways = _ways(m, n, k)
        reached = [w for x, w in ways.items() if (x * n - k * m) ** 2 * scale >= distance * k * (n - k)]
        shares.append(sum(reached) / math.comb(n, k))
    return np.array([*shares, 0.0])


def _shares_by_fisher(counts: NDArray[np.int_]) -> Floats:
    """For each number of responders, the conditional probability of a one-sided p value of at most the observed one.

    That is Fisher's p value for more responders in the first arm: a sum over the largest numbers of them.
    """
    m, n, responders = int(counts[0].sum()), int(counts.sum()), int(counts[:, 0].sum())
    total = math.comb(n, responders)
    observed = sum(w for x, w in _ways(m, n, responders).items() if x >= counts[0, 0])
    shares = []
    for k in range(n + 1):
        all_ways = math.comb(n, k)
        tails = itertools.accumulate(reversed(_ways(m, n, k).values()))
        reached = max((tail for tail in tails if tail * total <= observed * all_ways), default=0)
        shares.append(reached / all_ways)
    return np.array(shares)


def _ways(m: int, n: int, k: int) -> dict[int, int]:
    """In how many ways k responders of n patients can be chosen, by how many are among the first m."""
    return {x: math.comb(m, x) * math.comb(n - m, k - x) for x in range(max(0, k - n + m), min(m, k) + 1)}


def _largest(shares: Floats) -> tuple[float, float]:
    """Largest mean of `shares` over a binomial number of responders, and the proportion at which it is reached.

    That mean is a polynomial of the proportion with the shares as its Bernstein coefficients: on any interval it is
    between its smallest and its largest coefficient there, and equals the first and the last at the ends. Halves whose
    largest coefficient is below what is reached elsewhere are dropped. Only halves of sums are formed.
    """
    best, place = max((float(shares[0]), 0.0), (float(shares[-1]), 1.0), key=lambda end: end[0])
    queue: list[tuple[float, float, float, Floats]] = [(-float(shares.max()), 0.0, 1.0, shares)]
    while queue and -queue[0][0] > best * (1 + ENCLOSED):
        _, low, high, coefficients = heapq.heappop(queue)
        middle = (low + high) / 2
        left, right = _halves(coefficients)
        if right[0] > best:
            best, place = float(right[0]), middle
        for start, end, half in ((low, middle, left), (middle, high, right)):
            bound = float(half.max())
            if bound > best * (1 + ENCLOSED):
                heapq.heappush(queue, (-bound, start, end, half))
    return min(best, 1.0), place


def _halves(coefficients: Floats) -> tuple[Floats, Floats]:
    """Bernstein coefficients on the lower and on the upper half of an interval (de Casteljau's algorithm)."""
    left, right = np.empty_like(coefficients), coefficients.copy()
    for place in range(len(coefficients)):
        left[place] = right[0]
        right[: len(right) - 1 - place] = (right[: len(right) - 1 - place] + right[1 : len(right) - place]) / 2
    return left, right
