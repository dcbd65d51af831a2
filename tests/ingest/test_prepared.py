"""Merged cells, derived columns and row filters; line 1 of each table is its header."""

from typing import Any

import pytest

from casetrace.ingest.prepared import prepared
from casetrace.read.table import MergedCells, RawTable
from tests.ingest.reading import cohort_with_defaults, column, mapped, notes, rows, rules, values

SIZES = {"W0": {"outcome": "size_mm", "visit": 0}, "W12": {"outcome": "size_mm", "visit": 12}}
MERGED: dict[str, Any] = {
    "lesion_id": "lettered",
    "merged_cells": {"when_blank": "Case", "fill_down": ["Case", "Age", "Dose", "W12"]},
    "columns": {"Case": "patient_id", "Age": "age_years", "Site": "site", "Dose": "dose_mean", **SIZES},
}
HEADER = "Case,Age,Site,Dose,W0,W12"
FIRST = "1,50,Knee,10,8,4"


def test_a_continuation_row_takes_the_merged_cells_from_above():
    result = mapped(HEADER, FIRST, ",,Elbow,,6,", **MERGED)
    assert rules(result) == []
    assert rows(result, "lesions", "lesion_id", "site") == [("1a", "Knee"), ("1b", "Elbow")]
    assert column(result, "treatments", "dose_mean") == ["10", "10"]
    assert notes(result, "merged cell") == [(3, header, "") for header in ("Case", "Age", "Dose", "W12")]
    assert {note.reason for note in result.handled} == {"blank in a row that continues line 2"}


def test_a_filled_value_has_the_merged_cell_for_its_place():
    cells = mapped(HEADER, FIRST, ",,Elbow,,6,", **MERGED).cells
    merged = cells[(cells["table"] == "measurements") & (cells["field"] == "value") & (cells["header"] == "W12")]
    assert merged[["line", "text"]].to_numpy().tolist() == [[2, "4"], [2, "4"]]


def test_cells_that_are_not_merged_stay_blank_in_a_continuation_row():
    result = mapped(HEADER, FIRST, ",,,,6,3", **MERGED)
    assert column(result, "lesions", "site") == ["Knee", ""]
    assert values(result) == [("1a", "0", "8"), ("1a", "12", "4"), ("1b", "0", "6"), ("1b", "12", "3")]


def test_a_blank_cell_of_a_new_patient_is_never_filled():
    result = mapped(HEADER, FIRST, "2,,Elbow,,6,", **MERGED)
    assert column(result, "treatments", "dose_mean") == ["10", ""]
    assert column(result, "patients", "age_years") == ["50", ""]
    assert notes(result, "merged cell") == []


def test_a_third_row_continues_the_first_through_the_second():
    result = mapped(HEADER, FIRST, ",,Elbow,,6,5", ",,Hand,,7,7", **MERGED)
    assert column(result, "lesions", "lesion_id") == ["1a", "1b", "1c"]
    assert {note.reason for note in result.handled} == {"blank in a row that continues line 2"}


def test_a_continuation_in_the_first_row_is_an_error_and_no_row():
    result = mapped(HEADER, ",50,Knee,10,8,4", FIRST, **MERGED)
    assert rules(result) == [("nothing to continue", 2, 1)]
    assert column(result, "lesions", "lesion_id") == ["1a"]
    assert (result.n_rows, result.n_kept) == ([2], [1])


def test_merged_cells_of_a_column_that_is_not_there_are_one_error():
    merged = {"when_blank": "Patient", "fill_down": ["Patient"]}
    (problem,) = mapped(HEADER, FIRST, **MERGED | {"merged_cells": merged}).problems[:1]
    assert problem.rule == "missing column"
    assert "merged_cells" in problem.remedy


STUDIES = ("Study,QC,patient_id,visit,size_mm", "A,ok,P1,0,10", "B,ok,P2,0,11", "A,bad,P1,4,9", " A ,ok,P1,4,5")


def test_rows_are_kept_and_dropped_by_the_texts_of_columns_and_each_is_logged():
    result = mapped(*STUDIES, keep_rows={"Study": ["A"]}, drop_rows={"QC": ["bad", "worse"]})
    assert values(result) == [("P1", "0", "10"), ("P1", "4", "5")]
    assert notes(result, "row filter") == [(3, "Study", "B"), (4, "QC", "bad")]
    assert [note.reason for note in result.handled] == [
        'keep_rows of config: "A"',
        'drop_rows of config: "bad", "worse"',
    ]
    assert (result.n_rows, result.n_kept) == ([4], [2])


@pytest.mark.parametrize("key", ["keep_rows", "drop_rows"])
def test_a_filter_by_a_column_that_is_not_there_is_an_error(key):
    (problem,) = mapped(*STUDIES[:2], **{key: {"Studies": ["A"]}}).problems
    assert (problem.rule, problem.header) == ("missing column", "Studies")
    assert key in problem.remedy


def test_a_merged_cell_decides_on_its_continuation_rows_too():
    result = mapped(HEADER, FIRST, ",,Elbow,,6,5", "2,40,Hand,3,7,7", **MERGED, drop_rows={"Case": ["1"]})
    assert column(result, "lesions", "lesion_id") == ["2a"]
    assert (result.n_rows, result.n_kept) == ([3], [1])


