"""From a raw cell to the canonical values that were read from it, before and after cleaning."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from casetrace.model.dictionary import printed_column
from casetrace.model.outcome import Outcome
from casetrace.trace.chain import Lineage
from casetrace.trace.panel import shown, shown_value

Json = dict[str, Any]


class CanonicalValues:
    """Finds what raw cells became.

    Parameters
    ----------
    lineage
        The lineage of the cohort.
    outcomes
        The outcomes of the plan.
    """

    def __init__(self, lineage: Lineage, outcomes: Mapping[str, Outcome]) -> None:
        self._lineage = lineage
        self._outcomes = outcomes
        self._facts = lineage.dataset("ingest/cells")
        lines = self._facts["line"].to_numpy()
        # Found by search: a large cohort has more facts than can be looked through for each of its cells.
        self._order = np.argsort(lines, kind="stable")
        self._lines = lines[self._order]

    def of(self, file: str, line: int, column: int, among: Collection[tuple[str, str]] | None = None) -> list[Json]:
        """The values that a cell gave.

        Parameters
        ----------
        file, line, column
            The cell.
        among
            Tables and fields to which the values are limited; None for all.
        """
        first, last = np.searchsorted(self._lines, [line, line + 1])
        facts = self._facts.iloc[self._order[first:last]]
        cell_facts = facts[(facts["file"] == file) & (facts["column"] == column)]
        return [
            {
                "table": fact["table"],
                "row": int(fact["row"]),
                "field": printed_column(fact["field"]),
                "value": str(fact["value"]),
                "clean_value": self._clean(fact["table"], int(fact["row"]), fact["field"]),
                "how": fact["how"],
            }
            for fact in cell_facts.to_dict("records")
            if among is None or (fact["table"], fact["field"]) in among
        ]

    def _clean(self, table: str, row: int, field: str) -> str | None:
        """The value after cleaning, whose tables begin with the rows that were ingested."""
        values = self._lineage.dataset(f"clean/{table}")
        value = values[field].iloc[row]
        if pd.isna(value):
            return None
        return shown_value(values.iloc[row], field, self._outcomes) if table == "measurements" else shown(value)
