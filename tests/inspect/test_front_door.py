"""`casetrace inspect` as the front door: a block that runs or the one question, the preview, --write and --check."""

from pathlib import Path

import pytest
import yaml
from openpyxl import Workbook

from casetrace.cli.inspect import main
from casetrace.inspect.findings import Findings, inspect_file
from casetrace.inspect.trial import tried_config
from tests.inspect.exports import EXPORTS

DAYS = "patient_id,Days,score\n" + "".join(f"P{n},{day},{20 - day}\n" for n in (1, 2, 3) for day in range(10))


def found(folder: Path, text: str, name: str = "t.csv") -> Findings:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return inspect_file(str(path), "", "clinic")


def test_every_block_runs_as_it_stands_or_a_question_is_asked(inspected_export):
    export, findings = inspected_export
    trial = tried_config(yaml.safe_load(findings.config))["clinic"]
    assert bool(findings.question) == bool(trial.errors)
    assert findings.preview == trial.preview
    assert f"{export.n_measurements} values" in findings.summary


def test_the_preview_shows_whose_what_when_and_from_which_cell(tmp_path):
    text = "Patient;Lesion;Size (cm) week 0;Size (cm) week 4\n1;1a;1,5;0,5\n2;2a;2,0;1,0\n3;3a;2;2\n"
    first, second, *_ = found(tmp_path, text).preview
    assert (first.patient, first.lesion, first.outcome, first.visit) == ("1", "1a", "size_cm", "week 0")
    assert (first.value, first.unit, first.place, first.text) == ("1.5", "cm", "2:3", "1,5")
    assert (second.visit, second.place) == ("week 4", "2:4")


def test_days_stay_days(tmp_path):
    findings = found(tmp_path, DAYS)
    assert (findings.question, findings.time_unit) == ("", "day")
    assert findings.visits == {str(day): day for day in range(10)}
    assert findings.summary == "30 values of 3 patients, at days 0, 1, 2, 3, 4, 5, 6, 7, 8, 9."
    assert yaml.safe_load(findings.config)["cohorts"]["clinic"]["time_unit"] == "day"


def test_no_week_is_made_up_for_days_where_months_forbid_to_count_in_days(tmp_path):
    text = "patient_id,visit,score\n" + "".join(
        f"P{n},{visit},{5 - n}\n" for n in (1, 2) for visit in ("0", "day 3", "month 2")
    )
    findings = found(tmp_path, text)
    assert findings.time_unit == "week"
    assert "day 3" in findings.question
    assert "labels" not in findings.config.replace("visits.labels", "")


@pytest.mark.parametrize(
    ("labels", "weeks"),
    [
        (("Baseline", "Week 4", "Between", "End"), [0, 4, 5, 6]),
        (("V1", "V2", "V3"), [0, 1, 2]),
        (("Baseline", "Interim", "Week 4"), [0, 1, 4]),
    ],
)
def test_proposed_weeks_keep_the_order_of_the_visits_and_meet_none(tmp_path, labels, weeks):
    rows = "".join(f"{patient},{label},{30 - number}\n" for patient in (1, 2) for number, label in enumerate(labels))
    findings = found(tmp_path, "Patient,Visit,Size (mm)\n" + rows)
    assert [findings.visits[label] for label in labels] == weeks
    assert findings.question == ""


def test_a_visit_between_two_weeks_in_a_row_is_asked_for(tmp_path):
    rows = "1,Baseline,9\n1,Interim,8\n1,Week 1,7\n2,Baseline,9\n2,Week 1,7\n"
    findings = found(tmp_path, f"Patient,Visit,Size (mm)\n{rows}")
    assert '"Interim"' in findings.question


def test_time_points_under_a_header_of_time_are_visits(tmp_path):
    findings = found(tmp_path, "ID,Time,score\nP1,t0,9\nP1,t15,3\nP2,t0,8\nP2,t15,4\n")
    assert findings.question == ""
    assert findings.visits == {"t0": 0, "t15": 15}


def test_a_baseline_beside_the_visits_of_the_rows_is_proposed(tmp_path):
    findings = found(tmp_path, "patient_id,size_base,week,size_mm\nP1,9,4,5\nP1,9,8,4\nP2,7,4,4\nP2,7,8,3\n")
    assert findings.question == ""
    assert "6 values" in findings.summary


def test_what_gives_no_value_is_told_with_every_column_that_was_looked_at(tmp_path):
    findings = found(tmp_path, "patient_id,before,Remark,months\nP1,20,good,3\nP2,30,bad,6\n")
    assert 'column 2 ("before"): numbers, and its header names neither a measurement nor a visit' in findings.question
    assert 'column 3 ("Remark"): most of its values are not numeric' in findings.question
    assert '"before": {outcome: before}' in findings.question


def test_a_column_that_numbers_the_rows_is_no_measurement_and_may_be_the_patient(tmp_path):
    findings = found(tmp_path, "rownames,Weight in,Speed\n1,80.7,80.2\n2,89.4,80.1\n3,91.8,86.4\n")
    told = " ".join(findings.unclear)
    assert '"rownames": patient_id' in findings.question
    assert 'column 1 ("rownames"): it numbers the rows' in told
    assert '"Weight in": {outcome: weight_in, visit: 0}' in told


def test_a_table_of_patients_with_numbers_that_nothing_is_read_from_is_asked_about_them_too(tmp_path):
    question = found(tmp_path, "subject,age,sex,distance\nM01,8,m,26\nM02,10,f,25\nM03,9,m,29\n").question
    assert "which table has the measurements" in question
    assert '"distance": {outcome: distance, visit: 0}' in question


