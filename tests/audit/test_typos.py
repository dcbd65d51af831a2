import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.audit.typos import mistyped, plain, swapped


@pytest.mark.parametrize(
    ("text", "slips"),
    [
        (
            "74",
            {
                47.0: "two digits swapped",
                71.0: "one digit changed",
                7.0: "one digit lost or doubled",
                740.0: "the point moved",
            },
        ),
        (
            "12.5",
            {21.5: "two digits swapped", 15.2: "two digits swapped", 125.0: "the point moved", 1.25: "the point moved"},
        ),
        ("5", {55.0: "one digit lost or doubled", 0.5: "the point moved", 8.0: "one digit changed"}),
    ],
)
def test_one_slip_of_the_hand(text, slips):
    found = mistyped(text)
    assert slips.items() <= found.items()
    assert float(text) not in found


def test_swapped_digits_need_two_that_differ():
    assert list(swapped("66")) == []
    assert list(swapped("6.7")) == ["7.6"]


def test_of_several_changes_of_a_digit_the_nearest_comes_first():
    changed = [value for value, slip in mistyped("74").items() if slip == "one digit changed"]
    assert changed[:3] == [73.0, 75.0, 72.0]


@given(st.integers(0, 10**6), st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_a_number_is_written_plainly(number, decimals):
    value = number / 10**decimals
    assert float(plain(value)) == value
    assert "e" not in plain(value)
