import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError
from casetrace.methods.intervals import (
    clopper_pearson,
    miettinen_nurminen,
    newcombe,
    t_interval,
    upper_limit,
    welch_interval,
    wilson,
)

# Extra hours of sleep under two drugs, the `sleep` data of R (Student 1908).
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
VALUES = st.lists(st.integers(-60, 100), min_size=2, max_size=7)
COUNT = st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
Counts = tuple[int, int, int, int]
SINGLE: list[Callable[..., Limits]] = [clopper_pearson, wilson]
DIFFERENCE: list[Callable[..., Limits]] = [newcombe, miettinen_nurminen]


def ends(limits: Limits) -> tuple[float, float]:
    return limits.lower, limits.upper


def spread(values: list[int]) -> list[int]:
    assume(len(set(values)) > 1)
    return values


def test_the_mean_of_the_real_cohort_has_the_values_of_r():
    # R 4.2, t.test.
    week_4 = t_interval([100, 400 / 7, 50, 37.5, 75, 1010 / 17], 0.95)
    assert week_4.value == pytest.approx(63.17577031, rel=1e-9)
    assert week_4.se * math.sqrt(6) == pytest.approx(21.81396884, rel=1e-9)
    assert (week_4.lower, week_4.upper) == pytest.approx((40.28341396, 86.06812666), rel=1e-9)
    change = t_interval([0, 92 + 6 / 7 - 400 / 7, 50 / 3, 50, 25], 0.95)
    assert (change.value, change.lower, change.upper) == pytest.approx(
        (25.47619048, 1.973729634, 48.978651318), rel=1e-9
    )


def test_paired_sleep_data_has_the_values_printed_by_r():
    # R's help of t.test: t = -4.0621, df = 9, p = 0.002833, -2.4598858 to -0.7001142.
    result = t_interval(np.subtract(SLEEP_1, SLEEP_2), 0.95)
    assert (result.value, result.df) == pytest.approx((-1.58, 9))
    assert (result.lower, result.upper) == pytest.approx((-2.4598858, -0.7001142), abs=5e-8)
    assert result.p_value == pytest.approx(0.002833, abs=5e-7)


def test_two_arms_of_sleep_data_have_the_values_printed_by_r():
    # R's help of t.test: t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
    result = welch_interval(SLEEP_1, SLEEP_2, 0.95)
    assert result.value / result.se == pytest.approx(-1.8608, abs=5e-5)
    assert result.df == pytest.approx(17.776, abs=5e-4)
    assert (result.lower, result.upper) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)
    assert result.p_value == pytest.approx(0.07939, abs=5e-6)


@settings(max_examples=30)
@given(VALUES.map(spread), VALUES.map(spread))
def test_welch_agrees_with_scipy(first, second):
    result = welch_interval(first, second, 0.9)
    test = stats.ttest_ind(first, second, equal_var=False)
    limits = test.confidence_interval(0.9)
    assert (result.df, result.p_value) == pytest.approx((test.df, test.pvalue), rel=1e-9)
    assert (result.lower, result.upper) == pytest.approx((limits.low, limits.high), rel=1e-9, abs=1e-9)


@settings(max_examples=30)
@given(VALUES.map(spread), st.sampled_from([-1000, -1, 1e-6, 7]), st.randoms(use_true_random=False))
def test_the_t_interval_follows_the_unit_and_no_order(values, factor, draw):
    one, other = (
        t_interval(values, 0.95),
        t_interval([factor * value for value in draw.sample(values, len(values))], 0.95),
    )
    expected = sorted([factor * one.lower, factor * one.upper])
    assert [other.lower, other.upper] == pytest.approx(expected, rel=1e-9, abs=1e-9 * abs(factor))
    assert other.p_value == pytest.approx(one.p_value, rel=1e-9)


@settings(max_examples=30)
@given(VALUES.map(spread), VALUES.map(spread))
def test_swapping_the_arms_turns_the_welch_interval_round(first, second):
    one, other = welch_interval(first, second, 0.95), welch_interval(second, first, 0.95)
    assert (one.value, one.lower, one.upper) == pytest.approx((-other.value, -other.upper, -other.lower), rel=1e-12)
    assert one.df == pytest.approx(other.df, rel=1e-12)


