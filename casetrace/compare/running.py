"""Runs the stages on both exports at once, as two cohorts that differ in one raw file."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from casetrace.compare.choice import Choice
from casetrace.model.errors import UserError
from casetrace.model.problems import Problem, collected, problems_of
from casetrace.model.storage import read_parquet
from casetrace.verify.scratch import (
    CODE,
    copy_files,
    failure,
    files_of,
    run_snakemake,
    scratch_copy,
    tables_of,
)

SIDES = ("old", "new")


@dataclass(frozen=True)
class ExportRun:
    """The stages of one export.

    Attributes
    ----------
    folder
        The folder of its results. `statistics.csv` is not there where the export has errors.
    file
        What its file is called in those results.
    shown
        What the user calls it.
    """

    folder: Path
    file: str
    shown: str

    @property
    def has_results(self) -> bool:
        """Whether the run came as far as the results."""
        return (self.folder / "statistics.csv").is_file()

    def problems(self) -> list[Problem]:
        """All problems of the export, its file named as the user calls it."""
        parts = [read_parquet(self.folder / stage / "problems.parquet") for stage in ("ingest", "clean")]
        return [replace(problem, file=self.name_of(problem.file)) for problem in problems_of(collected(parts))]

    def name_of(self, file: str) -> str:
        """A file of the results as the user calls it."""
        return self.shown if file == self.file else file


@contextmanager
def export_runs(root: Path, choice: Choice, exports: tuple[Path, Path]) -> Iterator[tuple[ExportRun, ExportRun]]:
    """Run both exports as far as the results, or as far as their errors let them.

    Parameters
    ----------
    root
        The repository's folder.
    choice
        What the exports stand for.
    exports
        The old and the new file.

    Yields
    ------
    tuple of ExportRun
        The old and the new one. Their folders are removed afterwards.

    Raises
    ------
    UserError
        When a run ends in anything but errors in the data.
    """
    with scratch_copy(root, CODE) as scratch:
        files = {side: f"exports/{side}/{export.name}" for side, export in zip(SIDES, exports, strict=True)}
        for side, export in zip(SIDES, exports, strict=True):
            (scratch / files[side]).parent.mkdir(parents=True)
            shutil.copy2(export, scratch / files[side])
        copy_files(files_of(choice.config["cohorts"][choice.cohort]), scratch)
        _write_config(choice, files, scratch / "config.yaml")
        targets = [f"results/{side}/statistics.csv" for side in SIDES]
        run = run_snakemake(scratch, "--keep-going", *targets)
        old, new = (
            ExportRun(scratch / "results" / side, files[side], str(export))
            for side, export in zip(SIDES, exports, strict=True)
        )
        if not all(side.has_results or _has_errors(side) for side in (old, new)):
            raise UserError(failure(run, scratch))
        yield old, new


def _write_config(choice: Choice, files: dict[str, str], path: Path) -> None:
    """The configuration with the cohort once for each export."""
    cohorts = {}
    for side, file in files.items():
        cohort = copy.deepcopy(choice.config["cohorts"][choice.cohort])
        for table in tables_of(cohort):
            if table["file"] == choice.file:
                table["file"] = file
        cohorts[side] = cohort
    text = yaml.safe_dump(choice.config | {"cohorts": cohorts}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def _has_errors(run: ExportRun) -> bool:
    """Whether the data were cleaned and have errors, for which nothing was computed."""
    if not (run.folder / "clean" / "problems.parquet").is_file():
        return False
    return any(problem.severity == "error" for problem in run.problems())
