"""What the report lists, on made-up tables."""

import pandas as pd

from casetrace.report.content import known_fields, lesion_listing

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