@pytest.mark.parametrize("values", [[], [4]])
def test_a_single_value_has_no_interval(values):
    with pytest.raises(TooFewError):
        t_interval(values, 0.95)
    with pytest.raises(TooFewError):
        welch_interval(values, [1, 2, 3], 0.95)


@pytest.mark.parametrize("values", [[0, 0], [50, 50, 50], [0.3, 0.1 + 0.2, 0.3], [1e-9, 1e-9]])
def test_values_that_are_the_same_up_to_rounding_have_no_interval(values):
    with pytest.raises(NoSpreadError):
        t_interval(values, 0.95)
    with pytest.raises(NoSpreadError):
        welch_interval(values, values, 0.95)


def test_one_arm_without_spread_leaves_the_other_arms_degrees_of_freedom():
    assert welch_interval([5, 5, 5], [1, 2, 3, 4], 0.95).df == pytest.approx(3)


def test_proportions_of_the_real_cohort_have_the_values_of_r():
    # R 4.2, binom.test and prop.test without continuity correction.
    assert ends(clopper_pearson(2, 5, 0.95)) == pytest.approx((0.0527449505, 0.8533672004), abs=5.1e-11)
    assert ends(wilson(2, 5, 0.95)) == pytest.approx((0.1176207742, 0.7692757187), abs=5.1e-11)
    assert ends(clopper_pearson(1, 7, 0.95)) == pytest.approx((0.0036102969, 0.5787231970), abs=5.1e-11)
    assert clopper_pearson(0, 6, 0.95).upper == pytest.approx(0.4592581264, rel=1e-9)


# Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, Table I.
@pytest.mark.parametrize(
    ("count", "n", "score", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0, 0.1611), (0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_proportions_have_the_limits_of_newcombe_1998(count, n, score, exact):
    assert ends(wilson(count, n, 0.95)) == pytest.approx(score, abs=5.1e-5)
    assert ends(clopper_pearson(count, n, 0.95)) == pytest.approx(exact, abs=5.1e-5)


@settings(max_examples=30)
@given(COUNT, st.sampled_from([0.8, 0.95, 0.99]))
def test_proportions_agree_with_scipy(count, level):
    test = stats.binomtest(*count)
    for method, name in zip(SINGLE, ("exact", "wilson"), strict=True):
        expected = test.proportion_ci(level, method=name)
        assert ends(method(*count, level)) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("method", SINGLE)
def test_none_and_all_have_limits_at_exactly_0_and_1(method):
    for n in (1, 3, 7, 10, 41, 1000):
        assert method(0, n, 0.95).lower == 0
        assert method(n, n, 0.95).upper == 1
        assert method(0, n, 0.95).upper == pytest.approx(1 - method(n, n, 0.95).lower)
        assert 0 < method(0, n, 0.95).upper < 1


@pytest.mark.parametrize("n", [1, 6, 50])
def test_the_upper_limit_of_no_event_is_the_root_of_the_error(n):
    # (1 - limit)^n = 0.05, as in Hanley & Lippman-Hand 1983, doi 10.1001/jama.1983.03330370053031.
    assert upper_limit(0, n, 0.95) == pytest.approx(1 - 0.05 ** (1 / n), rel=1e-12)
    assert upper_limit(n, n, 0.95) == 1


# Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, Table II, methods 10 and 6.
TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.6791, 1), (0.7156, 1)),
    ((10, 10, 0, 10), (0.6075, 1), (0.6636, 1)),
]


@pytest.mark.parametrize(("counts", "hybrid", "score"), TABLE_II)
def test_risk_differences_have_the_limits_of_newcombe_1998(counts: Counts, hybrid, score):
    assert ends(newcombe(*counts, 0.95)) == pytest.approx(hybrid, abs=5.1e-5)
    assert ends(miettinen_nurminen(*counts, 0.95)) == pytest.approx(score, abs=5.1e-5)