DERIVED: dict[str, Any] = {
    "derive": {"lesion": "{episode}/{nr}", "area_mm2": "= {Length} * {Width} * 0.5"},
    "columns": {"episode": "patient_id", "lesion": "lesion_id", "area_mm2": {"outcome": "area_mm2"}},
    "ignore": ["nr", "Length", "Width"],
}
EPISODES = "episode;nr;visit;Length;Width"


def test_a_derived_text_joins_the_texts_of_a_row():
    result = mapped(EPISODES, "P1;1;0;4;2,5", "P1;2;0;3;2", "P1;1;4;2;1", **DERIVED)
    assert rules(result) == []
    assert values(result) == [("P1/1", "0", "5"), ("P1/1", "4", "1"), ("P1/2", "0", "3")]


def test_a_derived_value_has_all_of_its_cells():
    cells = mapped(EPISODES, "P1;1;0;4;2,5", "P1;1;4;3;2", **DERIVED).cells
    lesion = cells[(cells["table"] == "lesions") & (cells["field"] == "lesion_id")]
    assert lesion[["line", "column", "text", "value", "how"]].to_numpy().tolist() == [
        [2, 1, "P1", "P1/1", "derived"],
        [2, 2, "1", "P1/1", "derived"],
    ]
    area = cells[(cells["table"] == "measurements") & (cells["field"] == "value") & (cells["row"] == 0)]
    assert area[["line", "column", "text", "value"]].to_numpy().tolist() == [[2, 4, "4", "5"], [2, 5, "2,5", "5"]]


def test_what_config_says_of_a_derived_column_stands_in_no_further_cell():
    cells = mapped(EPISODES, "P1;1;0;4;2,5", **DERIVED).cells
    assert list(cells.loc[cells["field"] == "outcome", "how"]) == ["config"]


def test_a_number_that_is_missing_beside_others_leaves_the_derived_cell_blank_with_a_warning():
    result = mapped(EPISODES, "P1;1;0;4;2", "P1;1;4;;2", "P1;1;12;2;NA", "P1;1;26;;", **DERIVED)
    (problem,) = result.problems
    assert (problem.severity, problem.line, problem.column) == ("warning", 3, 4)
    assert problem.found == 'nothing under "Length", beside other numbers of area_mm2, in 2 rows'
    assert values(result) == [("P1/1", "0", "4")]


def test_arithmetic_on_a_text_is_an_error_at_its_cell():
    result = mapped(EPISODES, "P1;1;0;4;2", "P1;1;4;long;2", **DERIVED)
    (problem,) = result.problems
    assert problem.place == "table.csv, line 3, column 4 (Length)"
    assert problem.rule == "area_mm2 cannot be derived"
    assert '"long"' in problem.found


def test_a_derived_column_can_be_made_of_another_and_filter_rows():
    derive = {"key": "{patient_id}-{visit}", "long": "{key}!"}
    result = mapped("patient_id,visit,size_mm", "P1,0,5", "P1,4,4", derive=derive, drop_rows={"long": ["P1-4!"]})
    assert values(result) == [("P1", "0", "5")]
    assert notes(result, "row filter") == [(3, "patient_id", "P1")]


def test_a_column_to_derive_from_that_is_not_there_is_an_error():
    (problem,) = mapped("patient_id,visit,size_mm", "P1,0,5", derive={"lesion": "{patient_id}-{nr}"}).problems
    assert (problem.rule, problem.header) == ("missing column", "nr")


def test_a_derived_column_cannot_take_the_place_of_another():
    result = mapped("patient_id,visit,size_mm", "P1,0,5", derive={"size_mm": "= {size_mm} * 10"})
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("repeated column", 1, 3)
    assert values(result) == [("P1", "0", "5")]


def test_a_filter_that_no_row_passes_is_an_error_with_the_texts_that_are_there():
    result = mapped(*STUDIES, keep_rows={"Study": ["C"]})
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("no rows", 1, 1)
    assert problem.found == 'no row passes keep_rows; the column has "A", "B"'
    assert (result.n_rows, result.n_kept) == ([4], [0])


def test_blocks_of_merged_cells_over_several_patients_are_filled_beside_declared_ones():
    """The second and third row continue the first lesion's patient; the dose is merged over both patients."""
    raw = RawTable(
        "table.xlsx",
        header=["Case", "Dose", "Size"],
        numbers={"Case": 1, "Dose": 2, "Size": 3},
        lines=[2, 3, 4],
        columns={"Case": ["1", "", "2"], "Dose": ["10", "", ""], "Size": ["5", "6", "7"]},
        merged=[MergedCells(2, 1, 3, 1), MergedCells(2, 2, 4, 2)],
    )
    merged = {"when_blank": "Case", "fill_down": ["Case"]}
    (config,) = cohort_with_defaults({"tables": [{"file": "table.xlsx", "merged_cells": merged}]})["tables"]
    result = prepared(raw, config)
    assert result.texts["Case"].to_list() == ["1", "1", "2"]
    assert result.texts["Dose"].to_list() == ["10", "10", "10"]
    assert result.continues.to_list() == [False, True, False]
    assert result.lines("Dose").to_list() == [2, 2, 2]
