"""What is said at the end of a run, of the files that it has written."""

import os

import pytest

from casetrace.pipeline.endings import Ending
from casetrace.pipeline.log import USER_ERROR_MARK

BEGAN = 1_000_000_000.0


@pytest.fixture
def ending(tmp_path, monkeypatch):
    """The end of a run of three cohorts, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Ending("results", ["zeta", "alpha", "mine"], BEGAN)


def write(path: str, text: str = "", seconds: float = 1) -> None:
    """A file in the results, of so many seconds after the run began."""
    os.makedirs(os.path.dirname(f"results/{path}"), exist_ok=True)
    with open(f"results/{path}", "w", encoding="utf-8") as file:
        file.write(text)
    os.utime(f"results/{path}", (BEGAN + seconds, BEGAN + seconds))


def test_reports_are_told_of_in_the_order_of_config_and_those_of_earlier_runs_are_not(ending):
    for name in ("alpha", "pooled", "zeta"):
        write(f"{name}/report.html")
    write("mine/report.html", seconds=-1)
    assert list(ending.reports()) == [
        f"The report is results/{name}/report.html" for name in ("zeta", "alpha", "pooled")
    ]


def test_a_report_of_a_run_that_failed_is_complete_with_its_crate(ending):
    for name in ("alpha", "zeta", "mine"):
        write(f"{name}/report.html")
    write("zeta/ro-crate-metadata.json")
    write("mine/ro-crate-metadata.json", seconds=-1)
    assert list(ending.complete_reports()) == [
        "The run failed, but these results are complete: results/zeta/report.html"
    ]


def test_what_can_be_corrected_is_told_with_its_log(ending):
    write("alpha/logs/clean_cohort.log", f"INFO: x\n{USER_ERROR_MARK}\nmend line 3\n")
    write("pooled/logs/pool_cohorts.log", f"{USER_ERROR_MARK}\nname another visit\n")
    write("zeta/logs/ingest_cohort.log", f"{USER_ERROR_MARK}\nwrite a header\n", seconds=0)
    write("zeta/logs/clean_cohort.log", "INFO: x\n")
    write("mine/logs/clean_cohort.log", f"{USER_ERROR_MARK}\nof an earlier run\n", seconds=-1)
    assert list(ending.user_errors()) == [
        "\nwrite a header\nThe log is results/zeta/logs/ingest_cohort.log",
        "\nmend line 3\nThe log is results/alpha/logs/clean_cohort.log",
        "\nname another visit\nThe log is results/pooled/logs/pool_cohorts.log",
    ]


def test_the_results_may_stand_behind_the_prefix_of_a_module(ending):
    write("zeta/report.html")
    os.rename("results", "study")
    behind = Ending("study", ["zeta"], BEGAN)
    assert list(behind.reports()) == ["The report is study/zeta/report.html"]
    assert list(ending.reports()) == []
