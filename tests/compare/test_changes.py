"""What is found to have changed between two exports, whose stages run in this process."""

import json
from pathlib import Path
from typing import Any

import pytest

from casetrace.compare.changes import Changes, changes_between
from casetrace.compare.running import ExportRun
from casetrace.compare.words import SHOWN, as_json, as_text
from casetrace.model.errors import UserError
from tests.stages.running import checked_cohort, finish, ingest_and_clean, prepared

HEADER = "patient_id,lesion_id,Size w0,Size w4,Remark"
ROWS = ["1,1a,40,20,hush", "2,2a,30,30,hush", "3,3a,20,5,hush", "4,4a,10,1,hush"]
COHORT: dict[str, Any] = {
    "table": {
        "file": "table.csv",
        "columns": {"Size w0": {"outcome": "size_mm", "visit": 0}, "Size w4": {"outcome": "size_mm", "visit": 4}},
    },
    "outcomes": {"size_mm": {"unit": "mm"}},
    "scenarios": ["observed"],
}


def export(
    folder: Path, name: str, lines: list[str], *, complete: bool = True, section: dict[str, Any] = COHORT
) -> ExportRun:
    """The stages of one export."""
    cohort = checked_cohort(section)
    (folder / name).mkdir()
    run = ingest_and_clean(prepared(folder / name, "\n".join(lines) + "\n", cohort), cohort)
    if complete:
        finish(run, cohort)
    return ExportRun(run.folder / "out", "table.csv", f"{name}.csv")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> ExportRun:
    """The export that others are compared with; read only."""
    return export(tmp_path_factory.mktemp("named"), "old", [HEADER, *ROWS])


def changes(folder: Path, old: ExportRun, lines: list[str], *, complete: bool = True) -> Changes:
    return changes_between(old, export(folder, "new", lines, complete=complete))


def text_of(found: Changes) -> str:
    return as_text(found, "old.csv", "new.csv")


def test_the_same_rows_in_another_order_are_no_change(folder, old):
    found = changes(folder, old, [HEADER, *reversed(ROWS)])
    assert not found.any
    assert text_of(found).splitlines()[-1] == "Nothing differs."


def test_a_text_of_a_column_that_is_not_mapped_is_no_change_and_never_shown(folder, old):
    found = changes(folder, old, [HEADER, ROWS[0].replace("hush", "secret"), *ROWS[1:]])
    assert not found.any
    assert "secret" not in as_json(found, "old.csv", "new.csv")


def test_a_row_more_and_a_row_less_are_told_by_their_keys_and_places(folder, old):
    found = changes(folder, old, [HEADER, *ROWS[1:], "5,5a,50,5,hush"])
    added = [(row.table, *row.key.values(), str(row.place)) for row in found.tables.added]
    assert ("measurements", "5a", "size_mm", "4", "new.csv, line 5, column 1") in added
    assert ("patients", "5", "new.csv, line 5, column 1") in added
    gone = [(row.table, *row.key.values(), str(row.place)) for row in found.tables.gone]
    assert ("measurements", "1a", "size_mm", "0", "old.csv, line 2, column 1") in gone
    assert len(added) == len(gone)
    assert found.tables.altered == []


def test_an_altered_cell_is_told_with_both_texts_and_places_and_the_results_that_it_moves(folder, old):
    found = changes(folder, old, [HEADER, ROWS[3], ROWS[0], "2,2a,30,15,hush", ROWS[2]])
    (cell,) = found.tables.altered
    assert (cell.table, cell.field) == ("measurements", "value")
    assert cell.key == {"lesion_id": "2a", "outcome": "size_mm", "visit": "4"}
    assert (cell.old.text, str(cell.old.place)) == ("30", "old.csv, line 3, column 4")
    assert (cell.new.text, str(cell.new.place)) == ("15", "new.csv, line 4, column 4")
    mean = "reduction.size_mm.week_4.patient.all.observed.mean.summary"
    moved = {(part.result_id, part.column): (part.old, part.new) for part in found.results or []}
    # reductions of 50, 0, 75 and 90 percent, of which the second becomes 50
    assert moved[mean, "estimate"] == pytest.approx((53.75, 66.25))
    assert 'value was "30" (old.csv, line 3, column 4), is "15" (new.csv, line 4, column 4)' in text_of(found)
    assert f"{mean}: estimate was 53.75, is 66.25" in text_of(found)


