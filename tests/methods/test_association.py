import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.association import (
    ConstantInputError,
    Correlation,
    correlation_ratio,
    empty_cells,
    spearman,
    spearman_bootstrap,
    spearman_rho,
)
from casetrace.methods.estimates import Limits
from casetrace.methods.randomness import stream

Pairs = list[tuple[int, int]]
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=6)
# Colour and quality of nine lots of canned tuna: Hollander & Wolfe 1973, p. 187, and R's help page of cor.test.
TUNA = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1], [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
BASELINE, REDUCTION = [3, 70, 6, 80, 4, 80], [100, 400 / 7, 50, 37.5, 75, 1010 / 17]


def correlate(
    x, y, exact_up_to: int = 8, asymptotic_above: int = 5000, resamples: int = 999, seed: int = 1
) -> Correlation:
    rng = np.random.default_rng(seed)
    return spearman(x, y, exact_up_to=exact_up_to, asymptotic_above=asymptotic_above, resamples=resamples, rng=rng)


def bootstrap(x, y, level: float = 0.95, resamples: int = 999, seed: int = 1) -> Limits:
    return spearman_bootstrap(x, y, level, resamples, np.random.default_rng(seed))


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


def test_the_tuna_of_hollander_and_wolfe_has_the_p_value_printed_by_r():
    # cor.test(x, y, method = "spearman") prints S = 48, p-value = 0.0968, rho 0.6.
    result = correlate(*TUNA, exact_up_to=9)
    assert result.rho == pytest.approx(0.6, rel=1e-12)
    assert result.p_value == pytest.approx(0.0968, abs=5e-5)


@settings(max_examples=30)
@given(PAIRS)
def test_rho_agrees_with_scipy(pairs):
    x, y = split(pairs)
    assert correlate(x, y).rho == pytest.approx(stats.spearmanr(x, y).statistic, rel=1e-12, abs=1e-14)


@settings(max_examples=40)
@given(PAIRS)
def test_exact_p_values_agree_with_counting_every_order(pairs):
    x, y = split(pairs)
    result = correlate(x, y)
    assert result.kind == "exact"
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
    assert drawn.kind == "monte_carlo"
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


@settings(max_examples=30)
@given(PAIRS)
def test_only_the_ranks_count(pairs):
    x, y = split(pairs)
    assert correlate(np.exp(x), [3 * value - 7 for value in y]) == correlate(x, y)


@settings(max_examples=30)
@given(PAIRS, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_patients_nor_that_of_the_variables_counts(pairs, draw):
    x, y = split(pairs)
    shuffled = draw.sample(pairs, len(pairs))
    assert correlate(*split(shuffled)) == correlate(x, y) == correlate(y, x)


@settings(max_examples=30)
@given(PAIRS)
def test_turning_one_variable_round_changes_the_sign_alone(pairs):
    x, y = split(pairs)
    one, other = correlate(x, y), correlate(x, [-value for value in y])
    assert (one.rho, one.p_value) == (-other.rho, other.p_value)


def test_values_that_differ_by_a_rounding_error_are_tied():
    # Mean doses of 0.1 and 0.2, and of 0.15 twice, are the same on paper.
    assert spearman_rho([(0.1 + 0.2) / 2, (0.15 + 0.15) / 2, 1], [1, 2, 3]) == spearman_rho([1, 1, 2], [1, 2, 3])


@pytest.mark.parametrize("seed", range(2))
def test_many_patients_have_the_t_approximation_of_scipy(seed):
    x, y = np.random.default_rng(seed).integers(0, 30, size=(2, 101))
    result = correlate(x, y, asymptotic_above=100)
    assert result.kind == "t"
    assert math.isnan(result.p_value_minimum)
    assert result.p_value == pytest.approx(stats.spearmanr(x, y).pvalue, rel=1e-9)


@pytest.mark.parametrize("sign", [1, -1])
def test_the_t_approximation_of_a_perfect_correlation_is_zero(sign):
    assert correlate(range(20), [sign * value for value in range(20)], asymptotic_above=19).p_value == 0


def by_resampling(x, y, level: float, resamples: int) -> Limits:
    """The percentile interval with each sample ranked by SciPy, from the same draws."""
    x, y = np.asarray(x), np.asarray(y)
    times = np.random.default_rng(1).multinomial(len(x), np.full(len(x), 1 / len(x)), size=resamples)
    drawn = [np.repeat(np.arange(len(x)), row) for row in times]
    varied = [rows for rows in drawn if np.ptp(x[rows]) and np.ptp(y[rows])]
    rhos = [np.corrcoef(stats.rankdata(x[rows]), stats.rankdata(y[rows]))[0, 1] for rows in varied]
    lower, upper = np.quantile(rhos, [(1 - level) / 2, (1 + level) / 2])
    return Limits(lower, upper)


@pytest.mark.parametrize(("x", "y"), [TUNA, ([1, 1, 2, 2, 9], [5, 5, 5, 1, 0]), ([1, 1, 1, 1, 2], [0, 3, 3, 3, 3])])
def test_the_bootstrap_ranks_each_sample_anew_and_leaves_out_constant_ones(x, y):
    result, expected = bootstrap(x, y, resamples=200), by_resampling(x, y, 0.95, 200)
    assert (result.lower, result.upper) == pytest.approx((expected.lower, expected.upper), abs=1e-12)


def test_the_bootstrap_interval_of_many_patients_is_near_the_one_of_theory():
    # Fisher's z of rho has a variance of (1 + rho^2 / 2) / (n - 3): Bonett & Wright 2000, doi 10.1007/BF02294183.
    draw = np.random.default_rng(4)
    x = draw.normal(size=400)
    y = x + draw.normal(size=400)
    rho = spearman_rho(x, y)
    half = stats.norm.ppf(0.975) * math.sqrt((1 + rho**2 / 2) / 397)
    result = bootstrap(x, y)
    expected = np.tanh(np.arctanh(rho) + np.array([-half, half]))
    assert (result.lower, result.upper) == pytest.approx(expected, abs=0.02)


def test_the_bootstrap_of_a_perfect_correlation_has_no_width():
    assert bootstrap(range(12), range(12)) == Limits(1, 1)


def test_the_bootstrap_of_a_constant_is_refused():
    with pytest.raises(ConstantInputError):
        bootstrap([1, 1, 1], [1, 2, 3])
    with pytest.raises(ConstantInputError):
        bootstrap([1] * 30 + [2], range(31), resamples=1, seed=5)  # a sample without the last patient


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), min_size=2, max_size=12))
def test_the_correlation_ratio_is_the_statistic_of_kruskal_and_wallis(pairs):
    values, labels = split(pairs)
    samples = [[v for v, own in pairs if own == label] for label in sorted(set(labels))]
    expected = stats.kruskal(*samples).statistic / (len(values) - 1)
    assert correlation_ratio(values, labels) ** 2 == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_the_correlation_ratio_goes_from_0_to_1():
    assert correlation_ratio([1, 4, 2, 3], ["hand", "hand", "foot", "foot"]) == 0
    assert correlation_ratio([1, 1, 2, 2, 9], ["hand", "hand", "foot", "foot", "ear"]) == pytest.approx(1, rel=1e-12)


