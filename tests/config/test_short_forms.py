import pytest

from scripts.config.short_forms import column_parts, written_out


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("sex", {"field": "sex"}),
        ({"outcome": "size_mm", "visit": 4}, {"field": "value", "outcome": "size_mm", "visit": 4}),
        ({"field": "sex", "values": {"M": "male"}}, {"field": "sex", "values": {"M": "male"}}),
        ({"cells": [{"pattern": "x"}]}, {"cells": [{"pattern": "x"}]}),
    ],
)
def test_a_column_is_written_out_as_a_mapping(short, long):
    assert column_parts(short) == long


def test_a_cohort_has_its_name_for_a_title_and_a_list_of_tables():
    one, two = {"file": "a.csv", "columns": {"x": "sex"}}, {"file": "b.csv", "columns": {}}
    written = written_out({"cohorts": {"a": {"table": one}, "b": {"title": "B", "tables": [one, two]}}})["cohorts"]
    long = {"file": "a.csv", "columns": {"x": {"field": "sex"}}}
    assert written == {"a": {"title": "a", "tables": [long]}, "b": {"title": "B", "tables": [long, two]}}


def test_what_is_written_out_stays_as_it_is():
    once = written_out({"cohorts": {"a": {"table": {"file": "a.csv", "columns": {"x": "sex"}}}}})
    assert written_out(once) == once
