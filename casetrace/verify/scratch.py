"""Runs the pipeline in a scratch directory, so that nothing of an earlier run can pass for a result."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casetrace.config.addresses import copy_of, is_address
from casetrace.config.outside import PROJECT_VARIABLE
from casetrace.model.errors import UserError
from casetrace.model.pseudonyms import SALT_VARIABLE
from casetrace.model.yaml_files import read_yaml
from casetrace.pipeline.fetch import RECORD

#: What of the repository a run needs or hands on, and its own study.
CODE = (
    "Snakefile",
    "Makefile",
    "CITATION.cff",
    "LICENSE",
    "requirements.lock",
    "requirements-cluster.lock",
    "pyproject.toml",
    "profiles",
    "snakemake_logger_plugin_casetrace",
    "casetrace",
    "scripts",
    "workflow",
)
STUDY = ("config.yaml", "data")
SOURCES = (*CODE, *STUDY)
#: Lines of a failed run that are shown.
TAIL = 40


@contextmanager
def fresh_run(root: Path, config_files: list[str], cores: int) -> Iterator[Path]:
    """Run the study in a scratch directory that is removed afterwards.

    Parameters
    ----------
    root
        The folder of the code; the study is that of the working directory, which may be another one.
    config_files
        Configuration files in place of the study's own, as given to Snakemake.
    cores
        Cores to use.

    Yields
    ------
    Path
        The scratch directory, with its `results/`.

    Raises
    ------
    UserError
        When the run fails, with the end of what it printed.
    """
    with scratch_copy(root, CODE) as scratch:
        copy_parts(Path(), STUDY, scratch)
        copy_files(config_files, scratch)
        for config in config_files or ["config.yaml"]:
            for name, cohort in read_yaml(config)["cohorts"].items():
                copy_files(files_of(cohort), scratch)
                copy_files(fetched_of(name, cohort), scratch)
        configured = ["--configfile", *config_files] if config_files else []
        run = run_snakemake(scratch, "--cores", str(cores), *configured)
        if run.returncode:
            raise UserError(failure(run, scratch))
        yield scratch


@contextmanager
def scratch_copy(root: Path, names: Iterable[str]) -> Iterator[Path]:
    """A scratch directory with parts of the repository in it, which is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="casetrace-") as folder:
        copy_parts(root, names, Path(folder))
        yield Path(folder)


def copy_parts(root: Path, names: Iterable[str], scratch: Path) -> None:
    """Copy files and folders of a folder, those that are there."""
    for name in names:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, scratch / name)


def tables_of(cohort: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The tables of a cohort as config has it: one, several, or none where it has claims alone."""
    return list(cohort.get("tables", [cohort["table"]] if "table" in cohort else []))


def files_of(cohort: Mapping[str, Any]) -> list[str]:
    """The raw files of a cohort as config has it, its corrections and its claims."""
    files = [table["file"] for table in tables_of(cohort)]
    return [*files, *(cohort[key] for key in ("corrections", "claims") if key in cohort)]


def fetched_of(name: str, cohort: Mapping[str, Any]) -> list[str]:
    """The copies of a cohort's raw files that are elsewhere, with what is known of them."""
    copies = [copy_of(name, table["file"]) for table in tables_of(cohort) if is_address(table["file"])]
    return [path for copy in copies for path in (copy, copy + RECORD)]


def copy_files(names: Iterable[str], scratch: Path) -> None:
    """Copy files that are named relative to the working directory; an absolute one is read where it is."""
    for name in names:
        if not Path(name).is_absolute() and Path(name).is_file() and not (scratch / name).exists():
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, scratch / name)


def run_snakemake(scratch: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Snakemake in a scratch directory; its `stdout` is all that it printed."""
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=scratch,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _environment() -> dict[str, str]:
    """The environment without what Snakemake put there; the path of the salt is good in any folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
    kept.setdefault(PROJECT_VARIABLE, str(Path.cwd()))
    if kept.get(SALT_VARIABLE):
        kept[SALT_VARIABLE] = str(Path(kept[SALT_VARIABLE]).absolute())
    return kept


def failure(run: subprocess.CompletedProcess[str], scratch: Path) -> str:
    """What a failed run says: the end of what it printed, in which the scratch directory has no name."""
    tail = "\n".join(run.stdout.replace(f"{scratch}/", "").splitlines()[-TAIL:])
    return f"The run in the scratch directory failed; the end of what it printed:\n{tail}"