def test_the_correlation_ratio_of_two_groups_is_a_rank_correlation():
    x, y = [3, 70, 6, 80, 4, 80], [0, 1, 0, 0, 1, 1]
    assert correlation_ratio(x, y) == pytest.approx(abs(spearman_rho(x, y)), rel=1e-12)


def test_empty_cells_are_the_combinations_that_nobody_has():
    # Of 3 sites and 2 regimens, the finger was treated weekly alone and the ear monthly alone.
    sites = ["finger", "finger", "hand", "hand", "ear"]
    regimens = ["weekly", "weekly", "weekly", "monthly", "monthly"]
    assert empty_cells(sites, regimens) == empty_cells(regimens, sites) == 2
    assert empty_cells(sites[2:], regimens[2:]) == 1
    assert empty_cells([1, 1, 2, 2], [0, 5, 0, 5]) == 0


@pytest.mark.parametrize("method", [correlation_ratio, empty_cells])
@pytest.mark.parametrize(("first", "second"), [([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [5, 5, 5]), ([], [])])
def test_a_grouping_or_a_number_that_is_the_same_for_everybody_explains_nothing(method, first, second):
    with pytest.raises(ConstantInputError):
        method(first, second)


def test_each_result_draws_from_a_stream_of_its_own():
    first, second, again = stream(7, "a.week_4"), stream(7, "a.week_12"), stream(7, "a.week_4")
    numbers = first.integers(0, 2**63, 8).tolist()
    assert numbers == again.integers(0, 2**63, 8).tolist()
    assert numbers != second.integers(0, 2**63, 8).tolist()
    assert numbers != stream(8, "a.week_4").integers(0, 2**63, 8).tolist()


def test_a_stream_is_the_same_in_every_process_and_version():
    # PCG64 on the study's seed and the first 16 bytes of SHA-256 of the name, put together apart with NumPy 2.4.
    assert stream(20150810, "reduction").integers(0, 1000, 5).tolist() == [824, 243, 580, 934, 225]
