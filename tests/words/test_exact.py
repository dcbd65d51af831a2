from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.errors import MeaningError
from casetrace.words.exact import exact_text, fraction_of, rounded_text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**14), max_value=10**14))
def test_a_number_whose_decimals_end_is_written_in_full(number):
    assert fraction_of(exact_text(Fraction(number))) == Fraction(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(10**13, 7), "1428571428570"),
        (Fraction(1, 2**40), "0.000000000000909494701773"),  # 2^-40 = 9.094947017729282...e-13
        (Fraction(0), "0"),
        (Fraction(100), "100"),
    ],
)
def test_decimals_without_an_end_stop_after_12_significant_digits(value, text):
    assert exact_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [("-0", "0"), ("1E+3", "1000"), ("2.50", "2.5"), ("0.1234567890125", "0.123456789013")]
)
def test_a_rounded_number_is_plain(value, text):
    assert rounded_text(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+31", "1E-31"])
def test_what_can_not_be_written_plainly_is_refused(value):
    with pytest.raises(MeaningError):
        rounded_text(Decimal(value))
