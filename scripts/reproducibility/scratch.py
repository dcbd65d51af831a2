"""Runs the study afresh in a scratch directory, so that nothing of an earlier run can pass for a result."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.config.reading import read_yaml
from scripts.jobs.errors import UserError

#: What of the repository a run needs.
SOURCES = ("Snakefile", "config.yaml", "requirements.lock", "data", "profiles", "scripts", "workflow")
#: Lines of a failed run that are shown.
TAIL = 40


@contextmanager
def fresh_run(root: Path, config_files: list[str], cores: int) -> Iterator[Path]:
    """Run the study in a scratch directory that is removed afterwards.

    Parameters
    ----------
    root
        The repository's folder.
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
    with tempfile.TemporaryDirectory(prefix="casetrace-") as folder:
        scratch = Path(folder)
        _copy_sources(root, scratch, config_files)
        command = [sys.executable, "-m", "snakemake", "--cores", str(cores)]
        if config_files:
            command += ["--configfile", *config_files]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
        run = subprocess.run(
            command,
            cwd=scratch,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if run.returncode:
            tail = "\n".join(run.stdout.replace(f"{scratch}/", "").splitlines()[-TAIL:])
            raise UserError(f"The run in the scratch directory failed; the end of what it printed:\n{tail}")
        yield scratch


def _copy_sources(root: Path, scratch: Path, config_files: list[str]) -> None:
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, scratch / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy2(source, scratch / name)
    for name in config_files:
        _copy_file(name, scratch)
    for config in config_files or [str(root / "config.yaml")]:
        for cohort in read_yaml(config)["cohorts"].values():
            for key in ("file", "corrections"):
                _copy_file(cohort["table"].get(key), scratch)


def _copy_file(name: str | None, scratch: Path) -> None:
    """Copy a file that is named relative to the working directory; an absolute one is read where it is."""
    if name and not Path(name).is_absolute() and Path(name).is_file() and not (scratch / name).exists():
        (scratch / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, scratch / name)
