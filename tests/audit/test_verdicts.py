"""Verdicts on single claims about a cohort small enough to check by hand."""

import pandas as pd
import pytest

from casetrace.audit.audit import audited
from tests.audit.cohorts import claims, study

# percent reductions at week 4: 50, 40, 75, 30; at week 12: 90, 75, 100, none
SIZES: list[list[float | None]] = [[10, 5, 1], [20, 12, 5], [40, 10, 0], [50, 35, None]]
PATIENTS = ["1", "1", "2", "3"]
COLUMNS = {"age_years": [40.0, 50.0, 63.0], "n_treatments": [1, 2, 3, 3], "shared_cell": ["no", "yes", "no", "no"]}


def judged(**claim: str) -> pd.Series:
    """The row of the audit of one claim."""
    return audited(claims(claim), study(SIZES, PATIENTS, **COLUMNS)).claims.iloc[0]


WEEK_4, WEEK_12 = "percent_reduction.size_mm.week_4", "percent_reduction.size_mm.week_12"
COMPLETE = "response.size_mm.week_12=complete"


@pytest.mark.parametrize("reported", ["48.8", "48.7"])
def test_both_ways_to_round_a_half_reproduce(reported):
    row = judged(kind="mean", quantity=WEEK_4, unit="lesion", reported=reported)
    assert row["recomputed"] == 48.75
    assert (row["verdict"], row["difference"]) == ("reproduced", 0)


@pytest.mark.parametrize(
    ("claim", "recomputed", "assumption", "under"),
    [
        # patients: 45, 75, 30
        ({"kind": "mean", "quantity": WEEK_4, "unit": "lesion", "reported": "50"}, 48.75, "per patient", 50),
        ({"kind": "median", "quantity": WEEK_4, "unit": "lesion", "reported": "48.8"}, 45, "mean instead", 48.75),
        # missing: LOCF 30, unchanged 0
        ({"kind": "mean", "quantity": WEEK_12, "unit": "lesion", "reported": "73.8"}, 265 / 3, "last obs", 73.75),
        ({"kind": "mean", "quantity": WEEK_12, "unit": "lesion", "reported": "66.3"}, 265 / 3, "no change", 66.25),
        ({"kind": "percent", "quantity": COMPLETE, "unit": "lesion", "reported": "25"}, 100 / 3, "enrolled", 25),
        ({"kind": "mean", "quantity": WEEK_12, "unit": "lesion", "reported": "49"}, 265 / 3, "at week 4", 48.75),
        ({"kind": "sum", "quantity": "treatments", "reported": "7"}, 9, "counted once", 7),
        ({"kind": "mean", "quantity": WEEK_12, "unit": "lesion", "reported": "88.3"}, 265 / 3, None, None),
        ({"kind": "mean", "quantity": "age_years", "reported": "51"}, 51, None, None),
    ],
)  # fmt: skip
def test_the_simplest_reading_under_which_a_claim_holds(claim, recomputed, assumption, under):
    row = judged(**claim)
    assert row["recomputed"] == pytest.approx(recomputed)
    assert row["verdict"] == ("reproduced under an assumption" if assumption else "reproduced")
    if assumption:
        assert assumption in row["assumption"]
        assert row["recomputed_under"] == pytest.approx(under)


def test_a_number_may_be_cut_off_rather_than_rounded():
    # patients 8.5, 10 and 35 have a mean of 17.8
    row = judged(kind="mean", quantity="value.size_mm.week_4", unit="patient", reported="17")
    assert (row["verdict"], row["assumption_id"]) == ("reproduced under an assumption", "truncated")


def test_decimals_may_be_fewer_than_are_shown():
    assert judged(kind="sd", quantity="age_years", reported="10", decimals="-1")["verdict"] == "reproduced"
    # the root of (11² + 1² + 12²) / 2
    assert judged(kind="sd", quantity="age_years", reported="11.5")["recomputed"] == pytest.approx(11.53256259467079)


def test_swapped_digits_of_the_printed_number_are_named_and_stay_an_error():
    row = judged(kind="mean", quantity="age_years", reported="15")
    assert (row["verdict"], row["assumption_id"]) == ("not reproduced", "digits_swapped")
    assert row["difference"] == 36


