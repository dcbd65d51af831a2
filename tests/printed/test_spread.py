import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.printed.numbers import Printed, PrintedError
from casetrace.printed.spread import mean_range, sd_range
from tests.printed.printing import data_sets, mean_of, prints, sd_of

VALUES = st.lists(st.fractions(0, 300, max_denominator=8), min_size=1, max_size=7)
DECIMALS = st.integers(0, 2)


def printed(text: str) -> Printed:
    return Printed.parse(text)


@pytest.mark.parametrize(
    ("mean", "n", "minimum", "maximum"),
    [("57.5", 4, "12.5", "87.5"), ("37.5", 4, "25", "62.5"), ("150", 4, "100", "275"), ("120", 3, "60", "150")],
)
def test_the_doses_of_the_first_cohort_are_all_possible(mean, n, minimum, maximum):
    assert mean_range(printed(mean), n, printed(minimum), printed(maximum)).agrees


def test_a_mean_is_bounded_by_one_value_at_each_end():
    """Of 60, 150 and 150 the mean is 120, so 121 needs a minimum above 60.5."""
    assert not mean_range(printed("121"), 3, printed("60"), printed("150.0")).agrees
    assert mean_range(printed("121"), 4, printed("60"), printed("150.0")).agrees
    assert mean_range(printed("121"), None, printed("60"), printed("150.0")).agrees
    verdict = mean_range(printed("121.0"), 3, printed("60.0"), printed("150.0"))
    assert verdict.against == "minimum = 60.0, maximum = 150.0, n = 3"
    assert verdict.found == "89.95 to 120.05, rounding allowed for"


def test_a_single_value_is_its_own_mean():
    assert mean_range(printed("15"), 1, printed("15"), printed("15")).agrees
    assert not mean_range(printed("15"), 1, printed("12.5"), printed("17.5")).agrees


def test_one_end_bounds_one_side():
    assert not mean_range(printed("10"), 4, printed("12"), None).agrees
    assert mean_range(printed("10"), 4, None, printed("12")).agrees
    with pytest.raises(PrintedError, match="neither a minimum nor a maximum"):
        mean_range(printed("10"), 4, None, None)


def test_a_minimum_above_the_maximum_is_no_range():
    assert not mean_range(printed("10"), 4, printed("12"), printed("9")).agrees


@settings(max_examples=25)
@given(VALUES, DECIMALS, DECIMALS)
def test_no_mean_of_real_values_is_accused(values, decimals, decimals_of_ends):
    for mean in prints(mean_of(values), decimals):
        for low in prints(min(values), decimals_of_ends):
            for high in prints(max(values), decimals_of_ends):
                assert mean_range(mean, len(values), low, high).agrees
                assert mean_range(mean, None, low, high).agrees


def test_the_largest_standard_deviation_is_that_of_rsprite2():
    """Its limits for five values from 1 to 7 with a mean of 4.2 end at 3.03: 1, 1, 5, 7 and 7."""
    ends = printed("1.000"), printed("7.000"), printed("4.200")
    assert sd_range(printed("3.03"), 5, *ends).agrees
    assert not sd_range(printed("3.04"), 5, *ends).agrees
    assert not sd_range(printed("5"), 20, printed("1"), printed("7"), printed("4")).agrees


def test_all_values_at_one_end_have_no_spread():
    """For 100 values from 1 to 7 with a mean of 1, rsprite2 finds 0 alone."""
    assert sd_range(printed("0.00"), 100, printed("1.00"), printed("1.00"), printed("1.00")).agrees
    assert not sd_range(printed("0.10"), 100, printed("1.00"), printed("1.00"), printed("1.00")).agrees


@pytest.mark.parametrize("n", [2, 3, 6, 7])
def test_the_bounds_without_a_mean_are_those_of_nagy_and_popoviciu(n):
    """The sum of squared deviations lies between w²/2 and w² · floor(n/2) · ceil(n/2) / n for a range of w."""
    ends = printed("0.000000"), printed("10.000000")
    smallest = math.sqrt(50 / (n - 1))
    largest = 10 * math.sqrt((n // 2) * ((n + 1) // 2) / n / (n - 1))
    for bound, outwards in ((smallest, -0.01), (largest, 0.01)):
        assert sd_range(printed(f"{bound:.3f}"), n, *ends).agrees
        assert not sd_range(printed(f"{bound + outwards:.3f}"), n, *ends).agrees


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_no_standard_deviation_of_an_enumeration_is_accused(n):
    for data in data_sets(n, range(5)):
        for sd in prints(sd_of(data), 1):
            low, high = printed(str(data[0])), printed(str(data[-1]))
            assert sd_range(sd, n, low, high).agrees
            assert all(sd_range(sd, n, low, high, mean).agrees for mean in prints(mean_of(data), 1))


@settings(max_examples=25)
@given(VALUES.filter(lambda values: len(values) > 1), DECIMALS, DECIMALS)
def test_no_standard_deviation_of_real_values_is_accused(values, decimals, decimals_of_ends):
    sd, mean = prints(sd_of(values), decimals), prints(mean_of(values), decimals)
    low, high = prints(min(values), decimals_of_ends), prints(max(values), decimals_of_ends)
    assert all(sd_range(s, len(values), a, b, m).agrees for s in sd for a in low for b in high for m in [None, *mean])


@settings(max_examples=25)
@given(st.lists(st.fractions(0, 1, max_denominator=6), min_size=1, max_size=4))
def test_a_mean_narrows_the_standard_deviation_to_what_values_between_the_ends_have(between):
    """Bounds for exact numbers: all but one at the ends, or all but the ends equal, with the same mean."""
    values = [Fraction(0), Fraction(1), *between]
    n, total = len(values), sum(values)
    inner = (total - 1) / (n - 2)
    extreme = [Fraction(1)] * math.floor(total) + [total - math.floor(total)]
    extreme += [Fraction(0)] * (n - len(extreme))
    level = [Fraction(0), Fraction(1)] + [inner] * (n - 2)
    ends = printed("0.0000000"), printed("1.0000000"), Printed("mean", total / n, 7)
    for bound, step in ((sd_of(extreme[:n]), "0.001"), (sd_of(level), "-0.001")):
        assert all(sd_range(sd, n, *ends).agrees for sd in prints(bound, 4))
        beyond = Fraction(bound) + Fraction(step)
        assert not any(sd_range(sd, n, *ends).agrees for sd in prints(beyond, 4))


def test_one_value_has_no_standard_deviation():
    assert not sd_range(printed("1.2"), 1, printed("3"), printed("3")).agrees


def test_a_mean_outside_the_ends_contradicts_them():
    verdict = sd_range(printed("1"), 5, printed("1"), printed("7"), printed("8"))
    assert (verdict.agrees, verdict.found) == (
        False,
        "no value is possible: minimum, maximum and mean contradict each other",
    )


@pytest.mark.parametrize("n", [0, -3])
def test_a_sample_needs_a_value(n):
    with pytest.raises(PrintedError, match=f"found n = {n}"):
        mean_range(printed("2"), n, printed("1"), printed("7"))
    with pytest.raises(PrintedError, match=f"found n = {n}"):
        sd_range(printed("2"), n, printed("1"), printed("7"))
