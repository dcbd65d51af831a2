import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.exact_tests import PermutationTest, sign_flip, signed_rank

# Darwin's pairs of Zea mays, cross- minus self-fertilized, eighths of an inch: Fisher 1935, The Design of Experiments.
ZEA_MAYS = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
# Hamilton depression scale at two visits: Hollander & Wolfe 1973, p. 29, and R's help page of wilcox.test.
DEPRESSION = np.subtract(
    [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30], [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
)
# Hours of sleep gained with one drug over the other: Student 1908, and R's data set sleep; with ties and a zero.
SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]
# Percent reduction at week 4 and week 12 of the patients of the real cohort.
WEEK_4 = [100, 400 / 7, 50, 37.5, 75, 1010 / 17]
WEEK_12 = [100, 1300 / 14, 200 / 3, 87.5, 100]

VALUES = st.lists(st.integers(-9, 9), min_size=1, max_size=8).filter(any)


def flip(values, exact_up_to: int = 20, asymptotic_above: int = 5000, resamples: int = 999) -> PermutationTest:
    rng = np.random.default_rng(1)
    return sign_flip(values, exact_up_to=exact_up_to, asymptotic_above=asymptotic_above, resamples=resamples, rng=rng)


def rank(values, asymptotic_above: int = 5000) -> PermutationTest:
    return signed_rank(values, asymptotic_above=asymptotic_above)


def by_brute_force(values) -> tuple[float, float]:
    """Two-sided p value and the smallest attainable one of a sum, all sign changes counted one by one."""
    sums = [abs(sum(s * v for s, v in zip(signs, values, strict=True))) for signs in signs_of(len(values))]
    shares = [sum(each >= limit for each in sums) / len(sums) for limit in (abs(sum(values)), max(sums))]
    return shares[0], shares[1]


def signs_of(n: int):
    return itertools.product((-1, 1), repeat=n)


def test_fishers_own_count_of_darwins_plants():
    # Fisher 1935, § 21: in 1726 of the 32768 sign changes the sum is as large as the observed one, 5.267 per cent.
    result = flip(ZEA_MAYS)
    assert result == PermutationTest(sum(ZEA_MAYS) / 15, 1726 / 32768, 2 / 32768, "exact")


def test_the_real_cohort_has_the_values_of_the_enumeration():
    assert (flip(WEEK_4).p_value, flip(WEEK_4).p_value_minimum) == (0.03125, 0.03125)
    assert (flip(WEEK_12).p_value, flip(WEEK_12).p_value_minimum) == (0.0625, 0.0625)
    change = np.subtract(WEEK_12, WEEK_4[:5])
    assert (flip(change).p_value, flip(change).p_value_minimum) == (0.125, 0.125)
    assert flip(change).statistic == pytest.approx(25.47619048, abs=5e-9)
    assert rank(WEEK_4).p_value == 0.03125


@settings(max_examples=40)
@given(VALUES)
def test_exact_sign_flip_counts_every_sign_change(values):
    result = flip(values)
    assert (result.p_value, result.p_value_minimum) == by_brute_force(values)


def test_sums_that_are_equal_on_paper_are_equal():
    # 0.1 + 0.2 - 0.3 is 0 on paper and 5.6e-17 in binary; all of the eight sums reach 0.
    assert flip([0.1, 0.2, -0.3]).p_value == 1
    assert flip([0.1, 0.2, 0.3, -0.6, 70]).p_value == by_brute_force([1, 2, 3, -6, 700])[0]


@settings(max_examples=40)
@given(VALUES, st.sampled_from([0.1, 1 / 3, 1e-9, 1e9]), st.randoms(use_true_random=False))
def test_neither_order_nor_scale_nor_sign_counts(values, scale, draw):
    shuffled = draw.sample(values, len(values))
    for test in (flip, rank):
        first = test(values)
        for changed in (shuffled, [scale * value for value in values], [-value for value in values]):
            other = test(changed)
            assert (other.p_value, other.p_value_minimum) == (first.p_value, first.p_value_minimum)


@settings(max_examples=30)
@given(VALUES)
def test_patients_without_a_change_leave_both_p_values_as_they_are(values):
    for test in (flip, rank):
        first, more = test(values), test([*values, 0, 0])
        assert (more.p_value, more.p_value_minimum) == (first.p_value, first.p_value_minimum)


