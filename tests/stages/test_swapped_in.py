"""What went wrong when published data sets were swapped in by configuration, each made up anew and small."""

from pathlib import Path
from typing import Any

import pytest

from casetrace.model.errors import UserError
from tests.stages.running import QUICK_METHODS, Run, check_message, checked_cohort, finish, ingest_and_clean

SIZES = {"P1": (20, 10, 5), "P2": (30, 30, 15), "P3": (8, 4, 0), "P4": (16, 8, 8)}
#: A long table that repeats the baseline in every row, as exports of trials do.
LONG = "patient_id,size_base,week,size_mm\n" + "".join(
    f"{patient},{sizes[0]},{week},{size}\n"
    for patient, sizes in SIZES.items()
    for week, size in zip((4, 12), sizes[1:], strict=True)
)
BASELINE = {"size_base": {"outcome": "size_mm", "visit": 0}}
SIZE = {"size_mm": {"outcome": "size_mm"}}


def ingested(folder: Path, text: str, cohort: dict[str, Any]) -> tuple[Run, dict[str, Any]]:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    checked = checked_cohort(cohort)
    return ingest_and_clean(folder, checked), checked


def sizes_of(run: Run) -> dict[tuple[str, int], float]:
    rows = run.frame("clean/measurements")
    return {(row.lesion_id, row.visit): row.value for row in rows.itertuples()}


EXPECTED = {
    (patient, week): size for patient, sizes in SIZES.items() for week, size in zip((0, 4, 12), sizes, strict=True)
}


def test_a_baseline_in_every_row_of_its_lesion_is_one_value(tmp_path):
    run, cohort = ingested(tmp_path, LONG, {"table": {"file": "t.csv", "columns": BASELINE | SIZE}})
    assert check_message(run) == ""
    assert sizes_of(run) == EXPECTED
    finish(run, cohort, QUICK_METHODS)


def test_a_baseline_that_stands_in_a_row_of_its_own_too_is_still_one_value(tmp_path):
    rows = "".join(f"{patient},{sizes[0]},0,{sizes[0]}\n" for patient, sizes in SIZES.items())
    run, _ = ingested(tmp_path, LONG + rows, {"table": {"file": "t.csv", "columns": BASELINE | SIZE}})
    assert check_message(run) == ""
    assert sizes_of(run) == EXPECTED


@pytest.mark.parametrize(
    ("old", "new", "line"), [("P2,30,12", "P2,31,12", 5), ("P3,8,4", "P3,9,4", 7)], ids=["second row", "first row"]
)
def test_a_baseline_that_differs_between_the_rows_of_a_lesion_is_an_error(tmp_path, old, new, line):
    text = LONG.replace(old, new)
    run, _ = ingested(tmp_path, text, {"table": {"file": "t.csv", "columns": BASELINE | SIZE}})
    problems = run.problems()
    assert [(row.rule, row.line, row.header) for row in problems.itertuples()] == [
        ("duplicate measurement", line, "size_base")
    ]


def test_one_file_may_be_two_tables(tmp_path):
    first = {"file": "t.csv", "keep_rows": {"week": ["4"]}, "columns": BASELINE, "ignore": ["week", "size_mm"]}
    run, cohort = ingested(tmp_path, LONG, {"tables": [first, {"file": "t.csv", "columns": SIZE}]})
    assert check_message(run) == ""
    assert sizes_of(run) == EXPECTED
    columns = run.frame("ingest/columns")
    assert not columns.duplicated(["file", "column"]).any()
    assert dict(zip(columns["header"], columns["role"], strict=True)) == {
        "patient_id": "patient_id",
        "size_base": "size_mm at week 0",
        "week": "keep_rows, visit",
        "size_mm": "size_mm",
    }
    raw = run.frame("ingest/raw")
    assert not raw.duplicated(["file", "line", "column"]).any()
    assert len(run.frame("ingest/sources")) == 1
    finish(run, cohort, QUICK_METHODS)


def test_what_one_of_two_tables_hides_stays_hidden(tmp_path, monkeypatch):
    salt = tmp_path / "salt"
    salt.write_bytes(bytes(range(40)))
    monkeypatch.setenv("CASETRACE_SALT_FILE", str(salt))
    folder = tmp_path / "project"
    folder.mkdir()
    hidden = {"file": "t.csv", "columns": SIZE, "ignore": ["size_base"], "privacy": {"pseudonymise": ["patient_id"]}}
    run, _ = ingested(
        folder, LONG, {"tables": [{"file": "t.csv", "columns": BASELINE, "ignore": ["week", "size_mm"]}, hidden]}
    )
    raw = run.frame("ingest/raw")
    assert raw.loc[raw["column"] == 1, "text"].isna().all()


