"""Tables in which nothing names the patient, and each row is one."""

import pytest
from openpyxl import Workbook

from casetrace.ingest.mapper import map_tables
from casetrace.ingest.run import read_tables
from tests.ingest.reading import cohort_with_defaults, column, mapped, rules, values

WIDE = "size_week_0,size_week_4,site"
ROWS = ("9,4,Knee", "8,3,Toe", "7,5,Knee")


def by_row(*lines: str, **table):
    return mapped(*lines, patient_id="row", **table)


def test_each_row_is_a_patient_by_its_number_whose_cell_is_the_first_that_is_read():
    result = by_row(f"note,{WIDE}", *(f"x,{row}" for row in ROWS))
    assert result.problems == []
    assert column(result, "patients", "patient_id") == column(result, "lesions", "lesion_id") == ["1", "2", "3"]
    assert values(result)[:3] == [("1", "0", "9"), ("1", "4", "4"), ("2", "0", "8")]
    named = result.cells[result.cells["field"].isin(["patient_id", "lesion_id"])]
    assert set(named["how"]) == {"row"}
    # Of the columns the first is not read.
    assert set(zip(named["value"], named["line"], named["column"], strict=True)) == {
        ("1", 2, 2),
        ("2", 3, 2),
        ("3", 4, 2),
    }
    assert set(result.lines["patient_id"]) == {"1", "2", "3"}
    assert "patient_id" not in set(result.fields["field"])


@pytest.mark.parametrize("blank", [",,", ""])
def test_a_blank_row_counts_so_that_emptying_a_row_renames_nobody(blank):
    assert column(by_row(WIDE, ROWS[0], blank, ROWS[2]), "patients", "patient_id") == ["1", "3"]


def test_rows_that_config_sets_aside_count():
    result = by_row(WIDE, *ROWS, drop_rows={"site": ["Toe"]})
    assert column(result, "patients", "patient_id") == ["1", "3"]


def test_the_number_is_that_below_title_header_and_units_whatever_lines_a_cell_takes():
    result = by_row("Sizes of 2014", "", WIDE, "mm,mm,", '9,4,"Knee,\nleft"', *ROWS[1:])
    assert column(result, "patients", "patient_id") == ["1", "2", "3"]
    lines = result.cells[(result.cells["table"] == "patients")].drop_duplicates("value")
    assert dict(zip(lines["value"], lines["line"], strict=True)) == {"1": 5, "2": 7, "3": 8}


def test_patients_are_in_the_order_of_their_numbers_beyond_nine():
    result = by_row("size_week_0,size_week_4", *(f"{20 + n},{n}" for n in range(1, 12)))
    assert column(result, "patients", "patient_id") == [str(n) for n in range(1, 12)]


def test_headers_may_name_several_lesions_of_the_patient_of_a_row():
    columns = {"{lesion} week {visit}": {"outcome": "size_mm"}}
    result = by_row("left week 0,left week 4,right week 0,right week 4", "9,4,8,2", "7,5,,", columns=columns)
    assert column(result, "lesions", "lesion_id") == ["1-left", "1-right", "2-left"]
    assert column(result, "lesions", "patient_id") == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("header", "told"), [("visit", "the visit of each"), ("visit_date", "the visit date of each"), ("period", "period")]
)
def test_rows_that_tell_visits_or_periods_are_no_patients(header, told):
    result = by_row(f"{header},size_mm,size_week_12", "0,9,3", "4,8,2")
    (problem,) = [problem for problem in result.problems if problem.rule == "rows that are no patients"]
    assert (problem.severity, problem.line, problem.column) == ("error", 1, 1)
    assert told in problem.found
    assert "nothing else tells which rows are of one patient" in problem.remedy


def test_a_column_that_names_the_patient_contradicts_it():
    (problem,) = by_row("patient_id,size_week_0", "P1,9", "P2,8").problems
    assert (problem.rule, problem.severity, problem.column) == ("two names of the patient", "error", 1)
    assert by_row("patient_id,size_week_0", "P1,9", "P2,8", ignore=["patient_id"]).problems == []


def test_rows_alike_in_every_cell_are_doubted_once():
    result = by_row(WIDE, ROWS[0], ROWS[1], ROWS[0].replace(",", " ,"), ROWS[1], ROWS[0])
    (problem,) = result.problems
    assert (problem.rule, problem.severity, problem.line) == ("rows alike", "warning", 4)
    assert problem.found == "every cell as on line 2, and so 2 more"
    assert len(result.tables["patients"]) == 5


def test_a_row_from_which_nothing_is_read_is_doubted():
    result = by_row(f"note,{WIDE}", f"x,{ROWS[0]}", "sum of all,,,", f"y,{ROWS[1]}")
    assert [(problem.rule, problem.severity, problem.line) for problem in result.problems] == [
        ("row of nothing", "warning", 3)
    ]


def test_cells_that_are_merged_over_rows_are_doubted(folder, monkeypatch):
    book = Workbook()
    for row in (["site", "size_week_0"], ["Knee", 9], ["", 8], ["Toe", 7]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(folder / "t.xlsx")
    cohort = cohort_with_defaults({"tables": [{"file": "t.xlsx", "patient_id": "row"}]})
    monkeypatch.chdir(folder)
    result = map_tables(read_tables(cohort["tables"], {}), cohort["tables"], {})
    assert [(problem.rule, problem.line) for problem in result.problems] == [("merged rows", 2)]
    assert "lines 2 to 3" in result.problems[0].found


def test_the_error_of_a_table_that_names_no_patient_tells_the_key_where_it_may_be_meant():
    wide = next(problem for problem in mapped(WIDE, *ROWS).problems if problem.rule == "no column gives patient_id")
    assert "each row is one patient, write patient_id: row" in wide.remedy
    long = mapped("week,size_mm", "0,9", "4,8")
    assert ("no column gives patient_id", 1, 0) in rules(long)
    assert not any("patient_id: row" in problem.remedy for problem in long.problems)
