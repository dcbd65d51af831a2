"""What a report prints of tables, and what each cell opens: a value of a row, a raw cell, or a result.

Numbers that are quoted from an article, those under another reading of it, and counts of rows rest on no cell of the
data, and open nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from casetrace.claims.audited_claims import AuditedClaim
from casetrace.model.basis import DISPOSITION, EVENTS, LESION_VISITS, LESIONS
from casetrace.model.variables import listed_variables, names
from casetrace.trace.chain import Lineage, RestsOn
from casetrace.trace.raw_view import RawView

#: The reference that stands beside a cell, and the kind and key of what it opens.
Entry = tuple[str, tuple[str, str]]

#: Listings of the report: name, dataset, the columns that make its key, and those printed.
LISTINGS = (
    ("lesions", LESIONS, ("lesion_id",), ("lesion_id", "patient_id", *names(listed_variables()))),
    ("disposition", DISPOSITION, ("patient_id",), ("patient_id", "status", "after_week")),
    ("events", EVENTS, ("patient_id", "number"), ("patient_id", "type", "week", "related", "serious")),
)
#: Columns of a lesion visit, by what the listing calls them.
VISIT_FIELDS = {
    "value": "value",
    "improvement": "percent_reduction",
    "missing_reason": "missing_reason",
    "no_percent_reason": "no_percent_reason",
}
#: Columns of a log that are about one raw cell.
CELL_COLUMNS = ("line", "column", "raw_text", "old_value", "new_value", "found")
#: Columns of an audited claim that its result has, those for the end of a range, and what else the result tells.
START, END, SIZE = ("recomputed", "difference", "count"), ("recomputed_to",), ("n",)


class Rows(Protocol):
    """Collects the rows that a report carries, with the fields that are looked at."""

    lineage: Lineage
    raw: RawView

    def see(self, dataset: str, row: int, fields: Iterable[str]) -> None:
        """Have a row with some of its fields."""


def row_key(dataset: str, row: int, fields: Iterable[str] = ()) -> str:
    """The key of a row, or of some fields of it."""
    return "|".join(filter(None, (dataset, str(row), ";".join(fields))))


def printed_rows(rows: Rows, outcomes: Sequence[str], listed: int) -> Iterator[Entry]:
    """The listed values, each with the row and field that it stands in.

    Parameters
    ----------
    rows
        Collects these rows.
    outcomes
        The outcomes whose visits are listed.
    listed
        Rows that are listed of a table.
    """
    for reference, (dataset, row, name) in (*_listings(rows, listed), *_visits(rows, outcomes, listed)):
        rows.see(dataset, row, [name])
        yield reference, ("row", row_key(dataset, row, [name]))


def _listings(rows: Rows, listed: int) -> Iterator[tuple[str, tuple[str, int, str]]]:
    for name, dataset, key_columns, fields in LISTINGS:
        frame = rows.lineage.dataset(dataset).head(listed)
        for position, row in enumerate(frame[[*key_columns]].itertuples(index=False)):
            key = ", ".join(map(str, row))
            yield from ((f"{name}|{key}|{column}", (dataset, position, column)) for column in fields)


def _visits(rows: Rows, outcomes: Sequence[str], listed: int) -> Iterator[tuple[str, tuple[str, int, str]]]:
    """What the listings print of the visits, as observed, and of the percentages in the source."""
    visits = rows.lineage.dataset(LESION_VISITS)
    visits = visits[visits["outcome"].isin(outcomes) & visits["scenario"].isin(["observed", "as_reported"])]
    lesions = rows.lineage.dataset(LESIONS).head(listed)
    shown_visits = visits[visits["lesion_id"].isin([*lesions["lesion_id"], *lesions["patient_id"]])]
    for position, row in zip(shown_visits.index, shown_visits.to_dict("records"), strict=True):
        course = row["lesion_id"] + ("" if pd.isna(row["period"]) else f", period {row['period']}")
        visit = f"{course}, week {row['visit']}"
        if row["scenario"] == "as_reported":
            yield f"lesion_visits|{visit}|reported", (LESION_VISITS, int(position), "percent_reduction")
            continue
        yield f"lesion_visits|{course}|baseline", (LESION_VISITS, int(position), "baseline")
        for reference, column in VISIT_FIELDS.items():
            yield f"lesion_visits|{visit}|{reference}", (LESION_VISITS, int(position), column)


def printed_cells(raw: RawView, name: str, log: pd.DataFrame, listed: int) -> Iterator[Entry]:
    """What a log prints of raw cells, each with the cell.

    Parameters
    ----------
    raw
        Collects these cells.
    name
        The log's name in the report.
    log
        Its rows, with `file`, `line` and `column`; a column of 0 is no cell.
    listed
        Rows that are listed of it.
    """
    columns = [column for column in CELL_COLUMNS if column in log]
    places = log[["file", "line", "column"]].head(listed).itertuples(index=False)
    for number, (file, line, column) in enumerate(places, start=1):
        place = raw.shown(str(file), int(line or 0), int(column or 0))
        if place:
            yield from ((f"{name}|{number}|{shown}", ("cell", place)) for shown in columns)


def printed_claims(rows: Rows, claims: Iterable[AuditedClaim]) -> Iterator[Entry]:
    """What the audit recomputed of each claim, with its result, and the values that it rests on, with their rows.

    Parameters
    ----------
    rows
        Collects these rows.
    claims
        The claims that were recomputed.
    """
    for claim in claims:
        results = claim.row["result_ids"].split("; ") if claim.row["result_ids"] else []
        if results:
            yield from _recomputed(claim, results)
            yield from _values(rows, claim, results)


def _recomputed(claim: AuditedClaim, results: Sequence[str]) -> Iterator[Entry]:
    """The numbers of a claim as stated, and of that reading."""
    name = claim.row["claim_id"]
    opened = dict.fromkeys(START, results[0]) | dict.fromkeys(END, results[-1])
    size = f"{results[0]}/n_{'patients' if claim.row['unit'] == 'patient' else 'lesions'}"
    opened |= dict.fromkeys(SIZE, size)
    for column, key in opened.items():
        yield f"audit|{name}|{column}", ("trace", key)
        yield f"audit/readings|{name}, stated|{column}", ("trace", key)


def _values(rows: Rows, claim: AuditedClaim, results: Sequence[str]) -> Iterator[Entry]:
    """The values that a claim rests on: a row's own, or where a patient has several rows those of the result."""
    column = "patient_id" if claim.row["unit"] == "patient" else "lesion_id"
    parts = rows.lineage.parts(results[0])
    for value in claim.values.rows:
        found = [place for part in parts for place in _rows_of(rows, part, column, value[column])]
        reference = f"audit/values|{claim.row['claim_id']}, {value['number_in_table']}"
        opened = ("trace", results[0])
        if len(found) == 1:
            part, row = found[0]
            rows.see(part.dataset, row, part.fields)
            opened = ("row", row_key(part.dataset, row, part.fields))
        yield from ((f"{reference}|{shown}", opened) for shown in (column, "text"))


def _rows_of(rows: Rows, part: RestsOn, column: str, name: Any) -> Iterator[tuple[RestsOn, int]]:
    frame: Mapping[str, Any] = rows.lineage.dataset(part.dataset)
    if column in frame:
        yield from ((part, int(row)) for row in rows.lineage.rows(part.row_set) if frame[column].iloc[row] == name)
