from datetime import date

import pytest

from casetrace.config.schema import config_schema
from casetrace.config.short_forms import column_parts, visits_and_dates_as_texts, written_out
from tests.stages.running import SCHEMA


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


def test_a_day_that_yaml_reads_as_a_date_is_a_text_where_the_schema_wants_one():
    config = {"study": {"date_published": date(2026, 11, 23), "title": date(2026, 11, 23)}}
    texts = visits_and_dates_as_texts(config, config_schema(SCHEMA))
    assert texts == {"study": {"date_published": "2026-11-23", "title": date(2026, 11, 23)}}


def test_what_is_written_out_stays_as_it_is():
    once = written_out({"cohorts": {"a": {"table": {"file": "a.csv", "columns": {"x": "sex"}}}}})
    assert written_out(once) == once
