"""The values of R were made by R 4.2.2 (base): poisson.test(events, exposure, conf.level = level)."""

import math

import pytest
from scipy import stats

from casetrace.methods.rates import Rate, poisson_rate


def numbers(rate: Rate) -> tuple[float, float, float]:
    return rate.value, rate.lower, rate.upper


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ((0, 6), (0, 0, 0.6148132423523226)),
        ((1, 6), (0.1666666666666667, 0.004219634664048316, 0.9286072318231499)),
        ((3, 12.5), (0.24, 0.04949376983164813, 0.7013818455793859)),
        ((14, 400), (0.035, 0.0191348256907515, 0.05872405280458894)),
        ((250, 1), (250, 219.9679956309373, 282.9877050423161)),
        ((2, 0.001), (2000, 242.209278543965, 7224.687667723958)),
    ],
)
def test_rates_have_the_values_of_r(counted: tuple[int, float], expected):
    assert numbers(poisson_rate(*counted, 0.95)) == pytest.approx(expected, rel=1e-10)


def test_the_level_is_that_of_r():
    limits = numbers(poisson_rate(3, 12.5, 0.8))[1:]
    assert limits == pytest.approx((0.08816522625994569, 0.5344626454604691), rel=1e-10)


def test_no_event_has_the_limit_of_the_closed_form():
    # exp(-limit) = 0.025: 3.69 events, as printed by Garwood 1936.
    assert poisson_rate(0, 1, 0.95).upper == pytest.approx(-math.log(0.025), rel=1e-12)


@pytest.mark.parametrize("events", [1, 2, 9, 80])
def test_the_tails_beyond_the_limits_have_their_probability(events):
    rate = poisson_rate(events, 1, 0.9)
    assert stats.poisson.sf(events - 1, rate.lower) == pytest.approx(0.05, rel=1e-9)
    assert stats.poisson.cdf(events, rate.upper) == pytest.approx(0.05, rel=1e-9)


def test_a_rate_per_month_is_a_twelfth_of_that_per_year():
    by_year, by_month = poisson_rate(5, 3, 0.95), poisson_rate(5, 36, 0.95)
    assert numbers(by_month) == pytest.approx(tuple(number / 12 for number in numbers(by_year)), rel=1e-12)


@pytest.mark.parametrize(("events", "exposure"), [(0, 0), (3, 0), (-1, 2), (1, -2), (1, math.nan), (1, math.inf)])
def test_without_exposure_there_is_no_rate(events, exposure):
    with pytest.raises(ValueError, match="is no rate"):
        poisson_rate(events, exposure, 0.95)
