"""What the report lists, on made-up tables."""

from typing import Any

import pandas as pd
import pytest

from casetrace.report.content import known_fields, lesion_listing, with_limits
from casetrace.report.phrases import counted_value

LESIONS = pd.DataFrame({"lesion_id": ["a", "b"], "patient_id": ["1", "2"], "site": ["hand", None], "sex": None})
VISITS = pd.DataFrame(
    {
        "lesion_id": ["a", "a", "a", "a", "b", "b"],
        "period": ["1", "1", "2", "2", "1", "1"],
        "arm": ["drug", "drug", "control", None, None, None],
        "visit": [4, 8] * 3,
        "outcome": "size_mm",
        "scenario": "observed",
        "improvement": [10.0, 20, 30, None, 50, 60],
    }
)


def test_a_lesion_is_listed_once_a_period_with_its_arms():
    rows = lesion_listing(LESIONS, VISITS, "size_mm", 10).rows
    assert [(row["lesion_id"], row["period"], row["arm"]) for row in rows] == [
        ("a", "1", "drug"),
        ("a", "2", "control"),
        ("b", "1", None),
    ]
    assert [[visit["improvement"] for visit in row["visits"]] for row in rows[:1]] == [[10, 20]]


def test_the_rest_of_a_long_listing_is_counted():
    listed = lesion_listing(LESIONS, VISITS, "size_mm", 2)
    assert (len(listed.rows), listed.more) == (2, 1)


def test_the_improvement_that_the_source_prints_stands_beside_the_computed_one():
    printed = VISITS.assign(scenario="as_reported", improvement=VISITS["improvement"] + 1)
    rows = lesion_listing(LESIONS, pd.concat([VISITS, printed]), "size_mm", 10).rows
    assert [visit["reported"] for visit in rows[0]["visits"]] == [11, 21]


def test_known_are_the_fields_that_a_column_gives_and_those_with_a_value():
    known = known_fields(["sex", "diagnosis"], LESIONS, VISITS.drop(columns="period").assign(period=None))
    assert {"sex", "diagnosis", "site", "arm"} <= known
    assert "period" not in known


def test_values_beyond_a_limit_have_the_text_of_the_source_unless_another_number_stands_for_them():
    cells = pd.DataFrame(
        {
            "table": "measurements",
            "row": [0, 1, 1, 2, 3],
            "field": ["value", "value", "value", "value", "unit"],
            "how": ["censored", "censored", "censored", "converted", "censored"],
            "text": [" <0.5", ">100", ">100", "7", "<1"],
            "value": ["0.25", "100", "100", "7", "mm"],
        }
    )
    visits = pd.DataFrame(
        {
            "baseline_row": pd.array([0, 0, 2], dtype="Int64"),
            "baseline": [0.25, 0.3, 7.0],  # the second one was corrected
            "value_row": pd.array([1, 2, None], dtype="Int64"),
            "value": [100.0, 7.0, None],
        }
    )
    listed = with_limits(visits, cells)
    assert listed["baseline_limit"].to_list() == ["<0.5", None, None]
    assert listed["value_limit"].to_list() == [">100", None, None]


@pytest.mark.parametrize(
    ("visit", "printed"),
    [({"value": 0.25, "value_limit": "<0.5"}, "<0.5 (as 0.25 mm)"), ({"value": 0.25, "value_limit": None}, "0.3 mm")],
)
def test_a_value_beyond_a_limit_is_printed_as_in_the_source_with_the_number_that_it_counts_as(visit, printed):
    parts = counted_value("P1, week 4", visit, "value", " mm")
    assert "".join(str(getattr(part, "text", part)) for part in list[Any](parts)) == printed
