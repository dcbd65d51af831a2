import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.measurement import last_digit, mean_bounds
from casetrace.methods.reduction import percent_reduction, reduction_bounds

BASELINE = [3, 70, 6, 80, 4, 75, 85]
WEEK_4, WEEK_12 = [0, 30, 3, 50, 1, 30, 35], [0, 5, 2, 10, 0]


@pytest.mark.parametrize(
    ("texts", "size"),
    [
        (["12"], 1),
        (["12", "12.5"], 0.1),
        (["12.50", "7"], 0.01),
        (["70", "100", "0"], 10),
        (["70", "105"], 1),
        (["-3.125", "+4"], 0.001),
        (["0", "lost", None, math.nan, "", "1.2.3", "5 mm", "12.", ".5", "1e-3"], 1),
    ],
)
def test_the_last_digit_is_that_of_the_finest_number(texts, size):
    assert last_digit(texts) == size


@settings(max_examples=20)
@given(st.integers(1, 12), st.integers(0, 10**12))
def test_the_last_digit_is_the_number_nearest_to_the_power_of_ten(decimals, digits):
    assert last_digit([f"7.{digits % 10**decimals:0{decimals}d}"]) == float("0." + "0" * (decimals - 1) + "1")


def test_without_a_number_there_is_no_last_digit():
    with pytest.raises(TooFewError):
        last_digit(["lost", None])


@pytest.mark.parametrize(
    ("values", "expected"),
    # By hand, from the sizes as printed and ± 0.5 mm on both.
    [(WEEK_4, (54.7354510295, 66.8098529559)), (WEEK_12, (79.827704805, 91.7477711927))],
)
def test_the_real_cohort_has_the_means_that_rounding_to_whole_millimetres_allows(values, expected):
    bounds = mean_bounds(*reduction_bounds(BASELINE[: len(values)], values, 0.5))
    assert (bounds.lower, bounds.upper) == pytest.approx(expected, rel=1e-11)


def test_the_bounds_are_met_at_the_ends_and_hold_in_between():
    bounds = mean_bounds(*reduction_bounds([10, 20], [4, 5], 0.5))
    means = []
    for first, second, third, fourth in itertools.product((-0.5, 0, 0.5), repeat=4):
        means.append(percent_reduction([10 + first, 20 + second], [4 + third, 5 + fourth]).mean())
    assert (bounds.lower, bounds.upper) == pytest.approx((min(means), max(means)), rel=1e-14)


def test_a_value_without_a_lower_bound_leaves_the_mean_without_one():
    assert mean_bounds([-math.inf, 3], [4, 6]) == Limits(-math.inf, 5)


def test_no_values_have_no_bounds():
    with pytest.raises(TooFewError):
        mean_bounds([], [])
