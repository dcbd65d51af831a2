"""The unit of each outcome, where config gives none."""

import pytest

from tests.ingest.reading import column, joined, mapped, rows


@pytest.mark.parametrize(
    ("header", "parts", "unit"),
    [
        ("size", {"outcome": "size_mm"}, "mm"),
        ("size", {"outcome": "area_mm2"}, "mm²"),
        ("size (cm)", {"outcome": "size"}, "cm"),
        ("size", {"outcome": "size", "unit": "Millimetres"}, "mm"),
        ("size (cm)", {"outcome": "size", "unit": "mm"}, "mm"),
        ("size", {"outcome": "pain_score"}, ""),
    ],
)
def test_the_unit_is_in_the_name_of_the_outcome_else_of_its_column(header, parts, unit):
    assert mapped(f"patient_id,visit,{header}", "P1,0,5", columns={header: parts}).units == {parts["outcome"]: unit}


def test_the_declared_unit_goes_before_the_name():
    result = mapped("patient_id,visit,size_mm", "P1,0,5", outcomes={"size_mm": {"unit": "cm"}})
    assert result.units == {"size_mm": "cm"}


def test_the_commonest_unit_of_the_columns_is_taken_and_the_others_are_converted():
    columns = {"size {visit} (cm)": {"outcome": "size"}, "size {visit} (mm)": {"outcome": "size"}}
    result = mapped("patient_id,size t0 (cm),size t4 (mm),size t8 (mm)", "P1,2,5,4", columns=columns)
    assert result.units == {"size": "mm"}
    assert column(result, "measurements", "value") == ["20", "5", "4"]


CELLS = ["P1,0,1 cm", "P2,0,20 mm", "P3,0,30 mm", "P4,0,4"]


def test_the_commonest_unit_in_the_cells_is_taken_whatever_their_order():
    for order in (CELLS, CELLS[::-1], CELLS[2:] + CELLS[:2]):
        result = mapped("patient_id,visit,size", *order, columns={"size": {"outcome": "size"}})
        assert result.units == {"size": "mm"}
        assert column(result, "measurements", "value") == ["10", "20", "30", "4"]


def test_sizes_whose_units_do_not_go_together_name_none():
    result = mapped("patient_id,visit,size", "P1,0,1 cm x 2", "P2,0,3", columns={"size": {"outcome": "size"}})
    assert result.units == {"size": ""}
    assert [(problem.rule, problem.line) for problem in result.problems] == [("value cannot be read", 2)]


@pytest.mark.parametrize("outcomes", [{}, {"size": {}, "pain": {}}])
def test_a_column_of_units_gives_the_unit_of_each_outcome_that_the_rows_name(outcomes):
    lines = ["P1,0,size,1,cm", "P1,4,size,5,mm", "P2,0,size,7,mm", "P1,0,pain,3,", "P1,4,pain,2,points"]
    result = mapped("patient_id,visit,outcome,value,unit", *lines, outcomes=outcomes)
    assert result.units == {"pain": "points", "size": "mm"}
    assert set(rows(result, "measurements", "outcome", "lesion_id", "visit", "value")) == {
        ("pain", "P1", "0", "3"), ("pain", "P1", "4", "2"),
        ("size", "P1", "0", "10"), ("size", "P1", "4", "5"), ("size", "P2", "0", "7"),
    }  # fmt: skip


def test_units_in_the_cells_of_outcomes_that_rows_name_are_found():
    lines = ["P1,0,size,1 cm", "P1,4,size,5 mm", "P2,0,size,7 mm", "P1,0,pain,3"]
    result = mapped("patient_id,visit,outcome,value", *lines)
    assert result.units == {"pain": "", "size": "mm"}
    assert ("size", "0", "10") in rows(result, "measurements", "outcome", "visit", "value")


def test_tables_with_different_units_are_brought_together():
    files = {"a.csv": ["patient_id,visit,size (cm)", "P1,0,2"], "b.csv": ["patient_id,visit,size (mm)", "P1,4,5"]}
    tables = {name: {"columns": {lines[0].split(",")[2]: {"outcome": "size_mm"}}} for name, lines in files.items()}
    assert column(joined(files, tables), "measurements", "value") == ["20", "5"]
