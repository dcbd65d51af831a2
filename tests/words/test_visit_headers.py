import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.model.time_units import counted_in
from casetrace.words.visit_headers import label_in_header, visit_in_header
from casetrace.words.visits import visit_of_label


@pytest.mark.parametrize(
    ("header", "rest", "label"),
    [
        ("size_w4", "size", "w4"),
        ("size_w4_mm", "size_mm", "w4"),
        ("W4 size", "size", "W4"),
        ("size.w4", "size", "w4"),
        ("size 12w", "size", "12w"),
        ("Size (mm) week 12", "Size (mm)", "week 12"),
        ("Size (mm)/reduction (%) week 12", "Size (mm)/reduction (%)", "week 12"),
        ("Size week 12 (mm)", "Size (mm)", "week 12"),
        ("Size at week 12 (mm)", "Size (mm)", "week 12"),
        ("Size (week 12)", "Size", "week 12"),
        ("Size [w4]", "Size", "w4"),
        ("Size, week 12", "Size", "week 12"),
        ("Size - week 4", "Size", "week 4"),
        ("Dose week 1, mg", "Dose, mg", "week 1"),
        ("4-week VAS", "VAS", "4-week"),
        ("Size_4_weeks", "Size", "4_weeks"),
        ("6 months size", "size", "6 months"),
        ("vol_m3_12mo", "vol_m3", "12mo"),
        ("Size_day28", "Size", "day28"),
        ("Size year 1", "Size", "year 1"),
        ("Uge 4 størrelse", "størrelse", "Uge 4"),
        ("Grösse t4", "Grösse", "t4"),
        ("S t4 [cm]", "S [cm]", "t4"),
        ("VAS_T2", "VAS", "T2"),
        ("VAS_baseline", "VAS", "baseline"),
        ("Baseline size (mm)", "size (mm)", "Baseline"),
        ("Size baseline (week 0)", "Size", "baseline"),
        ("Pre-treatment size", "size", "Pre-treatment"),
        ("size pre (mm)", "size (mm)", "pre"),
        ("size_bl", "size", "bl"),
        ("Change from baseline week 12", "Change from baseline", "week 12"),
        ("Follow-up week 4 size", "Follow-up size", "week 4"),
        ("Size (mm) week four", "Size (mm)", "week four"),
        ("Size (mm) at twelve weeks", "Size (mm)", "twelve weeks"),
        ("pain_sixmonths", "pain", "sixmonths"),
        ("pain.one-year", "pain", "one-year"),
        ("oneyear", "", "oneyear"),
        ("week 12", "", "week 12"),
        ("Baseline", "", "Baseline"),
    ],
)
def test_a_header_is_parted_from_its_visit(header, rest, label):
    assert visit_in_header(header) == (rest, label)
    assert label_in_header(header) == label


@pytest.mark.parametrize(
    "header",
    [
        "", "Size", "Week", "Weeks", "Duration (weeks)", "Number of weeks", "Visit 4", "V1", "size_V1",
        "complication___1", "size_4", "T2 score", "MRI T2", "ADC_T2", "Free T4", "free_t4", "fT4", "T4 N1", "t4", "CD4",
        "HbA1c", "IL-6", "6MWT", "COVID-19", "size_m3", "Volume (m3)", "BMI (kg/m2)", "vitamin_d3", "d28", "walk_6m",
        "Weight", "sizeW4", "w2w", "BL glucose", "Pre-existing disease", "Prednisolone", "Start date", "Year 2014",
        "Year of birth", "Age 12 years", "Survival 5 years", "Pain last 7 days", "Pain in the last 4 weeks",
        "pain_past_4_weeks", "Drinks per 2 weeks", "6 months old", "Change from baseline", "change_from_baseline",
        "Change week 4 to week 12", "change_w4_w12", "Size week 4-12", "Size 4-12 weeks", "Size week 4 to 12",
        "Size week 1.5", "Pain in the last four weeks", "four wheels", "someweeks", "Drinks per one week", "twoweekly",
    ],
)  # fmt: skip
def test_headers_without_one_clear_visit_have_none(header):
    assert visit_in_header(header) is None
    assert label_in_header(header) == ""


def test_a_text_as_long_as_a_paragraph_is_no_header():
    assert visit_in_header("w4 " * 10_000) is None


def test_declared_labels_are_found_in_headers():
    labels = {"V1": 0, "V10": 40, "V2": 4, "end of study": 12, "4": 4}
    assert visit_in_header("size_v1", labels) == ("size", "v1")
    assert visit_in_header("V10 size (mm)", labels) == ("size (mm)", "V10")
    assert visit_in_header("Size end of study", labels) == ("Size", "end of study")
    assert visit_in_header("size_4", labels) is None
    assert visit_in_header("V1-V2 change", labels) is None


@given(
    st.sampled_from(["Size", "size mm", "VAS score", "Volume (ml)", "pain_score"]),
    st.sampled_from([" week {}", "_w{}", " (week {})", " {} weeks", "_{}w", ", wk {}", "_t{}"]),
    st.integers(0, 999),
)
def test_a_visit_put_behind_a_header_is_found_again(name, form, week):
    found = visit_in_header(name + form.format(week))
    assert found is not None
    assert found.rest == name
    assert visit_of_label(found.label, {}) == week


@given(
    st.text(alphabet=st.characters(codec="latin-1"))
    | st.from_regex(r"[A-Za-z_ ()]{0,8}[0-9]{0,3}[A-Za-z_ ()]{0,8}", fullmatch=True)
)
def test_a_label_stands_in_its_header_and_is_read_unless_it_is_a_part_of_a_week(header):
    label = label_in_header(header)
    assert label in header
    if label and not re.match("day|tag|dag|jour", label, re.IGNORECASE):
        assert visit_of_label(label, {}) >= 0


WITHOUT_DIGITS = st.text(alphabet=st.characters(exclude_categories=["Nd", "Nl", "No"]))


@given(WITHOUT_DIGITS.filter(lambda text: not re.search("base|pre|before|bl", text, re.IGNORECASE)))
def test_a_header_without_digits_names_no_visit_but_a_baseline(header):
    assert visit_in_header(header) is None


@pytest.mark.parametrize(
    "header",
    [
        "VAS twenty-one weeks",
        "Size twenty four weeks",
        "Size week twenty one",
        "week one hundred",
        "Score vingt-quatre semaines",
        "Size four or eight weeks",
        "Size week one to four",
    ],
)
def test_a_part_of_a_number_in_words_is_no_visit(header):
    assert visit_in_header(header) is None


@pytest.mark.parametrize(
    ("unit", "header", "rest", "label"),
    [
        ("day", "pain_d3", "pain", "d3"),
        ("day", "Pain 3 days", "Pain", "3 days"),
        ("day", "pain D1000", "pain", "D1000"),
        ("month", "m6 size", "size", "m6"),
        ("month", "size_6m", "size", "6m"),
        ("year", "y2 size", "size", "y2"),
    ],
)
def test_the_letter_of_the_unit_of_the_study_names_a_visit_and_no_other_does(unit, header, rest, label):
    assert visit_in_header(header) is None
    with counted_in(unit):
        assert visit_in_header(header) == (rest, label)


@pytest.mark.parametrize("unit", ["day", "month", "year"])
@pytest.mark.parametrize("header", ["Age (18 years old)", "within 3 days", "4-6 days", "size mm3", "dm2", "id3"])
def test_spans_ranges_and_units_are_no_visits_in_any_study(unit, header):
    with counted_in(unit):
        assert visit_in_header(header) is None
