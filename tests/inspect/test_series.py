"""Proposals for columns whose outcome has a name of the clinic's own, and for texts that have to be explained."""

from pathlib import Path

import pytest
import yaml

from tests.inspect.test_findings import ingested, inspected


def table_of(text: str, folder: Path) -> dict:
    findings = inspected(text, folder)
    assert [problem for problem in ingested(findings).problems if problem.severity == "error"] == []
    return dict(yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"])


def test_columns_that_differ_by_their_visit_are_a_series_with_the_baseline_beside_it(tmp_path):
    lines = (
        "Case;Wundfläche (cm²) vor Therapie;Wundfläche (cm²) nach 4 Wochen;Wundfläche (cm²) nach 12 Wochen",
        "1;12,5;8,25;1", "2;4;3,5;0",
    )  # fmt: skip
    columns = table_of("\n".join(lines), tmp_path)["columns"]
    assert list(columns.values()) == [{"outcome": "wundflache_cm2", "visit": week} for week in (0, 4, 12)]


def test_months_right_behind_a_name_are_visits_and_a_bare_baseline_is_theirs(tmp_path):
    lines = ("participant_id,baseline,number3m,number12m", "001,7,6,", "002,77,67,63", "003,7,4,2")
    columns = table_of("\n".join(lines), tmp_path)["columns"]
    assert columns == {
        name: {"outcome": "number", "visit": month}
        for name, month in [("baseline", 0), ("number3m", 3), ("number12m", 12)]
    }


def test_a_single_column_that_ends_in_a_number_and_a_letter_is_no_visit(tmp_path):
    assert "outcome:" not in inspected("case,walk10m\n1,7\n2,9\n", tmp_path).config.split("# ")[0]


@pytest.mark.parametrize(
    ("treatments", "arms"), [(("sulindac", "Placebo"), True), (("drug A", "drug B"), False), (("placebo",) * 2, False)]
)
def test_treatments_are_arms_where_one_of_them_is_a_control(tmp_path, treatments, arms):
    lines = ("case,treatment,size_mm week 0,size_mm week 4", f"1,{treatments[0]},5,3", f"2,{treatments[1]},6,5")
    assert ("treatment" in table_of("\n".join(lines), tmp_path).get("columns", {})) is arms


def test_a_visit_behind_a_score_is_not_its_unit(tmp_path):
    columns = table_of("case,KOOS baseline,KOOS 6 weeks,KOOS 6 months\n1,45,50,66\n2,30,30,41\n", tmp_path)["columns"]
    assert [parts["visit"] for parts in columns.values()] == [0, 6, 26]
    assert {parts["outcome"] for parts in columns.values()} == {"koos"}


def test_a_text_that_says_that_nothing_is_left_is_0_and_one_that_was_not_measured_is_missing(tmp_path):
    rows = ("1,9,5,gone", "2,8,4,CR", "3,7,6,ikke målt", "4,7,6,2", "5,8,5,1", "6,3,2,2.5", "7,3,3,3")
    table = table_of("\n".join(["case,size_mm baseline,size_mm week 4,size_mm week 12", *rows]), tmp_path)
    assert table["columns"]["size_mm week 12"]["values"] == {"gone": "0", "CR": "0"}
    assert table["missing"][-1] == "ikke målt"
    assert "dispositions" not in table


def test_unscheduled_visits_and_screenings_before_a_baseline_are_set_aside(tmp_path):
    visits = [("Screening", 10), ("Baseline", 9), ("Week 4", 5), ("Unscheduled 1", 5), ("Week 12", 1)]
    lines = [f"{patient},{visit},{size}" for patient in "12" for visit, size in visits]
    table = table_of("\n".join(["subject,visit,size_mm", *lines]), tmp_path)
    assert table["drop_rows"] == {"visit": ["Screening", "Unscheduled 1"]}
    assert "labels" not in table.get("visits", {})


def test_a_column_that_numbers_the_lesions_is_told_by_its_header(tmp_path):
    lines = ("case,keloid nr,height_mm 0 mdr,height_mm 3 mdr", "1,1,5,4", "1,2,6,5", "2,1,7,7")
    table = table_of("\n".join(lines), tmp_path)
    assert table["columns"]["keloid nr"] == "lesion_number"
    assert "lesion_id" not in table


def test_an_age_in_months_is_no_visit(tmp_path):
    findings = inspected("case,age (months),note\n1,4,x\n2,6,y\n", tmp_path)
    assert "age (months): visit" not in findings.config


def test_codes_of_the_sex_and_a_second_line_of_headers_are_to_be_said(tmp_path):
    assert any('"0": ...' in text for text in inspected("case,sex,size_mm week 0\n1,0,5\n2,1,6\n", tmp_path).unclear)


def test_a_date_beside_each_visit_is_proposed_as_one(tmp_path):
    header = "case,date baseline,size_mm baseline,date week 4,size_mm week 4,date of birth week 4,note week 4"
    columns = table_of(f"{header}\n1,2020-01-01,9,2020-01-28,4,x,2\n2,2020-01-02,8,2020-01-30,4,y,3\n", tmp_path)[
        "columns"
    ]
    assert columns == {
        name: {"field": "date_at_visit", "visit": week} for name, week in [("date baseline", 0), ("date week 4", 4)]
    }


def with_last_values(*texts: str) -> str:
    """A table of patients with numbers at week 12, twice as many as there are others with these texts."""
    rows = [f"A{number},1{number},{number}" for number in range(2 * len(texts))]
    rows += [f"B{number},11,{text}" for number, text in enumerate(texts)]
    return "\n".join(["Patient,PASI week 0,PASI week 12", *rows]) + "\n"


def test_words_that_say_how_follow_up_ended_are_proposed_as_that(tmp_path):
    ended = {
        "moved abroad": "lost",
        "did not return": "lost",
        "lost contact": "lost",
        "died of sepsis": "died",
        "dropped out after a rash": "withdrawn",
        "refused further treatment": "withdrawn",
    }
    assert table_of(with_last_values(*ended), tmp_path)["dispositions"] == ended


def test_a_value_in_words_is_no_end_of_follow_up(tmp_path):
    texts = ("zero", "improved", "almost clear", "worse")
    findings = inspected(with_last_values(*texts), tmp_path)
    assert "dispositions" not in findings.config
    for text in texts:
        assert any(f'"{text}" under "PASI week 12" cannot be read as a value' in line for line in findings.unclear)
