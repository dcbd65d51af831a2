from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.read.numbers import plain_number, split_unit


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "plain"),
    [
        ("1.234,5", ",", ".", "1234.5"),
        ("1,234.5", ".", ",", "1234.5"),
        ("1,234,567", ".", ",", "1234567"),
        ("12,75", ",", "", "12.75"),
        ("12.75", ".", "", "12.75"),
        (" 3 ", ".", "", "3"),
        ("1 234,5", ",", " ", "1234.5"),
        ("1\u00a0234,5", ",", " ", "1234.5"),
        ("1\u2009234\u2009567", ",", " ", "1234567"),
        ("1'234.5", ".", "'", "1234.5"),
        ("1’234.5", ".", "'", "1234.5"),
        ("-3,5", ",", "", "-3.5"),
        ("−3,5", ",", "", "-3.5"),
        ("+3.5", ".", "", "+3.5"),
        (",5", ",", "", "0.5"),
        ("007", ".", "", "007"),
        ("0.10000000000000000000001", ".", "", "0.10000000000000000000001"),
    ],
)
def test_a_number_is_rewritten_with_a_point_and_without_groups(text, decimal, thousands, plain):
    assert plain_number(text, decimal, thousands) == plain


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        ("12,75", ".", ""),
        ("12.75", ",", ""),
        ("12.75", ",", "."),
        ("1.2345", ",", "."),
        ("12.34.567", ",", "."),
        ("0.125", ",", "."),
        ("1.234.5", ".", ""),
        ("1 234'567", ".", " "),
        ("1234,567.5", ".", ","),
        ("1e3", ".", ""),
        ("nan", ".", ""),
        ("inf", ".", ""),
        ("", ".", ""),
        ("-", ".", ""),
        ("3.", ".", ""),
        ("3 mm", ".", ""),
        ("٣", ".", ""),
        ("1_000", ".", ""),
    ],
)
def test_a_text_that_is_no_number_in_the_notation_is_none(text, decimal, thousands):
    assert plain_number(text, decimal, thousands) is None


@given(
    st.decimals(-(10**12), 10**12, places=3),
    st.sampled_from([(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]),
)
def test_no_digit_is_lost_in_any_notation(number, notation):
    decimal, thousands = notation
    grouped = f"{number:,}".replace(",", "t").replace(".", decimal).replace("t", thousands)
    plain = plain_number(grouped, decimal, thousands)
    assert plain is not None
    assert Decimal(plain) == number
    assert plain == str(number)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3,5 cm", ("3,5", "cm")),
        ("12.5mm", ("12.5", "mm")),
        ("12", ("12", "")),
        ("1 234,5 mm", ("1 234,5", "mm")),
        ("-2 °C", ("-2", "°C")),
        ("20 %", ("20", "%")),
        ("4,2 cm²", ("4,2", "cm²")),
        ("4.2 cm3", ("4.2", "cm3")),
        ("5 µg/ml", ("5", "µg/ml")),
        ("5 (mm)", ("5", "mm")),
        ("30 kg/m2", ("30", "kg/m2")),
        ("38x13x2 mm", ("38x13x2 mm", "")),
        ("3-4 mm", ("3-4 mm", "")),
        ("not measured", ("not measured", "")),
        ("1e3", ("1e3", "")),
        ("", ("", "")),
    ],
)
def test_the_unit_behind_a_number_comes_apart(text, parts):
    assert split_unit(text) == parts
