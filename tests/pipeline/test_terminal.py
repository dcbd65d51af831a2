"""What the terminal shows of what Snakemake says."""

import io
import logging
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent

from casetrace.pipeline.log import CALM_VARIABLE
from snakemake_logger_plugin_casetrace import LogHandler
from tests.stages.running import ROOT


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 2


@pytest.fixture
def handler(tmp_path, monkeypatch):
    """Makes what shows the lines of a run, for its settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(CALM_VARIABLE, raising=False)
    monkeypatch.setenv("TERM", "xterm")

    def made(**settings):
        given = {
            "quiet": {Quietness.HOST},
            "verbose": False,
            "debug_dag": False,
            "printshellcmds": False,
            "dryrun": False,
        }
        common: Any = SimpleNamespace(**given | settings)
        return LogHandler(common, None)

    yield made
    os.environ.pop(CALM_VARIABLE, None)


def say(handler: Any, text: str, level: int = logging.INFO, **about: Any) -> None:
    record = logging.LogRecord("snakemake", level, "", 0, text, None, None)
    vars(record).update(about)
    handler.emit(record)


def job(number: int, rule: str, cohort: str = "a") -> dict[str, Any]:
    return {
        "event": LogEvent.JOB_INFO, "jobid": number, "rule_name": rule, "wildcards": {"cohort": cohort}, "log": []
    }  # fmt: skip


def run(handler: Any) -> None:
    say(handler, "Building DAG of jobs...")
    say(handler, "Job stats: …", event=LogEvent.RUN_INFO, stats={"read": 1, "report_cohort": 1, "all": 1, "total": 3})
    say(handler, "Select jobs to execute...")
    say(handler, "Execute 2 jobs...", event=LogEvent.JOB_STARTED, jobs=[1, 2])
    say(handler, " Rule: read", **job(1, "read"))
    say(handler, " Rule: report_cohort", **job(2, "report_cohort"))
    say(handler, "Finished jobid: 1", event=LogEvent.JOB_FINISHED, job_id=1)
    say(handler, "1 of 3 steps (33%) done", event=LogEvent.PROGRESS, done=1, total=3)
    say(handler, "Finished jobid: 2", event=LogEvent.JOB_FINISHED, job_id=2)


def test_a_run_is_a_line_for_each_step_without_orders_to_a_terminal(handler, capsys):
    run(handler())
    assert capsys.readouterr() == ("", "a: 1 of 2  read\na: 2 of 2  wrote the report\n")


def test_on_a_terminal_what_is_at_work_stands_in_a_line_that_the_next_one_takes_the_place_of(handler, monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((24, 20)))
    shown = handler()
    run(shown)
    say(shown, " Rule: read", **job(3, "read"))
    shown.close()
    assert screen.getvalue() == (
        "… a: read\r\x1b[K… a: read, report coho…\r\x1b[Ka: 1 of 2  read\n… a: report cohort\r\x1b[K"
        "a: 2 of 2  wrote the report\n… a: read\r\x1b[K"
    )


@pytest.mark.parametrize("settings", [{"verbose": True}, {"printshellcmds": True}, {"debug_dag": True}])
def test_where_all_of_snakemake_s_lines_are_asked_for_it_and_the_jobs_speak(handler, capsys, settings):
    shown = handler(**settings)
    run(shown)
    assert (shown.writes_to_stream, capsys.readouterr().err) == (False, "")
    assert CALM_VARIABLE not in os.environ


@pytest.mark.parametrize(
    "settings", [{"dryrun": True}, {"quiet": {Quietness.ALL}}, {"quiet": {Quietness.PROGRESS, Quietness.RULES}}]
)
def test_where_less_is_asked_for_nobody_else_speaks(handler, capsys, settings):
    shown = handler(**settings)
    run(shown)
    assert (shown.writes_to_stream, capsys.readouterr().err) == (False, "")
    assert os.environ[CALM_VARIABLE] == "1"


def test_what_is_wrong_is_shown_without_where_it_was_noticed(handler, capsys):
    shown = handler()
    say(
        shown,
        'WorkflowError in file "/x/Snakefile", line 27:\nconfig.yaml, line 2: wrong\n  File "/x", line 27, in <module>',
    )
    say(shown, "WorkflowError:\na.yaml: wrong\nin two lines", logging.ERROR)
    say(shown, "a \x1b[2Jwarning", logging.WARNING)
    say(shown, "Nothing to be done (all requested files are present and up to date).")
    assert capsys.readouterr().err.splitlines() == [
        "config.yaml, line 2: wrong",
        "a.yaml: wrong",
        "in two lines",
        "a \\u001b[2Jwarning",
        "Nothing to be done (all requested files are present and up to date).",
    ]


def test_a_job_that_failed_is_named_once(handler, capsys):
    ended = "RuleException:\nCalledProcessError in file x, line 3:\nCommand 'python x.py' "
    shown = handler()
    say(shown, " Rule: read", **job(1, "read"))
    say(shown, f"{ended}returned non-zero exit status 1.", logging.ERROR, event=LogEvent.ERROR)
    say(shown, "Error in rule read", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=1)
    say(shown, "Exiting because a job execution failed. Look above for error messages", logging.ERROR)
    say(shown, "WorkflowError:\nAt least one job did not complete successfully.", logging.ERROR)
    assert capsys.readouterr().err == "a: read failed\n"
    # One that the machine ended has left no message of its own.
    say(shown, f"{ended}died with <Signals.SIGKILL: 9>.", logging.ERROR, event=LogEvent.ERROR)
    assert "died with <Signals.SIGKILL: 9>." in capsys.readouterr().err


class GroupJob:
    """A step of a group, as Snakemake tells of it."""

    def __init__(self, number: int) -> None:
        self.jobid = number

    def uuid(self) -> str:
        return f"u-{self.jobid}"


def send(handler: Any, folder: Path) -> None:
    """Two steps of a cohort are sent to a cluster; the first of them has begun there."""
    say(handler, "Job stats: …", event=LogEvent.RUN_INFO, stats={"read": 1, "write": 1, "total": 2})
    say(handler, "Group job cohort", event=LogEvent.GROUP_INFO, group_id="cohort", jobs={GroupJob(1), GroupJob(2)})
    for number, rule in enumerate(("read", "write"), 1):
        say(handler, f" Rule: {rule}", **job(number, rule) | {"local": False, "log": [str(folder / f"{rule}.log")]})
    say(handler, "No SLURM account given, trying to guess.", logging.WARNING)
    say(handler, f"Job u-2 has been submitted with SLURM jobid 7 (log: {folder}/slurm_logs/7.log).")
    (folder / "read.log").write_text("INFO: reading\n", encoding="utf-8")


def end_group(handler: Any, folder: Path, reason: str | None) -> None:
    """The cluster's job fails, of which Snakemake tells for each of its steps."""
    steps = [{"jobid": 1}, {"jobid": 2}]
    say(handler, "Error in group cohort", logging.ERROR, event=LogEvent.GROUP_ERROR, groupid="cohort", why=reason,
        aux_logs=[str(folder / "slurm_logs/7.log")], job_error_info=steps)  # fmt: skip
    for number in (1, 2):
        say(handler, "Error in rule", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=number, rule_msg=None, log=[])
    say(handler, "Trying to restart job u-2.")


