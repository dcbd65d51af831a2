import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.time_units import counted_in
from casetrace.words.dates import FORMATS, date_format, day_number, nearest_visit, planned_visit
from casetrace.words.errors import MeaningError


@pytest.mark.parametrize(
    ("texts", "format_"),
    [
        (["2014-07-31"], "%Y-%m-%d"),
        (["2014-07-31 00:00:00", "2014-08-01T10:15:00Z", "2014-08-02"], "%Y-%m-%d"),
        (["31.07.2014"], "%d.%m.%Y"),
        (["1.2.2014"], "%d.%m.%Y"),
        (["31.07.14"], "%d.%m.%y"),
        (["01/02/2014", "31/07/2014"], "%d/%m/%Y"),
        (["01/02/2014", "07/31/2014"], "%m/%d/%Y"),
        (["7/31/2014 12:00:00 AM"], "%m/%d/%Y"),
        (["31-07-2014"], "%d-%m-%Y"),
        (["31-Jul-2014", "01-aug-2014"], "%d-%b-%Y"),
        (["31 Jul 2014"], "%d %b %Y"),
        (["1 May 2014", "1 June 2014"], "%d %B %Y"),
        (["20140731"], "%Y%m%d"),
        (["", " ", "2014-07-31"], "%Y-%m-%d"),
        (["31.02.2014"], "%d.%m.%Y"),
    ],
)
def test_the_format_of_a_column_is_found(texts, format_):
    assert date_format(texts) == format_


@pytest.mark.parametrize("texts", [["01/02/2014"], ["01-02-14", "03-04-14"]])
def test_day_and_month_that_can_not_be_told_apart_are_an_error(texts):
    with pytest.raises(MeaningError) as error:
        date_format(texts)
    assert "day or the month comes first" in error.value.expected
    assert "visits.dates.format" in error.value.remedy


def test_dates_that_are_the_same_either_way_are_no_error():
    assert date_format(["01/01/2014", "05/05/2014"]) == "%d/%m/%Y"


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["31.07.2014", "01.08.2014", "2014-08-02"], "2014-08-02"),
        (["31/07/2014", "07/31/2014"], "07/31/2014"),
        (["July"], "July"),
        (["2014731"], "2014731"),
        (["32.01.2014"], "32.01.2014"),
        (["01.13.2014"], "01.13.2014"),
    ],
)
def test_the_first_text_that_does_not_fit_is_named(texts, named):
    with pytest.raises(MeaningError) as error:
        date_format(texts)
    assert f"'{named}'" in error.value.expected


def test_a_column_without_dates_is_an_error():
    with pytest.raises(MeaningError, match="expected dates"):
        date_format(["", " "])


@given(
    st.lists(st.dates(datetime.date(1969, 1, 1), datetime.date(2068, 12, 31)), max_size=5),
    st.sampled_from(FORMATS),
)
def test_dates_come_back_from_the_format_that_is_found(dates, format_):
    dates = [datetime.date(2014, 7, 31), *dates]  # the first shows which number is the day
    texts = [date.strftime(format_) for date in dates]
    found = date_format(texts)
    assert [day_number(text, found) for text in texts] == [date.toordinal() for date in dates]


@pytest.mark.parametrize("text", ["31.02.2014", "29.02.2015", "2014-07-31", "", "31.07.2014 x"])
def test_what_is_no_day_in_the_format_is_an_error(text):
    with pytest.raises(MeaningError, match=r"31\.07\.2014 \(%d\.%m\.%Y\)"):
        day_number(text, "%d.%m.%Y")


def test_a_time_behind_a_date_does_not_count():
    assert day_number("2014-07-31 23:59", "%Y-%m-%d") == day_number("2014-07-31", "%Y-%m-%d")
    assert day_number("2014-07-31 23:59", "%Y-%m-%d %H:%M") == day_number("2014-07-31", "%Y-%m-%d")


@pytest.mark.parametrize(("days", "week"), [(0, 0), (-7, 0), (7, 0), (21, 4), (28, 4), (35, 4), (84, 12), (91, 12)])
def test_a_day_belongs_to_the_planned_visit_within_the_tolerance(days, week):
    assert planned_visit(days, [12, 0, 4], 7) == week


@pytest.mark.parametrize("days", [-8, 8, 20, 36, 92])
def test_a_day_outside_the_windows_is_named_with_them(days):
    with pytest.raises(MeaningError) as error:
        planned_visit(days, [12, 0, 4], 7)
    assert f"day {days} " in error.value.expected
    assert "week 0, 4, 12, each ± 7 days" in error.value.expected


def test_a_day_between_two_planned_visits_is_an_error():
    with pytest.raises(MeaningError, match="nearer to one planned visit"):
        planned_visit(14, [0, 4], 14)
    assert planned_visit(13, [0, 4], 14) == 0


def test_no_planned_visits_take_no_day():
    with pytest.raises(MeaningError):
        planned_visit(0, [], 7)


@pytest.mark.parametrize(("days", "week"), [(0, 0), (-3, 0), (3, 0), (4, 1), (10, 1), (11, 2), (28, 4)])
def test_the_nearest_visit_is_at_most_three_days_away(days, week):
    assert nearest_visit(days) == week


def test_a_day_before_the_week_of_the_baseline_is_an_error():
    with pytest.raises(MeaningError, match="4 days before"):
        nearest_visit(-4)


@pytest.mark.parametrize(
    ("unit", "day", "visit"),
    [("day", 2, 3), ("day", 0, 0), ("day", 9, 10), ("month", 95, 3), ("month", 180, 6), ("month", 360, 12)],
)
def test_a_day_is_put_to_the_planned_visit_of_the_unit(unit, day, visit):
    planned = {"day": [0, 3, 10], "month": [0, 3, 6, 12]}[unit]
    with counted_in(unit):
        assert planned_visit(day, planned, {"day": 1, "month": 7}[unit]) == visit


def test_without_planned_visits_a_day_is_its_own_visit_in_a_study_of_days():
    with counted_in("day"):
        assert [nearest_visit(day) for day in (0, 1, 3, 10)] == [0, 1, 3, 10]
        with pytest.raises(MeaningError, match="1 day before"):
            nearest_visit(-1)


@pytest.mark.parametrize("unit", ["month", "year"])
def test_without_planned_visits_a_day_is_no_month(unit):
    with counted_in(unit), pytest.raises(MeaningError) as error:
        nearest_visit(91)
    assert error.value.expected == f"planned visits, since a day is no exact number of {unit}s"
    assert "follow_up_visits" in error.value.remedy
