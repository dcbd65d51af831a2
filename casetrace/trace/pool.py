"""The results of all cohorts of a study together, to be asked which results of the cohorts they rest on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from casetrace.model.basis import OF_COHORT
from casetrace.model.errors import UserError
from casetrace.model.listing import records
from casetrace.model.plan import unit_of_plans
from casetrace.model.printed_table import PRINTED, line_words
from casetrace.model.storage import read_parquet
from casetrace.model.time_units import USUAL, TimeUnit
from casetrace.model.treatment import Treatment
from casetrace.trace.chain import Lineage
from casetrace.trace.cohort import PLAN, Json, TracedCohort
from casetrace.trace.pooled_panel import cohort_of, cohort_result_words, cohort_value

#: The folder of these results, a name that no cohort has.
POOLED = "pooled"
NEEDED = ("statistics.csv", "provenance/lineage.parquet", "provenance/row_sets.parquet")


class TracedPool(TracedCohort):
    """The results of all cohorts together: the rows that they rest on are results of the cohorts."""

    @classmethod
    def in_results(cls, name: str, results: Path) -> "TracedPool":
        """The results of all cohorts together.

        Raises
        ------
        UserError
            When there are none.
        """
        folder = results / name
        if not _is_traced(folder):
            raise UserError(
                f"no results of several cohorts with a lineage in {folder}; run snakemake with two cohorts in config"
            )
        return cls(name, folder)

    @classmethod
    def beside(cls, cohort: TracedCohort) -> "TracedPool | None":
        """The results of all cohorts together into which a cohort's went as they are now; None where there are none."""
        folder = cohort.folder.parent / POOLED
        if not _is_traced(folder):
            return None
        pool = cls(POOLED, folder)
        return None if any(pool.mixed()) else pool

    def mixed(self) -> Iterator[str]:
        """The files of these results, and the results of cohorts, that are not those of the run."""
        if self.record is None:
            return
        yield from self.record.mixed()
        inputs = self.record.step(self.record.output("statistics.csv") or "")["inputs"]
        statistics = [path for path in inputs if Path(path).name == "statistics.csv"]
        yield from (path for path in statistics if self.record.state(path) != "unchanged")

    @cached_property
    def lineage(self) -> Lineage:
        """The lineage of the results.

        Raises
        ------
        UserError
            When they and those of the cohorts are not of one run.
        """
        changed = next(self.mixed(), None)
        if changed is not None:
            raise UserError(
                f"the results in {self.folder} are not of one run: {changed} has changed since it ended; run snakemake "
                "until it comes to its end"
            )
        return Lineage.read(self.folder)

    @cached_property
    def cohorts(self) -> Mapping[str, TracedCohort]:
        """The cohorts, by name."""
        results = self.folder.parent
        datasets = {part.dataset: None for name in self.lineage.results for part in self.lineage.parts(name)}
        names = [cohort_of(dataset) for dataset in datasets if dataset != PRINTED]
        return {name: TracedCohort.in_results(name, results) for name in names}

    @cached_property
    def printed(self) -> Sequence[Mapping[str, Any]]:
        """What is printed of the cohorts whose patients are not at hand."""
        return records(read_parquet(self.folder / "printed.parquet"))

    @cached_property
    def outcomes(self) -> Mapping[str, Any]:
        """The outcomes of all cohorts; of one that several have, the first one's."""
        return {
            name: outcome
            for cohort in reversed(list(self.cohorts.values()))
            for name, outcome in cohort.outcomes.items()
        }

    @property
    def treatment(self) -> Treatment:
        """What the treatment is called in the first cohort."""
        return next(iter(self.cohorts.values())).treatment

    @property
    def time_unit(self) -> TimeUnit:
        """What most of the cohorts count their visits in, which are those that are compared."""
        plans = {name: cohort.folder / PLAN for name, cohort in self.cohorts.items()}
        return unit_of_plans(plans) if plans else USUAL

    @cached_property
    def files(self) -> list[Json]:
        """The raw files of all cohorts."""
        by_name = {file["file"]: file for cohort in self.cohorts.values() for file in cohort.files}
        return list(by_name.values())

    def _result(self, dataset: str, position: int) -> tuple[TracedCohort, Mapping[str, Any]]:
        cohort = self.cohorts[cohort_of(dataset)]
        return cohort, list(cohort.statistics.values())[position]

    def row(self, dataset: str, position: int, fields: Sequence[str], limit: int | None = None) -> Json:
        """A result of a cohort, with the raw cells behind it, those of its first rows."""
        if dataset == PRINTED:
            return self._printed_row(position, fields)
        cohort, row = self._result(dataset, position)
        return {
            "row": position,
            "label": cohort_result_words(cohort.name, row, cohort.outcomes),
            "why": row["note"] if row["status"] == "refused" else "",
            "about": [],
            "values": [{"field": name, "value": cohort_value(row, name), "cells": [], "also": []} for name in fields],
            "result": {"cohort": cohort.name, "result_id": row["result_id"]}
            | cohort.cells_behind(row["result_id"], limit),
        }

    def _printed_row(self, position: int, fields: Sequence[str]) -> Json:
        """A line of what is printed of further cohorts, with its cells."""
        line = self.printed[position]
        columns = str(line["columns"]).split(",")
        cells = {
            field: {
                "file": line["file"],
                "line": line["line"],
                "column": columns.index(field) + 1,
                "header": field,
                "text": line[field],
                "cleaning": "",
                "became": [],
            }
            for field in fields
        }
        values = [{"field": field, "value": line[field], "cells": [cells[field]], "also": []} for field in fields]
        return {"row": position, "label": line_words(line), "why": "", "about": [], "values": values}

    def drawn_row(self, cohort: str, position: int, fields: Sequence[str]) -> Json:
        """A row of the lesion visits of one of the cohorts."""
        row = self.cohorts[cohort].drawn_row("", position, fields)
        return row | {"label": f"{cohort}: {row['label']}"}

    def cells_behind(self, name: str, limit: int | None) -> Json:
        """The raw cells behind the cohorts' results that enter a result, and how many of these do."""
        used = [part for part in self.lineage.parts(name) if part.role == "used" and part.dataset != PRINTED]
        results = [self._result(part.dataset, int(row)) for part in used for row in self.lineage.rows(part.row_set)]
        cells = (cohort.cells_behind(row["result_id"], limit)["cells"] for cohort, row in results)
        return {"n_rows": len(results), "cells": list(dict.fromkeys(cell for places in cells for cell in places))}

    def resting_on(self, cohort: TracedCohort, names: Collection[str]) -> set[str]:
        """The results that rest on some results of a cohort."""
        dataset = OF_COHORT.format(cohort=cohort.name)
        positions = {position for position, name in enumerate(cohort.statistics) if name in names}
        return {
            result
            for result in self.lineage.results
            for part in self.lineage.parts(result)
            if part.dataset == dataset and positions & set(map(int, self.lineage.rows(part.row_set)))
        }


def _is_traced(folder: Path) -> bool:
    return all((folder / path).is_file() for path in NEEDED)
