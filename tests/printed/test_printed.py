from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.printed.numbers import Printed, PrintedError, parse_range, plain_text, rounded_text
from tests.printed.printing import prints

FRACTIONS = st.fractions(-1000, 1000, max_denominator=200)


@settings(max_examples=50)
@given(FRACTIONS, st.integers(0, 4))
def test_every_value_lies_within_the_rounding_of_its_print(value, decimals):
    assert all(printed.lower <= value <= printed.upper for printed in prints(value, decimals))


@settings(max_examples=50)
@given(FRACTIONS, st.integers(0, 4))
def test_rounded_text_is_one_of_the_two_ways_to_print_a_value(value, decimals):
    assert Printed.parse(rounded_text(value, decimals)).value in {printed.value for printed in prints(value, decimals)}


def test_trailing_zeros_count_as_decimals():
    assert Printed.parse("5.10").upper == Fraction("5.105")
    assert Printed.parse("5.1").upper == Fraction("5.15")


def test_a_number_may_be_rounded_to_tens():
    printed = Printed.parse("70", decimals=-1)
    assert [printed.lower, printed.upper] == [65, 75]


@pytest.mark.parametrize(("text", "value"), [(".03", "3/100"), ("−4", "-4"), (" 12.50 ", "25/2"), ("+7", "7")])
def test_numbers_are_read_as_papers_print_them(text, value):
    assert Printed.parse(text).value == Fraction(value)


@pytest.mark.parametrize("text", ["", "1,200", "12 %", "1e3", "five", "٣", "1/2"])
def test_what_is_no_plain_number_is_named(text):
    with pytest.raises(PrintedError, match="expected a plain decimal number"):
        Printed.parse(text)


@pytest.mark.parametrize("text", ["49 to 71", "49–71", "49-71", "49 - 71"])
def test_a_range_has_two_ends(text):
    assert [end.value for end in parse_range(text)] == [49, 71]


def test_a_range_may_start_below_zero():
    assert [end.value for end in parse_range("−5 to −2.5")] == [-5, Fraction("-2.5")]


@pytest.mark.parametrize("text", ["49", "49 71", "49tox"])
def test_what_is_no_range_is_named(text):
    with pytest.raises(PrintedError, match="expected a range"):
        parse_range(text)


@pytest.mark.parametrize(
    ("comparator", "allowed"), [("<", [4]), ("<=", [4, 5]), (">", [6]), (">=", [5, 6]), ("=", [5]), ("up to", [5])]
)
def test_a_bound_is_exact_and_a_value_is_rounded(comparator, allowed):
    printed = Printed.parse("5")
    values = [Fraction(4), Fraction(5), Fraction(6)]
    assert [value for value in values if printed.allows(value, value, comparator)] == allowed


def test_plain_text_drops_zeros_after_the_point_alone():
    assert [plain_text(Fraction(value), 2) for value in ("87.50", "100", "1/3", "0")] == ["87.5", "100", "0.33", "0"]
