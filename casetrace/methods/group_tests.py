"""Comparisons of groups of patients: every way to deal them to the groups is counted where the data is small."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from casetrace.methods.assignments import all_group_sums, assignments, drawn_group_sums, group_codes
from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError
from casetrace.methods.exact_tests import PermutationTest, two_sided_normal
from casetrace.methods.rank_sum import moses_level, moses_rank
from casetrace.methods.ranks import SLACK
from casetrace.methods.sums import total

Array = NDArray[np.float64]


@dataclass(frozen=True)
class HodgesLehmann:
    """Shift of one group against another, with its interval where one of the level exists.

    Attributes
    ----------
    shift
        The estimate.
    limits
        Its confidence limits.
    level
        The level that these have without ties, which is not below the nominal one; not a number without limits.
    """

    shift: float
    limits: Limits | None
    level: float = math.nan


@dataclass(frozen=True)
class FisherTest:
    """Fisher's exact test.

    Attributes
    ----------
    odds_ratio
        Sample odds ratio: 0, infinite or missing where the table has zeros.
    p_value, p_value_minimum
        Two-sided p value, and the smallest that any table with the same margins has.
    """

    odds_ratio: float
    p_value: float
    p_value_minimum: float


@dataclass(frozen=True)
class McNemarTest:
    """McNemar's exact test: two-sided p value, and the smallest that as many discordant patients could have given."""

    p_value: float
    p_value_minimum: float


def two_arms(
    first: ArrayLike,
    second: ArrayLike,
    *,
    exact_assignments: int,
    asymptotic_above: int,
    resamples: int,
    rng: np.random.Generator,
) -> PermutationTest:
    """Permutation test of two means (Pitman 1937, doi 10.2307/2984124).

    Parameters
    ----------
    first, second
        Patients' values of the arms, without missing values.
    exact_assignments
        All ways to deal the patients to arms of these sizes are counted when they are no more than this.
    asymptotic_above
        With more patients than this the difference is taken as normal with its variance over all ways; else,
        `resamples` ways are drawn from `rng`.
    resamples, rng
        How many ways are drawn, and from what.

    Returns
    -------
    PermutationTest
        Its statistic is the mean of `first` minus that of `second`.

    Raises
    ------
    TooFewError
        When an arm has no patient.
    NoSpreadError
        When all values are the same.

    Notes
    -----
    Sums that fall short of the observed one by no more than 1e-12 of the sum of absolute values reach it: that is many
    times their rounding error, and far less than the spacing of values that were recorded with a few digits.
    """
    arms = [np.asarray(values, dtype=float) for values in (first, second)]
    sizes = [len(arm) for arm in arms]
    if min(sizes) == 0:
        raise TooFewError("an arm has no patient")
    values = np.concatenate(arms)
    centred = _centred(values)
    n = len(values)
    difference = total(arms[0]) / sizes[0] - total(arms[1]) / sizes[1]
    # Around the common mean, the first arm's sum alone says how far apart the means are.
    observed, slack = abs(total(centred[: sizes[0]])), SLACK * total(np.abs(values))
    if n > asymptotic_above:
        variance = sizes[0] * sizes[1] / (n * (n - 1)) * total(centred**2)
        return PermutationTest(difference, two_sided_normal(observed / math.sqrt(variance)), math.nan, "normal")
    if assignments(sizes) <= exact_assignments:
        distances = np.abs(all_group_sums(centred, sizes)[:, 0])
        return _counted(difference, distances, observed, slack)
    drawn = (np.abs(sums[:, 0]) for sums in drawn_group_sums(centred, sizes, resamples, rng))
    return _drawn(difference, drawn, observed - slack, resamples)


def groups(
    values: ArrayLike,
    labels: ArrayLike,
    *,
    exact_assignments: int,
    asymptotic_above: int,
    resamples: int,
    rng: np.random.Generator,
) -> PermutationTest:
    """Permutation test of the means of several groups (Pitman 1938, doi 10.1093/biomet/29.3-4.322).

    Parameters
    ----------
    values, labels
        Patients' values without missing ones, and the group of each, of any type.
    exact_assignments
        All ways to deal the patients to groups of these sizes are counted when they are no more than this.
    asymptotic_above
        With more patients than this, ``n - 1`` times the share of the sum of squares that lies between the groups is
        taken as chi-squared on one degree of freedom fewer than groups; else, `resamples` ways are drawn from `rng`.
    resamples, rng
        How many ways are drawn, and from what.

    Returns
    -------
    PermutationTest
        Its statistic is the sum of squares between the groups.

    Raises
    ------
    TooFewError
        With fewer than two groups.
    NoSpreadError
        When all values are the same.

    Notes
    -----
    On ranks this is the test of Kruskal & Wallis. The sums of squares are compared with a slack of 1e-12 of the sum of
    all squares, as in `two_arms`.
    """
    array = np.asarray(values, dtype=float)
    codes = group_codes(labels)
    sizes = np.bincount(codes).tolist()
    if len(sizes) < 2:
        raise TooFewError("there are fewer than two groups")
    centred = _centred(array)[np.argsort(codes, kind="stable")]
    n = len(array)
    edges = np.cumsum([0, *sizes])
    sums = [total(centred[start:end]) for start, end in itertools.pairwise(edges)]
    between, slack = float(_between(np.array([sums]), sizes)[0]), SLACK * total(array**2)
    if n > asymptotic_above:
        share = between / total(centred**2)
        return PermutationTest(between, float(stats.chi2.sf((n - 1) * share, len(sizes) - 1)), math.nan, "chi2")
    if assignments(sizes) <= exact_assignments:
        return _counted(between, _between(all_group_sums(centred, sizes), sizes), between, slack)
    drawn = (_between(group_sums, sizes) for group_sums in drawn_group_sums(centred, sizes, resamples, rng))
    return _drawn(between, drawn, between - slack, resamples)


