import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casetrace.methods.contingency import fisher_freeman_halton
from casetrace.methods.estimates import TooFewError
from casetrace.methods.exact_tests import PermutationTest
from casetrace.methods.group_tests import fisher_exact

TABLE = st.tuples(st.integers(2, 3), st.integers(2, 3)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 2), min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
)


def compared(table, exact_steps: int = 200_000, resamples: int = 9999) -> PermutationTest:
    rng = np.random.default_rng(1)
    return fisher_freeman_halton(table, exact_steps=exact_steps, resamples=resamples, rng=rng)


def weight(counts) -> int:
    """Of the tables with fixed margins, each is in proportion to the product of the inverse factorials."""
    whole: int = math.factorial(20) ** counts.size
    return whole // math.prod(math.factorial(int(cell)) for cell in counts.ravel())


def by_brute_force(counts) -> tuple[float, float]:
    """P value, and the smallest attainable one, from every distinct order of the patients' columns."""
    rows = np.repeat(np.arange(len(counts)), counts.sum(axis=1))
    columns = [column for row in counts for column, cell in enumerate(row) for _ in range(cell)]
    weights = []
    for order in itertools.permutations(columns):
        dealt = np.zeros_like(counts)
        np.add.at(dealt, (rows, np.array(order)), 1)
        weights.append(weight(dealt))
    shares = [Fraction(sum(w <= limit for w in weights), len(weights)) for limit in (weight(counts), min(weights))]
    return float(shares[0]), float(shares[1])


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # R 4.2.2: sprintf("%.12g", fisher.test(rbind(c(3, 1, 0), …), workspace = 2e7)$p.value)
        ([[3, 1, 0], [0, 2, 4], [1, 1, 3]], 0.104673104673),
        ([[5, 0], [2, 3], [0, 4], [1, 1]], 0.013986013986),
        ([[4, 0, 2, 1], [1, 5, 0, 2]], 0.02331002331),
        ([[2, 0, 0], [0, 2, 0], [0, 0, 2]], 0.0666666666667),
        ([[0, 11], [4, 8]], 0.0931677018634),
        ([[7, 1, 2, 0, 3], [2, 5, 3, 4, 1], [1, 2, 6, 3, 3]], 0.0370148126182),
    ],
)
def test_the_exact_p_value_is_that_of_r(table, expected):
    result = compared(table)
    assert result.kind == "exact"
    assert result.p_value == pytest.approx(expected, rel=1e-11)


def test_too_much_work_is_drawn_instead():
    # R 4.2.2: fisher.test of its help page's table of job satisfaction has p = 0.7827.
    job = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    result = compared(job)
    assert result.kind == "monte_carlo"
    assert math.isnan(result.p_value_minimum)
    assert result.p_value == pytest.approx(0.782684938967, abs=4 * math.sqrt(0.78 * 0.22 / 9999))
    assert result == compared(job)


@settings(max_examples=25, deadline=None)
@given(TABLE)
def test_it_counts_every_order_of_the_patients(table):
    counts = np.array(table)
    assume(counts.sum() <= 7)
    assume(min(np.count_nonzero(counts.sum(axis=axis)) for axis in (0, 1)) >= 2)
    result = compared(counts)
    assert (result.p_value, result.p_value_minimum) == pytest.approx(by_brute_force(counts), rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(TABLE, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_and_columns_nor_empty_ones_matter(table, draw):
    counts = np.array(table)
    assume(min(np.count_nonzero(counts.sum(axis=axis)) for axis in (0, 1)) >= 2)
    expected = compared(counts)
    rows, columns = (draw.sample(range(size), size) for size in counts.shape)
    assert compared(counts[np.ix_(rows, columns)]) == expected
    assert compared(counts.T) == expected
    assert compared(np.vstack([counts, np.zeros_like(counts[:1])])) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=4, max_size=4))
def test_of_two_rows_and_two_columns_it_is_fishers_test(cells):
    counts = np.reshape(cells, (2, 2))
    assume(counts.sum(axis=0).min() > 0)
    assume(counts.sum(axis=1).min() > 0)
    expected = fisher_exact(counts)
    result = compared(counts)
    assert (result.p_value, result.p_value_minimum) == pytest.approx(
        (expected.p_value, expected.p_value_minimum), rel=1e-9
    )


def test_drawn_tables_have_the_probability_of_counted_ones():
    for table in ([[3, 1, 0], [0, 2, 4], [1, 1, 3]], [[2, 0, 0], [0, 2, 0], [0, 0, 2]]):
        exact, drawn = compared(table), compared(table, exact_steps=3, resamples=20_000)
        assert (exact.kind, drawn.kind) == ("exact", "monte_carlo")
        assert drawn.p_value == pytest.approx(
            exact.p_value, abs=4 * math.sqrt(exact.p_value * (1 - exact.p_value) / 20_000)
        )


@pytest.mark.parametrize("table", [[[3, 2, 4]], [[3, 2], [0, 0]], [[0, 4], [0, 1]], [[0, 0], [0, 0]]])
def test_a_single_group_or_category_is_refused(table):
    with pytest.raises(TooFewError, match="fewer than two groups, or fewer than two categories"):
        compared(table)