def test_columns_that_come_and_go_are_told_with_what_they_give(folder, old):
    lines = [line.rpartition(",")[0] + f",{end}" for line, end in zip([HEADER, *ROWS], ["Sex", *"mmff"], strict=True)]
    found = changes(folder, old, lines)
    assert [(column.header, column.column, column.role) for column in found.columns_added] == [("Sex", 5, "sex")]
    assert [(column.header, column.role) for column in found.columns_gone] == [("column 5", "not read")]
    assert {(cell.field, cell.old.text, str(cell.old.place)) for cell in found.tables.altered} == {
        ("sex", "", "no raw cell")
    }
    assert "sex was nothing, is " in text_of(found)


def test_an_export_with_errors_is_compared_as_far_as_its_tables(folder, old):
    found = changes(folder, old, [HEADER, "1,1a,forty,20,hush", *ROWS[1:]], complete=False)
    assert found.errors == (0, 1)
    assert found.results is None
    assert [(problem.severity, problem.place) for problem in found.problems] == [
        ("error", "new.csv, line 2, column 3 (Size w0)")
    ]
    text = text_of(found)
    assert "new.csv has 1 error in its data, and no results." in text
    assert "results that move: not compared" in text


def test_a_problem_that_only_moved_to_another_line_is_not_new(folder):
    old = export(folder, "old", [HEADER, "1,1a,forty,20,hush", *ROWS[1:]], complete=False)
    new = export(folder, "new", [HEADER, *ROWS[1:], "1,1a,forty,20,hush"], complete=False)
    assert changes_between(old, new).problems == []


def test_long_lists_show_their_first_lines_and_all_are_in_the_json(folder, old):
    more = [f"{number},{number}a,40,20,hush" for number in range(5, 60)]
    found = changes(folder, old, [HEADER, *ROWS, *more])
    n_added = len(found.tables.added)
    text = text_of(found).splitlines()
    assert f"rows added: {n_added}" in text
    assert f"  ... and {n_added - SHOWN} more" in text
    content = json.loads(as_json(found, "old.csv", "new.csv"))
    assert content["differs"] is True
    assert len(content["rows_added"]) == n_added
    assert content["rows_added"][0] == {
        "table": "patients",
        "key": {"patient_id": "5"},
        "place": {"file": "new.csv", "line": 6, "column": 1},
    }


UNNAMED = ["Size w0,Size w4", "40,20", "30,30", "20,5", "10,1"]
BY_ROW = COHORT | {"table": COHORT["table"] | {"patient_id": "row"}}


@pytest.fixture(scope="module")
def old_by_row(tmp_path_factory: pytest.TempPathFactory) -> ExportRun:
    """An export in which nothing names the patients; read only."""
    return export(tmp_path_factory.mktemp("unnamed"), "old", UNNAMED, section=BY_ROW)


def changes_by_row(folder: Path, old: ExportRun, lines: list[str]) -> Changes:
    return changes_between(old, export(folder, "new", lines, section=BY_ROW))


@pytest.mark.parametrize(
    ("lines", "moved"),
    [
        ([*UNNAMED[:2], *UNNAMED[3:]], "row 3 of old.csv (line 4) is row 2 of new.csv (line 3), and 1 more"),
        ([UNNAMED[0], "50,5", *UNNAMED[1:]], "row 1 of old.csv (line 2) is row 2 of new.csv (line 3), and 3 more"),
        ([UNNAMED[0], *reversed(UNNAMED[1:])], "row 1 of old.csv (line 2) is row 4 of new.csv (line 5), and 3 more"),
    ],
)
def test_rows_that_moved_are_no_patients_to_compare(folder, old_by_row, lines, moved):
    with pytest.raises(UserError, match="a column that names the patient") as refused:
        changes_by_row(folder, old_by_row, lines)
    assert moved in str(refused.value)


def test_rows_in_their_places_are_compared_with_a_note_and_a_blank_row_keeps_the_others_in_place(folder, old_by_row):
    found = changes_by_row(folder, old_by_row, [*UNNAMED[:2], ",", UNNAMED[3], "10,2", "60,6"])
    assert {row.key["patient_id"] for row in found.tables.gone if row.table == "patients"} == {"2"}
    assert {row.key["patient_id"] for row in found.tables.added if row.table == "patients"} == {"5"}
    assert [(cell.key["lesion_id"], cell.new.text) for cell in found.tables.altered] == [("4", "2")]
    assert "Note: patients are numbered by row" in text_of(found)
    assert json.loads(as_json(found, "old.csv", "new.csv"))["by_row"] is True
