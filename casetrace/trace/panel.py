"""The lineage that a report carries, so that every number in it opens on its rows and their raw cells.

It is made for reading: of a set of rows the first ones, of a raw file its first lines. The whole is in provenance/.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.methods.register import METHODS
from casetrace.model import numbers
from casetrace.model.basis import LESIONS
from casetrace.model.dictionary import printed_column
from casetrace.model.listing import records
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import kind_of
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.trace.chain import Lineage, RestsOn
from casetrace.trace.packing import packed, packed_rows
from casetrace.trace.printed import printed_cells, printed_rows
from casetrace.trace.printed_claims import printed_claims
from casetrace.trace.raw_view import RawView
from casetrace.trace.words import result_words, row_label, scenario_words, set_words

#: Rows of a set that are listed, and of a cohort with many lesions.
ROWS, ROWS_OF_MANY = 50, 5
#: Lesions from which a cohort has many.
MANY_LESIONS = 1000
#: What stands for a variable that is worked out of its cells.
FROM_CELLS = "worked out of its cells"
#: Cells that are listed where a value was looked for in vain.
CELLS = 12

Json = dict[str, Any]


@dataclass(frozen=True)
class PanelContext:
    """What a report says of its cohort beside the lineage.

    Attributes
    ----------
    cohort
        The cohort's name.
    plan
        The plan of the analysis.
    listed
        Rows and lines that the report lists of a table.
    software
        Versions by name.
    claims
        The claims that were recomputed.
    """

    cohort: str
    plan: Plan
    listed: int
    software: Mapping[str, str]
    claims: Sequence[AuditedClaim] = ()


def trace_data(
    lineage: Lineage, statistics: pd.DataFrame, logs: Mapping[str, pd.DataFrame], context: PanelContext
) -> Json:
    """What the panel of a report shows.

    Parameters
    ----------
    lineage
        The lineage of the cohort.
    statistics
        All results.
    logs
        The logs that the report lists, among them `cleaning_log`.
    context
        What the report says of its cohort.
    """
    has_many = lineage.size(LESIONS) >= MANY_LESIONS
    log, limit = logs["cleaning_log"], ROWS_OF_MANY if has_many else ROWS
    rows = TracedRows(lineage, log, limit, context.listed, context.plan.outcomes)
    result_rows = records(statistics)
    plan = context.plan
    results = {row["result_id"]: traced_result(row, rows, plan.outcomes, plan.treatment) for row in result_rows}
    printed = [
        *printed_rows(rows, plan.listed_outcomes, context.listed),
        *(entry for name, log in logs.items() for entry in printed_cells(rows.raw, name, log, context.listed)),
        *printed_claims(rows, context.claims),
    ]
    return {
        "cohort": context.cohort,
        "reproduce": f"casetrace trace {context.cohort}",
        "software": dict(context.software),
        "methods": {key: method_entry(key) for key in dict.fromkeys(row["method"] for row in result_rows)},
        "results": packed(results),
        "printed": dict(printed),
        "sets": rows.sets(),
        "rows": packed_rows(rows.rows()),
        **rows.raw.data(),
    }


def method_entry(key: str) -> Json:
    """What the register says of a method."""
    method = METHODS[key]
    return {"name": method.name, "description": method.description, "reference": method.reference}


class Rows(Protocol):
    """Collects the rows that results rest on."""

    lineage: Lineage

    def number_of_set(self, part: RestsOn) -> int:
        """The number of a set of rows, by which results name it."""


def traced_result(
    row: Mapping[str, Any], rows: Rows, outcomes: Mapping[str, Outcome], treatment: Treatment = NEUTRAL
) -> Json:
    """What the panel says of one result.

    Parameters
    ----------
    row
        Its row of statistics.csv; what is missing is None.
    rows
        Collects the rows that it rests on.
    outcomes, treatment
        The outcomes of the plan, and what it calls the treatment.
    """
    parts = rows.lineage.parts(row["result_id"])
    return {
        "words": result_words(row, outcomes, treatment),
        **printed_number(row),
        "method": row["method"],
        "set": set_words(row),
        "patients": row["n_patients"],
        "lesions": row["n_lesions"],
        "role": row["role"],
        "status": row["status"],
        "note": row["note"],
        "scenario": scenario_words(row["scenario"]),
        "code": parts[0].code,
        "parts": [[rows.number_of_set(part), part.role, [*map(printed_column, part.fields)]] for part in parts],
    }


def printed_number(row: Mapping[str, Any]) -> Json:
    """The number of a result with its interval and p value, as they are printed; None where there are none."""
    interval = None
    if row["ci_lower"] is not None:
        level = numbers.trimmed(100 * row["ci_level"], 2)
        interval = f"{printed_value(row, 'ci_lower')} to {printed_value(row, 'ci_upper')} ({level} %)"
    return {
        "estimate": None if row["estimate"] is None else printed_value(row, "estimate"),
        "interval": interval,
        "p": None if row["p_value"] is None else numbers.p_value(row["p_value"]),
    }


def printed_value(row: Mapping[str, Any], column: str) -> str:
    """The estimate of a result, or an end of its interval, as it is printed."""
    among = (row["n_lesions"] if row["unit_of_analysis"] == "lesion" else row["n_patients"]) or 0
    return numbers.estimate(row[column], row["statistic"], kind_of(row["quantity"]), among)


class TracedRows:
    """Collects the sets of rows that results rest on, the first rows of each, and the raw cells of these.

    Parameters
    ----------
    lineage
        The lineage of the cohort.
    log
        The cleaning log.
    limit
        Rows of a set that are listed.
    listed
        Rows and lines that the report lists of a table.
    outcomes
        The outcomes of the plan.
    """

    def __init__(
        self, lineage: Lineage, log: pd.DataFrame, limit: int, listed: int, outcomes: Mapping[str, Outcome]
    ) -> None:
        self.lineage = lineage
        self._outcomes = outcomes
        self.raw = RawView(lineage, log, listed)
        self._limit = limit
        self._sets: dict[str, tuple[int, Json]] = {}
        self._seen: dict[str, dict[int, dict[str, None]]] = {}

    def number_of_set(self, part: RestsOn) -> int:
        """The number of a set of rows, by which results name it; its first rows are listed with the part's fields."""
        rows = self.lineage.rows(part.row_set)
        first = [int(row) for row in rows[: self._limit]]
        for row in first:
            self.see(part.dataset, row, part.fields)
        row_set = {"dataset": part.dataset, "n": len(rows), "rows": first}
        return self._sets.setdefault(part.row_set, (len(self._sets), row_set))[0]

    def see(self, dataset: str, row: int, fields: Iterable[str]) -> None:
        """Have a row with some of its fields."""
        self._seen.setdefault(dataset, {}).setdefault(row, {}).update(dict.fromkeys(fields))

    def sets(self) -> list[Json]:
        """The sets by number."""
        return [row_set for _, row_set in self._sets.values()]

    def rows(self) -> dict[str, dict[str, Json]]:
        """The rows that are listed, by dataset and position."""
        return {
            dataset: {str(row): self._row(dataset, row, fields) for row, fields in sorted(field_names.items())}
            for dataset, field_names in self._seen.items()
        }

    def _row(self, dataset: str, position: int, fields: Iterable[str]) -> Json:
        row = self.lineage.row(dataset, position)
        values = {printed_column(name): self._value(dataset, name, row) for name in fields}
        identity = [self.raw.number(cell) for cell in sorted(self.lineage.origins.identity(row))[:CELLS]]
        reason = row.get("missing_reason") or row.get("no_percent_reason") or ""
        return {"label": row_label(dataset, row), "why": reason, "about": identity, "fields": values}

    def _value(self, dataset: str, name: str, row: Mapping[str, Any]) -> Json:
        """A value with the cells that it was read from and those in which what is missing of it could stand.

        Apart from these it has the other cells that were looked at for it, such as a blank one below a merged cell.
        """
        cells = self.lineage.origins.cells_of_value(dataset, name, row)
        behind = cells.behind[:CELLS]
        looked_at = sorted(cells.all.difference(behind))[:CELLS]
        value: Json = {
            "value": shown_value(row, name, self._outcomes),
            "cells": [self.raw.number(cell) for cell in behind],
        }
        return value | ({"also": [self.raw.number(cell) for cell in looked_at]} if looked_at else {})


def shown_value(row: Mapping[str, Any], name: str, outcomes: Mapping[str, Outcome]) -> str:
    """A value of a row as the panel shows it; a variable of a claim is no column, and its cells say what it is.

    Parameters
    ----------
    row, name
        The row and the column.
    outcomes
        The outcomes of the plan: a value of an ordered one is shown as the name of its level.
    """
    if name not in row:
        return FROM_CELLS
    outcome = outcomes.get(row.get("outcome") or "")
    if outcome is not None and outcome.scale.has_levels and name in ("value", "baseline"):
        return outcome.level_of(row[name]) or ""
    return shown(row[name])


def shown(value: object) -> str:
    """A value as the panel shows it: a number with at most two decimals, empty where it is missing."""
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return numbers.trimmed(float(str(value)), 2) if is_number else str(value)
