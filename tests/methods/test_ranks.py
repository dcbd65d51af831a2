import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.ranks import MANY, mid_ranks


@settings(max_examples=40)
@given(st.lists(st.integers(-50, 50), min_size=1, max_size=30))
def test_ranks_are_those_of_scipy(values):
    assert mid_ranks(values).tolist() == stats.rankdata(values).tolist()


def test_a_rounding_error_is_no_difference():
    assert 0.1 + 0.2 != 0.15 + 0.15
    assert mid_ranks([0.1 + 0.2, 7, 0.15 + 0.15]).tolist() == [1.5, 3, 1.5]


def test_a_small_difference_is_one():
    assert mid_ranks([80.0001, 80, 1e6]).tolist() == [2, 1, 3]


@pytest.mark.parametrize(("values", "ranks"), [([], []), ([0, 0, 0], [2, 2, 2]), ([-5], [1])])
def test_nothing_to_tell_apart_is_one_tie(values, ranks):
    assert mid_ranks(values).tolist() == ranks


@pytest.mark.parametrize("decimals", [0, 3, 15])
def test_many_values_have_the_ranks_of_scipy(decimals):
    values = np.random.default_rng(1).normal(size=MANY).round(decimals)
    assert mid_ranks(values).tolist() == stats.rankdata(values).tolist()


def test_many_values_that_differ_by_rounding_are_one_tie():
    values = np.repeat([0.1 + 0.2, 7, 0.15 + 0.15], MANY)
    assert set(mid_ranks(values)[:MANY]) == set(mid_ranks(values)[-MANY:]) == {MANY + 0.5}
