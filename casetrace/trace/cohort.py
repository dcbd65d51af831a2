"""The results of one cohort as they stand in its folder, to be asked where they come from."""

import difflib
import fnmatch
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.config.rules import RESERVED_NAMES
from casetrace.model.basis import LESION_VISITS
from casetrace.model.dictionary import printed_column
from casetrace.model.errors import UserError
from casetrace.model.plan import Plan, read_plan, unit_of_plan
from casetrace.model.storage import read_parquet
from casetrace.model.time_units import USUAL, TimeUnit
from casetrace.model.treatment import Treatment
from casetrace.trace.canonical import CanonicalValues
from casetrace.trace.chain import Lineage
from casetrace.trace.needs import needs
from casetrace.trace.panel import shown_value
from casetrace.trace.record import Record
from casetrace.trace.words import cleaning_words, row_label

Json = dict[str, Any]

#: What a run that keeps the lineage of its results has.
NEEDED = (
    *(f"provenance/{name}.parquet" for name in ("lineage", "row_sets", "files")),
    *(f"ingest/{name}.parquet" for name in ("raw", "columns", "fields", "cells", "lines", "sources", "handled")),
)


#: The plan of a cohort, below the folder of its results.
PLAN = "ingest/plan.json"


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
    def in_results(cls, name: str, results: Path) -> "TracedCohort":
        """The cohort of a name.

        Raises
        ------
        UserError
            When it has no results, or results without a lineage.
        """
        folder = results / name
        folders = sorted(path.parent.name for path in results.glob("*/statistics.csv")) if results.is_dir() else []
        cohorts = ", ".join(cohort for cohort in folders if cohort not in RESERVED_NAMES)
        if not (folder / "statistics.csv").is_file() or name in RESERVED_NAMES:
            available = f"there are results of {cohorts}" if cohorts else f"there are no results in {results}"
            fault = f"{name} is no cohort" if name in RESERVED_NAMES else f"no results of a cohort {name!r}"
            raise UserError(f"{fault}: {available}; run snakemake first, or correct the name")
        if not all((folder / path).is_file() for path in NEEDED):
            raise UserError(f"the results in {folder} have no lineage; run snakemake to make them anew")
        return cls(name, folder)

    @cached_property
    def lineage(self) -> Lineage:
        """The lineage of the results.

        Raises
        ------
        UserError
            When the files that it is read from are not of one run.
        """
        mixed = list(self.record.mixed()) if self.record else []
        if mixed:
            more_files = f" and {len(mixed) - 1} other files have" if len(mixed) > 1 else " has"
            raise UserError(
                f"the results in {self.folder} are not of one run: {mixed[0]}{more_files} changed since it ended, "
                "and a number could be shown with the cells of other data; run snakemake until it ends"
            )
        return Lineage.read(self.folder)

    @cached_property
    def record(self) -> Record | None:
        """What the run recorded of its files; None where it did not come to its end."""
        return Record.read(self.folder)

    @cached_property
    def statistics(self) -> Mapping[str, Mapping[str, Any]]:
        """The rows of statistics.csv by name; what is missing is None."""
        from casetrace.model.listing import records
        from casetrace.model.result_files import read_statistics

        rows = records(read_statistics(str(self.folder / "statistics.csv")))
        return {row["result_id"]: row for row in rows}

    @cached_property
    def plan(self) -> Plan:
        """The plan of the analysis."""
        return read_plan(str(self.folder / PLAN))

    @property
    def time_unit(self) -> TimeUnit:
        """What its visits are counted in."""
        plan = self.folder / PLAN
        return unit_of_plan(plan) if plan.is_file() else USUAL

    @property
    def outcomes(self) -> Mapping[str, Any]:
        """The outcomes of the plan."""
        return self.plan.outcomes

    @property
    def treatment(self) -> Treatment:
        """What the treatment is called."""
        return self.plan.treatment

    @cached_property
    def files(self) -> list[Json]:
        """The raw files with their SHA-256 in the run, and whether they still have it."""
        frame = read_parquet(self.folder / "provenance/files.parquet")
        return [
            {"file": file, "sha256": digest, "state": self.record.state(file) if self.record else None}
            for file, digest in zip(frame["file"], frame["sha256"], strict=True)
        ]

    @cached_property
    def log(self) -> Mapping[tuple[str, int, int], list[Json]]:
        """The entries of the cleaning log by file, line and column; what is of a whole line has column 0."""
        frame = pd.read_csv(self.folder / "cleaning_log.csv", keep_default_na=False)
        entries: dict[tuple[str, int, int], list[Json]] = {}
        for row in frame.to_dict("records"):
            entries.setdefault((row["file"], int(row["line"]), int(row["column"])), []).append(row)
        return entries

    @cached_property
    def _canonical(self) -> CanonicalValues:
        return CanonicalValues(self.lineage, self.outcomes)

    def cell(self, number: int) -> Json:
        """A raw cell by its number, with what cleaning did to it."""
        cell = self.lineage.cell(number)
        entries = self.log.get((cell.file, cell.line, cell.column), ())
        return {
            "file": cell.file,
            "line": cell.line,
            "column": cell.column,
            "header": cell.header,
            "text": cell.text,
            "cleaning": "" if cell.text is None else cleaning_words(entries),
        }

    def became(self, number: int, among: Collection[tuple[str, str]] | None = None) -> list[Json]:
        """The canonical values that a raw cell gave, all or those of some tables and fields."""
        cell = self.lineage.cell(number)
        return self._canonical.of(cell.file, cell.line, cell.column, among)

    def row(self, dataset: str, position: int, fields: Sequence[str], limit: int | None = None) -> Json:
        """A row of a dataset, with the raw cells that tell whose it is and those of some of its values.

        Parameters
        ----------
        dataset, position
            The dataset and the row's position in it.
        fields
            The columns whose cells are given.
        limit
            Of a row that rests on rows itself, a result, how many of these have their cells listed; None for all.
        """
        row = self.lineage.row(dataset, position)
        return {
            "row": position,
            "label": row_label(dataset, row),
            "why": row.get("missing_reason") or row.get("no_percent_reason") or "",
            "about": [self.cell(cell) for cell in sorted(self.lineage.cells_of_value(dataset, position))],
            "values": [self._value(dataset, name, row) for name in fields],
        }

    def _value(self, dataset: str, name: str, row: Mapping[str, Any]) -> Json:
        cells = self.lineage.origins.cells_of_value(dataset, name, row)
        looked_at = sorted(cells.all.difference(cells.behind))
        needed = {(need.table, need.field) for need in needs(dataset, name, row)}
        return {
            "field": printed_column(name),
            "value": shown_value(row, name, self.outcomes),
            "cells": [self.cell(cell) | {"became": self.became(cell, needed)} for cell in cells.behind],
            "also": [self.cell(cell) for cell in looked_at],
        }

    def drawn_row(self, cohort: str, position: int, fields: Sequence[str]) -> Json:
        """A row of the lesion visits that a figure draws, of the cohort that it names; it names none of its own."""
        return self.row(LESION_VISITS, position, fields)

    def cells_behind(self, name: str, limit: int | None) -> Json:
        """The raw cells of the first rows that enter a result, and how many rows do."""
        used = [part for part in self.lineage.parts(name) if part.role == "used"]
        first = [(part, int(row)) for part in used for row in self.lineage.rows(part.row_set)[:limit]]
        cells = {
            cell
            for part, row in first
            for field in part.fields or ("",)
            for cell in self.lineage.cells_of_value(part.dataset, row, field)
        }
        return {
            "n_rows": sum(len(self.lineage.rows(part.row_set)) for part in used),
            "cells": [self.lineage.cell(cell).place for cell in sorted(cells)],
        }

    def matching(self, pattern: str) -> list[str]:
        """Names of results that a pattern such as `reduction.*.mean.*` fits, or that begin with the text."""
        return [name for name in self.statistics if fnmatch.fnmatchcase(name, pattern) or name.startswith(pattern)]

    def nearest(self, name: str) -> list[str]:
        """The names of results and of output files that are most like one that is none."""
        record = self.record
        inside = [name_inside for path in record.outputs if (name_inside := record.inside(path))] if record else []
        return difflib.get_close_matches(name, [*self.statistics, *inside], n=5, cutoff=0.6)
