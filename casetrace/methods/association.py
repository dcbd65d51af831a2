"""Rank correlation with a permutation test that counts, rather than approximates, where the data is small."""

import itertools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from casetrace.methods.assignments import group_codes
from casetrace.methods.estimates import Limits
from casetrace.methods.ranks import mid_ranks
from casetrace.methods.sums import dot

#: Numbers held in memory at once where orders, or samples, are drawn.
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
        The smallest p value that any pairing of these values could have given; missing where they were not all counted.
    kind
        Whether the permutations were counted (``exact``), drawn (``monte_carlo``) or approximated (``t``).
    """

    rho: float
    p_value: float
    p_value_minimum: float
    kind: Literal["exact", "monte_carlo", "t"]


def spearman(
    x: ArrayLike, y: ArrayLike, *, exact_up_to: int, asymptotic_above: int, resamples: int, rng: np.random.Generator
) -> Correlation:
    """Spearman's rank correlation with a two-sided permutation test.

    Parameters
    ----------
    x, y
        Arrays of shape (n,) without missing values.
    exact_up_to
        All n! orders are counted up to this n.
    asymptotic_above
        Above this n the t distribution on n - 2 degrees of freedom is used; between the two, `resamples` orders are
        drawn from `rng`.
    resamples, rng
        How many orders are drawn, and from what.

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
    rho = _rho(first, second)
    if n <= exact_up_to:
        distances = np.abs(_all_products(first, second) - centre)
        p_value, p_minimum = np.mean(distances >= observed), np.mean(distances >= distances.max())
        return Correlation(rho, float(p_value), float(p_minimum), "exact")
    if n > asymptotic_above:
        return Correlation(rho, _t_approximation(rho, n), math.nan, "t")
    reached = _drawn_at_least(first, second, centre, observed, resamples, rng)
    return Correlation(rho, (1 + reached) / (1 + resamples), math.nan, "monte_carlo")


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
    return _rho(*_ranks(x, y))


def _rho(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """The correlation of two sets of ranks."""
    middle = (len(first) + 1) / 2
    a, b = first - middle, second - middle
    return dot(a, b) / math.sqrt(dot(a, a) * dot(b, b))


def spearman_bootstrap(x: ArrayLike, y: ArrayLike, level: float, resamples: int, rng: np.random.Generator) -> Limits:
    """Percentile interval of Spearman's rank correlation, patients resampled (Efron 1979, doi 10.1214/aos/1176344552).

    Parameters
    ----------
    x, y
        Arrays of shape (n,) without missing values, one value per patient.
    level
        Confidence level between 0 and 1.
    resamples, rng
        How many samples are drawn, and from what. Each is ranked anew; one in which a variable is constant has no
        correlation and is left out.

    Raises
    ------
    ConstantInputError
        When `x` or `y` is constant, or is so in all samples drawn.
    """
    codes = [np.unique(ranks, return_inverse=True)[1] for ranks in _ranks(x, y)]
    n = len(codes[0])
    chunk = max(1, CHUNK // n)
    sizes = [min(chunk, resamples - start) for start in range(0, resamples, chunk)]
    parts = [_resampled_rhos(rng.multinomial(n, np.full(n, 1 / n), size=size), *codes) for size in sizes]
    rhos = np.concatenate(parts)
    if len(rhos) == 0:
        raise ConstantInputError("one of the two variables is constant in all samples drawn")
    lower, upper = np.quantile(rhos, [(1 - level) / 2, (1 + level) / 2])
    return Limits(float(lower), float(upper))


def correlation_ratio(values: ArrayLike, labels: ArrayLike) -> float:
    """How far groups explain the ranks of a number: square root of the share of their variance between the groups.

    Parameters
    ----------
    values, labels
        A number, and the group, of each patient, without missing ones; labels may be of any type.

    Raises
    ------
    ConstantInputError
        When there are fewer than two groups, or the number is the same for everybody.

    Notes
    -----
    ``n - 1`` times its square is the statistic of Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441, corrected
    for ties. With two groups it is the absolute Pearson correlation of the ranks with the group.
    """
    codes = group_codes(labels)
    ranks, _ = _ranks(values, codes)
    centred = ranks - (len(ranks) + 1) / 2
    sums, sizes = np.bincount(codes, weights=centred), np.bincount(codes)
    return math.sqrt(float(np.sum(sums**2 / sizes)) / dot(centred, centred))


def empty_cells(first_labels: ArrayLike, second_labels: ArrayLike) -> int:
    """How many combinations of two groupings no patient has.

    Parameters
    ----------
    first_labels, second_labels
        The group of each patient in the one and in the other grouping, of any type, without missing ones.

    Raises
    ------
    ConstantInputError
        When a grouping is the same for everybody.
    """
    first, second = group_codes(first_labels), group_codes(second_labels)
    _ranks(first, second)
    occupied = set(zip(first.tolist(), second.tolist(), strict=True))
    return int((first.max() + 1) * (second.max() + 1)) - len(occupied)


def _ranks(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    first, second = mid_ranks(x), mid_ranks(y)
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


def _t_approximation(rho: float, n: int) -> float:
    """Two-sided p value of a rank correlation of many patients."""
    left = (1 - rho) * (1 + rho)
    return float(2 * stats.t.sf(abs(rho) * math.sqrt((n - 2) / left), n - 2)) if left > 0 else 0.0


def _resampled_rhos(times: NDArray[np.int_], first: NDArray[np.int_], second: NDArray[np.int_]) -> NDArray[np.float64]:
    """Rank correlation of each sample in which neither variable is constant.

    Parameters
    ----------
    times
        How often each patient is in each sample, shape (samples, n).
    first, second
        For each patient, which of the distinct values she or he has, from 0 in ascending order.
    """
    a, b = (_resampled_ranks(times, codes) - (len(codes) + 1) / 2 for codes in (first, second))
    squares_a, squares_b = (times * a**2).sum(axis=1), (times * b**2).sum(axis=1)
    varied = (squares_a > 0) & (squares_b > 0)
    rhos: NDArray[np.float64] = (times * a * b).sum(axis=1)[varied] / np.sqrt(squares_a[varied] * squares_b[varied])
    return rhos


def _resampled_ranks(times: NDArray[np.int_], codes: NDArray[np.int_]) -> NDArray[np.float64]:
    """Mean rank of each patient's value within each sample, shape (samples, n)."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    tied = np.add.reduceat(times[:, order], starts, axis=1)
    ranks: NDArray[np.float64] = (np.cumsum(tied, axis=1) - (tied - 1) / 2)[:, codes]
    return ranks
