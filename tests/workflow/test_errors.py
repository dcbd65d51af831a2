"""What a user's mistake ends in: one message that names every place, no traceback, no later output."""

from pathlib import Path

import pandas as pd
import pytest

from casetrace.check.run import SHOWN, error_message
from casetrace.model.problems import Problem
from tests.workflow.running import COHORT, edit, snakemake


def failed(project: Path) -> str:
    run = snakemake(project)
    assert run.status != 0
    assert "Traceback" not in run.printed
    assert not (project / "results" / COHORT / "report.html").exists()
    assert not (project / "results" / COHORT / "statistics.csv").exists()
    return run.printed


def test_all_broken_cells_are_named_in_one_message(fresh_project):
    table = fresh_project / "data" / COHORT / "table1.csv"
    edit(table, "2,SSc/59,Knee,70,", "2,SSc/59,Knee,seventy,")
    edit(table, "3,SSc/65,Fingertip,6,", "3,SSc/65,Fingertip,0,")
    edit(table, "50/38,10/80", "50/38,10 of 80")
    edit(table, "5,SSc/74,Elbow,4,", "5,SSc/74,Elbow,-4,")
    with table.open("a", encoding="utf-8") as handle:
        handle.write("4,SSc/71,Elbow,7,Single injection,30,No,1/86,0/100\n")
    edit(fresh_project / "data" / COHORT / "claims.csv", ",age_years,,patient,63,", ",age_year,,patient,63,")
    edit(
        fresh_project / "data" / COHORT / "corrections.csv", "disposition,6,status,lost,", "disposition,6,status,gone,"
    )
    printed = failed(fresh_project)
    message = printed[printed.index(f"Cohort {COHORT}: 7 errors in its data.") :]
    places = [
        f"data/{COHORT}/claims.csv, line 7, column 5 (quantity)",
        f"data/{COHORT}/corrections.csv, line 2, column 4 (old)",
        f"data/{COHORT}/table1.csv, line 3, column 4 (Size of calcinosis)",
        f"data/{COHORT}/table1.csv, line 4, column 4 (Size of calcinosis)",
        f"data/{COHORT}/table1.csv, line 5, column 9 (Size (mm)/reduction (%) week 12)",
        f"data/{COHORT}/table1.csv, line 6, column 4 (Size of calcinosis)",
        f"data/{COHORT}/table1.csv, line 9, column 1 (Case)",
    ]
    positions = [message.find(place) for place in places]
    assert -1 not in positions, message
    assert positions == sorted(positions)
    for found in ('"seventy"', "lesion size 0 mm", '"10 of 80"', "-4 mm", 'patient "4" again', '"gone"', '"age_year"'):
        assert found in message
    assert f"Nothing was computed. A report that is already in results/{COHORT}/ is of earlier data." in message
    assert f"All of them: results/{COHORT}/problems.csv" in message
    assert f"The log is results/{COHORT}/logs/check_cohort.log" in message
    # The steps before it, which failed, the message; nothing of Snakemake's, and nothing behind it.
    _, first, second, last, empty = printed[: printed.index("Cohort")].splitlines()
    assert first.startswith(f"{COHORT}:  1 of 14  ")
    assert second.startswith(f"{COHORT}:  2 of 14  ")
    assert (last, empty) == (f"{COHORT}: check_cohort failed", "")
    assert message.endswith(f"The log is results/{COHORT}/logs/check_cohort.log\n")
    listed = pd.read_csv(fresh_project / "results" / COHORT / "problems.csv", keep_default_na=False)
    assert list(listed[listed["severity"] == "error"]["line"]) == [7, 2, 3, 4, 5, 6, 9]
    assert set(listed["severity"]) == {"error", "warning"}
    assert listed.equals(listed.sort_values(["file", "line", "column"], kind="stable"))


def test_a_long_list_shows_its_first_errors_and_names_the_file_with_all_of_them():
    errors = [
        Problem("error", "a.csv", line, 1, "Size", "not a number", f'"x{line}"', "a number", "mend it")
        for line in range(2, SHOWN + 5)
    ]
    message = error_message("own", errors, "results/own/problems.csv").splitlines()
    assert message[0] == f"Cohort own: {SHOWN + 3} errors in its data."
    assert f"{SHOWN}. not a number: a.csv, line {SHOWN + 1}, column 1 (Size)" in message
    assert message[-3:] == [
        "... and 3 more.",
        "All of them: results/own/problems.csv",
        "Nothing was computed. A report that is already in results/own/ is of earlier data.",
    ]


def test_every_mistake_in_the_configuration_is_named_before_anything_runs(fresh_project):
    config = fresh_project / "config.yaml"
    edit(config, "dpi: 300", "dpi: high")
    edit(config, "  width_mm: 89", "  witdh_mm: 89")
    edit(config, "unit_of_analysis: patient\n        note:", "unit_of_analysis: clinic\n        note:")
    printed = failed(fresh_project)
    expected = [
        "figures.dpi: found 'high'; expected a whole number",
        "unknown key 'witdh_mm' (did you mean 'width_mm'?)",
        f"cohorts.{COHORT}.endpoints.response.unit_of_analysis: found 'clinic'; expected one of lesion, patient",
    ]
    assert [text for text in expected if text not in printed] == []
    assert not (fresh_project / "results").exists()


def test_a_configuration_that_is_no_yaml_is_named_with_line_and_column(fresh_project):
    edit(fresh_project / "config.yaml", "  dpi: 300", "  dpi: [300")
    assert "config.yaml, line 2" in failed(fresh_project)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"q: {'[' * 5000}{']' * 5000}\n", "own.yaml, line 1: more than 100 levels within each other"),
        ("q: [1\n", "own.yaml, line 2, column 1: this is no YAML"),
        ("- 1\n", "own.yaml: Config file must be given as JSON or YAML with keys at top level."),
    ],
    ids=["deep", "broken", "a list"],
)
def test_a_configuration_given_at_the_command_line_is_checked_before_snakemake_reads_it(fresh_project, text, told):
    (fresh_project / "own.yaml").write_text(text, encoding="utf-8")
    run = snakemake(fresh_project, "--configfile", "own.yaml")
    _, *lines = run.printed.splitlines()
    assert (run.status, len(lines)) == (1, 1)
    assert lines[0].startswith(told)


def test_a_key_that_is_given_twice_is_named(fresh_project):
    edit(fresh_project / "config.yaml", "  dpi: 300", "  dpi: 300\n  dpi: 150")
    assert "the key 'dpi' is given again, after line" in failed(fresh_project)
