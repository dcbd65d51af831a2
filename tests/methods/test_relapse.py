"""Relapse from the best value so far; every expected value is worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.methods.relapse import best_before, relapsed

NAN = float("nan")
SIZES = st.integers(0, 1000).map(lambda tenths: tenths / 10)


@pytest.mark.parametrize(
    ("baseline", "values", "expected"),
    [
        # 0 is the best so far, and any value above it is a relapse, whatever it is in percent of the baseline.
        (20, [0, 19], [False, True]),
        (20, [0, 0.1], [False, True]),
        (20, [0, 0], [False, False]),
        # From 10 the threshold of 20 % is at 12.
        (30, [10, 12], [False, True]),
        (30, [10, 11.9], [False, False]),
        # Growth without an improvement before it is progression, not relapse.
        (30, [40, 50], [False, False]),
        (30, [30, 60], [False, False]),
        # The best value stays the reference after a relapse, and over a missing visit.
        (30, [10, 20, 15], [False, True, True]),
        (30, [10, NAN, 20], [False, False, True]),
        # Without a baseline the first value takes its place.
        (NAN, [5, 0, 4], [False, False, True]),
        (NAN, [5, 6], [False, False]),
        # A new lesion, from a baseline of 0, did not improve.
        (0, [5, 6], [False, False]),
        (NAN, [NAN, NAN], [False, False]),
        # Percent of a best value below 0 say nothing.
        (5, [-10, 5], [False, False]),
    ],
)
def test_a_relapse_is_growth_from_the_best_value_after_an_improvement(baseline, values, expected):
    assert relapsed([baseline], [values], 20)[0].tolist() == expected


def test_where_higher_is_better_a_relapse_is_a_fall_from_the_best_value():
    # From 100 the threshold of 20 % is at 80; 60 to 50 is a fall without a rise before it.
    assert relapsed([60, 60], [[100, 80], [50, 40]], 20, lower_is_better=False).tolist() == [
        [False, True],
        [False, False],
    ]


def test_the_best_value_before_a_visit_is_that_of_the_baseline_and_the_earlier_visits():
    assert best_before([20.0, NAN], [[10.0, 15.0, 5.0], [NAN, 3.0, 4.0]])[0].tolist() == [20, 10, 10]
    assert np.array_equal(best_before([NAN], [[NAN, 3, 4]])[0], [NAN, NAN, 3], equal_nan=True)
    assert best_before([20], [[30, 25]], lower_is_better=False)[0].tolist() == [20, 30]


@given(SIZES, st.lists(SIZES | st.just(NAN), min_size=1, max_size=6), st.sampled_from([5, 20, 50]))
def test_a_relapse_is_worse_than_some_earlier_value_and_that_was_better_than_the_baseline(baseline, values, percent):
    for number, relapse in enumerate(relapsed([baseline], [values], percent)[0]):
        earlier = [value for value in values[:number] if not np.isnan(value)]
        if relapse:
            assert min(earlier) < baseline
            assert values[number] > min(earlier)
        elif earlier and min(earlier) == 0 < baseline:
            assert not values[number] > 0
