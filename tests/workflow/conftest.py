"""A finished run, made once a test process, and copies of it."""

import shutil
from pathlib import Path

import pytest

from tests.workflow.running import copy_sources, snakemake


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory):
    """A copy of the repository in which the pipeline has run, and what that run printed. Not to be changed."""
    project = copy_sources(tmp_path_factory.mktemp("finished") / "project")
    run = snakemake(project)
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
