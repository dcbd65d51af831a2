import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casetrace.methods.reduction import (
    ZeroBaselineError,
    log_ratio,
    percent_reduction,
    reduction_bounds,
    response_category,
)

THRESHOLDS = {"complete": 100, "partial": 30, "progression": 20}
SIZES = st.integers(1, 5000).map(lambda tenths: tenths / 10)


@pytest.mark.parametrize(
    ("baseline", "value", "percent"),
    [(80, 10, 87.5), (3, 0, 100), (5, 5, 0), (1, 5, -400), (70, 30, 400 / 7), (4, 1, 75)],
)
def test_percent_reduction_is_the_share_of_the_baseline_that_is_gone(baseline, value, percent):
    assert percent_reduction(baseline, value) == pytest.approx(percent, rel=1e-14)


def test_a_missing_size_gives_a_missing_reduction():
    assert np.isnan(percent_reduction([10, math.nan], [math.nan, 10])).all()


def test_a_baseline_of_zero_is_an_error_and_never_an_infinity():
    with pytest.raises(ZeroBaselineError, match="baseline is 0"):
        percent_reduction([10, 0], [5, 0])


@given(SIZES, SIZES, st.sampled_from([2.0, 0.5, 16.0]))
def test_percent_reduction_does_not_depend_on_the_unit(baseline, value, scale):
    assert percent_reduction(baseline * scale, value * scale) == percent_reduction(baseline, value)


def test_log_ratio_is_the_logarithm_of_the_sizes_with_the_offset_on_both():
    assert log_ratio(3, 0, 0.5) == pytest.approx(math.log(0.5 / 3.5), rel=1e-15)
    assert log_ratio([7, 7], [7, math.nan], 1)[0] == 0


def test_a_ratio_that_is_not_positive_has_no_logarithm():
    assert np.isnan(log_ratio([10, 10], [-0.5, -3], 0.5)).all()


@given(SIZES, SIZES)
def test_log_ratio_changes_sign_when_the_sizes_change_places(baseline, value):
    assert log_ratio(baseline, value, 0.5) == pytest.approx(-log_ratio(value, baseline, 0.5), abs=1e-14)


def test_bounds_of_sizes_rounded_to_whole_millimetres():
    # 6 to 2 mm: 100 * (1 - 2.5 / 5.5) and 100 * (1 - 1.5 / 6.5), computed in R 4.2.
    lower, upper = reduction_bounds([6], [2], 0.5)
    assert lower[0] == pytest.approx(54.5454545455, rel=1e-11)
    assert upper[0] == pytest.approx(76.9230769231, rel=1e-11)


def test_bounds_of_the_real_week_four_reductions_have_the_means_computed_in_r():
    lower, upper = reduction_bounds([3, 70, 6, 80, 4, 75, 85], [0, 30, 3, 50, 1, 30, 35], 0.5)
    assert lower.mean() == pytest.approx(54.7354510295, rel=1e-10)
    assert upper.mean() == pytest.approx(66.8098529559, rel=1e-10)


def test_bounds_of_a_baseline_that_may_be_zero_have_no_lower_end():
    lower, upper = reduction_bounds([0.5], [0.5], 0.5)
    assert lower[0] == -math.inf
    assert upper[0] == 100


@given(SIZES, SIZES, st.floats(-0.499, 0.499), st.floats(-0.499, 0.499))
def test_bounds_hold_for_every_pair_of_sizes_that_rounds_to_the_printed_ones(baseline, value, first, second):
    assume(baseline + first > 0 and value + second >= 0)
    lower, upper = reduction_bounds(baseline, value, 0.5)
    assert lower <= percent_reduction(baseline + first, value + second) <= upper


@pytest.mark.parametrize(
    ("percent", "category"),
    [
        (100, "complete"),
        (99.999, "partial"),
        (30, "partial"),
        (29.999, "stable"),
        (0, "stable"),
        (-19.999, "stable"),
        (-20, "progression"),
        (-400, "progression"),
    ],
)
def test_a_response_starts_at_its_threshold(percent, category):
    assert response_category([percent], **THRESHOLDS) == [category]


def test_a_missing_reduction_has_no_response():
    assert response_category([math.nan, 50], **THRESHOLDS) == [None, "partial"]


@given(st.integers(1, 500))
def test_growth_by_a_fifth_and_shrinkage_by_three_tenths_count_at_any_size(tens):
    # The quotients of these decimals are not exact in binary: 12 / 10 gives growth of 19.999999999999996 %.
    baseline = tens / 10
    values = [tens * 12 / 100, tens * 7 / 100]
    assert response_category(percent_reduction([baseline] * 2, values), **THRESHOLDS) == ["progression", "partial"]
