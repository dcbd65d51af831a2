"""The raw cells behind values, on a small long table worked out by hand, and on files that share lesions."""

from pathlib import Path

import pytest

from casetrace.model.basis import LESION_VISITS, LESIONS
from casetrace.trace.chain import Lineage
from tests.stages.one_truth import SHAPES, Shape
from tests.stages.running import datasets_of_shape, describe
from tests.trace import clinics

#: Columns 1 to 6; the arm stands in the row of the baseline. Lesion 1a has no value at week 12, lesion 2b no baseline.
TEXT = """Patient,Lesion,Arm,Site,Week,Size
1,1a,drug,Knee,0,10
1,1a,,,4,5
1,1a,,,12,
1,1b,control,Elbow,0,20
1,1b,,,4,10
1,1b,,,12,2
2,2a,drug,Knee,0,8
2,2a,,,4,8
2,2a,,,12,4
2,2b,,Knee,0,
2,2b,,,4,8
2,2b,,,12,4
"""
COLUMNS = {
    "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm", "Site": "site", "Week": "visit",
    "Size": {"outcome": "size_mm"},
}  # fmt: skip
NAMED = {1, 2, 3}
WEEK, SIZE = 5, 6


def lineage_of(shape: Shape, folder: Path) -> Lineage:
    """The lineage of the datasets of a cohort and of their description."""
    made = datasets_of_shape(folder, shape)
    describe(made)
    return Lineage(made.folder / "out", made.frame("analyse/lineage"), made.frame("analyse/row_sets"))


@pytest.fixture(scope="module")
def lineage(tmp_path_factory: pytest.TempPathFactory) -> Lineage:
    cohort = {"outcomes": {"size_mm": clinics.SIZE}, "table": {"file": "table.csv", "columns": COLUMNS}}
    return lineage_of(Shape({"table.csv": TEXT.encode()}, cohort), tmp_path_factory.mktemp("small"))


def row_of(lineage: Lineage, lesion: str, week: int, scenario: str = "observed") -> int:
    table = lineage.dataset(LESION_VISITS)
    same = (table["lesion_id"] == lesion) & (table["visit"] == week) & (table["scenario"] == scenario)
    return int(same.to_numpy().nonzero()[0][0])


def places(lineage: Lineage, position: int, field: str) -> set[tuple[int, int]]:
    """Lines and columns of the cells that a value of a lesion visit depends on."""
    cells = map(lineage.cell, lineage.cells_of_value(LESION_VISITS, position, field))
    return {(cell.line, cell.column) for cell in cells}


def test_a_reduction_is_of_the_sizes_of_its_visit_and_of_the_baseline(lineage: Lineage) -> None:
    assert places(lineage, row_of(lineage, "1a", 4), "percent_reduction") == {(2, SIZE), (3, SIZE)}
    assert places(lineage, row_of(lineage, "1b", 12), "value") == {(7, SIZE)}


def test_a_measured_row_is_dated_by_its_visit_and_its_baseline_and_named_by_all_lines(lineage: Lineage) -> None:
    named = {(line, column) for line in (5, 6, 7) for column in NAMED}
    assert places(lineage, row_of(lineage, "1b", 12), "") == named | {(5, WEEK), (7, WEEK)}


def test_a_row_without_a_value_could_have_it_from_any_line_of_its_lesion(lineage: Lineage) -> None:
    position = row_of(lineage, "1a", 12)
    assert places(lineage, position, "value") == {(4, SIZE)}
    assert {(line, WEEK) for line in (2, 3, 4)} < places(lineage, position, "")


def test_a_row_without_a_baseline_could_have_it_from_any_line_of_its_lesion(lineage: Lineage) -> None:
    position = row_of(lineage, "2b", 12)
    assert lineage.row(LESION_VISITS, position)["value"] == 4
    assert {(line, WEEK) for line in (11, 12, 13)} < places(lineage, position, "")


def test_a_value_carried_forward_is_of_all_visits_up_to_its_own(lineage: Lineage) -> None:
    position = row_of(lineage, "1a", 12, "locf")
    assert places(lineage, position, "value") == {(2, SIZE), (3, SIZE), (4, SIZE)}


def test_an_arm_is_taken_from_lines_with_a_value_alone(lineage: Lineage) -> None:
    assert places(lineage, row_of(lineage, "2a", 4), "arm") == {(8, 3), (9, 3), (10, 3), (8, SIZE)}
    row = lineage.row(LESION_VISITS, row_of(lineage, "2a", 4))
    shown = lineage.origins.behind(LESION_VISITS, "arm", row)
    assert [lineage.cell(cell).text for cell in shown] == ["drug"]


def test_a_site_is_looked_for_on_all_lines_of_its_lesion(lineage: Lineage) -> None:
    table = lineage.dataset(LESIONS)
    position = int((table["lesion_id"] == "1b").to_numpy().nonzero()[0][0])
    cells = map(lineage.cell, lineage.cells_of_value(LESIONS, position, "site"))
    assert {(cell.line, cell.column) for cell in cells} == {(5, 4), (6, 4), (7, 4)}


def test_lines_that_name_a_lesion_alone_are_of_its_patient(tmp_path: Path) -> None:
    lineage = lineage_of(SHAPES["three_files"](), tmp_path)
    assert lineage.origins.patients_on("visits.tsv", 2) == {"P1"}
    size = lineage.origins.cells.number("visits.tsv", 2, 3)
    assert size is not None
    mean = "baseline.size_mm.week_0.lesion.enrolled.mean.summary"
    assert mean in lineage.results_of(size)
    assert size in lineage.cells_of(mean)
