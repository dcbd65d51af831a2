"""Claims and their printed numbers."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.claims.claims import CLAIM_COLUMNS, Population, Reported, parse_population, parse_reported, read_claims
from casetrace.claims.terms import Condition, Quantity, TermError, Variable

#: Of the digits that are printed in papers; the slack is far below them.
VALUES = st.decimals(-10_000, 10_000, places=3)
DECIMALS = st.integers(-2, 2)


def printed(value: Decimal, decimals: int, rounding: str) -> Reported:
    """A number as Python's decimal module rounds it."""
    text = f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=rounding):f}"
    return parse_reported(text, str(decimals))


@given(VALUES, DECIMALS, st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_a_number_may_be_printed_as_either_convention_rounds_it(value, decimals, rounding):
    assert printed(value, decimals, rounding).allows(float(value))


@given(VALUES, DECIMALS)
def test_a_number_that_is_cut_off_may_be_printed_so(value, decimals):
    assert printed(value, decimals, ROUND_DOWN).allows(float(value), truncated=True)


@given(VALUES, DECIMALS, st.sampled_from([-1, 1]))
def test_a_number_more_than_half_a_unit_away_is_refused(value, decimals, side):
    reported = printed(value, decimals, ROUND_HALF_UP)
    unit = 10.0**-decimals
    assert not reported.allows(reported.lower + side * 0.501 * unit)
    assert not reported.allows(reported.lower + side * 1.001 * unit, truncated=True)


@pytest.mark.parametrize(
    ("text", "decimals", "low", "high"),
    [("67", "", 66.5, 67.5), ("67", "0", 66.5, 67.5), ("12.50", "", 12.495, 12.505), ("1200", "-2", 1150, 1250),
     ("-4", "", -4.5, -3.5), (".03", "", 0.025, 0.035), ("7", "1", 6.95, 7.05)],
)  # fmt: skip
def test_a_number_stands_for_those_within_half_a_unit(text, decimals, low, high):
    reported = parse_reported(text, decimals)
    assert reported.bounds() == pytest.approx((low, high))
    assert reported.allows(low)
    assert reported.allows(high)
    assert not reported.allows(low - (high - low) / 1000)


@pytest.mark.parametrize(
    ("text", "value", "allowed"),
    [("67", 67.999, True), ("67", 68, False), ("67", 66.9, False), ("-67", -67.9, True), ("-67", -66.9, False),
     ("0", -0.9, True), ("0", 0.9, True), ("0", 1, False), ("67", 68 - 1e-14, False)],
)  # fmt: skip
def test_cutting_off_goes_towards_zero(text, value, allowed):
    assert parse_reported(text).allows(value, truncated=True) is allowed


@pytest.mark.parametrize("text", ["49 to 71", "49–71", "49-71", "49 - 71"])
def test_a_range_has_two_ends_each_rounded(text):
    reported = parse_reported(text)
    assert (reported.lower, reported.upper, reported.text) == (49, 71, text)
    assert reported.allows(71.5, "upper")
    assert not reported.allows(71.5)
    assert reported.bounds("upper") == (70.5, 71.5)


def test_a_range_of_negative_numbers_is_read():
    reported = parse_reported("−5.5 to -2")
    assert (reported.lower, reported.upper, reported.decimals) == (-5.5, -2, 1)


@pytest.mark.parametrize("text", ["67 %", "1,200", "about 5", "1e3", "5 to", "nan"])
def test_a_printed_number_is_a_plain_decimal(text):
    with pytest.raises(TermError, match="a plain number"):
        parse_reported(text)


def test_a_population_may_be_everybody_who_meets_conditions():
    sex = Condition(Variable("sex"), "=", ("female",))
    assert parse_population("") == Population(False, ())
    assert parse_population("enrolled") == Population(True, ())
    assert parse_population("sex=female & enrolled") == Population(True, (sex,))
    assert str(parse_population("sex=female & enrolled")) == "enrolled & sex=female"


def frame(*rows: dict[str, str]) -> pd.DataFrame:
    filled = [dict.fromkeys(CLAIM_COLUMNS, "") | {"statement": "S.", "place": "Results"} | row for row in rows]
    return pd.DataFrame(filled, dtype="str").assign(line=range(2, len(rows) + 2))


def test_claims_are_read_with_the_numbers_that_they_refer_to():
    n, mean = read_claims(
        frame(
            {"claim_id": "n", "kind": "count", "quantity": "patients", "reported": "6", "unit": "patient"},
            {
                "claim_id": "m", "kind": "mean", "quantity": "age_years", "reported": "63.0", "comparator": "≤",
                "printed_with": "n=@n; values=@n, 5.5",
            },
        )
    )  # fmt: skip
    assert (n.quantity, n.unit, n.comparator, n.line) == (Quantity(noun="patients"), "patient", "=", 2)
    assert (mean.reported, mean.comparator) == (Reported(63, 63, 1, "63.0"), "<=")
    assert mean.printed_with == {"n": "6", "values": "6, 5.5"}


def test_a_comparison_by_less_than_reports_another_quantity():
    (claim,) = read_claims(
        frame({"claim_id": "c", "kind": "comparison", "quantity": "dose_min", "reported": "dose_max",
               "comparator": "<"})
    )  # fmt: skip
    assert claim.reported is None
    assert claim.other == Quantity(variable=Variable("dose_max"))


def test_a_claim_that_is_not_checkable_may_report_nothing():
    (claim,) = read_claims(frame({"claim_id": "c", "kind": "not checkable", "note": "No such column."}))
    assert (claim.quantity, claim.reported, claim.other) == (None, None, None)
