"""Which rows can be mapped: those that name their patient and lesion, each lesion once."""

from typing import Any

import pytest

from tests.ingest.reading import column, mapped, rules, values

WIDE = "patient_id,lesion_id,site,size_week_0"


@pytest.mark.parametrize("text", ["", "-", "NA"])
def test_a_row_without_its_patient_is_an_error(text):
    result = mapped(WIDE, f"{text},a,Knee,5", "P2,b,Toe,5")
    assert rules(result) == [("no patient", 2, 1)]
    assert column(result, "lesions", "lesion_id") == ["b"]


def test_a_row_without_its_lesion_is_an_error():
    result = mapped(WIDE, "P1,,Knee,5", "P2,b,Toe,5")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column, problem.found) == ("no lesion", 2, 2, "a blank cell")
    assert column(result, "patients", "patient_id") == ["P2"]


def test_an_unreadable_name_of_a_patient_is_told_once():
    columns = {"patient_id": {"cells": [{"pattern": r"(?P<patient_id>P\d+)"}]}}
    assert rules(mapped(WIDE, "x,a,Knee,5", "P2,b,Toe,5", columns=columns)) == [("unreadable cell", 2, 1)]


def test_a_lesion_that_has_two_rows_of_a_wide_table_is_an_error():
    result = mapped(WIDE, "P1,a,Knee,5", "P1,b,Knee,6", "P1,a,Toe,7")
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate lesion", 4, 2)
    assert problem.found == 'lesion "a" again, first on line 2'
    assert "within_patient" in problem.remedy
    assert values(result) == [("a", "0", "5"), ("b", "0", "6")]


def test_a_patient_who_has_two_rows_of_a_wide_table_without_lesions_is_an_error():
    (problem,) = mapped("patient_id,size_week_0", "P1,5", "P1,6").problems
    assert (problem.rule, problem.line, problem.column) == ("duplicate lesion", 3, 1)
    assert "lettered" in problem.remedy


LETTERED: dict[str, Any] = {
    "lesion_id": "lettered",
    "columns": {"Case": "patient_id", "W0": {"outcome": "size_mm", "visit": 0}},
}
MERGED = {"merged_cells": {"when_blank": "Case", "fill_down": ["Case"]}}


def test_the_same_row_of_a_lettered_lesion_twice_is_an_error():
    result = mapped("Case,site,W0", "1,Knee,5", "2,Knee,5", "1,Knee,5", **LETTERED)
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.found) == ("duplicate lesion", 4, "the same lesion as on line 2")
    assert column(result, "lesions", "lesion_id") == ["1a", "2a"]


def test_a_patient_named_again_is_an_error_where_rows_are_merged():
    (problem,) = mapped("Case,site,W0", "1,Knee,5", "2,Knee,5", "1,Elbow,6", **LETTERED, **MERGED).problems
    assert (problem.rule, problem.line) == ("duplicate lesion", 4)
    assert problem.found == 'patient "1" again, first on line 2'


def test_a_patient_may_be_named_in_each_row_where_rows_are_not_merged():
    result = mapped("Case,site,W0", "1,Knee,5", "1,Elbow,6", **LETTERED)
    assert rules(result) == []
    assert column(result, "lesions", "lesion_id") == ["1a", "1b"]


def test_lesions_that_differ_only_in_a_column_that_is_not_read_are_the_same():
    assert rules(mapped("Case,site,W0,Note", "1,Knee,5,x", "1,Knee,5,y", **LETTERED)) == [("duplicate lesion", 3, 1)]
