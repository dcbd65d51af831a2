"""What config may say of the cohorts together."""

from typing import Any

import pytest

from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from tests.stages.running import SCHEMA

COHORTS = {name: {"table": {"file": f"{name}.csv"}} for name in ("a", "b")}


def message(**pool: Any) -> str:
    try:
        validated_config({"cohorts": COHORTS, "pool": pool}, SCHEMA)
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("pool", "expected"),
    [
        ({"outcomes": {"size": {"cohorts": {"c": "size_mm"}}}}, "there is no cohort c"),
        ({"outcomes": {"x": {"cohorts": {"a": "s"}}, "y": {"cohorts": {"a": "s"}}}}, "s of a is x already"),
        ({"categories": {"site": {"hand": {"a": ["f"]}, "arm": {"a": ["f"]}}}}, "'f' of a is hand already"),
        ({"categories": {"site": {"hand": {"c": ["f"]}}}}, "there is no cohort c"),
        ({"visits": [{"week": 4, "from": 5, "to": 6}]}, "week 4 is not from week 5 to week 6"),
        (
            {"visits": [{"week": 4, "from": 2, "to": 6}, {"week": 8, "from": 6, "to": 9}]},
            "overlap with those of week 4",
        ),
        (
            {"next_study": {"outcome": "s", "visit": 4, "difference": 9, "response": {"poor": 0.5, "good": 0.4}}},
            "found 0.4",
        ),
        ({"next_study": {"outcome": "s", "visit": 4, "difference": 0}}, "difference"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_what_is_wrong_is_named(pool, expected):
    assert expected in message(**pool)


def test_what_is_right_gets_its_defaults():
    pool = {"next_study": {"outcome": "s", "visit": 4, "difference": 10, "response": {"poor": 0.2, "good": 0.5}}}
    assert message(**pool) == ""
    found = validated_config({"cohorts": COHORTS, "pool": pool}, SCHEMA)["pool"]
    assert (found["outcomes"], found["visits"], found["categories"]) == ({}, [], {})
    assert found["next_study"]["lesions_per_patient"] == [1, 2, 4]
    assert found["next_study"]["response"] == {"poor": 0.2, "good": 0.5, "alpha": 0.05, "beta": 0.2}
