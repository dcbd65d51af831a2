import itertools
import math
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks import bootstrap
from casetrace.methods import resampling
from casetrace.methods.drawing import drawn_ratios
from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError
from casetrace.methods.resampling import cluster_sums, drawn_bootstrap, exact_bootstrap

WEEK_4, WEEK_12 = [100, 400 / 7, 50, 37.5, 75, 1010 / 17], [100, 1300 / 14, 200 / 3, 87.5, 100]

#: Patients as pairs of the sum and the number of their lesions' values.
PATIENTS = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 3)), min_size=2, max_size=5)


def columns(patients) -> tuple[list[int], list[int]]:
    sums, counts = zip(*patients, strict=True)
    assume(len({Fraction(top, bottom) for top, bottom in patients}) > 1)
    return list(sums), list(counts)


def numbers(result) -> list[float]:
    return [result.value, result.se, result.limits.lower, result.limits.upper]


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def skewed_patients(n: int) -> tuple[np.ndarray, np.ndarray]:
    draw = generator(5)
    counts = draw.integers(1, 4, n).astype(float)
    return draw.exponential(30, n) * counts, counts


def scipy_bca(sums, counts, distribution) -> Limits:
    """SciPy's BCa limits of a distribution that is there already, over the numbers of the patients."""
    result = stats.bootstrap(
        (np.arange(len(sums)),),
        lambda patients, axis: sums[patients].sum(axis) / counts[patients].sum(axis),
        vectorized=True,
        n_resamples=0,
        bootstrap_result=SimpleNamespace(bootstrap_distribution=distribution),
    )
    return Limits(*result.confidence_interval)


def test_the_real_cohort_has_the_values_of_an_enumeration():
    week_4 = exact_bootstrap(WEEK_4, np.ones(6), 0.95)
    assert week_4.samples == 462
    expected = [63.17577030812325, 8.129586199267642, 48.59243697478991, 80.35714285714286]
    assert numbers(week_4) == pytest.approx(expected, rel=1e-12)
    week_12 = exact_bootstrap(WEEK_12, np.ones(5), 0.95)
    assert week_12.samples == 126
    expected = [89.4047619047619, 5.503039770165044, 77.5, 98.57142857142858]
    assert numbers(week_12) == pytest.approx(expected, rel=1e-12)


def test_the_mouse_data_have_the_printed_standard_error_of_endless_resampling():
    # Efron & Tibshirani 1993, table 2.1: 23.36 for the mean of the treated mice.
    treated = [94, 197, 16, 38, 99, 141, 23]
    assert exact_bootstrap(treated, np.ones(7), 0.95).se == pytest.approx(23.36, abs=0.005)


@settings(max_examples=40)
@given(st.lists(st.integers(-50, 50), min_size=2, max_size=6))
def test_the_standard_error_of_a_mean_is_that_of_theory(values):
    assume(len(set(values)) > 1)
    expected = np.std(values) / math.sqrt(len(values))
    assert exact_bootstrap(values, np.ones(len(values)), 0.95).se == pytest.approx(expected, rel=1e-12)


@settings(max_examples=40)
@given(PATIENTS.filter(lambda patients: len(patients) <= 4), st.sampled_from([0.5, 0.75, 0.9, 0.95]))
def test_counting_sets_agrees_with_counting_every_sample_in_every_order(patients, level):
    sums, counts = columns(patients)
    n = len(sums)
    ratios = Counter(
        Fraction(sum(sums[i] for i in drawn), sum(counts[i] for i in drawn))
        for drawn in itertools.product(range(n), repeat=n)
    )
    mean = sum(ratio * times for ratio, times in ratios.items()) / n**n
    variance = sum((ratio - mean) ** 2 * times for ratio, times in ratios.items()) / n**n
    tail = (1 - Fraction(str(level))) / 2
    limits = []
    for reached in (tail, 1 - tail):
        cumulative = itertools.accumulate(ratios[ratio] for ratio in sorted(ratios))
        limits.append(next(r for r, c in zip(sorted(ratios), cumulative, strict=True) if Fraction(c, n**n) >= reached))
    expected = [sum(sums) / sum(counts), math.sqrt(variance), *map(float, limits)]
    assert numbers(exact_bootstrap(sums, counts, level)) == pytest.approx(expected, rel=1e-12, abs=1e-13)


