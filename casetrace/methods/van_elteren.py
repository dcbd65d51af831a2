"""Two arms compared within strata: van Elteren's test, its distribution counted over the ways to deal the patients."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.exact_tests import PermutationTest, two_sided_normal
from casetrace.methods.ranks import mid_ranks

#: Distinct weighted rank sums up to which the distribution is counted; beyond it the normal approximation is taken.
MOST_SUMS = 2_000_000


@dataclass(frozen=True)
class Stratum:
    """The patients of one stratum.

    Attributes
    ----------
    doubled
        Twice the mid-rank of each patient, a whole number; shape (n,).
    first
        Of each patient, whether in the first arm.
    """

    doubled: NDArray[np.int_]
    first: NDArray[np.bool_]

    @property
    def weight(self) -> Fraction:
        """What the stratum's rank sum is divided by: its patients and one more, and 2 for the doubled ranks."""
        return Fraction(1, 2 * (len(self.doubled) + 1))

    @property
    def observed(self) -> int:
        """Twice the rank sum of the first arm."""
        return int(self.doubled[self.first].sum())

    @property
    def centre(self) -> Fraction:
        """Its mean over all ways to deal the patients."""
        return Fraction(int(self.first.sum()) * int(self.doubled.sum()), len(self.doubled))

    @property
    def variance(self) -> float:
        """The variance of the doubled rank sum, given the ties."""
        n, m = len(self.doubled), int(self.first.sum())
        return m * (n - m) / (n - 1) * float(np.var(self.doubled))

    def sums(self) -> dict[int, int]:
        """In how many ways the first arm has each doubled rank sum."""
        ways: list[dict[int, int]] = [{0: 1}, *({} for _ in range(int(self.first.sum())))]
        for rank in self.doubled.tolist():
            for filled in range(len(ways) - 1, 0, -1):
                for total, number in ways[filled - 1].items():
                    ways[filled][total + rank] = ways[filled].get(total + rank, 0) + number
        return ways[-1]


def van_elteren(values: ArrayLike, first: ArrayLike, strata: ArrayLike, *, asymptotic_above: int) -> PermutationTest:
    """Wilcoxon's rank-sum test within strata, weighted so that each tells what its size allows.

    Parameters
    ----------
    values, first, strata
        Of each patient the value, whether in the first arm, and the label of the stratum, such as the cohort; shape
        (n,). A stratum with one arm alone says nothing and is left out.
    asymptotic_above
        Above this number of patients, or where the distribution has too many sums, the normal approximation is taken.

    Returns
    -------
    PermutationTest
        Its statistic is the sum over strata of the first arm's rank sum, less its mean, over the stratum's size plus 1.

    Raises
    ------
    TooFewError
        When no stratum has patients of both arms.
    NoSpreadError
        When all values of each stratum are the same.

    Notes
    -----
    van Elteren 1960, Bulletin de l'Institut International de Statistique 37, 351-361; Lehmann 1975, Nonparametrics,
    § 3.3. Sums are counted in fractions, so that those equal on paper are equal.
    """
    parts = _strata(np.asarray(values, dtype=float), np.asarray(first, dtype=bool), np.asarray(strata))
    statistic = sum((part.weight * (part.observed - part.centre) for part in parts), Fraction(0))
    patients = sum(len(part.doubled) for part in parts)
    distribution = _distribution(parts) if patients <= asymptotic_above else None
    if distribution is None:
        variance = math.fsum(float(part.weight) ** 2 * part.variance for part in parts)
        return PermutationTest(float(statistic), two_sided_normal(float(statistic) / variance**0.5), math.nan, "normal")
    distances = {abs(total): 0 for total in distribution}
    for total, number in distribution.items():
        distances[abs(total)] += number
    ways = sum(distances.values())
    reached = sum(number for distance, number in distances.items() if distance >= abs(statistic))
    return PermutationTest(float(statistic), reached / ways, distances[max(distances)] / ways, "exact")


def _strata(values: NDArray[np.float64], first: NDArray[np.bool_], labels: NDArray[np.generic]) -> list[Stratum]:
    """The strata with patients of both arms."""
    parts = []
    for label in dict.fromkeys(labels.tolist()):
        here = labels == label
        if 0 < first[here].sum() < here.sum():
            parts.append(Stratum(np.rint(2 * mid_ranks(values[here])).astype(int), first[here]))
    if not parts:
        raise TooFewError("no stratum has patients of both arms")
    if all(np.ptp(part.doubled) == 0 for part in parts):
        raise NoSpreadError("all values of each stratum are the same")
    return parts


def _distribution(parts: Sequence[Stratum]) -> dict[Fraction, int] | None:
    """In how many ways the weighted sum, less its mean, has each value; None where the values are too many."""
    found = {Fraction(0): 1}
    for part in parts:
        sums = part.sums()
        if len(found) * len(sums) > MOST_SUMS:
            return None
        joined: dict[Fraction, int] = {}
        for total, number in found.items():
            for rank_sum, ways in sums.items():
                place = total + part.weight * (rank_sum - part.centre)
                joined[place] = joined.get(place, 0) + number * ways
        found = joined
    return found
