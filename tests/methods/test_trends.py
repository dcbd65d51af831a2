"""Slopes of patients. The values of R were made by R 4.2.2 with nlme's data set Orthodont:

o <- as.data.frame(nlme::Orthodont)
s <- sapply(split(o, as.character(o$Subject)), function(d) coef(lm(distance ~ age, d))[2]); t.test(s)
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.methods.intervals import t_interval
from casetrace.methods.trends import least_squares_slopes

NAN = np.nan
AGES = [8, 10, 12, 14]
# Orthodont (Potthoff & Roy 1964), girls F01 to F11 and boys M01 to M16: distance in mm at these ages.
DISTANCES: list[list[float]] = [
    [21, 20, 21.5, 23], [21, 21.5, 24, 25.5], [20.5, 24, 24.5, 26], [23.5, 24.5, 25, 26.5], [21.5, 23, 22.5, 23.5],
    [20, 21, 21, 22.5], [21.5, 22.5, 23, 25], [23, 23, 23.5, 24], [20, 21, 22, 21.5], [16.5, 19, 19, 19.5],
    [24.5, 25, 28, 28], [26, 25, 29, 31], [21.5, 22.5, 23, 26.5], [23, 22.5, 24, 27.5], [25.5, 27.5, 26.5, 27],
    [20, 23.5, 22.5, 26], [24.5, 25.5, 27, 28.5], [22, 22, 24.5, 26.5], [24, 21.5, 24.5, 25.5], [23, 20.5, 31, 26],
    [27.5, 28, 31, 31.5], [23, 23, 23.5, 25], [21.5, 23.5, 24, 28], [17, 24.5, 26, 29.5], [22.5, 25.5, 25.5, 26],
    [23, 24.5, 26, 30], [22, 21.5, 23.5, 25],
]  # fmt: skip
SLOPES = [0.375, 0.8, 0.85, 0.475, 0.275, 0.375, 0.55, 0.175, 0.275, 0.45, 0.675, 0.95, 0.775, 0.75, 0.175, 0.85]
SLOPES += [0.675, 0.8, 0.375, 0.975, 0.75, 0.325, 1, 1.95, 0.525, 1.125, 0.55]


def test_slopes_and_their_mean_have_the_values_of_r():
    slopes = least_squares_slopes(AGES, DISTANCES)
    assert slopes.values == pytest.approx(SLOPES, rel=1e-12)
    assert slopes.left_out == 0
    mean = t_interval(slopes.values, 0.95)
    expected = (0.6601851851851851, 0.5137219895160672, 0.8066483808543029)
    assert (mean.value, mean.lower, mean.upper) == pytest.approx(expected, rel=1e-10)
    assert mean.p_value == pytest.approx(1.013238183248e-09, rel=1e-8)


def test_patients_with_one_visit_are_left_out_and_missing_visits_are_passed_over():
    table = [[100, 50, NAN], [80, NAN, NAN], [NAN, NAN, NAN], [NAN, 30, 6]]
    slopes = least_squares_slopes([0, 4, 12], table)
    assert slopes.values.tolist() == [-12.5, -3]
    assert slopes.patients.tolist() == [0, 3]
    assert slopes.left_out == 2


def test_patients_may_have_times_of_their_own():
    times: list[list[float]] = [[0, 4, 12], [0, 5, 10], [3, 3, NAN], [NAN, 1, 2]]
    slopes = least_squares_slopes(times, [[1, 5, 13], [0, 10, 20], [1, 2, 3], [7, 1, 0]])
    assert slopes.values == pytest.approx([1, 2, -1], rel=1e-15)
    assert slopes.patients.tolist() == [0, 1, 3]


@settings(max_examples=30)
@given(st.integers(0, 10_000))
def test_slopes_agree_with_the_fit_of_numpy(seed):
    draw = np.random.default_rng(seed)
    times, table = np.sort(draw.uniform(0, 24, 5)), np.round(draw.normal(50, 20, (4, 5)), 1)
    table[draw.random((4, 5)) < 0.3] = NAN
    slopes = least_squares_slopes(times, table)
    seen = ~np.isnan(table)
    fitted = [
        np.polyfit(times[visits], row[visits], 1)[0]
        for row, visits in zip(table, seen, strict=True)
        if visits.sum() >= 2
    ]
    assert slopes.values == pytest.approx(fitted, rel=1e-7, abs=1e-9)
    assert slopes.left_out == np.count_nonzero(seen.sum(axis=1) < 2)


def test_equal_values_have_a_slope_of_exactly_0():
    assert least_squares_slopes([0, 4, 12], [[0.1, 0.1, 0.1], [5, 5, NAN]]).values.tolist() == [0, 0]


def test_nobody_has_no_slope():
    slopes = least_squares_slopes([0, 4], np.empty((0, 2)))
    assert (len(slopes.values), slopes.left_out) == (0, 0)