def test_steps_of_a_cluster_s_job_are_told_of_as_others(handler, capsys, tmp_path):
    shown = handler()
    send(shown, tmp_path)
    assert shown.progress.at_work() == "a: job 7 of the cluster"
    say(shown, "Finished jobid: 1", event=LogEvent.JOB_FINISHED, job_id=1)
    say(shown, "Finished jobid: 2", event=LogEvent.JOB_FINISHED, job_id=2)
    assert capsys.readouterr().err.splitlines() == [
        "a: sent to the cluster as job 7, 2 steps",
        "a: 1 of 2  reading",
        "a: 2 of 2  write",
    ]
    # They waited for the cluster and for each other, which says nothing of how long they take.
    assert shown.progress.took == {}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (None, "a: read failed"),
        ("SLURM-job '7' failed, SLURM status is: 'FAILED'. Reason: Unknown.", "a: read failed"),
        (
            "SLURM-job '7' failed, SLURM status is: 'OUT_OF_MEMORY'. Reason: Unknown.",
            "a: read failed in the cluster: it took more memory than it had asked for. The log is slurm_logs/7.log",
        ),
        (
            "SLURM-job '7' failed due to a node failure, SLURM status is: 'NODE_FAIL'. Failed nodes…",
            "a: read failed in the cluster: its node failed. The log is slurm_logs/7.log",
        ),
    ],
)
def test_of_a_cluster_s_job_that_failed_the_step_is_named_in_which_it_did(handler, capsys, tmp_path, reason, told):
    shown = handler()
    send(shown, tmp_path)
    capsys.readouterr()
    end_group(shown, tmp_path, reason)
    assert capsys.readouterr().err == f"{told}\n"


def test_a_job_that_the_cluster_refuses_is_told_of_with_its_reason(handler, capsys, tmp_path):
    shown = handler()
    step = job(1, "read") | {"local": False, "log": ["read.log"]}
    say(shown, " Rule: read", **step)
    error = "sbatch: error: invalid partition specified: x\nsbatch: error: Batch job submission failed"
    refused = f"SLURM sbatch failed. The error message was '{error}'.\n    sbatch call:"
    about = {"event": LogEvent.JOB_ERROR, "jobid": 1, "rule_msg": refused, "log": ["read.log"]}
    say(shown, "Error in rule read", logging.ERROR, **about)
    assert capsys.readouterr().err == (
        "a: job failed in the cluster: it was refused: invalid partition specified: x; Batch job submission failed\n"
    )


def test_jobs_of_a_run_that_is_interrupted_have_not_failed(handler, capsys):
    shown = handler()
    say(shown, " Rule: read", **job(1, "read"))
    say(shown, "Terminating processes on user request, this might take some time.")
    ended = "RuleException:\nCalledProcessError in x, line 3:\nCommand 'x' died with <Signals.SIGINT: 2>."
    say(shown, ended, logging.ERROR, event=LogEvent.ERROR)
    say(shown, "Error in rule read", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=1)
    assert capsys.readouterr().err == "Terminating processes on user request, this might take some time.\n"


@pytest.mark.parametrize(("run_of", "shown"), [({"CASETRACE_RUN": "{}"}, False), ({}, True)])
def test_a_job_that_is_interrupted_shows_no_traceback(run_of, shown):
    environment = {name: value for name, value in os.environ.items() if name != "CASETRACE_RUN"} | run_of
    interrupted = subprocess.run(
        [sys.executable, "-c", "import casetrace; raise KeyboardInterrupt"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert ("Traceback" in interrupted.stderr) is shown
    assert interrupted.returncode != 0
