"""Values beyond a limit of detection: an error, or what config declares, logged and counted."""

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.reading import mapped, values
from tests.stages.running import QUICK_METHODS, Run, checked_cohort, finish, ingest_and_clean

LINES = ("patient_id,toxin week 0,toxin week 4", "P1,10,<0.5", "P2,>100,8", "P3,4,≤ 1 ng/ml", "P4,6,0.002 µg/ml")
COLUMNS = {f"toxin week {week}": {"outcome": "toxin", "visit": week} for week in (0, 4)}


def toxin(**limits: str) -> dict[str, dict[str, str]]:
    return {"toxin": {"unit": "ng/ml"} | limits}


@pytest.mark.parametrize(
    ("rule", "values_below"), [("half", ("0.25", "0.5")), ("limit", ("0.5", "1")), ("zero", ("0", "0"))]
)
def test_a_value_beyond_a_limit_counts_as_config_declares(rule, values_below):
    result = mapped(*LINES, columns=COLUMNS, outcomes=toxin(below_limit=rule, above_limit="limit"))
    measured = {(lesion, week): value for lesion, week, value in values(result)}
    assert (measured["P1", "4"], measured["P3", "4"]) == values_below
    assert measured["P2", "0"] == "100"
    assert measured["P4", "4"] == "2"
    warnings = [problem for problem in result.problems if problem.rule == "values beyond a limit of detection"]
    assert [(problem.severity, problem.header, problem.found[:7]) for problem in warnings] == [
        ("warning", "toxin week 0", "1 value"),
        ("warning", "toxin week 4", "2 value"),
    ]
    cells = result.cells
    assert set(cells.loc[cells["how"] == "censored", "text"]) == {"<0.5", ">100", "≤ 1 ng/ml"}


def run_of(folder: Path, **limits: str) -> tuple[Run, dict[str, Any]]:
    (folder / "t.csv").write_text("\n".join([*LINES, ""]), encoding="utf-8")
    cohort = checked_cohort({"table": {"file": "t.csv", "columns": COLUMNS}, "outcomes": toxin(**limits)})
    return ingest_and_clean(folder, cohort), cohort


def test_without_a_rule_it_is_an_error_with_its_place(tmp_path):
    run, _ = run_of(tmp_path, below_limit="half")
    problems = run.problems()
    assert list(zip(problems["line"], problems["column"], strict=True)) == [(3, 2)]


def test_a_run_logs_and_counts_them(tmp_path):
    run, cohort = run_of(tmp_path, below_limit="half", above_limit="limit")
    finish(run, cohort, QUICK_METHODS)
    log = run.csv("cleaning_log")
    assert set(log.loc[log["rule"] == "limit of detection", "raw_text"]) == {"<0.5", ">100", "≤ 1 ng/ml"}
    assert list(run.problems("warning")["rule"]).count("values beyond a limit of detection") == 2
