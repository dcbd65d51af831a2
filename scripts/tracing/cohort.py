"""The results of one cohort as they stand in its folder, to be asked where they come from."""

import difflib
import fnmatch
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from scripts.jobs.errors import UserError
from scripts.lineage.chain import Lineage
from scripts.lineage.words import cleaning_words
from scripts.mapping.plan import read_plan

Json = dict[str, Any]


@dataclass(frozen=True)
class TracedCohort:
    """A cohort whose results are there.

    Attributes
    ----------
    name
        The cohort's name.
    folder
        Folder of its results.
    """

    name: str
    folder: Path

    @classmethod
    def found(cls, name: str, results: Path) -> "TracedCohort":
        """The cohort of a name.

        Raises
        ------
        UserError
            When it has no results, or results without a lineage.
        """
        folder = results / name
        there = sorted(path.parent.name for path in results.glob("*/statistics.csv")) if results.is_dir() else []
        if not (folder / "statistics.csv").is_file():
            known = f"there are results of {', '.join(there)}" if there else f"there are no results in {results}"
            raise UserError(f"no results of a cohort {name!r}: {known}; run snakemake first, or mend the name")
        if not (folder / "provenance/lineage.parquet").is_file():
            raise UserError(f"the results in {folder} have no lineage; run snakemake to make them anew")
        return cls(name, folder)

    @cached_property
    def lineage(self) -> Lineage:
        """The lineage of the results."""
        return Lineage.read(self.folder)

    @cached_property
    def statistics(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of statistics.csv by name; what is missing is None."""
        from scripts.report.content import read_statistics

        frame = read_statistics(str(self.folder / "statistics.csv"))
        rows = frame.astype("object").where(frame.notna(), None).to_dict("records")
        return {row["result_id"]: row for row in rows}

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        """The outcomes of the plan."""
        return dict(read_plan(str(self.folder / "ingested/plan.json"))["outcomes"])

    @cached_property
    def manifest(self) -> Json:
        """The manifest of the run; UserError where the run did not come to its end."""
        path = self.folder / "provenance/manifest.json"
        if not path.is_file():
            raise UserError(f"there is no {path}: the run did not come to its end; run snakemake")
        return dict(json.loads(path.read_text(encoding="utf-8")))

    @cached_property
    def files(self) -> list[Json]:
        """The raw files with their SHA-256."""
        frame = self.lineage.dataset("provenance/files")
        return [{"file": file, "sha256": digest} for file, digest in zip(frame["file"], frame["sha256"], strict=True)]

    @cached_property
    def _log(self) -> Mapping[tuple[str, int, int], list[Json]]:
        frame = pd.read_csv(self.folder / "cleaning_log.csv", keep_default_na=False)
        found: dict[tuple[str, int, int], list[Json]] = {}
        for row in frame.to_dict("records"):
            found.setdefault((row["file"], int(row["line"]), int(row["column"])), []).append(row)
        return found

    def cleaning(self, file: str, line: int, column: int) -> str:
        """What cleaning did to a cell, in words; empty where it took the text as it stands."""
        return cleaning_words(self._log.get((file, line, column), ()))

    def cell(self, number: int) -> Json:
        """A raw cell by its number, with what cleaning did to it."""
        cell = self.lineage.cell(number)
        return {
            "file": cell.file,
            "line": cell.line,
            "column": cell.column,
            "header": cell.header,
            "text": cell.text,
            "cleaning": "" if cell.text is None else self.cleaning(cell.file, cell.line, cell.column),
        }

    def matching(self, pattern: str) -> list[str]:
        """Names of results that a pattern such as `reduction.*.mean.*` fits, or that begin with the text."""
        return [name for name in self.statistics if fnmatch.fnmatchcase(name, pattern) or name.startswith(pattern)]

    def nearest(self, name: str) -> list[str]:
        """The names of results that are most like one that is none."""
        return difflib.get_close_matches(name, list(self.statistics), n=5, cutoff=0.5)


def listed(names: Iterable[str]) -> str:
    """Names one a line, indented."""
    return "\n".join(f"  {name}" for name in names)
