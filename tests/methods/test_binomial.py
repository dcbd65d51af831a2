"""The exact binomial test and the beta posterior. The values of R were made by R 4.2.2 (base):

    sapply(c("two.sided", "greater", "less"), function(side) binom.test(count, n, declared, alternative = side)$p.value)
    qbeta(c(0.5, 0.025, 0.975), count + a, n - count + b)

The smallest p values are the minima of the former over all counts from 0 to n.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from casetrace.methods.binomial import Alternative, BinomialTest, beta_posterior, binomial_test

SIDES: tuple[Alternative, ...] = ("two_sided", "greater", "less")
COUNT = st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("case", "p_values", "minima"),
    [
        ((5, 5, 0.5), (0.0625, 0.03125, 1), (0.0625, 0.03125, 0.03125)),
        ((5, 6, 0.5), (0.21875, 0.109375, 0.984375), (0.03125, 0.015625, 0.015625)),
        ((0, 4, 0.2), (1, 1, 0.4096), (0.0016, 0.0016, 0.4096)),
        (
            (3, 17, 0.35),
            (0.2021690390051153, 0.9672746442063842, 0.1027901803328386),
            (1.774829971215866e-08, 1.774829971215866e-08, 0.0006599743590836597),
        ),
        (
            (9, 17, 0.35),
            (0.1321042144658925, 0.09937885867227672, 0.9616737480051757),
            (1.774829971215866e-08, 1.774829971215866e-08, 0.0006599743590836597),
        ),
        ((1, 1, 0.5), (1, 0.5, 1), (1, 0.5, 0.5)),
        ((8, 8, 0.9), (1, 0.43046721, 1), (1e-08, 0.43046721, 1e-08)),
        (
            (40, 90, 0.3),
            (0.003850916197707962, 0.002629366998338676, 0.9986797185813275),
            (8.727963568087663e-48, 8.727963568087663e-48, 1.145047759432099e-14),
        ),
    ],
)
def test_tests_have_the_values_of_r(case: tuple[int, int, float], p_values, minima):
    for side, p_value, minimum in zip(SIDES, p_values, minima, strict=True):
        test = binomial_test(*case, side)
        assert (test.p_value, test.p_value_minimum) == pytest.approx((p_value, minimum), rel=1e-9)


@settings(max_examples=40)
@given(COUNT, st.sampled_from([0.05, 0.2, 0.5, 0.7]))
def test_tests_agree_with_scipy_and_never_go_below_their_minimum(case: tuple[int, int], declared):
    for side, name in zip(SIDES, ("two-sided", "greater", "less"), strict=True):
        test = binomial_test(*case, declared, side)
        assert test.p_value == pytest.approx(stats.binomtest(*case, declared, name).pvalue, rel=1e-9)
        assert test.p_value_minimum <= test.p_value


def test_a_count_as_far_on_the_other_side_is_as_unlikely():
    # 1 and 5 of 6 have one probability under 1/2, whatever their rounding: 2 (1 + 6) / 64.
    assert binomial_test(1, 6, 0.5, "two_sided") == binomial_test(5, 6, 0.5, "two_sided")
    assert binomial_test(3, 6, 0.5, "two_sided") == BinomialTest(1.0, pytest.approx(2 / 64))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ((5, 6, 1, 1), (0.7715100364934042, 0.4212768029568048, 0.9633074338239145)),
        ((5, 6, 0.5, 0.5), (0.8136582657503936, 0.4419432263907517, 0.9813798728805578)),
        ((0, 5, 1, 1), (0.1091012818596607, 0.00421074451448947, 0.4592581264399004)),
        ((5, 5, 1, 1), (0.8908987181403393, 0.5407418735600995, 0.9957892554855106)),
        ((3, 17, 2, 8), (0.1773507739628077, 0.06554810873678252, 0.3486787855353615)),
        ((1, 1, 0.5, 0.5), (0.8368060145916074, 0.1467463163095751, 0.9996144190192441)),
    ],
)
def test_posteriors_have_the_values_of_r(case: tuple[int, int, float, float], expected):
    posterior = beta_posterior(*case, 0.95)
    assert (posterior.median, posterior.lower, posterior.upper) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=10)
@given(COUNT, st.sampled_from([1, 1.5, 4]), st.sampled_from([1, 2.5]))
def test_the_limits_hold_their_share_of_the_prior_times_the_likelihood(case, a, b):
    count, n = case
    posterior = beta_posterior(count, n, a, b, 0.9)

    def weight(share: float) -> float:
        return math.pow(share, count + a - 1) * math.pow(1 - share, n - count + b - 1)

    total = integrate.quad(weight, 0, 1, epsabs=0)[0]
    for limit, below in ((posterior.lower, 0.05), (posterior.median, 0.5), (posterior.upper, 0.95)):
        assert integrate.quad(weight, 0, limit, epsabs=0)[0] / total == pytest.approx(below, rel=1e-8)


@pytest.mark.parametrize(("count", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_nobody_to_count_among_is_an_error(count, n):
    with pytest.raises(ValueError, match="is not a proportion"):
        binomial_test(count, n, 0.5, "greater")
    with pytest.raises(ValueError, match="is not a proportion"):
        beta_posterior(count, n, 1, 1, 0.95)


@pytest.mark.parametrize("declared", [-0.1, 0, 1, 50, math.nan])
def test_a_declared_proportion_lies_between_0_and_1(declared):
    with pytest.raises(ValueError, match="cannot be tested"):
        binomial_test(1, 2, declared, "greater")


@pytest.mark.parametrize(("a", "b"), [(0, 1), (1, 0), (-1, 1), (math.nan, 1)])
def test_a_prior_is_a_distribution(a, b):
    with pytest.raises(ValueError, match="is no distribution"):
        beta_posterior(1, 2, a, b, 0.95)
