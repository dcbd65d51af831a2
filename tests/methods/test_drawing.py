import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods import drawing
from casetrace.methods.drawing import PoissonTable, drawn_ratios, exactly_summable


def generator(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def chi_square(observed, expected) -> float:
    """p value of the numbers observed, after pooling those of which few are expected."""
    observed, expected = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    rare = expected < 10
    pooled = [np.append(numbers[~rare], numbers[rare].sum()) for numbers in (observed, expected)]
    kept = pooled[1] > 0
    statistic = np.sum((pooled[0][kept] - pooled[1][kept]) ** 2 / pooled[1][kept])
    return float(stats.chi2.sf(statistic, max(kept.sum() - 1, 1)))


def times_drawn(weights, resamples: int, seed: int) -> np.ndarray:
    """Sums of whole weights over samples: how often patients are drawn, as digits of a number."""
    return np.rint(drawn_ratios(weights, np.ones(len(weights)), resamples, generator(seed)) * len(weights)).astype(int)


@pytest.mark.parametrize("n", [1, 2, 10, 300, 2000, 100_000])
def test_each_number_has_its_poisson_probability(n):
    table, size = PoissonTable.below(n), 1_000_003
    numbers = np.bincount(table.draw(size, generator(n)), minlength=40)
    expected = stats.poisson.pmf(np.arange(40), table.mean) * size
    assert numbers.sum() == size
    assert chi_square(numbers, expected) > 1e-4


@pytest.mark.parametrize("n", [1, 2, 10, 300, 2000, 100_000])
def test_the_table_holds_the_poisson_probabilities_to_the_last_digit(n):
    table = PoissonTable.below(n)
    filled = np.zeros(len(table.remainders))
    filled[: len(table.bounds)] = np.diff(table.bounds.astype(int), prepend=0)
    shares = (filled + np.diff(table.remainders, prepend=0)) / 256
    assert shares == pytest.approx(stats.poisson.pmf(np.arange(len(shares)), table.mean), abs=1e-15)
    assert 256 - int(table.bounds[-1]) <= 3


@pytest.mark.parametrize("n", [10, 300, 2000, 100_000])
def test_few_samples_are_drawn_one_by_one_from_the_start(n):
    assert stats.poisson.sf(n - 1, n * PoissonTable.below(n).mean) < 0.04


def test_neighbouring_numbers_are_independent():
    table = PoissonTable.below(2000)
    numbers = np.minimum(table.draw(400_000, generator()), 3).astype(int)
    single = np.bincount(numbers, minlength=4) / len(numbers)
    for lag in (1, 8, 2000):
        pairs = np.bincount(numbers[:-lag] * 4 + numbers[lag:], minlength=16)
        assert chi_square(pairs, np.outer(single, single).ravel() * pairs.sum()) > 1e-4


@pytest.mark.parametrize("n", [2, 3, 12, 150])
def test_two_patients_are_drawn_as_often_as_a_multinomial_distribution_says(n):
    # Also of 2 and 3 patients, of whom hundreds of samples are drawn one by one from the start.
    resamples, weights = 20_000, np.zeros(n)
    weights[0], weights[-1] = 1, n + 1
    pairs = np.bincount(times_drawn(weights, resamples, n), minlength=(n + 1) ** 2)
    second, first = np.divmod(np.arange((n + 1) ** 2), n + 1)
    others = n - first - second
    possible = others >= 0
    if n == 2:
        possible &= others == 0
    logarithms = sum(-np.vectorize(math.lgamma)(np.maximum(k, 0) + 1.0) for k in (first, second, others))
    rest = np.maximum(others, 0) * math.log(max(n - 2, 1))
    probabilities = np.where(possible, np.exp(math.lgamma(n + 1) + logarithms + rest - n * math.log(n)), 0)
    assert probabilities.sum() == pytest.approx(1)
    assert not pairs[~possible].any()
    assert chi_square(pairs, probabilities * resamples) > 1e-4


@pytest.mark.parametrize("n", [37, 2000])
def test_every_patient_is_drawn_equally_often(n):
    # Two sums give each patient's place: their variances over samples are those of theory only if all are drawn alike.
    resamples = 4000
    for weights in (np.arange(n), np.arange(n) ** 2, np.arange(n) % 8 == 0):
        ratios = drawn_ratios(weights.astype(float), np.ones(n), resamples, generator(n))
        se = float(np.std(weights)) / math.sqrt(n)
        assert ratios.mean() == pytest.approx(np.mean(weights), abs=4 * se / math.sqrt(resamples))
        assert ratios.std() == pytest.approx(se, rel=4 / math.sqrt(2 * resamples))


def test_one_patient_is_drawn_every_time():
    assert drawn_ratios([6], [4], 50, generator()).tolist() == [1.5] * 50


def test_samples_have_as_many_patients_as_the_data():
    ratios = drawn_ratios(np.full(2000, 3.0), np.full(2000, 2.0), 1000, generator())
    assert np.all(ratios == 1.5)
    assert set(times_drawn(np.ones(12), 5000, 1)) == {12}


@settings(max_examples=30)
@given(
    st.lists(
        st.floats(-1e6, 1e6, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-200), min_size=1, max_size=30
    ),
    st.randoms(use_true_random=False),
)
def test_sums_of_rounded_values_are_exact_in_any_order(values, random):
    rounded = exactly_summable(np.array(values)).tolist()
    sample = random.choices(rounded, k=len(rounded))
    assert Fraction(sum(sample)) == sum(map(Fraction, sample))
    largest = max(map(abs, values))
    assert max(abs(a - b) for a, b in zip(values, rounded, strict=True)) <= largest * len(values) / 2**52


def test_whole_numbers_are_not_rounded():
    values = np.array([0, 1, 2, -3, 10_000_001] * 400, dtype=float)
    assert np.array_equal(exactly_summable(values), values)
    assert exactly_summable(np.zeros(3)).tolist() == [0, 0, 0]


def test_the_order_of_the_patients_moves_no_bit_of_a_sum():
    values = generator().exponential(30, 2000)
    columns = exactly_summable(values)
    times = PoissonTable.below(2000).draw(2000, generator()).astype(float)
    order = generator(2).permutation(2000)
    assert times @ columns == times[order] @ columns[order] == math.fsum(times * columns)


def test_drawn_ratios_are_the_same_in_every_process_and_on_every_machine():
    # Sums of whole numbers, so that the printed quotients are exact to the last digit.
    assert times_drawn(np.arange(12), 4, 1).tolist() == [84, 61, 82, 56]


@pytest.mark.parametrize("counts", [[1, 1.5], [1, -1], [1, 2.0**50]])
def test_counts_that_cannot_be_added_up_beside_the_patients_are_refused(counts):
    with pytest.raises(ValueError, match="whole numbers"):
        drawn_ratios([1, 2], counts, 10, generator())


def test_a_sample_like_the_data_has_exactly_their_ratio():
    # A sample of two patients is the data with probability 1/2, else one of them twice.
    values = np.array([0.1, 0.7 / 3])
    whole = math.fsum(exactly_summable(values)) / 2
    assert np.mean(drawn_ratios(values, np.ones(2), 10_000, generator()) == whole) == pytest.approx(0.5, abs=0.02)


def test_memory_is_bounded_however_many_samples_are_drawn(monkeypatch):
    sizes = []
    draw = PoissonTable.draw

    def watched(table, size, rng):
        sizes.append(size)
        return draw(table, size, rng)

    monkeypatch.setattr(PoissonTable, "draw", watched)
    assert len(drawn_ratios(np.arange(1000), np.ones(1000), 500, generator())) == 500
    assert max(sizes) <= drawing.CHUNK
    assert sum(sizes) == 500 * 1000
