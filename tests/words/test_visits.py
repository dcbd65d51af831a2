import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.time_units import TIME_UNITS, counted_in
from casetrace.words.errors import MeaningError
from casetrace.words.visits import units_of_label, visit_of_label

WEEK_FORMS = [
    "week {}", "Week {}", "WEEK{}", "weeks {}", "wk {}", "Wk. {}", "w{}", "W{}", "W {}", "{}w", "{} weeks", "{} wk",
    "{}-week visit", "t{}", "T {}", "{}", "{}.0", " {} ", "follow-up week {}", "FU {} weeks", "F/U W{}",
    "{}-week follow-up", "W{} visit", "week_{}_arm_1", "{}_weeks_arm_2", "week_{}", "Visit 3 (week {})",
    "Visit 3 - week {}", "{} weeks after treatment", "{} weeks from baseline", "Week {} post-treatment", "Woche {}",
    "{} Wochen", "uge {}", "{} uger", "semaine {}",
]  # fmt: skip


@given(st.sampled_from(WEEK_FORMS), st.integers(0, 999))
def test_forms_of_a_week_give_the_week(form, week):
    assert visit_of_label(form.format(week), {}) == week


@given(
    st.sampled_from(["day {}", "d{}", "D{}", "{} days", "Tag {}", "dag {}", "jour {}", "day_{}_arm_1"]),
    st.integers(0, 142),
)
def test_days_are_whole_weeks(form, week):
    assert visit_of_label(form.format(7 * week), {}) == week


@pytest.mark.parametrize("text", ["day 1", "d30", "10 days", "12.5", "week 4.5"])
def test_a_part_of_a_week_is_an_error_that_asks_for_a_label(text):
    with pytest.raises(MeaningError) as error:
        visit_of_label(text, {})
    assert "whole number of weeks" in error.value.expected
    assert "visits.labels" in error.value.remedy


@pytest.mark.parametrize(
    "form",
    [
        "month {}",
        "{} months",
        "{}m",
        "m{}",
        "M{}",
        "{} mo",
        "{}-month follow-up",
        "month_{}_arm_1",
        "{} Monate",
        "{} mois",
    ],
)
@pytest.mark.parametrize(("month", "week"), [(0, 0), (1, 4), (2, 9), (3, 13), (6, 26), (9, 39), (12, 52), (24, 104)])
def test_a_month_is_52_twelfths_of_a_week_rounded(form, month, week):
    assert visit_of_label(form.format(month), {}) == week


@pytest.mark.parametrize(
    ("text", "week"), [("year 1", 52), ("2 years", 104), ("1y", 52), ("1.5 years", 78), ("0.5 y", 26)]
)
def test_a_year_has_52_weeks(text, week):
    assert visit_of_label(text, {}) == week


@pytest.mark.parametrize(
    "text",
    [
        "baseline", "Baseline", "BL", "base line", "base-line", "pre", "pre-treatment", "Pretreatment",
        "before treatment", "start", "t0", "baseline_arm_1", "Baseline visit", "Baseline (week 0)",
        "Visit 1 - baseline", "vor Therapie", "før behandling",
    ],
)  # fmt: skip
def test_the_baseline_is_week_0(text):
    assert visit_of_label(text, {}) == 0


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "screening", "visit 0", "visit 4", "V4", "follow-up", "follow-up 4", "end of treatment",
        "post treatment", "week", "T", "week -4", "week-4", "W-4", "-4", "−4", "4-6 weeks", "2 - 4 weeks", "- 4 weeks",
        "12-14", "week 4-6", "week 4,5", "4 weeks before treatment", "<4 weeks", "+4 weeks", "week 4 to week 12",
        "month 3 (week 12)", "2014", "week 2014", "week fourteenth", "visit four",
        "four", "1e1", "٤", "week 4?", "unscheduled week 4",
    ],
)  # fmt: skip
def test_anything_else_is_an_error(text):
    with pytest.raises(MeaningError) as error:
        visit_of_label(text, {})
    assert "visits.labels" in error.value.remedy


