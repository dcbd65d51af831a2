"""Runs the real pipeline in a copy of the repository."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from casetrace.pipeline.imports import outside_imports
from casetrace.pipeline.shared_start import POSSIBLE, SharedStart
from casetrace.verify.scratch import SOURCES
from tests.workflow import forked_snakemake

REPOSITORY = Path(__file__).parents[2]
COHORT = "aarhus-2014"


@dataclass(frozen=True)
class Run:
    """One run of Snakemake: its exit status, what it printed, and the rules that it finished, in order."""

    status: int
    printed: str
    rules: list[str] = field(default_factory=list)


def copy_sources(destination: Path) -> Path:
    """A copy of what a run needs, without results; Python's compiled files come with it, which hold for a copy too."""
    destination.mkdir(parents=True)
    for name in SOURCES:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, destination / name)
        else:
            shutil.copy2(source, destination / name)
    return destination


def started(project: Path, *arguments: str, **environment: str) -> Run:
    """Run Snakemake in a copy of the repository, as a user would."""
    before = logs(project)
    completed = subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=project,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Run(completed.returncode, completed.stdout, rules_done(logs(project) - before))


def snakemake(project: Path, *arguments: str) -> Run:
    """The same in a process forked from one that has loaded Snakemake and what the jobs need.

    To load both takes longer than most runs of the tests.
    """
    if not POSSIBLE:
        return started(project, *arguments)
    before = logs(project)
    with NamedTemporaryFile("r", encoding="utf-8") as printed, chdir(project):
        asked = json.dumps({"arguments": arguments, "printed": printed.name})
        status = run_forked(forked_snakemake.__file__, **{forked_snakemake.ASKED: asked})
        return Run(status, printed.read(), rules_done(logs(project) - before))


def run_forked(script: str, **environment: str) -> int:
    """The exit status of a script that is run by a process which has loaded what Snakemake and the jobs need."""
    return _start().run(script, _packages(), os.environ | environment)


@cache
def _start() -> SharedStart:
    """What the runs of this process are forked from."""
    return SharedStart()


@cache
def _packages() -> list[str]:
    """What Snakemake and the scripts load, without what is of the repository."""
    return ["snakemake.cli", *outside_imports((REPOSITORY / "casetrace").rglob("*.py"), REPOSITORY)]


def rules_done(told: set[Path]) -> list[str]:
    """The rules that runs have finished, in order, by their logs."""
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(told))
    return re.findall(r"^Finished jobid: \d+ \(Rule: (\w+)\)", text, re.M)


def logs(project: Path) -> set[Path]:
    """What Snakemake wrote of its runs; the terminal shows a part of it."""
    return set(project.glob(".snakemake/log/*.log"))


def planned(project: Path, *arguments: str) -> set[str]:
    """The rules that a run would run, without running them."""
    run = snakemake(project, "--dry-run", *arguments)
    assert run.status == 0, run.printed
    return set(re.findall(r"^(\w+) +\d+$", run.printed.partition("Job stats:")[2], re.MULTILINE)) - {"total"}


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that stands once in a file."""
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_bytes(text.replace(old, new).encode("utf-8"))
