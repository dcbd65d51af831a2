"""Small tables after public reports of faults: each gives the errors with their places, or the numbers, that it should.

The tables are in `cases`, by what is wrong with them; spreadsheets are made here.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.stages.one_truth import Shape
from tests.stages.running import QUICK_METHODS, Run, checked_cohort, finish, ingest_and_clean, with_files

FOLDER = Path(__file__).parent / "cases"
CASES = {
    f"{path.stem}: {name}": case
    for path in sorted(FOLDER.glob("*.yaml"))
    for name, case in yaml.safe_load(path.read_text(encoding="utf-8")).items()
}
METHODS = QUICK_METHODS


def case_run(folder: Path, case: dict[str, Any]) -> tuple[Run, dict[str, Any]]:
    """Read the table of a case, and clean it."""
    texts = case.get("files") or {"table.csv": case["table"]}
    tables = [{"file": name, **case.get("settings", {})} for name in texts]
    if "columns" in case:
        tables[0]["columns"] = case["columns"]
    files = {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}
    cohort = checked_cohort({"tables": tables, **case.get("cohort", {})})
    return ingest_and_clean(with_files(folder, Shape(files)), cohort), cohort


def places(run: Run, severity: str) -> list[tuple[int, int, str]]:
    problems = run.problems(severity)
    return list(problems[["line", "column", "found"]].itertuples(index=False, name=None))


def check_places(found: list[tuple[int, int, str]], expected: list[list[Any]]) -> None:
    """Each expected place is told of, with its text, and no other."""
    assert [place[:2] for place in sorted(found)] == [tuple(place[:2]) for place in sorted(expected)]
    for line, column, text in expected:
        assert any(
            place == (line, column) and text in told for *place_parts, told in found for place in [tuple(place_parts)]
        )


@pytest.mark.parametrize("name", CASES)
def test_a_case_gives_what_it_should(folder, name):
    case = CASES[name]
    run, cohort = case_run(folder, case)
    check_places(places(run, "error"), case.get("errors", []))
    for line, column, text in case.get("warnings", []):
        assert any(place[:2] == (line, column) and text in place[2] for place in places(run, "warning"))
    for patient, age in case.get("ages", {}).items():
        patients = run.frame("clean/patients").set_index("patient_id")
        assert patients.loc[patient, "age_years"] == pytest.approx(age, abs=0.001)
    if "events" in case:
        events = run.frame("clean/events").groupby("patient_id")["type"].agg(sorted)
        assert events.to_dict() == case["events"]
    if "results" in case:
        statistics = finish(run, cohort, METHODS).statistics
        for result, value in case["results"].items():
            assert statistics.loc[result, "estimate"] == pytest.approx(value)


def spreadsheet(*rows: Sequence[object]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return book


def content(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_run(folder: Path, book: Workbook, **case: Any) -> tuple[Run, dict[str, Any]]:
    return case_run(folder, {"files": {"table.xlsx": content(book)}, **case})


HEADER = ["case", "site", "size (mm) baseline", "size (mm) week 12"]


def test_a_formula_without_a_value_is_an_error_with_its_cell(folder):
    run, _ = sheet_run(folder, spreadsheet(HEADER, [1, "hand", 30, "=C2/2"], [2, "foot", 40, 20]))
    check_places(places(run, "error"), [[2, 4, '"=C2/2"']])


def test_a_formula_without_a_value_in_a_column_of_words_is_an_error_too(folder):
    run, _ = sheet_run(folder, spreadsheet(HEADER, [1, "=A2", 30, 15], [2, "foot", 40, 20]))
    check_places(places(run, "error"), [[2, 2, '"=A2"']])


def test_the_error_of_a_formula_never_takes_the_value_of_the_next_cell(folder):
    book = spreadsheet(HEADER, [1, "hand", 30, 15], [2, "foot", "#DIV/0!", 0])
    sheet(book)["C3"].data_type = "e"
    run, _ = sheet_run(folder, book)
    errors = places(run, "error")
    assert (3, 3) in [place[:2] for place in errors]
    assert run.frame("clean/measurements").query("patient_id == '2' and visit == 0")["value"].dropna().empty


def sheet(book: Workbook) -> Worksheet:
    return book.worksheets[0]


def test_a_percentage_is_read_as_it_is_shown(folder):
    book = spreadsheet([*HEADER, "reduction (%) week 12"], [1, "hand", 30, 15, 0.5], [2, "foot", 40, 30, 0.25])
    for cell in ("E2", "E3"):
        sheet(book)[cell].number_format = "0.0%"
    run, _ = sheet_run(folder, book)
    assert places(run, "error") == []
    at_last = run.frame("clean/measurements").query("visit == 12")
    assert list(at_last["reported_reduction_percent"]) == [50, 25]


def test_hidden_rows_and_columns_are_told(folder):
    book = spreadsheet(HEADER, [1, "hand", 30, 15], [2, "foot", 40, 20], [3, "arm", 50, 25])
    sheet(book).row_dimensions[3].hidden = True
    sheet(book).column_dimensions["B"].hidden = True
    run, _ = sheet_run(folder, book)
    rules = run.problems("warning")[["rule", "line", "column"]].values.tolist()
    assert ["hidden rows", 3, 0] in rules
    assert ["hidden column", 1, 2] in rules


def test_a_header_of_two_rows_and_merged_names_are_read_as_shown(folder):
    book = spreadsheet(
        ["Table 3. Lesions before and after"],
        ["Case", "Age", "Site", "Lesion size (mm)"],
        [None, None, None, "Baseline", "Week 6", "Week 18"],
        [1, 50, "hand", 30, 15, 3],
        [None, None, "foot", 40, 20, 4],
        [2, 61, "arm", 50, 25, 5],
    )
    for block in ("D2:F2", "A2:A3", "B2:B3", "C2:C3", "A4:A5", "B4:B5"):
        sheet(book).merge_cells(block)
    run, cohort = sheet_run(folder, book, settings={"lesion_id": "lettered"})
    assert places(run, "error") == []
    lesions = run.frame("clean/lesions")
    assert list(zip(lesions["patient_id"], lesions["lesion_id"], strict=True)) == [
        ("1", "1a"),
        ("1", "1b"),
        ("2", "2a"),
    ]
    estimates = finish(run, cohort, METHODS).statistics["estimate"]
    assert estimates["reduction.lesion_size_mm.week_18.lesion.all.observed.mean.summary"] == pytest.approx(90)


def test_a_measurement_that_is_merged_over_several_rows_is_an_error(folder):
    book = spreadsheet(HEADER, [1, "hand", 30, 15], [2, "foot", 40, None], [3, "arm", 50, 25])
    sheet(book).merge_cells("D2:D3")
    run, _ = sheet_run(folder, book)
    check_places(places(run, "error"), [[3, 4, "lines 2 to 3"]])


def test_dates_in_a_column_of_names_are_told(folder):
    import datetime

    book = spreadsheet(HEADER, [1, "hand", 30, 15], [datetime.date(2024, 5, 3), "foot", 40, 20])
    run, _ = sheet_run(folder, book)
    check_places(places(run, "error"), [[3, 1, "2024-05-03"]])
