from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.printed.arithmetic import listed, reduction, total
from casetrace.printed.numbers import Printed, PrintedError
from casetrace.printed.verdict import Verdict
from tests.printed.printing import mean_of, prints

VALUES = st.lists(st.fractions(0, 100, max_denominator=9), min_size=1, max_size=6)


def printed(*texts: str) -> list[Printed]:
    return [Printed.parse(text) for text in texts]


def reduced(percent: str, before: str, after: str, comparator: str = "=") -> Verdict:
    return reduction(Printed.parse(percent), Printed.parse(before), Printed.parse(after), comparator)


def test_the_reduction_of_the_fourth_case_is_not_that_of_its_sizes():
    """Case 4 of the first cohort: 80 mm to 10 mm is printed as 80 %."""
    verdict = reduced("80", "80", "10")
    assert (verdict.test, verdict.agrees, verdict.printed, verdict.against) == ("reduction", False, "80 %", "80 to 10")
    assert verdict.found == "87.5; the rounding of the sizes does not explain it"


@pytest.mark.parametrize(
    ("percent", "before", "after"), [("87", "80", "10"), ("88", "80", "10"), ("100", "5", "0"), ("-50", "4", "6")]
)
def test_a_reduction_agrees_under_either_rounding_of_halves(percent, before, after):
    assert reduced(percent, before, after).agrees


def test_rounded_sizes_are_named_as_the_possible_reason():
    """3 to 1 is 66.7 %, and 3.4 to 0.6 would be 82 %."""
    verdict = reduced("80", "3", "1")
    assert (verdict.agrees, verdict.found) == (False, "66.7; the rounding of the sizes could explain it")


def test_no_reduction_starts_from_zero():
    assert reduced("0", "0", "0").found == "from 0 no percent reduction is defined"


def test_a_reduction_may_be_stated_as_a_bound():
    assert reduced("80", "80", "10", ">").agrees
    assert not reduced("90", "80", "10", ">").agrees


def test_injections_of_the_first_cohort_do_not_add_up():
    """1 + 4 + 4 + 4 + 1 + 3 + 3 are 20, and 21 are printed."""
    verdict = total(printed("21")[0], printed("1", "4", "4", "4", "1", "3", "3"))
    assert (verdict.agrees, verdict.against, verdict.found) == (False, "1 + 4 + 4 + 4 + 1 + 3 + 3", "20")
    assert total(printed("20")[0], printed("1", "4", "4", "4", "1", "3", "3")).agrees


def test_rounded_parts_may_miss_their_total_but_counts_may_not():
    assert total(printed("100.0")[0], printed("33.3", "33.3", "33.3")).agrees
    assert not total(printed("100")[0], printed("33", "33", "33")).agrees


@pytest.mark.parametrize(
    ("parts", "agrees"),
    [
        # k percentages rounded to d decimals miss 100 by at most k * 0.5 * 10**-d
        ("33 % + 33 % + 33 %", True),
        ("34 % + 34 % + 34 %", False),
        ("33.3 % + 33.3 % + 33.3 %", True),
        ("33.3 % + 33.3 % + 33.2 %", False),
        ("17 % + 17 % + 17 % + 17 % + 17 % + 17 %", True),
        ("16 % + 16 % + 16 % + 16 % + 16 % + 16 %", False),
    ],
)
def test_percentages_may_miss_100_by_half_a_unit_each(parts, agrees):
    numbers = [Printed.parse_beside(part) for part in parts.split("+")]
    assert total(Printed.parse("100"), numbers).agrees == agrees


def test_a_total_of_percentages_other_than_100_is_rounded_itself():
    thirds = [Printed.parse_beside("33 %")] * 2
    assert total(Printed.parse("67"), thirds).agrees
    assert not total(Printed.parse("68"), thirds).agrees


def test_a_list_needs_values():
    with pytest.raises(PrintedError, match="found no parts"):
        total(printed("1")[0], [])


def test_the_printed_ages_of_the_first_cohort_end_later_than_its_range():
    verdict = listed("range", printed("49", "71"), printed("49", "60", "74"))
    assert (verdict.test, verdict.agrees, verdict.printed, verdict.found) == ("range", False, "49 to 71", "49 to 74")


@pytest.mark.parametrize(
    ("statistic", "text", "agrees"),
    [
        ("median", "2.5", True),
        ("median", "2.0", False),
        ("mean", "3.75", True),
        ("mean", "3.6", False),
        ("maximum", "9", True),
    ],
)
def test_statistics_are_those_of_the_listed_values(statistic, text, agrees):
    assert listed(statistic, printed(text), printed("1", "2", "3", "9")).agrees is agrees


def test_the_median_of_a_list_is_named():
    verdict = listed("median", printed("2"), printed("9", "1", "3", "2"))
    assert (verdict.test, verdict.against, verdict.found) == ("listed", "9, 1, 3, 2", "2.5")


@settings(max_examples=25)
@given(VALUES, st.sampled_from(["mean", "minimum", "maximum"]), st.integers(1, 3), st.integers(0, 2))
def test_no_statistic_of_real_values_with_decimals_is_accused(values, statistic, decimals, decimals_of_statistic):
    exact = {"mean": mean_of(values), "minimum": min(values), "maximum": max(values)}[statistic]
    shown = [prints(value, decimals)[0] for value in values]
    assert all(listed(statistic, [number], shown).agrees for number in prints(exact, decimals_of_statistic))


@settings(max_examples=25)
@given(VALUES, st.integers(1, 3), st.integers(0, 2))
def test_no_total_of_real_parts_with_decimals_is_accused(values, decimals, decimals_of_total):
    shown = [prints(value, decimals)[0] for value in values]
    assert all(total(number, shown).agrees for number in prints(sum(values, Fraction(0)), decimals_of_total))
