"""Facts on one thing that differ."""

import pytest

from tests.ingest.reading import column, mapped, rows, rules, values

LONG = "patient_id,lesion_id,age,site,visit,size_mm"


def test_facts_of_a_patient_that_differ_between_rows_are_an_error_at_the_later():
    (problem,) = mapped(LONG, "P1,a,50,Knee,0,5", "P1,b,51,Toe,0,6").problems
    assert (problem.rule, problem.line, problem.column) == ("patient facts differ", 3, 3)
    assert problem.found == 'age_years "51" for patient "P1"'
    assert problem.expected == '"50", as on line 2'


def test_facts_of_a_lesion_that_differ_between_rows_are_an_error():
    (problem,) = mapped(LONG, "P1,a,50,Knee,0,5", "P1,a,50,Toe,4,6").problems
    assert (problem.rule, problem.line, problem.column) == ("lesion facts differ", 3, 4)


def test_a_fact_that_only_a_later_row_gives_is_kept():
    result = mapped(LONG, "P1,a,,Knee,0,5", "P1,a,50,,4,6")
    assert rules(result) == []
    assert column(result, "patients", "age_years") == ["50"]
    assert column(result, "lesions", "site") == ["Knee"]


@pytest.mark.parametrize("value", ["5", "6"])
def test_two_measurements_of_one_lesion_at_one_visit_are_an_error_even_if_alike(value):
    result = mapped(LONG, "P1,a,50,Knee,0,5", f"P1,a,50,Knee,0,{value}")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate measurement", 3, 6)
    assert problem.expected == '"5", as on line 2'
    assert values(result) == [("a", "0", "5")]


def test_dispositions_of_a_patient_that_differ_are_an_error():
    header = "patient_id,lesion_id,disposition_status,size_week_0"
    assert rules(mapped(header, "P1,a,lost,5", "P1,b,died,6")) == [("dispositions differ", 3, 3)]


def test_a_patient_has_one_disposition_even_if_two_rows_tell_the_same_in_other_words():
    result = mapped("patient_id,lesion_id,disposition_status,size_week_0", "P1,a,lost,5", "P1,b,LTFU,6")
    assert rules(result) == []
    assert rows(result, "disposition", "patient_id", "status") == [("P1", "lost")]


def test_two_columns_that_give_one_field_of_a_row_different_values_are_an_error():
    result = mapped("patient_id,size_week_0,size_week_4,size_week_12", "P1,5,died,lost to follow-up")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("two values for one field", 2, 4)
    assert problem.expected == '"died", as in column 3'


def test_a_name_of_a_lesion_that_two_patients_bear_is_one_error_and_not_each_of_its_consequences():
    result = mapped(LONG, "P1,1,50,Knee,0,5", "P1,1,50,Knee,4,3", "P2,1,40,Toe,0,6", "P2,1,40,Toe,4,6")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate lesion", 4, 2)
    assert problem.found == 'lesion "1" again, first on line 2, there of patient "P1"'
    assert "within_patient" in problem.remedy


def test_what_else_differs_between_two_measurements_of_one_visit_is_not_told():
    result = mapped("patient_id,visit,arm,size_mm", "P1,0,drug,5", "P1,4,drug,3", "P1,4,placebo,4")
    assert rules(result) == [("duplicate measurement", 4, 4)]
    assert "period" in result.problems[0].remedy
