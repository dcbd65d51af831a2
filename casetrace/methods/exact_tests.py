"""Tests of patients' values against no change: every sign change is counted where the data is small."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.ranks import SLACK, mid_ranks

Kind = Literal["exact", "monte_carlo", "normal", "chi2"]

#: Numbers held in memory at once where they are drawn.
CHUNK = 1_000_000

#: Most values whose signed ranks are counted. Their number of sums grows with the square of the number of values; at
#: 200 of them the normal approximation is good to three digits far into the tail.
EXACT_SIGNED_RANKS = 200


@dataclass(frozen=True)
class PermutationTest:
    """A two-sided test by permutation.

    Attributes
    ----------
    statistic
        What is tested, as observed.
    p_value
        Share of the permutations (sign changes, or ways to deal the patients to groups) whose statistic is at least as
        far from its centre as the observed one.
    p_value_minimum
        The smallest p value that these values could have given; missing where permutations were not all counted.
    kind
        Whether the permutations were counted (``exact``), drawn (``monte_carlo``) or approximated (``normal``,
        ``chi2``).
    """

    statistic: float
    p_value: float
    p_value_minimum: float
    kind: Kind


def sign_flip(
    values: ArrayLike, *, exact_up_to: int, asymptotic_above: int, resamples: int, rng: np.random.Generator
) -> PermutationTest:
    """Sign-flip test of a mean of 0 (Fisher 1935, The Design of Experiments, § 21; Pitman 1937, doi 10.2307/2984124).

    Parameters
    ----------
    values
        One value per patient, shape (n,), without missing values. Values of 0 stay in.
    exact_up_to
        All 2^n sign changes are counted up to this n.
    asymptotic_above
        Above this n the sum is taken as normal with variance ``sum(values ** 2)``; between the two, `resamples` sign
        changes are drawn from `rng`.
    resamples, rng
        How many sign changes are drawn, and from what.

    Returns
    -------
    PermutationTest
        Its statistic is the mean.

    Raises
    ------
    NoSpreadError
        When there is no value other than 0.

    Notes
    -----
    Two sums that are equal on paper may differ by their rounding errors. A sign change therefore reaches the observed
    sum when it falls short of it by no more than 1e-12 of the largest possible sum: many times the rounding error of
    22 values, and far less than the spacing of sums of values that were recorded with a few digits. With drawn sign
    changes the observed one counts as drawn too (Phipson & Smyth 2010, doi 10.2202/1544-6115.1585).
    """
    array = np.asarray(values, dtype=float)
    n = len(array)
    if not array.any():
        raise NoSpreadError("all values are 0")
    total, largest = math.fsum(array.tolist()), math.fsum(np.abs(array).tolist())
    limit, highest = abs(total) - SLACK * largest, largest * (1 - SLACK)
    if n <= exact_up_to:
        distances = np.abs(_signed_sums(array))
        p_value, p_minimum = float(np.mean(distances >= limit)), float(np.mean(distances >= highest))
        return PermutationTest(total / n, p_value, p_minimum, "exact")
    if n > asymptotic_above:
        p_value = two_sided_normal(total / math.sqrt(math.fsum((array**2).tolist())))
        return PermutationTest(total / n, p_value, math.nan, "normal")
    reached = _drawn_signs_reaching(array, limit, resamples, rng)
    return PermutationTest(total / n, (1 + reached) / (1 + resamples), math.nan, "monte_carlo")


def signed_rank(values: ArrayLike, *, asymptotic_above: int) -> PermutationTest:
    """Wilcoxon's signed-rank test of symmetry about 0 (Wilcoxon 1945, doi 10.2307/3001968).

    Parameters
    ----------
    values
        One value per patient, shape (n,), without missing values. Values of 0 are left out, ties get their mean rank.
    asymptotic_above
        Above this number of values that are not 0, and above 200 of them in any case, the normal approximation is used:
        with the variance of the ranks at hand, so corrected for ties, and without a continuity correction.

    Returns
    -------
    PermutationTest
        Its statistic is the sum of the ranks of the positive values. The exact p value is the share of all sign changes
        of the ranks at hand whose sum is at least as far from its centre as the observed one.

    Raises
    ------
    NoSpreadError
        When there is no value other than 0.

    Notes
    -----
    Distribution by the shift algorithm on doubled ranks, which are whole (Streitberg & Röhmel 1986, Statistical
    Software Newsletter 12, 10-17): sums are compared as whole numbers, without tolerance.
    """
    array = np.asarray(values, dtype=float)
    if not array.any():
        raise NoSpreadError("all values are 0")
    kept = array[np.abs(array) > SLACK * np.abs(array).max()]
    ranks = mid_ranks(np.abs(kept))
    statistic, centre = float(ranks[kept > 0].sum()), float(ranks.sum() / 2)
    if len(kept) > min(asymptotic_above, EXACT_SIGNED_RANKS):
        p_value = two_sided_normal((statistic - centre) / (math.sqrt(float(ranks @ ranks)) / 2))
        return PermutationTest(statistic, p_value, math.nan, "normal")
    probabilities = signed_rank_probabilities(np.rint(2 * ranks).astype(int))
    distances = np.abs(np.arange(len(probabilities)) - 2 * centre)
    p_value = math.fsum(probabilities[distances >= abs(2 * statistic - 2 * centre)])
    return PermutationTest(statistic, min(1.0, p_value), 2.0 ** (1 - len(kept)), "exact")


def two_sided_normal(z: float) -> float:
    """Two-sided p value of a standard normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def _signed_sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums under half of all sign changes, shape (2^(n-1),): the other half is the same with the sign turned round."""
    sums = values[:1]
    for value in values[1:]:
        sums = np.concatenate((sums + value, sums - value))
    return sums


def _drawn_signs_reaching(values: NDArray[np.float64], limit: float, resamples: int, rng: np.random.Generator) -> int:
    """How many of the drawn sign changes give an absolute sum of at least `limit`."""
    reached, chunk = 0, max(1, CHUNK // len(values))
    for start in range(0, resamples, chunk):
        shape = (min(chunk, resamples - start), len(values))
        signs = 2.0 * rng.integers(0, 2, size=shape, dtype=np.int8) - 1
        reached += int(np.count_nonzero(np.abs(signs @ values) >= limit))
    return reached


def signed_rank_probabilities(ranks: NDArray[np.int_]) -> NDArray[np.float64]:
    """Probability of each sum of a random half of whole ranks, which may be doubled ones, from 0 to the sum of all."""
    probabilities = np.zeros(int(ranks.sum()) + 1)
    probabilities[0] = 1
    for rank in ranks:
        probabilities /= 2
        probabilities[rank:] += probabilities[:-rank].copy()
    return probabilities