@pytest.mark.parametrize(
    ("text", "week"),
    [("V1", 0), (" v1 ", 0), ("visit  2", 4), ("Week 12", 13), ("v1_arm_2", 0), ("screening", 0), ("W12", 12)],
)
def test_declared_labels_come_first(text, week):
    labels = {"V1": 0, "Visit 2": 4, "week 12": 13, "Screening": 0}
    assert visit_of_label(text, labels) == week


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("week four", 4), ("Week Twelve", 12), ("six weeks", 6), ("sixmonths", 26), ("six-months visit", 26),
        ("one year", 52), ("oneyear", 52), ("fu_three_months", 13), ("vier Wochen", 4), ("otte uger", 8),
        ("douze semaines", 12), ("twenty-four weeks", 24), ("day seven", 1), ("sixteen weeks after treatment", 16),
    ],
)  # fmt: skip
def test_a_number_may_be_a_word_beside_its_unit(text, week):
    assert visit_of_label(text, {}) == week


@pytest.mark.parametrize(("unit", "week"), [("week", 28), ("day", 4), ("month", 121), ("year", 1456)])
def test_bare_numbers_and_time_points_are_in_the_given_unit(unit, week):
    assert visit_of_label("28", {}, unit) == week
    assert visit_of_label("t28", {}, unit) == week
    assert visit_of_label("w28", {}, unit) == 28


@given(st.text())
def test_any_text_is_a_week_or_an_error(text):
    with contextlib.suppress(MeaningError):
        assert visit_of_label(text, {}) >= 0


@pytest.mark.parametrize(
    ("unit", "text", "visit"),
    [
        ("day", "day 3", 3),
        ("day", "D14", 14),
        ("day", "10 days", 10),
        ("day", "week 2", 14),
        ("day", "2w", 14),
        ("day", "3", 3),
        ("day", "t3", 3),
        ("day", "day 1095", 1095),
        ("day", "1095", 1095),
        ("day", "month 0", 0),
        ("day", "day seven", 7),
        ("day", "baseline (week 0)", 0),
        ("day", "week 1 (day 7)", 7),
        ("month", "month 6", 6),
        ("month", "6 mo", 6),
        ("month", "m6", 6),
        ("month", "1 year", 12),
        ("month", "1.5y", 18),
        ("month", "day 0", 0),
        ("month", "6", 6),
        ("month", "six months", 6),
        ("month", "baseline", 0),
        ("year", "year 2", 2),
        ("year", "24 months", 2),
        ("year", "5y", 5),
        ("week", "day 14", 2),
        ("week", "month 3", 13),
    ],
)
def test_a_time_is_converted_to_the_unit_of_the_study_where_that_is_exact(unit, text, visit):
    with counted_in(unit):
        assert visit_of_label(text, {}) == visit


@pytest.mark.parametrize(
    ("unit", "text", "told"),
    [
        ("day", "month 3", "a month is no exact number of them"),
        ("day", "1 year", "a year is no exact number of them"),
        ("day", "day 1.5", "whole number of days"),
        ("day", "week 0.5", "whole number of days"),
        ("month", "week 4", "a week is no exact number of them"),
        ("month", "day 30", "a day is no exact number of them"),
        ("month", "month 1.5", "whole number of months"),
        ("year", "month 6", "such as month 12 or 24"),
        ("week", "day 10", "such as day 7 or 14"),
    ],
)
def test_what_has_no_exact_relation_is_refused_and_never_rounded(unit, text, told):
    with counted_in(unit), pytest.raises(MeaningError) as error:
        visit_of_label(text, {})
    assert told in error.value.expected
    assert "visits.labels" in error.value.remedy


@pytest.mark.parametrize(("unit", "text", "own"), [("day", "month 3", "month"), ("week", "day 10", "day")])
def test_the_remedy_names_the_unit_in_which_the_study_could_count(unit, text, own):
    with counted_in(unit), pytest.raises(MeaningError) as error:
        visit_of_label(text, {})
    assert f"declare time_unit: {own}" in error.value.remedy


@given(st.sampled_from(WEEK_FORMS), st.integers(0, 99))
def test_a_label_in_weeks_is_seven_times_as_many_days(form, week):
    if form in ("t{}", "T {}", "{}", "{}.0", " {} "):  # Without a unit, they count what the study does.
        return
    with counted_in("day"):
        assert visit_of_label(form.format(week), {}) == 7 * week


@given(st.text(), st.sampled_from(TIME_UNITS))
def test_in_every_unit_any_text_is_a_time_or_an_error(text, unit):
    with counted_in(unit), contextlib.suppress(MeaningError):
        assert visit_of_label(text, {}) >= 0


@pytest.mark.parametrize(
    ("text", "units"),
    [("day 3", {"day"}), ("6 mo", {"month"}), ("baseline", set()), ("week 0", set()), ("3", set()), ("t4", set())],
)
def test_a_label_may_name_its_unit(text, units):
    assert units_of_label(text) == units