def test_a_drawn_sign_flip_is_within_its_error_of_the_exact_one():
    exact, resamples = 1726 / 32768, 9999
    drawn = flip(ZEA_MAYS, exact_up_to=14, resamples=resamples)
    assert drawn.kind == "monte_carlo"
    assert math.isnan(drawn.p_value_minimum)
    assert abs(drawn.p_value - exact) < 4 * math.sqrt(exact * (1 - exact) / resamples)


def test_a_drawn_p_value_is_never_zero():
    # Phipson & Smyth 2010: the observed sign change counts as one of those drawn.
    assert flip(range(1, 60), resamples=99).p_value == 1 / 100


def test_signs_drawn_in_parts_are_as_many_as_asked_for():
    # Of a single value that is not 0, every sign change is as far from 0: all parts together count each of them.
    assert flip([1] + [0] * 2999, resamples=700).p_value == 1


def test_the_normal_approximation_is_near_the_exact_p_value_of_many_patients():
    values = np.random.default_rng(5).normal(0.4, 1, 22)
    exact, normal = flip(values, exact_up_to=22), flip(values, exact_up_to=4, asymptotic_above=21)
    assert normal.kind == "normal"
    assert normal.p_value == pytest.approx(2 * stats.norm.sf(values.sum() / np.sqrt(values @ values)), rel=1e-12)
    assert normal.p_value == pytest.approx(exact.p_value, rel=0.1)


def test_signed_rank_has_the_values_printed_by_r():
    # R's wilcox.test on these data: V = 40, p-value = 0.01953 one-sided and 0.03906 two-sided; without correction and
    # exact = FALSE, one-sided 0.01908.
    result = rank(DEPRESSION)
    assert (result.statistic, result.kind) == (40, "exact")
    assert result.p_value == 0.0390625
    approximate = rank(DEPRESSION, asymptotic_above=8)
    assert approximate.kind == "normal"
    assert approximate.p_value / 2 == pytest.approx(0.01908, abs=5e-6)


def test_signed_rank_counts_ties_and_leaves_zeros_out():
    # Nine patients slept longer and one as long: 2 of the 2^9 sign changes.
    assert rank(SLEEP) == PermutationTest(45, 2 / 512, 2 / 512, "exact")


def test_reductions_that_differ_by_a_rounding_error_have_one_rank():
    # Both differences are 0.3 on paper.
    result = rank([0.1 + 0.2, -0.3, 5])
    assert (result.statistic, result.p_value) == (4.5, by_brute_force([3, -3, 6])[0])


def test_a_change_that_is_a_rounding_error_is_no_change():
    assert rank([0.1 + 0.2 - 0.3, 2, 5]) == rank([0, 2, 5])


@settings(max_examples=25)
@given(VALUES)
def test_signed_rank_is_the_sign_flip_of_the_signed_ranks(values):
    kept = np.array([value for value in values if value])
    signed = np.sign(kept) * stats.rankdata(np.abs(kept))
    result = rank(values)
    assert result.p_value == pytest.approx(by_brute_force(signed)[0], rel=1e-12)
    assert result.p_value_minimum == by_brute_force(signed)[1]


@pytest.mark.parametrize("values", [SLEEP, DEPRESSION, ZEA_MAYS[:9], [3, -3, 3, -1, 0, 2, 2, 5]])
def test_signed_rank_agrees_with_scipys_count_of_all_sign_changes(values):
    every = stats.PermutationMethod(n_resamples=2**10)
    expected = stats.wilcoxon(values, method=every)
    assert rank(values).p_value == pytest.approx(expected.pvalue, rel=1e-12)


@pytest.mark.parametrize("n", [25, 120, 200])
def test_exact_signed_rank_of_many_untied_values_agrees_with_scipy(n):
    values = np.random.default_rng(n).normal(0.2, 1, n)
    assert rank(values).p_value == pytest.approx(stats.wilcoxon(values, method="exact").pvalue, rel=1e-11)


def test_many_signed_ranks_are_approximated_as_scipy_does():
    values = np.round(np.random.default_rng(2).normal(0.1, 1, 201), 1)
    values[values == 0] = 0.1
    result = rank(values)
    assert result.kind == "normal"
    assert result.p_value == pytest.approx(stats.wilcoxon(values, method="asymptotic").pvalue, rel=1e-10)
    assert result.p_value == pytest.approx(rank(values[:200]).p_value, rel=0.3)


@pytest.mark.parametrize("values", [[], [0], [0, 0.0, -0.0]])
def test_without_any_change_there_is_nothing_to_test(values):
    with pytest.raises(NoSpreadError):
        flip(values)
    with pytest.raises(NoSpreadError):
        rank(values)
