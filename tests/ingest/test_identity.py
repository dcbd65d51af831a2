"""Whose row it is: names of lesions, outcomes that rows name, and visits by label."""

import pytest

from casetrace.ingest.identity import letters
from tests.ingest.reading import column, mapped, rows, rules, values

WIDE = {"W0": {"outcome": "size_mm", "visit": 0}, "Case": "patient_id"}


def test_lesions_are_lettered_within_the_patient_in_table_order():
    result = mapped("Case,site,W0", "2,Knee,9", "1,Toe,8", "2,Elbow,7", lesion_id="lettered", columns=WIDE)
    assert rows(result, "lesions", "lesion_id", "site") == [("1a", "Toe"), ("2a", "Knee"), ("2b", "Elbow")]


@pytest.mark.parametrize(
    ("number", "name"), [(1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (702, "zz"), (703, "aaa")]
)
def test_letters_go_on_beyond_z(number, name):
    assert letters(number) == name


def test_a_lettered_lesion_that_takes_the_name_of_another_patient_s_is_an_error():
    lines = [f"1,Site {number},9" for number in range(27)]
    result = mapped("Case,site,W0", *lines, "1a,Knee,8", lesion_id="lettered", columns=WIDE)
    assert rules(result) == [("duplicate lesion", 29, 1)]


LONG = ("patient_id", "visit", "size_mm")


def test_without_names_of_lesions_each_patient_has_one():
    result = mapped("patient_id,visit,size_mm", "P1,0,5", "P1,4,3", "P2,0,6")
    assert column(result, "lesions", "lesion_id") == ["P1", "P2"]
    assert set(result.cells.loc[result.cells["field"] == "lesion_id", "how"]) == {"the patient"}


def test_a_column_names_lesions_within_the_patient():
    result = mapped(
        "patient_id,lesion_id,visit,size_mm", "P1,1,0,5", "P1,2,0,3", "P2,1,0,6",
        lesion_id="within_patient", columns={"lesion_id": "lesion_id"},
    )  # fmt: skip
    assert rows(result, "lesions", "lesion_id", "patient_id") == [("P1-1", "P1"), ("P1-2", "P1"), ("P2-1", "P2")]
    assert rules(result) == []


def test_numbers_of_lesions_are_within_the_patient():
    result = mapped(
        "patient_id,lesion no,visit,size_mm", "P1,1,0,5", "P2,1,0,6", columns={"lesion no": "lesion_number"}
    )
    assert column(result, "lesions", "lesion_id") == ["P1-1", "P2-1"]


def test_a_number_stands_in_where_a_lesion_has_no_name():
    columns = {"label": "lesion_id", "no": "lesion_number"}
    result = mapped("patient_id,label,no,visit,size_mm", "P1,left,1,0,5", "P1,,2,0,6", columns=columns)
    assert column(result, "lesions", "lesion_id") == ["P1-2", "left"]


@pytest.mark.parametrize("mode", ["column", "within_patient"])
def test_a_column_of_lesions_that_config_asks_for_and_nothing_gives_is_an_error(mode):
    (problem,) = mapped(",".join(LONG), "P1,0,5", lesion_id=mode).problems
    assert problem.rule == "no column gives lesion_id"
    assert mode in problem.expected


OUTCOMES = {"pain": {}, "itch": {"label": "Itch intensity"}}


def test_rows_name_their_outcome_by_name_or_label():
    result = mapped(
        "patient_id,visit,outcome,value", "P1,0,PAIN,5", "P1,0,itch,4", "P2,0,Itch  intensity,6", outcomes=OUTCOMES
    )
    assert rows(result, "measurements", "lesion_id", "outcome", "value") == [
        ("P1", "pain", "5"), ("P1", "itch", "4"), ("P2", "itch", "6")
    ]  # fmt: skip
    assert rules(result) == []


def test_an_outcome_that_is_not_declared_is_told_once_with_those_that_are():
    result = mapped(
        "patient_id,visit,outcome,value", "P1,0,pain,5", "P1,0,Burning,4", "P2,0,Burning,4", outcomes=OUTCOMES
    )
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column, problem.found) == ("unknown outcome", 3, 3, '"Burning"')
    assert problem.expected == "one of pain, itch"
    assert len(result.tables["measurements"]) == 1