def test_one_row_is_no_plural(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("patient_id,size_mm week 0,size_mm week 4\nP1,9,4\n", encoding="utf-8")
    main([str(path)])
    assert capsys.readouterr().out.splitlines()[0].endswith("t.csv: 1 row, 3 columns")


def test_many_visits_are_listed_in_part(tmp_path, capsys):
    path = tmp_path / "t.csv"
    rows = [f"P1,{day},5" for day in range(0, 630, 7)]
    path.write_text("\n".join(["patient_id,day,size_mm", *rows]), encoding="utf-8")
    main([str(path)])
    visits = capsys.readouterr().out.partition("\nVisits\n")[2].partition("\n\n")[0].splitlines()
    assert len(visits) == 21
    assert visits[-1] == "  ... and 70 more"


def test_a_check_tells_a_repeated_warning_once_with_its_number(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = ["patient_id,size_mm week 0,size_mm week 4", *(f"P{number},9," for number in range(3)), "P3,9,4"]
    (tmp_path / "t.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "my.yaml").write_text("cohorts: {a: {table: {file: t.csv}}}\n", encoding="utf-8")
    assert main(["--check", "my.yaml"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "missing visits without a reason (3 times, first): t.csv: found patient P0" in printed
    assert printed.count("missing visits") == 1


def test_a_first_line_of_data_is_asked_about_and_printed_nowhere(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("1,Xaver Zappel,12,5\n2,Eva Moe,14,6\n3,Ida Poe,11,2\n", encoding="utf-8")
    assert main([str(path)]) == 0
    printed = capsys.readouterr().out
    assert "looks like a row of data" in printed
    assert "Zappel" not in printed


def test_the_block_is_written_once_and_checked(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(EXPORTS["tidy_long"].text, encoding="utf-8")
    assert main(["t.csv", "--write", "my.yaml"]) == 0
    assert main(["t.csv", "--write", "my.yaml"]) == 1
    assert "it is there already" in capsys.readouterr().err
    assert main(["--check", "my.yaml"]) == 0
    printed = capsys.readouterr().out
    assert "Cohort t: no errors" in printed
    assert '"30" at 2:7' in printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my.yaml", "t.csv"]


def test_a_check_names_what_is_wrong_with_the_data_and_with_the_configuration(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(EXPORTS["tidy_long"].text.replace(",30\n", ",six\n"), encoding="utf-8")
    (tmp_path / "my.yaml").write_text("cohorts: {a: {table: {file: t.csv}}}\n", encoding="utf-8")
    assert main(["--check", "my.yaml"]) == 1
    assert "t.csv, line 2, column 7 (size_mm)" in capsys.readouterr().out
    (tmp_path / "my.yaml").write_text("cohorts: {a: {table: {fil: t.csv}}}\n", encoding="utf-8")
    assert main(["--check", "my.yaml"]) == 1
    assert "fil" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["t.csv", "--check", "my.yaml"]])
def test_a_file_or_a_configuration_is_asked_for(arguments, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert "either a raw file or --check" in capsys.readouterr().err


def test_cells_that_are_merged_in_the_spreadsheet_are_named_and_others_are_set_apart(tmp_path):
    book = Workbook()
    for cells in (
        ["case", "sex", "diagnosis", "site", "size_mm week 0", "size_mm week 12"],
        ["P1", "f", "SSc", "hand", 9, 4],
        [None, None, None, "foot", 8, 3],
        ["P2", "m", "SSc", "hand", 7, 2],
    ):
        book.active.append(cells)
    for letter in "AB":
        book.active.merge_cells(f"{letter}2:{letter}3")
    book.save(tmp_path / "t.xlsx")
    config = inspect_file(str(tmp_path / "t.xlsx"), "", "clinic").config
    merged = yaml.safe_load(config)["cohorts"]["clinic"]["table"]["merged_cells"]
    assert merged == {"when_blank": "case", "fill_down": ["case", "sex", "diagnosis"]}
    assert "merged in the spreadsheet, but for diagnosis" in config


def test_none_is_asked_about_since_it_may_be_nothing_measured_or_nothing_left(tmp_path):
    findings = found(tmp_path, "case,size week 0,size week 4\nA,9,none\nB,8,3\nC,7,2\n")
    assert findings.question.startswith('"none" under "size week 4" cannot be read as a value')
    assert 'if nothing was measured, or say under its values "0" if nothing was left' in findings.question
    assert "missing" not in yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]


def test_a_first_sheet_without_a_table_names_the_others(tmp_path):
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Data of the clinic, exported by KN."])
    book.active.append(["Not to be passed on"])
    sheet = book.create_sheet("Lesions")
    for cells in (["Patient", "Size W 0", "Size W 4"], ["P1", 10, 5], ["P2", 20, 10]):
        sheet.append(cells)
    book.create_sheet("Old").sheet_state = "hidden"
    book.save(tmp_path / "t.xlsx")
    path = str(tmp_path / "t.xlsx")
    question = inspect_file(path, "", "clinic").question
    assert question.endswith("or read another sheet of the file, 'Lesions': name it under sheet")
    assert inspect_file(path, "Lesions", "clinic").question == ""


def test_a_letter_and_a_number_after_a_blank_tell_the_unit_of_time(tmp_path):
    findings = found(tmp_path, "Patient,Pain D 0,Pain D 3,Pain D 10\nP1,8,4,1\nP2,7,5,2\n")
    assert findings.time_unit == "day"
    assert list(findings.visits.values()) == [0, 3, 10]
