import math

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from casetrace.methods.clustered import clustered_mean
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.missing import TippingPoint, tipping_point

WEEK_12 = [100, 1300 / 14, 200 / 3, 87.5, 100]

#: Lesions as the percent and the patient, and the patients of missing ones, who may have observed ones too.
LESIONS = st.lists(st.tuples(st.integers(-40, 60), st.integers(0, 4)), min_size=2, max_size=8)
MISSING = st.lists(st.integers(0, 7), min_size=1, max_size=4)


def leaves_zero_out(values, clusters, missing, value) -> bool:
    completed = clustered_mean([*values, *[value] * len(missing)], [*clusters, *missing], 0.95)
    return completed.lower * completed.upper > 0


def tipped(lesions: list[tuple[int, int]], missing: list[int]) -> tuple[tuple[int, ...], tuple[int, ...], TippingPoint]:
    values, clusters = zip(*lesions, strict=True)
    try:
        return values, clusters, tipping_point(values, clusters, missing, 0.95)
    except (TooFewError, NoSpreadError):
        reject()


def test_one_missing_patient_of_six_tips_where_the_t_interval_of_all_six_reaches_0():
    # The t interval of scipy, with the value found by bisection.
    def lower(value: float) -> float:
        completed = [*WEEK_12, value]
        return float(stats.t.interval(0.95, 5, np.mean(completed), stats.sem(completed))[0])

    expected = optimize.brentq(lower, -100, 60, xtol=1e-13)
    point = tipping_point(WEEK_12, [1, 2, 3, 4, 5], [6], 0.95)
    assert point.value == pytest.approx(expected, rel=1e-12)
    assert point.leaves_zero_out
    assert point.kept_at_mean


@settings(max_examples=40)
@given(LESIONS, MISSING)
def test_the_conclusion_changes_at_the_value_and_nowhere_nearer_to_the_mean(lesions, missing):
    values, clusters, point = tipped(lesions, missing)
    observed = clustered_mean(values, clusters, 0.95)
    assert point.leaves_zero_out == (observed.lower * observed.upper > 0)
    away = math.copysign(1, observed.value) * (-1 if point.kept_at_mean else 1)
    if math.isnan(point.value):
        # As little as values far beyond those observed reach it.
        assert not point.kept_at_mean
        distances = np.array([0.5, 1, 2, 5, 20, 100, 1000])
        assert not any(leaves_zero_out(values, clusters, missing, observed.value + away * d * 50) for d in distances)
        return
    distance = (point.value - observed.value) * away
    assert distance >= 0
    nudge = 1e-5 * (1 + abs(point.value))
    assert leaves_zero_out(values, clusters, missing, point.value + away * nudge) != point.kept_at_mean
    between = observed.value + away * np.linspace(0.01, 0.99, 7) * max(distance - nudge, 0)
    assume(distance > 2 * nudge)
    try:
        assert all(leaves_zero_out(values, clusters, missing, value) == point.kept_at_mean for value in between)
    except NoSpreadError:
        reject()


@settings(max_examples=30)
@given(LESIONS, MISSING, st.floats(0.1, 20))
def test_a_unit_scales_the_value_and_the_other_sign_turns_it(lesions, missing, unit):
    values, clusters, point = tipped(lesions, missing)
    assume(abs(np.mean(values)) > 1e-9)
    for factor in (unit, -1):
        scaled = tipping_point(np.multiply(values, factor), clusters, missing, 0.95)
        assert (scaled.leaves_zero_out, scaled.kept_at_mean) == (point.leaves_zero_out, point.kept_at_mean)
        assert scaled.value == pytest.approx(point.value * factor, rel=1e-5, abs=1e-6, nan_ok=True)


def test_missing_patients_at_the_observed_mean_can_make_the_conclusion():
    # Three patients do not leave 0 out, and with five more at their mean they do: below the value they no longer would.
    point = tipping_point([10, 40, 70], [1, 2, 3], [4, 5, 6, 7, 8], 0.95)
    assert not point.leaves_zero_out
    assert point.kept_at_mean
    assert point.value < 40


def test_one_value_may_be_too_little_to_reach_a_conclusion():
    # However large, one value among three moves the mean no further than its standard error.
    point = tipping_point([-50, 60], [1, 2], [3], 0.95)
    assert not point.leaves_zero_out
    assert not point.kept_at_mean
    assert math.isnan(point.value)


def test_nothing_missing_tips_nothing():
    point = tipping_point(WEEK_12, [1, 2, 3, 4, 5], [], 0.95)
    assert math.isnan(point.value)
    assert point.leaves_zero_out
    assert point.kept_at_mean


def test_a_value_that_gives_every_patient_one_mean_keeps_the_conclusion():
    # Both patients have the mean 60 when the missing lesion has 80; the search goes past that value, 30 above the mean.
    assert tipping_point([50, 70, 40], [1, 1, 2], [2], 0.95).value == pytest.approx(
        tipping_point([50, 70, 40.0000001], [1, 1, 2], [2], 0.95).value, rel=1e-6, nan_ok=True
    )


@pytest.mark.parametrize(("values", "error"), [([5], TooFewError), ([5, 5, 5], NoSpreadError)])
def test_without_an_interval_there_is_nothing_to_tip(values, error):
    with pytest.raises(error):
        tipping_point(values, range(len(values)), [9], 0.95)