def test_without_declared_outcomes_each_text_is_a_name():
    result = mapped("patient_id,visit,outcome,value", "P1,0,Pain (VAS),5", "P1,0,Size (mm),4")
    assert set(column(result, "measurements", "outcome")) == {"pain_vas", "size_mm"}
    assert result.units["size_mm"] == "mm"


def test_the_one_declared_outcome_is_that_of_a_column_that_names_none():
    result = mapped("patient_id,visit,x", "P1,0,5", columns={"x": {"field": "value"}}, outcomes={"pain": {}})
    assert column(result, "measurements", "outcome") == ["pain"]


def test_values_of_which_nobody_says_what_they_measure_are_errors():
    result = mapped("patient_id,visit,x", "P1,0,5", columns={"x": {"field": "value"}}, outcomes=OUTCOMES)
    assert rules(result) == [("no outcome", 2, 3)]


def test_visits_are_told_by_labels():
    lines = ["P1,Screening,9", "P1,week 4,8", "P1,12w,7", "P1,month 6,6"]
    result = mapped(",".join(LONG), *lines, visits={"labels": {"screening": 0}})
    assert column(result, "measurements", "visit") == ["0", "4", "12", "26"]
    (told,) = result.problems
    assert (told.rule, told.severity, told.place) == (
        "visits rounded to weeks",
        "warning",
        "table.csv, line 1, column 2 (visit)",
    )
    assert "time_unit: month" in told.remedy


def test_a_bare_number_counts_in_the_unit_that_config_gives():
    result = mapped(",".join(LONG), "P1,0,9", "P1,28,8", visits={"unit": "day"})
    assert column(result, "measurements", "visit") == ["0", "4"]


@pytest.mark.parametrize(("header", "unit"), [("Month", "month"), ("Visit (days)", "day")])
def test_bare_numbers_under_a_header_of_another_unit_are_not_read_as_weeks(header, unit):
    lines = (f"patient_id,{header},size_mm", "P1,0,9", "P1,28,8")
    told = mapped(*lines, columns={header: "visit"}).problems
    assert [(problem.rule, problem.line, problem.column) for problem in told] == [("unit of visits", 1, 2)]
    assert f"unit: {unit}" in told[0].remedy
    rounded = [("visits rounded to weeks", 1, 2)] if unit == "month" else []
    assert rules(mapped(*lines, columns={header: "visit"}, visits={"unit": unit})) == rounded


def test_a_raised_figure_is_no_number_of_a_visit():
    for visits in ({}, {"unit": "week"}, {"phases": [{"week": 4, "from": 1, "to": 60}]}):
        result = mapped("patient_id,visit,size_mm", "P1,0,10", "P1,\N{SUPERSCRIPT TWO},5", visits=visits)
        assert ("unknown visit", 3) in {(rule, line) for rule, line, _ in rules(result)}


def test_an_unknown_visit_is_told_once_with_the_number_of_its_rows():
    result = mapped(",".join(LONG), "P1,0,9", "P1,Check,8", "P2,Check,7", "P3,Check,7")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("unknown visit", 3, 2)
    assert problem.found == '"Check", in 3 rows'
    assert "visits.labels" in problem.remedy
    assert values(result) == [("P1", "0", "9")]


def test_a_value_without_its_visit_is_an_error_and_a_blank_value_is_none():
    result = mapped(",".join(LONG), "P1,,9", "P2,,", "P3,0,4")
    assert rules(result) == [("no visit", 2, 2)]
    assert values(result) == [("P3", "0", "4")]