@pytest.mark.parametrize(
    ("counts", "lower", "upper", "digits"),
    [
        ((0, 10, 0, 20), -0.16576023, 0.28438134, 5e-9),  # Miettinen & Nurminen 1985, example 5, to eight digits
        ((7, 34, 1, 34), 0.0270416, 0.3452912, 1e-6),  # R, PropCIs 0.3, diffscoreci
        ((0, 16, 15, 72), -0.3164, -0.0056, 5e-5),  # R, contingencytables (Fagerland, Lydersen & Laake 2017)
    ],
)
def test_score_limits_are_those_printed_by_other_programs(counts: Counts, lower, upper, digits):
    assert ends(miettinen_nurminen(*counts, 0.95)) == pytest.approx((lower, upper), abs=digits)


def score_statistic(difference: float, count_1: int, n_1: int, count_2: int, n_2: int) -> float:
    """Squared statistic of Miettinen & Nurminen 1985, the restricted maximum found on a fine grid."""
    second = np.linspace(max(0, -difference), min(1, 1 - difference), 400_001)[1:-1]
    first = second + difference
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = count_1 * np.log(first) + (n_1 - count_1) * np.log(1 - first)
        logs += count_2 * np.log(second) + (n_2 - count_2) * np.log(1 - second)
    best = np.nanargmax(logs)
    variance = first[best] * (1 - first[best]) / n_1 + second[best] * (1 - second[best]) / n_2
    return float((count_1 / n_1 - count_2 / n_2 - difference) ** 2 / variance * (n_1 + n_2 - 1) / (n_1 + n_2))


@pytest.mark.parametrize(
    "counts", [(3, 5, 1, 6), (0, 4, 2, 9), (4, 4, 2, 3), (0, 3, 0, 7), (2, 2, 5, 5), (1, 40, 3, 3)]
)
def test_score_limits_lie_where_the_statistic_is_the_chi_squared_quantile(counts: Counts):
    for limit in ends(miettinen_nurminen(*counts, 0.9)):
        assert score_statistic(limit, *counts) == pytest.approx(stats.chi2.ppf(0.9, 1), rel=1e-3)


@settings(max_examples=40)
@given(COUNT, COUNT, st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_of_a_difference_are_symmetric_and_hold_it(first, second, level):
    difference = first[0] / first[1] - second[0] / second[1]
    for method in DIFFERENCE:
        limits, swapped = method(*first, *second, level), method(*second, *first, level)
        failures = method(first[1] - first[0], first[1], second[1] - second[0], second[1], level)
        assert -1 <= limits.lower <= difference <= limits.upper <= 1
        assert limits.lower < limits.upper
        assert (-swapped.upper, -swapped.lower) == pytest.approx((limits.lower, limits.upper), abs=1e-9)
        assert (-failures.upper, -failures.lower) == pytest.approx((limits.lower, limits.upper), abs=1e-9)


@pytest.mark.parametrize("method", DIFFERENCE)
def test_a_higher_level_gives_a_wider_interval(method):
    narrow, wide = method(0, 8, 0, 5, 0.8), method(0, 8, 0, 5, 0.99)
    assert wide.lower < narrow.lower < narrow.upper < wide.upper


@pytest.mark.parametrize("method", DIFFERENCE)
def test_opposite_arms_reach_exactly_1(method):
    assert method(7, 7, 0, 3, 0.95).upper == 1
    assert method(0, 3, 7, 7, 0.95).lower == -1


def test_the_score_interval_of_large_arms_is_the_normal_one():
    limits = miettinen_nurminen(30_000, 100_000, 20_000, 100_000, 0.95)
    half = stats.norm.ppf(0.975) * math.sqrt(0.3 * 0.7 / 1e5 + 0.2 * 0.8 / 1e5)
    assert (limits.lower, limits.upper) == pytest.approx((0.1 - half, 0.1 + half), abs=1e-6)


@pytest.mark.parametrize(("count", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_nobody_to_count_among_is_an_error(count, n):
    for method in SINGLE:
        with pytest.raises(ValueError, match="is not a proportion"):
            method(count, n, 0.95)
    with pytest.raises(ValueError, match="is not a proportion"):
        upper_limit(count, n, 0.95)
    for method in DIFFERENCE:
        with pytest.raises(ValueError, match="is not a proportion"):
            method(1, 2, count, n, 0.95)
