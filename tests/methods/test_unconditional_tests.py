import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import TooFewError
from casetrace.methods.group_tests import fisher_exact
from casetrace.methods.unconditional_tests import barnard_exact, boschloo_exact

# R 4.2.2, base alone; both(x, m, y, n) has the p values of Barnard and of Boschloo on a grid that is then refined:
#   both <- function(a, m, b, n) {
#     x <- row(matrix(0, m + 1, n + 1)) - 1; y <- col(x) - 1; k <- x + y; N <- m + n
#     z <- ifelse(k == 0 | k == N, 0, (x / m - y / n) / sqrt(k / N * (1 - k / N) * (1 / m + 1 / n)))
#     tail <- function(x, k) phyper(x - 1, m, n, k, lower.tail = FALSE)
#     up <- tail(x, k); down <- phyper(x, m, n, k)
#     top <- function(region) {
#       f <- function(p) sum((dbinom(x, m, p) * dbinom(y, n, p))[region])
#       grid <- seq(0, 1, length.out = 4001); at <- which.max(sapply(grid, f))
#       optimize(f, grid[c(max(1, at - 1), min(4001, at + 1))], maximum = TRUE, tol = 1e-12)$objective
#     }
#     c(top(abs(z) >= abs(z[a + 1, b + 1]) - 1e-9),
#       min(1, 2 * min(top(up <= up[a + 1, b + 1] * (1 + 1e-9)), top(down <= down[a + 1, b + 1] * (1 + 1e-9)))))
#   }

ARM = st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TESTS = [barnard_exact, boschloo_exact]


def table(count_1: int, n_1: int, count_2: int, n_2: int) -> list[list[int]]:
    return [[count_1, n_1 - count_1], [count_2, n_2 - count_2]]


def probability(region, n_1: int, n_2: int, share: float) -> float:
    """Probability of the tables in a region, of shape (n_1 + 1, n_2 + 1)."""
    first, second = (stats.binom.pmf(np.arange(n + 1), n, share) for n in (n_1, n_2))
    return float((np.outer(first, second) * region).sum())


@pytest.mark.parametrize(
    ("counts", "barnard", "boschloo"),
    [
        ((0, 11, 4, 12), 0.0398780176065, 0.0481902522237),
        ((7, 19, 8, 11), 0.0675141066313, 0.0669613239932),
        ((0, 6, 5, 6), 0.00634765625, 0.00634765625),
        ((25, 25, 20, 25), 0.0206561322105, 0.0328414562795),
        ((1, 3, 2, 5), 0.9921875, 1),
    ],
)
def test_the_p_values_are_those_of_a_fine_grid_in_r(counts, barnard, boschloo):
    assert barnard_exact(table(*counts)).p_value == pytest.approx(barnard, rel=1e-10)
    assert boschloo_exact(table(*counts)).p_value == pytest.approx(boschloo, rel=1e-10)


@pytest.mark.parametrize("counts", [(0, 11, 4, 12), (25, 25, 20, 25), (2, 9, 7, 10)])
def test_scipy_finds_the_same_where_its_comparisons_have_no_ties(counts):
    # SciPy has the arms in columns, and its maximum from a global search.
    by_column = np.transpose(table(*counts))
    assert barnard_exact(table(*counts)).p_value == pytest.approx(stats.barnard_exact(by_column, n=256).pvalue, 1e-6)
    assert boschloo_exact(table(*counts)).p_value == pytest.approx(stats.boschloo_exact(by_column, n=256).pvalue, 1e-6)


def test_one_patient_each_has_the_p_value_of_two_coins():
    # One of two responds with probability 2 p (1 - p), half at most; one-sided half of that, doubled.
    for test in TESTS:
        result = test(table(1, 1, 0, 1))
        assert (result.p_value, result.p_value_minimum, result.nuisance) == pytest.approx((0.5, 0.5, 0.5))


@settings(max_examples=60, deadline=None)
@given(ARM, ARM, st.floats(0, 1))
def test_no_proportion_makes_a_table_so_extreme_more_probable(first, second, share):
    (x, m), (y, n) = first, second
    rows, columns = np.ogrid[: m + 1, : n + 1]
    responders = rows + columns
    spread = np.maximum(responders * (m + n - responders), 1)
    squares = (rows * n - columns * m) ** 2 / spread
    region = squares >= squares[x, y] * (1 - 1e-9)
    result = barnard_exact(table(x, m, y, n))
    assert probability(region, m, n, share) <= result.p_value * (1 + 1e-9)
    assert probability(region, m, n, result.nuisance) == pytest.approx(result.p_value, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(ARM, ARM)
def test_boschloo_is_never_above_twice_the_smaller_one_sided_p_value_of_fisher(first, second):
    counts = table(*first, *second)
    sides = [stats.fisher_exact(counts, alternative=side).pvalue for side in ("less", "greater")]
    assert boschloo_exact(counts).p_value <= min(1, 2 * min(sides)) * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(ARM, ARM)
def test_the_order_of_arms_and_the_name_of_the_response_do_not_matter(first, second):
    counts = np.array(table(*first, *second))
    for test in TESTS:
        expected = test(counts)
        for turned in (counts[::-1], counts[:, ::-1]):
            assert test(turned).p_value == pytest.approx(expected.p_value, rel=1e-10)
        assert expected.p_value_minimum <= expected.p_value * (1 + 1e-10)


def test_the_smallest_p_value_is_that_of_all_against_none():
    for test in TESTS:
        extreme = test(table(7, 7, 0, 4))
        assert extreme.p_value == pytest.approx(extreme.p_value_minimum, rel=1e-12)
        assert test(table(3, 7, 2, 4)).p_value_minimum == extreme.p_value_minimum


@pytest.mark.parametrize("counts", [(0, 4, 0, 7), (4, 4, 7, 7), (2, 4, 3, 6)])
def test_equal_proportions_have_a_p_value_of_1(counts):
    for test in TESTS:
        assert test(table(*counts)).p_value == pytest.approx(1, rel=1e-10)


def test_small_p_values_keep_their_digits():
    # All of 30 against none of 30: the largest p^30 (1 - p)^30 is at one half, and there are two such tables.
    for test in TESTS:
        assert test(table(30, 30, 0, 30)).p_value == pytest.approx(2 * 0.25**30, rel=1e-12)


def test_large_arms_approach_the_score_test():
    z = (60 / 100 - 55 / 120) / math.sqrt(115 / 220 * 105 / 220 * (1 / 100 + 1 / 120))
    for test in TESTS:
        result = test(table(60, 100, 55, 120)).p_value
        assert result == pytest.approx(2 * stats.norm.sf(z), abs=0.005)
        assert result < fisher_exact(table(60, 100, 55, 120)).p_value


def test_an_empty_arm_is_refused():
    for test in TESTS:
        with pytest.raises(TooFewError, match="an arm has no patient"):
            test([[0, 0], [1, 2]])
