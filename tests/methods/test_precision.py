import decimal
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.methods.precision import above, below, kept, kept_together, lowest_reaching, settled
from casetrace.methods.reduction import logarithm
from casetrace.methods.sums import dot, product

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)


def test_noise_behind_the_twelfth_digit_is_lost():
    assert kept(4.500000000000001) == kept(4.499999999999999) == 4.5
    assert kept(62.63805522208883) == 62.6380552221


@given(FINITE)
def test_what_is_kept_is_within_half_a_unit_of_the_twelfth_digit_and_stays(value):
    once = kept(value)
    assert abs(once - value) <= 5.0000001e-12 * abs(value)
    assert kept(once) == once


def test_missing_and_infinite_numbers_stay():
    assert math.isnan(kept(math.nan))
    assert kept(-math.inf) == -math.inf
    assert kept_together(-math.inf, math.inf) == (-math.inf, math.inf)


def test_a_limit_next_to_0_has_the_decimals_of_its_estimate():
    estimate, lower, upper = kept_together(62.63805522208883, 1.4e-14, 125.27611044417766)
    assert (estimate, lower, upper) == (62.638055222, 0.0, 125.276110444)
    assert math.copysign(1, kept_together(62.6, -1e-15)[1]) == 1


def test_missing_numbers_beside_an_estimate_change_nothing():
    assert kept_together(1 / 3, math.nan, math.nan)[0] == 0.333333333333


@pytest.mark.parametrize("number", [3.9999999999999996, 4, 4.000000000000001])
def test_numbers_that_are_a_limit_but_for_rounding_are_on_neither_side_of_it(number):
    assert not above(number, 4)
    assert not below(number, 4)
    assert number >= lowest_reaching(4)


def test_numbers_that_differ_from_a_limit_are_on_their_side():
    assert above([4.00001, math.inf], 4).all()
    assert below([3.99999, -math.inf], 4).all()
    assert not above(1e300, math.inf)


def test_differences_that_are_rounding_errors_are_0():
    assert settled([0.1 + 0.2 - 0.3, 1e-9, -5e-11], 100).tolist() == [0.0, 1e-9, 0.0]


@given(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_sums_of_products_do_not_depend_on_the_order(pairs, draw):
    first, second = np.array(pairs).T
    order = draw.sample(range(len(pairs)), len(pairs))
    assert dot(first, second) == dot(first[order], second[order])


def test_products_of_matrices_are_those_of_the_library():
    draw = np.random.default_rng(0)
    first, second = draw.normal(size=(5, 3, 3)), draw.normal(size=(5, 3, 3))
    np.testing.assert_allclose(product(first, second), first @ second, rtol=1e-13)


def test_logarithms_are_the_nearest_floating_point_numbers():
    # Natural logarithms of 2 and 10 to 20 digits: OEIS A002162 and A002392.
    assert logarithm([2.0, 10.0, math.nan, 1.0])[:2].tolist() == [0.69314718055994530942, 2.3025850929940456840]
    assert np.isnan(logarithm([[math.nan]])).shape == (1, 1)
    draw = np.random.default_rng(0).random((4, 3))
    np.testing.assert_allclose(logarithm(draw), np.log(draw), rtol=1e-15)


def test_a_logarithm_is_the_nearest_number_also_where_the_processor_has_no_extended_precision(monkeypatch):
    # By decimal arithmetic with 40 digits.
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.random(2000), 1 + rng.normal(0, 1e-6, 500), rng.random(500) * 1e6, [1.0, math.nan]])
    context = decimal.Context(prec=40)
    expected = [float(context.ln(decimal.Decimal(value))) for value in values[:-1].tolist()]
    assert logarithm(values)[:-1].tolist() == expected
    assert math.isnan(logarithm(values)[-1])
    monkeypatch.setattr("casetrace.methods.reduction.np.longdouble", np.float64)
    assert logarithm(values[:-1]).tolist() == expected
