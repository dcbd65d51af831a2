"""The values of R were made by R 4.2.2 (base): binom.test(up, up + down)$p.value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.sign_test import SignTest, sign_test

VALUES = st.lists(st.integers(-9, 9), min_size=1, max_size=12).filter(any)


@pytest.mark.parametrize(
    ("up", "down", "p_value"),
    [(5, 0, 0.0625), (5, 1, 0.21875), (3, 3, 1), (1, 0, 1), (7, 2, 0.1796875), (40, 21, 0.02041471379963497)],
)
def test_tests_have_the_values_of_r(up, down, p_value):
    assert sign_test([2.5] * up + [-1] * down).p_value == pytest.approx(p_value, rel=1e-10)


def test_who_stayed_the_same_is_counted_and_left_out_of_the_test():
    # Classes moved by 0, 1, 2 and -1; the median of all nine is 1.
    assert sign_test([1, 1, 2, 1, 0, 0, 1, -1, 2]) == SignTest(
        up=6,
        down=1,
        same=2,
        median=1,
        p_value=pytest.approx(0.125, rel=1e-12),  # type: ignore[arg-type]
        p_value_minimum=2 / 2**7,
    )


def test_a_rounding_error_is_no_movement():
    test = sign_test([0.1 + 0.2 - 0.3, 2, 5])
    assert (test.up, test.down, test.same) == (2, 0, 1)


@settings(max_examples=40)
@given(VALUES)
def test_the_test_agrees_with_scipy_and_turns_round(values):
    test, turned = sign_test(values), sign_test([-value for value in values])
    assert test.p_value == pytest.approx(stats.binomtest(test.up, test.up + test.down).pvalue, rel=1e-9)
    assert test.p_value_minimum <= test.p_value
    assert test.up + test.down + test.same == len(values)
    assert (turned.up, turned.down, turned.median, turned.p_value) == (test.down, test.up, -test.median, test.p_value)


@pytest.mark.parametrize("values", [[], [0], [0, 0.0, -0.0]])
def test_without_any_movement_there_is_nothing_to_test(values):
    with pytest.raises(NoSpreadError):
        sign_test(values)