def test_an_outcome_with_one_visit_is_told_that_it_has_no_follow_up_whatever_the_week(tmp_path):
    text = "patient_id,score week 12\nP1,3\nP2,4\nP3,5\n"
    columns = {"score week 12": {"outcome": "score", "visit": 12}}
    run, _ = ingested(tmp_path, text, {"table": {"file": "t.csv", "columns": columns}})
    assert list(run.problems()["rule"]) == ["no follow-up"]


def test_a_warning_in_a_row_does_not_hide_that_its_baseline_is_missing(tmp_path):
    text = 'patient_id,events,size_mm week 0,size_mm week 4\nP1,"pain, swelling and itch",,3\nP2,,5,4\nP3,,5,5\n'
    run, _ = ingested(tmp_path, text, {"table": {"file": "t.csv", "columns": {"events": "event_type"}}})
    assert len(run.problems("warning"))
    assert "no baseline" in set(run.problems()["rule"])


def test_a_baseline_that_is_missing_is_not_called_a_baseline_of_0(tmp_path):
    text = "patient_id,size_mm week 0,size_mm week 4\nP1,,3\nP2,6,4\nP3,5,5\n"
    run, _ = ingested(tmp_path, text, {"table": {"file": "t.csv"}})
    assert list(run.problems()["rule"]) == ["no baseline"]


def test_a_cohort_without_lesions_is_told_by_its_outcome_alone(tmp_path):
    text = "patient_id,size_mm week 0,size_mm week 4\nP1,4,3\nP2,6,4\nP3,5,5\n"
    cohort = {"table": {"file": "t.csv"}, "outcomes": {"size_mm": {"unit": "mm", "measured_on": "patient"}}}
    run, _ = ingested(tmp_path, text, cohort)
    assert check_message(run) == ""


def test_a_column_may_be_a_number_that_config_alone_states(tmp_path):
    text = "patient_id,size_mm week 0,size_mm week 4\nP1,4,3\nP2,6,4\nP3,5,5\n"
    columns = {"before": {"outcome": "size_mm", "visit": 0}, "size_mm week 4": {"outcome": "size_mm", "visit": 4}}
    table = {"file": "t.csv", "derive": {"before": "= 7"}, "columns": columns, "ignore": ["size_mm week 0"]}
    run, cohort = ingested(tmp_path, text, {"table": table})
    assert check_message(run) == ""
    assert [sizes_of(run)[patient, 0] for patient in ("P1", "P2", "P3")] == [7, 7, 7]
    cells = run.frame("ingest/cells")
    stated = cells[(cells["table"] == "measurements") & (cells["field"] == "value") & (cells["value"] == "7")]
    assert set(stated["file"]) == {"config"}
    finish(run, cohort, QUICK_METHODS)


def test_a_text_that_names_no_column_is_answered_as_it_is_to_be_written():
    with pytest.raises(UserError) as raised:
        checked_cohort({"table": {"file": "t.csv", "derive": {"before": "7"}}})
    assert '"= 7"' in str(raised.value)
    assert "{{" not in str(raised.value)


def test_days_under_a_derived_name_are_not_read_as_weeks(tmp_path):
    text = "patient_id,Days,score\nP1,0,5\nP1,7,4\nP2,0,5\nP2,7,3\n"
    table = {"file": "t.csv", "derive": {"Nr": "{Days}"}, "columns": {"Nr": "visit", "score": {"outcome": "score"}}}
    run, _ = ingested(tmp_path, text, {"table": table})
    assert "unit of visits" in set(run.problems()["rule"])


def test_follow_up_times_of_the_rows_own_may_stand_for_one_visit(tmp_path):
    text = "patient_id,before,after,months\nP1,20,10,3\nP2,30,10,6\nP3,10,10,9\n"
    columns = {"before": {"outcome": "size_mm", "visit": 0}, "after": {"outcome": "size_mm"}, "months": "visit"}
    table = {"file": "t.csv", "columns": columns, "visits": {"labels": {"3": 26, "6": 26, "9": 26}, "unit": "month"}}
    run, _ = ingested(tmp_path, text, {"table": table})
    assert check_message(run) == ""
    assert {visit for _, visit in sizes_of(run)} == {0, 26}
