"""Tango's interval. The values of R were made by R 4.2.2 (base) from the likelihood itself, without its closed form:

stat <- function(d, b, c, n) { lo <- max(0, -d); hi <- (1 - d) / 2; f <- function(k, p) if (k == 0) 0 else k / p
  g <- function(q) f(b, q + d) + f(c, q) - 2 * f(n - b - c, 1 - 2 * q - d); e <- 1e-15
  q <- if (g(lo + e) <= 0) lo else if (g(hi - e) >= 0) hi else uniroot(g, c(lo + e, hi - e), tol = 1e-16)$root
  ((b - c) / n - d)^2 - qnorm(0.975)^2 * (2 * q + d - d^2) / n }
uniroot(stat, c((b - c) / n + 1e-3 / n, 1 - 1e-13), b = b, c = c, n = n, tol = 1e-15)$root
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import Limits
from casetrace.methods.paired_proportions import tango

Counts = tuple[int, int, int]
COUNTS = st.lists(st.integers(0, 5), min_size=3, max_size=3).filter(any)


def ends(limits: Limits) -> tuple[float, float]:
    return limits.lower, limits.upper


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 7, 21), (-0.517232276421377, -0.0260030324808686)),
        ((40, 20, 160), (0.0308645331330867, 0.218064244166825)),
        ((25, 28, 618), (-0.0287320212593318, 0.0187850564974485)),
        ((0, 0, 5), (-0.434482464783175, 0.434482464783175)),
        ((3, 0, 5), (-0.0951719436530794, 0.882379225767352)),
        ((5, 0, 5), (0.131035070433651, 1)),
        ((1, 0, 1), (-0.586901371245525, 1)),
        ((0, 0, 1), (-0.793450685622763, 0.793450685622763)),
        ((2, 1, 6), (-0.397620284403824, 0.630176975216622)),
        ((4, 4, 8), (-0.569567875572245, 0.569567875572245)),
        ((30, 2, 300), (0.0612123729437025, 0.133404207461699)),
        ((0, 11, 12), (-0.985134905595083, -0.451886487244122)),
    ],
)
def test_limits_are_those_of_r(counts: Counts, expected):
    assert ends(tango(*counts, 0.95)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("counts", "level", "expected", "digits"),
    [
        # Airway hyper-responsiveness before and after transplantation: Fagerland, Lydersen & Laake 2014, doi
        # 10.1002/sim.6148.
        ((1, 7, 21), 0.95, (-0.517, -0.026), 5.1e-4),
        # R, PropCIs 0.3, scoreci.mp(25, 28, 618, 0.9), which subtracts the other way round.
        ((28, 25, 618), 0.9, (-0.0148, 0.0247), 5.1e-5),
    ],
)
def test_limits_are_those_printed_elsewhere(counts: Counts, level, expected, digits):
    assert ends(tango(*counts, level)) == pytest.approx(expected, abs=digits)


def statistic(difference: float, first: int, second: int, n: int) -> float:
    """Squared statistic of the score test, the restricted maximum found on a fine grid."""
    shares = np.linspace(max(0, -difference), (1 - difference) / 2, 400_001)[1:-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = first * np.log(shares + difference) + second * np.log(shares)
        logs += (n - first - second) * np.log(1 - 2 * shares - difference)
    variance = 2 * shares[np.nanargmax(logs)] + difference - difference**2
    return float(((first - second) / n - difference) ** 2 / variance * n)


@settings(max_examples=15)
@given(COUNTS, st.sampled_from([0.8, 0.95]))
def test_limits_lie_where_the_statistic_is_the_chi_squared_quantile(counts, level):
    first, second, n = counts[0], counts[1], sum(counts)
    for limit in ends(tango(first, second, n, level)):
        if abs(limit) < 1:
            assert statistic(limit, first, second, n) == pytest.approx(stats.chi2.ppf(level, 1), rel=2e-3)


@settings(max_examples=40)
@given(COUNTS, st.sampled_from([0.5, 0.95, 0.999]))
def test_limits_hold_the_difference_and_turn_round_with_it(counts, level):
    first, second, n = counts[0], counts[1], sum(counts)
    limits, turned = tango(first, second, n, level), tango(second, first, n, level)
    assert -1 <= limits.lower <= (first - second) / n <= limits.upper <= 1
    assert limits.lower < limits.upper
    assert (-turned.upper, -turned.lower) == ends(limits)


@pytest.mark.parametrize("n", [1, 5, 40])
def test_without_any_change_the_limits_are_those_of_the_closed_form(n):
    # (n d)^2 = z^2 n d (1 - d).
    square = stats.norm.ppf(0.975) ** 2
    assert tango(0, 0, n, 0.95).upper == pytest.approx(square / (n + square), rel=1e-12)


@pytest.mark.parametrize("counts", [(0, 0, 0), (2, 2, 3), (-1, 1, 3), (1, -1, 3)])
def test_counts_that_do_not_fit_are_an_error(counts: Counts):
    with pytest.raises(ValueError, match="are no paired proportions"):
        tango(*counts, 0.95)
