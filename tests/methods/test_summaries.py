import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.methods.summaries import summarise

NUMBERS = st.floats(-1e6, 1e6, allow_subnormal=False)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_a_summary_agrees_with_numpy_and_the_standard_library(values):
    summary = summarise(values)
    assert summary.n == len(values)
    assert summary.median == statistics.median(values)
    assert (summary.minimum, summary.maximum) == (min(values), max(values))
    assert summary.mean == pytest.approx(statistics.fmean(values), rel=1e-12, abs=1e-9)
    if len(values) >= 3:
        assert summary.sd == pytest.approx(float(np.std(values, ddof=1)), rel=1e-6, abs=1e-6)


@given(st.lists(NUMBERS, min_size=3, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_move_a_single_bit(values, draw):
    assert summarise(draw.sample(values, len(values))) == summarise(values)


def test_a_mean_is_not_lost_in_rounding():
    # Summed from left to right these give 0.
    assert summarise([1e16, 1.0, -1e16, 1.0]).mean == 0.5


def test_missing_values_are_left_out():
    assert summarise([1, math.nan, 3, 5]) == summarise([3, 1, 5])


@pytest.mark.parametrize("values", [[1], [1, 2], [1, math.nan, 2]])
def test_fewer_than_three_values_have_no_standard_deviation(values):
    assert math.isnan(summarise(values).sd)


def test_no_values_have_no_summary():
    summary = summarise([])
    assert summary.n == 0
    assert all(map(math.isnan, (summary.median, summary.minimum, summary.maximum, summary.mean, summary.sd)))


@given(NUMBERS, st.integers(3, 12))
def test_equal_values_do_not_vary(value, n):
    summary = summarise([value] * n)
    assert summary.sd == pytest.approx(0, abs=1e-9)
    assert summary.minimum == summary.median == summary.maximum == value
