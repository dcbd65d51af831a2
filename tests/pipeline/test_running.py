"""One run at a time in a folder, and jobs that end with their run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casetrace.model.errors import UserError
from casetrace.pipeline.running import RUN_VARIABLE, run_is_dead, the_only_run
from tests.stages.running import ROOT

RUN = """
import subprocess, sys, time
from casetrace.pipeline.running import the_only_run
with the_only_run():
    job = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
    print(job.pid, flush=True)
    time.sleep(60)
"""
JOB = """
import time
from casetrace.pipeline.running import end_with_the_run
end_with_the_run()
open("begun", "w").close()
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(RUN_VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def other():
    """A run at work in the same folder, with a job."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, JOB], stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    assert process.stdout is not None
    process.stdout.readline()
    while not Path("begun").exists():
        time.sleep(0.05)
    yield process
    process.kill()
    process.communicate()


def test_a_run_that_ends_leaves_nothing_to_the_next():
    for _ in range(2):
        with the_only_run() as last_was_killed:
            assert not last_was_killed
            assert not run_is_dead()


def test_a_living_run_is_respected(other):
    with (
        pytest.raises(UserError, match=f"Another run is at work in this folder .process {other.pid} on"),
        the_only_run(),
    ):
        pass
    assert other.poll() is None


def test_a_run_that_was_killed_is_recognised_and_its_jobs_end(other):
    other.send_signal(signal.SIGKILL)
    # The dead process is still listed until it is waited for.
    with the_only_run() as last_was_killed:
        assert last_was_killed
    with the_only_run() as last_was_killed:
        assert not last_was_killed


def test_a_job_on_another_machine_lives_until_another_run_begins(monkeypatch):
    with the_only_run():
        monkeypatch.setenv(RUN_VARIABLE, '{"machine": "login-node", "process": 7}')
        Path(".snakemake/casetrace/run.lock").write_text(os.environ[RUN_VARIABLE], encoding="utf-8")
        # Its lock tells nothing here: this process holds it as the run on the other machine would.
        assert not run_is_dead()
        Path(".snakemake/casetrace/run.lock").write_text('{"machine": "login-node", "process": 8}', encoding="utf-8")
        assert run_is_dead()
