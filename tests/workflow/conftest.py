"""A finished run, made once, and copies of it."""

import fcntl
import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.workflow.running import Run, copy_sources, snakemake


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory):
    """A copy of the repository in which the pipeline has run, and what that run printed. Not to be changed.

    Where several processes test, the first that needs it makes it for all of them.
    """
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "finished"
    folder.mkdir(exist_ok=True)
    project, told = folder / "project", folder / "run.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps(asdict(snakemake(copy_sources(project)))), encoding="utf-8")
    run = Run(**json.loads(told.read_text(encoding="utf-8")))
    assert run.status == 0, run.printed
    return project, run


@pytest.fixture(scope="session")
def results(finished_run) -> Path:
    """The results of the first cohort in the finished run."""
    return Path(finished_run[0], "results", "aarhus-2014")


@pytest.fixture
def project(finished_run, tmp_path) -> Path:
    """A copy of the finished run that a test may change."""
    return Path(shutil.copytree(finished_run[0], tmp_path / "project"))


@pytest.fixture
def fresh_project(tmp_path) -> Path:
    """A copy of the repository without results."""
    return copy_sources(tmp_path / "project")