def hodges_lehmann(first: ArrayLike, second: ArrayLike, level: float) -> HodgesLehmann:
    """Shift of `first` against `second`: the median of all differences, with Moses' interval.

    Parameters
    ----------
    first, second
        Patients' values of the arms, without missing values.
    level
        Confidence level between 0 and 1.

    Returns
    -------
    HodgesLehmann
        Its limits are the c-th smallest and the c-th largest difference (Hodges & Lehmann 1963, doi
        10.1214/aoms/1177704172; Moses 1965, Technometrics 7, 257-260). None when even the smallest and the largest
        difference make an interval below the level.

    Raises
    ------
    TooFewError
        When an arm has no patient.

    Notes
    -----
    As R's ``wilcox.test(conf.int = TRUE)`` without ties: c is the quantile of the rank-sum distribution, counted when
    both arms are smaller than 50, else of its normal approximation with continuity correction. Ties leave c as it is:
    the interval then covers its level or more, as long as its limits belong to it.
    """
    arms = [np.asarray(values, dtype=float) for values in (first, second)]
    m, n = len(arms[0]), len(arms[1])
    if min(m, n) == 0:
        raise TooFewError("an arm has no patient")
    differences = np.sort(np.subtract.outer(*arms), axis=None)
    rank = moses_rank(m, n, level)
    shift = float(np.median(differences))
    if rank == 0:
        return HodgesLehmann(shift, None)
    limits = Limits(float(differences[rank - 1]), float(differences[-rank]))
    return HodgesLehmann(shift, limits, moses_level(m, n, rank))


def fisher_exact(table: ArrayLike) -> FisherTest:
    """Fisher's exact test of two proportions (Fisher 1935, doi 10.2307/2342435).

    Parameters
    ----------
    table
        Counts of shape (2, 2): one row per arm, its patients with and without the response.

    Raises
    ------
    TooFewError
        When an arm has no patient.
    """
    counts = np.asarray(table, dtype=int)
    in_arms, responders = counts.sum(axis=1), int(counts[:, 0].sum())
    if in_arms.min() == 0:
        raise TooFewError("an arm has no patient")
    result = stats.fisher_exact(counts)
    # The distribution has one peak, so the rarest table is one at an end, or both are.
    ends = np.unique([max(0, responders - in_arms[1]), min(responders, in_arms[0])])
    probabilities = stats.hypergeom.pmf(ends, in_arms.sum(), responders, in_arms[0])
    rarest = probabilities[probabilities <= probabilities.min() * (1 + 1e-7)]
    return FisherTest(float(result.statistic), float(result.pvalue), min(1.0, math.fsum(rarest)))


def mcnemar_exact(b: int, c: int) -> McNemarTest:
    """McNemar's exact test of paired proportions (McNemar 1947, doi 10.1007/BF02295996).

    Parameters
    ----------
    b, c
        Patients with a response under the first treatment alone, and under the second alone.

    Raises
    ------
    TooFewError
        When there is no such patient.
    """
    if b + c == 0:
        raise TooFewError("no patient responded under one treatment alone")
    return McNemarTest(float(stats.binomtest(b, b + c, 0.5).pvalue), min(1.0, 2.0 ** (1 - b - c)))


def _centred(values: Array) -> Array:
    if np.ptp(values) <= SLACK * np.abs(values).max():
        raise NoSpreadError("all values are the same")
    return values - total(values) / len(values)


def _between(sums: Array, sizes: list[int]) -> Array:
    """Sum of squares between the groups, from their sums around the common mean."""
    squares: Array = (sums**2 / np.array(sizes)).sum(axis=1)
    return squares


def _counted(statistic: float, distances: Array, observed: float, slack: float) -> PermutationTest:
    p_value, p_minimum = np.mean(distances >= observed - slack), np.mean(distances >= distances.max() - slack)
    return PermutationTest(statistic, float(p_value), float(p_minimum), "exact")


def _drawn(statistic: float, distances: Iterator[Array], limit: float, resamples: int) -> PermutationTest:
    reached = sum(int(np.count_nonzero(part >= limit)) for part in distances)
    return PermutationTest(statistic, (1 + reached) / (1 + resamples), math.nan, "monte_carlo")
