"""Intervals of a median and of a pseudomedian between ordered values.

The values of R were made by R 4.2.2 (base), ordered values and Walsh averages sorted:

    med <- function(x, level) { n <- length(x); k <- seq_len(n %/% 2); lv <- 1 - 2 * pbinom(k - 1, n, 0.5)
      k <- max(1, sum(lv >= level)); s <- sort(x); c(median(x), s[k], s[n + 1 - k], lv[k]) }
    hl <- function(x, level) { n <- length(x); w <- outer(x, x, "+") / 2; w <- sort(w[!lower.tri(w)])
      k <- max(1, qsignrank((1 - level) / 2, n))
      c(median(w), w[k], w[length(w) + 1 - k], 1 - 2 * psignrank(k - 1, n)) }

Where no two absolute values are tied, `wilcox.test(x, conf.int = TRUE, exact = TRUE)` gives the same limits as `hl`.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.exact_tests import signed_rank
from casetrace.methods.order_statistics import ExactInterval, median_interval, one_sample_hodges_lehmann

# Percent reduction of the patients of the real cohort; the last of week 4 is the mean of two lesions.
WEEK_4 = [100, 400 / 7, 50, 37.5, 75, 1010 / 17]
WEEK_12 = [100, 1300 / 14, 200 / 3, 87.5, 100]
# Darwin's pairs of Zea mays: Fisher 1935, The Design of Experiments. Hours of sleep gained: Student 1908.
ZEA_MAYS = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]
# The first 30 lengths of the data set `rivers` of R, with ties.
RIVERS = [735, 320, 325, 392, 524, 450, 1459, 135, 465, 600, 330, 336, 280, 315, 870]
RIVERS += [906, 202, 329, 290, 1000, 600, 505, 1450, 840, 1243, 890, 350, 407, 286, 280]

METHODS = [median_interval, one_sample_hodges_lehmann]
VALUES = st.lists(st.integers(-9, 9), min_size=2, max_size=12).filter(lambda values: len(set(values)) > 1)


def numbers(interval: ExactInterval) -> tuple[float, float, float, float]:
    return interval.value, interval.lower, interval.upper, interval.level


@pytest.mark.parametrize(
    ("values", "level", "expected"),
    [
        (WEEK_4, 0.95, (58.2773109243698, 37.5, 100, 0.96875)),
        (WEEK_12, 0.95, (92.8571428571429, 66.6666666666667, 100, 0.9375)),
        (SLEEP, 0.95, (1.3, 0.8, 2.4, 0.978515625)),
        (ZEA_MAYS, 0.95, (24, 8, 49, 0.96484375)),
        (ZEA_MAYS, 0.8, (24, 14, 41, 0.88153076171875)),
        (ZEA_MAYS, 0.99, (24, 6, 56, 0.99261474609375)),
        (RIVERS, 0.95, (428.5, 329, 600, 0.957226054742932)),
    ],
)
def test_medians_have_the_values_of_r(values, level, expected):
    assert numbers(median_interval(values, level)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("values", "level", "expected"),
    [
        (WEEK_4, 0.95, (59.4117647058824, 37.5, 100, 0.96875)),
        (WEEK_12, 0.95, (92.8571428571429, 66.6666666666667, 100, 0.9375)),
        (SLEEP, 0.95, (1.3, 0.9, 2.7, 0.951171875)),
        (ZEA_MAYS, 0.95, (25, 4, 41.5, 0.95208740234375)),
        (ZEA_MAYS, 0.8, (25, 14, 36, 0.8123779296875)),
        (ZEA_MAYS, 0.99, (25, -13, 49, 0.99163818359375)),
        (RIVERS, 0.95, (525, 387.5, 668, 0.950289878994226)),
    ],
)
def test_pseudomedians_have_the_values_of_r(values, level, expected):
    assert numbers(one_sample_hodges_lehmann(values, level)) == pytest.approx(expected, rel=1e-12)


def test_the_sixth_patient_by_the_sum_of_both_lesions_moves_the_pseudomedian():
    # From 75 and 85 to 30 and 35 mm: 100 (1 - 65 / 160) = 59.375, which is the middle of the 21 Walsh averages.
    assert one_sample_hodges_lehmann([*WEEK_4[:5], 59.375], 0.95).value == 59.375


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_few_patients_have_the_smallest_and_the_largest_value_with_their_level(method, n):
    interval = method(range(n), 0.95)
    assert (interval.lower, interval.upper, interval.reached) == (0, n - 1, False)
    assert interval.level == pytest.approx(1 - 2 * 0.5**n, rel=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_a_level_that_is_reached_exactly_is_reached(method):
    assert method(range(5), 0.9375).reached
    assert not method(range(5), 0.9376).reached


@settings(max_examples=40)
@given(VALUES, st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_the_interval_of_the_median_is_the_narrowest_of_its_level(values, level):
    interval, ordered, n = median_interval(values, level), sorted(values), len(values)
    held = {
        rank: math.fsum(math.comb(n, below) / 2**n for below in range(rank, n - rank + 1))
        for rank in range(1, n // 2 + 1)
    }
    rank = max((rank for rank, share in held.items() if share >= level - 1e-12), default=1)
    expected = (np.median(values), ordered[rank - 1], ordered[-rank], held[rank])
    assert numbers(interval) == pytest.approx(expected, rel=1e-12)
    assert interval.reached == (held[rank] >= level - 1e-12)


@settings(max_examples=40)
@given(st.lists(st.integers(-9, 9), min_size=2, max_size=8, unique=True))
def test_the_interval_of_the_pseudomedian_holds_what_the_signed_rank_test_does_not_reject(values):
    # Walsh averages of whole numbers are halves: quarters in between are tied with none of them.
    interval = one_sample_hodges_lehmann(values, 0.9)
    if not interval.reached:
        return
    averages = np.unique([sum(pair) / 2 for pair in itertools.combinations_with_replacement(values, 2)])
    for shift in averages[:-1] + 0.25:
        ranks = stats.rankdata(np.abs(np.subtract(values, shift)))
        if len(set(ranks)) == len(ranks):
            rejected = signed_rank(np.subtract(values, shift), asymptotic_above=5000).p_value <= 0.1 + 1e-12
            assert rejected == (not interval.lower <= shift <= interval.upper)


@pytest.mark.parametrize("method", METHODS)
def test_values_of_a_coarse_scale_are_covered_at_least_as_often_as_said(method):
    # All samples of five from 0, 1 and 2 with probabilities 1/4, 1/2 and 1/4, symmetric about 1; five equal values are
    # refused.
    weights, covered, drawn = {0: 0.25, 1: 0.5, 2: 0.25}, 0.0, 0.0
    for sample in itertools.product(weights, repeat=5):
        if len(set(sample)) > 1:
            interval, share = method(sample, 0.95), math.prod(weights[value] for value in sample)
            covered += share * (interval.lower <= 1 <= interval.upper)
            drawn += share
    assert covered / drawn >= 0.9375


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=30)
@given(values=VALUES, factor=st.sampled_from([-1000, -1, 1e-6, 7]), draw=st.randoms(use_true_random=False))
def test_intervals_follow_the_unit_and_no_order(method, values, factor, draw):
    first = method(values, 0.9)
    second = method([factor * value for value in draw.sample(values, len(values))], 0.9)
    assert second.value == pytest.approx(factor * first.value, rel=1e-12)
    expected = sorted([factor * first.lower, factor * first.upper])
    assert [second.lower, second.upper] == pytest.approx(expected, rel=1e-12)
    assert (second.level, second.reached) == (first.level, first.reached)


def test_the_normal_approximation_takes_over_from_the_count_without_a_step():
    # Of the values 1 to n the limits are Walsh averages a little more than 1.96 standard errors from the centre.
    counted, approximated = (one_sample_hodges_lehmann(np.arange(1, n + 1), 0.95) for n in (200, 201))
    widths = [(interval.upper - interval.lower) / n for interval, n in ((counted, 200), (approximated, 201))]
    assert widths[1] == pytest.approx(widths[0], rel=0.01)
    assert approximated.level == pytest.approx(0.95, abs=1e-3)
    assert approximated.level >= 0.95


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("values", [[], [4]])
def test_a_single_value_has_no_interval(method, values):
    with pytest.raises(TooFewError):
        method(values, 0.95)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("values", [[0, 0], [100] * 6, [0.3, 0.1 + 0.2, 0.3]])
def test_values_that_are_the_same_have_no_interval(method, values):
    with pytest.raises(NoSpreadError):
        method(values, 0.95)