@settings(max_examples=40)
@given(PATIENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_patients_does_not_count(patients, draw):
    shuffled = columns(draw.sample(patients, len(patients)))
    expected = numbers(exact_bootstrap(*columns(patients), 0.95))
    assert numbers(exact_bootstrap(*shuffled, 0.95)) == pytest.approx(expected, rel=1e-12, abs=1e-13)


@settings(max_examples=40)
@given(PATIENTS, st.floats(0.01, 100), st.integers(2, 4))
def test_a_unit_scales_the_result_and_doubled_lesions_leave_it(patients, unit, copies):
    sums, counts = columns(patients)
    expected = numbers(exact_bootstrap(sums, counts, 0.95))
    scaled = numbers(exact_bootstrap(np.multiply(sums, unit), counts, 0.95))
    assert scaled == pytest.approx([unit * number for number in expected], rel=1e-11, abs=1e-13)
    copied = numbers(exact_bootstrap(np.multiply(sums, copies), np.multiply(counts, copies), 0.95))
    assert copied == pytest.approx(expected, rel=1e-12, abs=1e-13)


def test_the_other_sign_exchanges_the_limits():
    # A limit is reached from below, so that this holds where no cumulative probability is exactly a tail.
    one, other = (exact_bootstrap(np.multiply(WEEK_4, sign), [1, 1, 2, 1, 3, 1], 0.95) for sign in (1, -1))
    assert (one.value, one.se) == pytest.approx((-other.value, other.se), rel=1e-14)
    assert (one.limits.lower, one.limits.upper) == pytest.approx((-other.limits.upper, -other.limits.lower), rel=1e-14)


def test_a_probability_that_is_exactly_the_tail_reaches_it():
    # Of the four samples of two patients one has the lowest value: its probability is a quarter.
    assert exact_bootstrap([0, 1], [1, 1], 0.5).limits == Limits(0, 0.5)
    assert exact_bootstrap([0, 1], [1, 1], 0.49).limits == Limits(0.5, 0.5)


def test_ten_patients_have_92_378_samples_whose_orders_are_all_orders():
    times, orders = resampling._all_samples(10)
    assert times.shape == (10, 92_378)
    assert np.all(times.sum(axis=0) == 10)
    assert len(np.unique(times, axis=1).T) == 92_378
    assert orders.sum() == 10**10


@pytest.mark.parametrize(
    "bootstrap_of", [exact_bootstrap, lambda sums, counts, level: drawn_bootstrap(sums, counts, level, 99, generator())]
)
def test_no_interval_without_two_patients_that_differ(bootstrap_of):
    with pytest.raises(TooFewError):
        bootstrap_of([3], [1], 0.95)
    with pytest.raises(NoSpreadError):
        bootstrap_of([0.1, 0.3, 0.1 + 0.2], [1, 3, 3], 0.95)


def test_samples_of_more_than_ten_patients_are_not_counted():
    with pytest.raises(ValueError, match="11 patients"):
        exact_bootstrap(range(11), np.ones(11), 0.95)


def test_sums_are_over_each_patient_in_order_of_appearance():
    sums, counts = cluster_sums([1, 2, 4, 8, 16], np.array(["b", "a", "b", "c", "a"], dtype=object))
    assert (sums.tolist(), counts.tolist()) == ([5, 18, 8], [2, 2, 1])


@pytest.mark.parametrize("counts", [[1, 1, 1, 1, 1, 1], [1, 3, 2, 1, 1, 2]])
def test_drawing_is_within_its_error_of_counting(counts):
    resamples, sums = 40_000, np.multiply(WEEK_4, counts)
    exact = exact_bootstrap(sums, counts, 0.95)
    drawn = drawn_bootstrap(sums, counts, 0.95, resamples, generator())
    assert drawn.value == exact.value
    assert drawn.se == pytest.approx(exact.se, rel=4 / math.sqrt(2 * resamples))
    share = np.mean(drawn_ratios(sums, counts, resamples, generator(2)) <= exact.limits.lower + 1e-9)
    times, orders = resampling._all_samples(6)
    probability = orders[(sums @ times) / (counts @ times) <= exact.limits.lower + 1e-9].sum() / 6**6
    assert share == pytest.approx(probability, abs=4 * math.sqrt(0.025 / resamples))
    assert drawn.percentile.lower == pytest.approx(exact.limits.lower, abs=0.5)
    assert drawn.percentile.upper == pytest.approx(exact.limits.upper, abs=0.5)


@pytest.mark.parametrize("seed", range(3))
def test_bca_limits_are_those_of_scipy(seed):
    sums, counts = skewed_patients(25)
    drawn = drawn_bootstrap(sums, counts, 0.95, 2000, generator(seed))
    ratios = drawn_ratios(sums, counts, 2000, generator(seed))
    expected = scipy_bca(sums, counts, ratios)
    assert drawn.bca is not None
    assert (drawn.bca.lower, drawn.bca.upper) == pytest.approx((expected.lower, expected.upper), rel=1e-10)
    quantiles = tuple(np.quantile(ratios, [0.025, 0.975]))
    assert (drawn.percentile.lower, drawn.percentile.upper) == pytest.approx(quantiles, rel=1e-13)


def test_without_a_sample_on_both_sides_of_the_value_there_is_no_bca_limit():
    # 200 patients of whom one differs, and few samples, none of them without that patient or with more of the others.
    sums, counts = np.array([1.0] + [0.0] * 199), np.ones(200)
    results = [drawn_bootstrap(sums, counts, 0.95, 3, generator(seed)) for seed in range(40)]
    assert any(result.bca is None for result in results)
    assert all(math.isfinite(result.bca.lower) for result in results if result.bca)


def test_the_benchmark_times_two_ways_to_one_result():
    sums, counts = bootstrap.cohort()
    drawn = drawn_bootstrap(sums[:300], counts[:300], 0.95, 2000, generator())
    expected = stats.bootstrap(
        (np.arange(300),), lambda i, axis: sums[i].sum(axis) / counts[i].sum(axis), n_resamples=2000, rng=generator()
    )
    assert drawn.se == pytest.approx(expected.standard_error, rel=0.1)
    assert drawn.bca is not None
    assert drawn.bca.lower == pytest.approx(expected.confidence_interval.low, abs=0.3 * drawn.se)
