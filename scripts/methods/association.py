"""Rank correlation with a permutation test that counts, rather than approximates, where the data is small."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

#: Permutations held in memory at once when they are drawn.
CHUNK = 100_000


class ConstantInputError(ValueError):
    """One of the variables is constant, so that it has no rank correlation with anything."""


@dataclass(frozen=True)
class Correlation:
    """Spearman's rho with its permutation test.

    Attributes
    ----------
    rho
        Spearman's rank correlation, ties at their mean rank.
    p_value
        Share of the permutations whose absolute correlation is at least the observed one.
    p_value_minimum
        The smallest p value that any pairing of these values could have given; missing where orders were drawn.
    exact
        Whether all permutations were counted, or a sample drawn.
    """

    rho: float
    p_value: float
    p_value_minimum: float
    exact: bool


def spearman(x: ArrayLike, y: ArrayLike, *, exact_up_to: int, resamples: int, rng: np.random.Generator) -> Correlation:
    """Spearman's rank correlation with a two-sided permutation test.

    Parameters
    ----------
    x, y
        Arrays of shape (n,) without missing values.
    exact_up_to
        All n! orders are counted up to this n; beyond it `resamples` of them are drawn from `rng`.

    Raises
    ------
    ConstantInputError
        When `x` or `y` is constant.

    Notes
    -----
    Ranks are multiples of one half, so sums of their products are exact: rho has the same bits on every machine, and no
    tolerance is needed to compare permutations. With drawn orders the observed one counts as drawn too (Phipson & Smyth
    2010, doi 10.2202/1544-6115.1585).
    """
    first, second = _ranks(x, y)
    n = len(first)
    centre = _centre(n)
    observed = abs(float(first @ second) - centre)
    rho = spearman_rho(x, y)
    if n <= exact_up_to:
        distances = np.abs(_all_products(first, second) - centre)
        p_value, p_minimum = np.mean(distances >= observed), np.mean(distances >= distances.max())
        return Correlation(rho, float(p_value), float(p_minimum), exact=True)
    reached = _drawn_at_least(first, second, centre, observed, resamples, rng)
    return Correlation(rho, (1 + reached) / (1 + resamples), math.nan, exact=False)


def spearman_rho(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's rank correlation, ties at their mean rank.

    Parameters
    ----------
    x, y
        Arrays of shape (n,) without missing values.

    Raises
    ------
    ConstantInputError
        When `x` or `y` is constant or has fewer than two values.
    """
    first, second = _ranks(x, y)
    centre = _centre(len(first))
    spread = math.sqrt((float(first @ first) - centre) * (float(second @ second) - centre))
    return (float(first @ second) - centre) / spread


def _ranks(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = (stats.rankdata(np.asarray(values, dtype=float)) for values in (x, y))
    if len(first) == 0 or np.ptp(first) == 0 or np.ptp(second) == 0:
        raise ConstantInputError("one of the two variables is constant")
    return first, second


def _centre(n: int) -> float:
    """What the sum of products of two sets of ranks is without an association."""
    return float(n * ((n + 1) / 2) ** 2)


def _all_products(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of products of the ranks for every order of the second variable, shape (n!,)."""
    n = len(first)
    orders = np.fromiter(
        itertools.chain.from_iterable(itertools.permutations(range(n))), dtype=np.int8, count=n * math.factorial(n)
    )
    products: NDArray[np.float64] = second[orders.reshape(-1, n)] @ first
    return products


def _drawn_at_least(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    centre: float,
    observed: float,
    resamples: int,
    rng: np.random.Generator,
) -> int:
    """How many of the drawn orders are at least as far from the centre as the observed one."""
    reached = 0
    chunk = max(1, CHUNK // len(first))
    for start in range(0, resamples, chunk):
        size = min(chunk, resamples - start)
        shuffled = rng.permuted(np.broadcast_to(second, (size, len(second))), axis=1)
        reached += int(np.count_nonzero(np.abs(shuffled @ first - centre) >= observed))
    return reached