@pytest.mark.parametrize(
    ("quantity", "comparator", "verdict", "exceptions"),
    [
        (f"{WEEK_4}>20", "all", "reproduced", ""),
        ("baseline.size_mm>10", "all", "not reproduced", "1a"),
        (f"{WEEK_4}<20", "none", "reproduced", ""),
        ("baseline.size_mm<=10", "none", "not reproduced", "1a"),
        ("baseline.size_mm>=50", "most", "not reproduced", ""),
        (f"{WEEK_4}>=40", "most", "reproduced", ""),
    ],
)
def test_words_for_how_many(quantity, comparator, verdict, exceptions):
    row = judged(kind="comparison", quantity=quantity, comparator=comparator, unit="lesion")
    assert (row["verdict"], row["exceptions"]) == (verdict, exceptions)


def test_one_quantity_against_another():
    larger = {"kind": "comparison", "quantity": WEEK_12, "unit": "lesion"}
    assert judged(**larger, comparator=">", reported=WEEK_4)["verdict"] == "reproduced"
    assert judged(**larger, comparator="<", reported=WEEK_4)["verdict"] != "reproduced"
    assert judged(**larger, comparator=">", reported=WEEK_4)["recomputed"] == pytest.approx((40 + 35 + 25) / 3)


@pytest.mark.parametrize(
    ("comparator", "reported", "verdict"),
    [
        ("up to", "75", "reproduced"),
        ("<=", "80", "reproduced"),
        ("<", "75", "not reproduced"),
        (">=", "75", "reproduced"),
    ],
)
def test_bounds(comparator, reported, verdict):
    row = judged(kind="maximum", quantity=WEEK_4, unit="lesion", comparator=comparator, reported=reported)
    assert row["verdict"] == verdict


def test_a_p_value_is_that_of_the_signed_rank_test_or_of_another():
    # patients 45, 75, 30: 2 of 8 sign patterns reach all positive; scipy.stats.ttest_1samp gives p = 0.06341
    assert judged(kind="p value", quantity=WEEK_4, reported="0.25")["verdict"] == "reproduced"
    row = judged(kind="p value", quantity=WEEK_4, reported="0.063")
    assert row["verdict"] == "reproduced under an assumption"
    assert "t test" in row["assumption"]


def test_what_the_table_does_not_record_is_not_checkable():
    row = judged(kind="not checkable", note="The table has no pain scores.")
    assert (row["verdict"], row["note"]) == ("not checkable", "The table has no pain scores.")


def test_nobody_to_count_among_is_not_reproduced():
    row = judged(kind="mean", quantity=WEEK_4, population="age_years>100", reported="50")
    assert (row["verdict"], row["n"]) == ("not reproduced", 0)


@pytest.mark.parametrize(
    ("third", "kind", "verdict"),
    [("33", "percent", "reproduced"), ("31", "percent", "not reproduced"), ("33", "count", "not reproduced")],
)
def test_thirds_in_percent_add_up_to_100_within_their_rounding_and_counts_do_not(third, kind, verdict):
    # 3 of 9 each: 33 + 33 + 33 may be 97.5 to 100.5
    parts = [{"claim_id": name, "kind": kind, "reported": third} for name in "abc"]
    total = {"claim_id": "all", "kind": "sum", "reported": "100", "printed_with": "parts=@a + @b + @c"}
    audit = audited(claims(*parts, total), None)
    assert audit.claims["verdict"].iloc[-1] == verdict


def test_a_paper_without_rows_is_audited_by_its_own_numbers():
    audit = audited(
        claims(
            {"kind": "mean", "reported": "5.19", "printed_with": "n=28; items=1"},
            {"kind": "count", "reported": "6", "printed_with": "parts=5 + 1"},
            {"kind": "percent", "reported": "40"},
        ),
        None,
    )
    # Brown & Heathers 2017: no 28 whole numbers have a mean of 5.19
    assert audit.claims["verdict"].tolist() == ["not reproduced", "reproduced", "not checkable"]
    assert audit.consistency["test"].tolist() == ["grim", "total"]
