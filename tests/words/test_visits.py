import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.errors import MeaningError
from casetrace.words.visits import visit_of_label

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
