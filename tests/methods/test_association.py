import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from scripts.methods.association import ConstantInputError, Correlation, spearman
from scripts.methods.randomness import stream

Pairs = list[tuple[int, int]]
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=6)
BASELINE, REDUCTION = [3, 70, 6, 80, 4, 80], [100, 400 / 7, 50, 37.5, 75, 1010 / 17]


def correlate(x, y, exact_up_to: int = 8, resamples: int = 999, seed: int = 1) -> Correlation:
    return spearman(x, y, exact_up_to=exact_up_to, resamples=resamples, rng=np.random.default_rng(seed))


def split(pairs: Pairs) -> tuple[tuple[int, ...], tuple[int, ...]]:
    x, y = zip(*pairs, strict=True)
    assume(len(set(x)) > 1 and len(set(y)) > 1)
    return x, y


def by_brute_force(x, y) -> tuple[float, float]:
    """Two-sided p value and the smallest attainable one, with fractions of all orders counted one by one."""
    first, second = (stats.rankdata(values) * 2 for values in (x, y))  # twice the rank is a whole number
    n = len(first)
    centre = n * (n + 1) ** 2
    distances = [abs(int(first @ np.array(order)) - centre) for order in itertools.permutations(second)]
    observed = abs(int(first @ second) - centre)
    share = [sum(d >= limit for d in distances) / len(distances) for limit in (observed, max(distances))]
    return share[0], share[1]


def test_the_real_cohort_has_the_values_of_r_and_of_the_enumeration():
    result = correlate(BASELINE, REDUCTION)
    assert result.rho == pytest.approx(-0.6957252428, rel=1e-9)
    assert result.p_value == pytest.approx(104 / 720, rel=1e-15)
    at_week_12 = correlate(BASELINE[:5], [100, 1300 / 14, 200 / 3, 87.5, 100])
    assert at_week_12.rho == pytest.approx(-0.6668859288553503, rel=1e-14)
    assert at_week_12.p_value == pytest.approx(32 / 120, rel=1e-15)


@given(PAIRS)
def test_rho_agrees_with_scipy(pairs):
    x, y = split(pairs)
    assert correlate(x, y).rho == pytest.approx(stats.spearmanr(x, y).statistic, rel=1e-12, abs=1e-14)


@settings(max_examples=40)
@given(PAIRS)
def test_exact_p_values_agree_with_counting_every_order(pairs):
    x, y = split(pairs)
    result = correlate(x, y)
    assert result.exact
    assert (result.p_value, result.p_value_minimum) == by_brute_force(x, y)


@pytest.mark.parametrize("seed", range(4))
def test_exact_p_values_agree_with_scipy_where_the_distribution_is_symmetric(seed):
    # Without ties the null distribution is symmetric, and doubling one side is the same as taking absolute values.
    draw = np.random.default_rng(seed)
    x, y = draw.permutation(6), draw.permutation(6)
    test = stats.permutation_test(
        (x,), lambda order: stats.spearmanr(order, y).statistic, permutation_type="pairings", n_resamples=np.inf
    )
    assert correlate(x, y).p_value == pytest.approx(test.pvalue, rel=1e-12)


def test_the_smallest_p_of_untied_values_is_two_in_all_orders():
    result = correlate(range(5), range(5))
    assert (result.rho, result.p_value, result.p_value_minimum) == (1, 2 / 120, 2 / 120)


@pytest.mark.parametrize("seed", range(3))
def test_drawn_p_values_are_within_their_error_of_the_exact_one(seed):
    exact, resamples = correlate(BASELINE, REDUCTION).p_value, 4999
    drawn = correlate(BASELINE, REDUCTION, exact_up_to=4, resamples=resamples, seed=seed)
    assert not drawn.exact
    assert abs(drawn.p_value - exact) < 4 * math.sqrt(exact * (1 - exact) / resamples)
    assert math.isnan(drawn.p_value_minimum)


def test_a_drawn_p_value_is_never_zero():
    # Phipson & Smyth 2010: the observed order counts as one of those drawn.
    assert correlate(range(40), range(40), resamples=99).p_value == 1 / 100


def test_drawing_in_parts_counts_every_order_once():
    # 1000 patients fit 100 times into what is held at once; more orders than that are drawn in several parts.
    draw = np.random.default_rng(3)
    x, y = draw.normal(size=(2, 1000))
    assert correlate(x, y, resamples=250).p_value == pytest.approx(stats.spearmanr(x, y).pvalue, abs=0.12)
    assert correlate(x, y, resamples=250).p_value == correlate(x, y, resamples=250).p_value


@pytest.mark.parametrize(("x", "y"), [([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [5, 5, 5])])
def test_a_constant_has_no_correlation(x, y):
    with pytest.raises(ConstantInputError):
        correlate(x, y)


@given(PAIRS)
def test_only_the_ranks_count(pairs):
    x, y = split(pairs)
    assert correlate(np.exp(x), [3 * value - 7 for value in y]) == correlate(x, y)


@given(PAIRS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_patients_nor_that_of_the_variables_counts(pairs, draw):
    x, y = split(pairs)
    shuffled = draw.sample(pairs, len(pairs))
    assert correlate(*split(shuffled)) == correlate(x, y) == correlate(y, x)


@given(PAIRS)
def test_turning_one_variable_round_changes_the_sign_alone(pairs):
    x, y = split(pairs)
    one, other = correlate(x, y), correlate(x, [-value for value in y])
    assert (one.rho, one.p_value) == (-other.rho, other.p_value)


def test_each_result_draws_from_a_stream_of_its_own():
    first, second, again = stream(7, "a.week_4"), stream(7, "a.week_12"), stream(7, "a.week_4")
    numbers = first.integers(0, 2**63, 8).tolist()
    assert numbers == again.integers(0, 2**63, 8).tolist()
    assert numbers != second.integers(0, 2**63, 8).tolist()
    assert numbers != stream(8, "a.week_4").integers(0, 2**63, 8).tolist()


def test_a_stream_is_the_same_in_every_process_and_version():
    # PCG64 on the study's seed and the first 16 bytes of SHA-256 of the name, put together apart with NumPy 2.4.
    assert stream(20150810, "reduction").integers(0, 1000, 5).tolist() == [824, 243, 580, 934, 225]
