"""What the panel of the report of the cohorts together shows: of every number the cohorts' results that it rests on."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from casetrace.model.comparisons import Cohort
from casetrace.model.listing import records
from casetrace.model.outcome import Outcome
from casetrace.model.printed_table import PRINTED, line_words
from casetrace.trace.chain import Lineage, RestsOn
from casetrace.trace.packing import packed, packed_rows
from casetrace.trace.panel import Json, method_entry, printed_value, traced_result
from casetrace.trace.words import result_words


def pooled_trace_data(
    lineage: Lineage,
    statistics: pd.DataFrame,
    cohorts: Mapping[str, Cohort],
    printed: pd.DataFrame,
    provenance: Mapping[str, Any],
) -> Json:
    """What the panel of the report shows.

    Parameters
    ----------
    lineage
        The lineage of the results of all cohorts together.
    statistics
        These results.
    cohorts
        The cohorts whose patients are at hand, by name.
    printed
        What is printed of the others.
    provenance
        Digests of the files read, and versions of the software.
    """
    rows = CohortRows(lineage, cohorts, printed)
    result_rows = records(statistics)
    outcomes = {
        name: outcome for cohort in reversed(list(cohorts.values())) for name, outcome in cohort.outcomes.items()
    }
    return {
        "cohort": "pooled",
        "reproduce": "casetrace trace pooled",
        "software": provenance["software"],
        "methods": {key: method_entry(key) for key in dict.fromkeys(row["method"] for row in result_rows)},
        "results": packed({row["result_id"]: traced_result(row, rows, outcomes) for row in result_rows}),
        "printed": {},
        "sets": rows.sets(),
        "rows": packed_rows(rows.rows()),
        "files": [{"name": name, "sha256": digest} for name, digest in provenance["files"].items()],
        "raw": [],
        "cells": [],
    }


class CohortRows:
    """Collects the sets of rows of the cohorts' results, and these rows.

    Parameters
    ----------
    lineage
        The lineage of the results of all cohorts together.
    cohorts
        The cohorts whose patients are at hand, by name.
    printed
        What is printed of the others.
    """

    def __init__(self, lineage: Lineage, cohorts: Mapping[str, Cohort], printed: pd.DataFrame) -> None:
        self.lineage = lineage
        self._cohorts = cohorts
        self._printed = records(printed)
        self._sets: dict[str, tuple[int, Json]] = {}
        self._seen: dict[tuple[str, int], dict[str, None]] = {}

    @cached_property
    def _records(self) -> Mapping[str, list[dict[str, Any]]]:
        return {name: records(cohort.statistics) for name, cohort in self._cohorts.items()}

    def number_of_set(self, part: RestsOn) -> int:
        """The number of a set of rows, by which results name it."""
        rows = [int(row) for row in self.lineage.rows(part.row_set)]
        for row in rows:
            self._seen.setdefault((part.dataset, row), {}).update(dict.fromkeys(part.fields))
        row_set = {"dataset": part.dataset, "n": len(rows), "rows": rows}
        return self._sets.setdefault(part.row_set, (len(self._sets), row_set))[0]

    def sets(self) -> list[Json]:
        """The sets by number."""
        return [row_set for _, row_set in self._sets.values()]

    def rows(self) -> dict[str, dict[str, Json]]:
        """The rows by dataset and position."""
        by_dataset: dict[str, dict[str, Json]] = {}
        for (dataset, row), fields in self._seen.items():
            by_dataset.setdefault(dataset, {})[str(row)] = self._row(dataset, row, fields)
        return by_dataset

    def _row(self, dataset: str, position: int, fields: Iterable[str]) -> Json:
        if dataset == PRINTED:
            line = self._printed[position]
            texts = {field: {"value": line[field], "cells": []} for field in fields}
            return {"label": line_words(line), "why": "", "about": [], "fields": texts}
        name = cohort_of(dataset)
        row = self._records[name][position]
        return {
            "label": cohort_result_words(name, row, self._cohorts[name].outcomes),
            "why": row["note"] if row["status"] == "refused" else "",
            "about": [],
            "fields": {field: {"value": cohort_value(row, field), "cells": []} for field in fields},
            "result": {"cohort": name, "id": row["result_id"]},
        }


def cohort_of(dataset: str) -> str:
    """The cohort whose results a dataset such as `aarhus-2014/statistics` is."""
    return dataset.rpartition("/")[0]


def cohort_result_words(cohort: str, row: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> str:
    """A result of a cohort in words, and the cohort."""
    return f"{result_words(row, outcomes)} ({cohort})"


def cohort_value(row: Mapping[str, Any], field: str) -> str:
    """The estimate of a cohort's result, or an end of its interval, as it is printed; empty where there is none."""
    return "" if row[field] is None else printed_value(row, field)
