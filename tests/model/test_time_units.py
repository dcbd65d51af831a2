"""The unit of time of a study: its words, and the days in it."""

import pytest

from casetrace.model.dictionary import field_places, printed_column, stored_column
from casetrace.model.quantities import after_response, kind_of, rate_of_time, time_at_risk
from casetrace.model.time_units import (
    EXACTLY,
    TIME_UNITS,
    counted_in,
    days_of,
    in_every_unit,
    in_its_unit,
    in_its_words,
    preposition,
    time_unit,
    time_units,
    unit_behind,
    visit_name,
    visit_term,
)
from casetrace.model.treatment import Treatment
from casetrace.model.variables import time_unit_of_field, unit_of_field


def test_weeks_are_counted_where_nothing_is_said_and_again_behind_it():
    with counted_in("day"):
        assert (time_unit(), time_units()) == ("day", "days")
    assert (time_unit(), time_units()) == ("week", "weeks")


@pytest.mark.parametrize(
    ("unit", "name", "term", "words"),
    [
        ("day", "day 3", "day_3", "daily Days per patient-day"),
        ("week", "week 3", "week_3", "weekly Weeks per patient-week"),
        ("month", "month 3", "month_3", "monthly Months per patient-month"),
        ("year", "year 3", "year_3", "yearly Years per patient-year"),
    ],
)
def test_every_word_is_in_the_unit(unit, name, term, words):
    with counted_in(unit):
        assert (visit_name(3), visit_name(3, capital=True), visit_term(3)) == (name, name.capitalize(), term)
        assert in_its_words("weekly Weeks per patient-week") == words
        assert (unit_behind(1), unit_behind(2)) == (unit, f"{unit}s")
        assert preposition() == ("on" if unit == "day" else "in")
        assert (rate_of_time(), time_at_risk()) == (f"rate_per_patient_{unit}", f"patient_{unit}s")
        assert after_response() == f"{unit}s_after_response"
        assert kind_of(f"reduction_per_{unit}") == "slope"


def test_a_name_of_the_program_is_known_in_every_unit():
    names = in_every_unit({"rate_per_patient_week": 3})
    assert names == {f"rate_per_patient_{unit}": 3 for unit in TIME_UNITS}


def test_a_function_counts_in_the_unit_that_its_argument_tells_however_it_is_given():
    @in_its_unit(lambda plan: plan["unit"], "plan")
    def name(visit, plan):
        return visit_name(visit)

    assert name(3, {"unit": "day"}) == name(3, plan={"unit": "day"}) == name(plan={"unit": "day"}, visit=3) == "day 3"
    assert visit_name(3) == "week 3"


@pytest.mark.parametrize(
    ("unit", "visit", "days"),
    # A month of the Gregorian calendar has 365.25 / 12 = 30.4375 days in the mean of four years, and a year 365.25.
    [("day", 3, 3), ("week", 3, 21), ("month", 1, 30), ("month", 6, 183), ("month", 12, 365), ("year", 2, 730)],
)
def test_the_window_of_a_visit_lies_around_its_day(unit, visit, days):
    with counted_in(unit):
        assert days_of(visit) == days


def test_only_units_with_an_exact_relation_are_converted():
    pairs = {pair for pair in EXACTLY if pair[0] != pair[1]}
    assert pairs == {("week", "day"), ("day", "week"), ("year", "month"), ("month", "year")}
    for first, second in pairs:
        assert EXACTLY[first, second] * EXACTLY[second, first] == 1


def test_columns_of_time_are_printed_in_the_unit_and_found_by_that_name():
    with counted_in("day"):
        assert [printed_column(name) for name in ("after_week", "week", "status")] == ["after_day", "day", "status"]
        assert [stored_column(name) for name in ("after_day", "day", "status")] == ["after_week", "week", "status"]
    assert (printed_column("after_week"), stored_column("after_day")) == ("after_week", "after_day")


@pytest.mark.parametrize("unit", TIME_UNITS)
def test_a_time_has_a_field_in_every_unit(unit):
    assert field_places()[f"event_{unit}"] == ("events", "week")
    assert field_places()[f"disposition_after_{unit}"] == ("disposition", "after_week")
    assert time_unit_of_field(f"event_{unit}") == unit
    assert unit_of_field(f"event_{unit}") == f"{unit}s"


def test_a_field_that_is_no_time_since_the_baseline_counts_in_no_unit():
    assert [time_unit_of_field(name) for name in ("age_years", "visit", "event_type", "nothing")] == [None] * 4


def test_treatments_are_apart_as_config_says_in_either_key():
    assert Treatment(interval=2).apart == Treatment(interval_weeks=2).apart == 2
    assert Treatment().apart is None
