"""The pipeline, run for real: what it makes, and what a change makes it do again."""

import csv
import re

import pandas as pd
import pytest

from casetrace.model.figure_families import FAMILIES, FORMATS
from casetrace.model.report_files import report_files
from tests.workflow.running import COHORT, edit, logs, planned, snakemake, started

COMPUTE_RULES = {"analyse_cohort"}
#: Those that the first cohort has, which asks for no time to an event.
FAMILIES_OF_COHORTS = {name: family for name, family in FAMILIES.items() if family.of in ("rows", "claims")}
PLOT_RULES = {f"figures_{family}" for family in FAMILIES_OF_COHORTS}
ALL_RULES = {
    "ingest_cohort",
    "clean_cohort",
    "check_cohort",
    "derive_outcomes",
    *COMPUTE_RULES,
    "audit_claims",
    "collect_results",
    *PLOT_RULES,
    "report_cohort",
    "provenance_cohort",
    "all",
}
LAST_RULES = {"report_cohort", "provenance_cohort", "all"}


def test_a_run_makes_every_output_of_the_contract(finished_run, results):
    assert set(finished_run[1].rules) == ALL_RULES
    figures = [figure for family in FAMILIES_OF_COHORTS.values() for figure in family.figures]
    expected = [f"figures/{figure}.{kind}" for figure in figures for kind in FORMATS]
    expected += ["statistics.csv", "problems.csv", "cleaning_log.csv", "provenance/manifest.json"]
    expected += report_files("rows").values()
    expected += ["audit.csv", "audit/scenario.json"]
    expected += ["derive/lesion_visits.parquet", "derive/lesion_visits.csv", "analyse/statistics.parquet"]
    assert [name for name in expected if not (results / name).stat().st_size] == []


def test_a_run_tells_of_each_step_in_a_line_and_ends_with_the_report(finished_run):
    profile, *lines = finished_run[1].printed.splitlines()
    assert "profiles/default" in profile
    steps = len(ALL_RULES) - 1
    assert lines[-1] == "The report is results/aarhus-2014/report.html"
    numbers = [re.match(r"aarhus-2014: +(\d+) of (\d+)  \w", line) for line in lines[:-1]]
    assert [found and found.groups() for found in numbers] == [(str(done), str(steps)) for done in range(1, steps + 1)]
    assert lines[0] == f"aarhus-2014:  1 of {steps}  ingested 7 lesions of 6 patients"
    assert lines[-2] == f"aarhus-2014: {steps} of {steps}  recorded the run"
    assert "\x1b" not in finished_run[1].printed


def test_what_the_terminal_leaves_out_is_in_the_logs(finished_run, results):
    assert "read data/aarhus-2014/table1.csv: " in (results / "logs" / "ingest_cohort.log").read_text(encoding="utf-8")
    (log,) = logs(finished_run[0])
    assert f"{len(ALL_RULES)} of {len(ALL_RULES)} steps (100%) done" in log.read_text(encoding="utf-8")


def test_every_job_has_a_log(results):
    logs = {path.stem for path in (results / "logs").glob("*.log")}
    assert logs == ALL_RULES - {"all"}


def test_statistics_hold_the_primary_result_described_and_estimated(results):
    with (results / "statistics.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["role"] == "primary"]
    response = "responders.size_mm.week_12.patient.all.observed.endpoint=response"
    assert [row["result_id"] for row in rows] == [
        f"{response}.count.count", f"{response}.percent.count", f"{response}.proportion.clopper_pearson"
    ]  # fmt: skip
    assert [float(row["estimate"]) for row in rows] == [5, 100, 1]


def test_a_second_run_does_nothing_whether_a_user_starts_it_or_it_is_forked_as_in_these_tests(project):
    run = started(project)
    assert run.status == 0
    assert run.rules == []
    assert "Nothing to be done" in run.printed
    assert snakemake(project) == run


def test_a_deleted_output_is_made_again(project):
    made = [f"results/{COHORT}/{name}" for name in ("figures/flow.pdf", "statistics.csv")]
    before = [(project / path).read_bytes() for path in made]
    for path in made:
        (project / path).unlink()
    assert {"figures_cohort", "collect_results"} <= planned(project)
    run = snakemake(project, *made)
    assert run.status == 0, run.printed
    assert set(run.rules) == {"figures_cohort", "collect_results"}
    assert [(project / path).read_bytes() for path in made] == before
    # They are what they were, and nothing that was made of them is made again.
    assert planned(project) == set()


def test_a_changed_raw_cell_reruns_everything_and_moves_the_numbers(project):
    edit(project / "data" / COHORT / "table1.csv", "50/38,10/80", "50/38,20/75")
    assert planned(project) == ALL_RULES
    path = f"results/{COHORT}/statistics.csv"
    run = snakemake(project, path)
    assert run.status == 0, run.printed
    statistics = pd.read_csv(project / path, index_col="result_id")
    # case 4 goes from 87.5 to 75 percent: the mean of five patients falls by 2.5
    mean = statistics.loc["reduction.size_mm.week_12.patient.all.observed.mean.t", "estimate"]
    assert mean == pytest.approx(86.9047619048, abs=1e-8)


def test_a_changed_figure_option_reruns_the_figures_and_what_shows_them(project):
    edit(project / "config.yaml", "dpi: 300", "dpi: 150")
    assert planned(project) == PLOT_RULES | LAST_RULES


def test_a_changed_module_reruns_the_scripts_that_import_it(project):
    module = project / "casetrace" / "figures" / "waterfall.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert planned(project) == {"figures_outcomes"} | LAST_RULES


def test_a_changed_method_setting_reruns_what_uses_it(project):
    edit(project / "config.yaml", "resamples: 9999", "resamples: 999")
    assert planned(project) == {*COMPUTE_RULES, "collect_results", "figures_estimates"} | LAST_RULES
