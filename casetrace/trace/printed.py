"""What a report prints of tables, and what each cell opens: a value of a row, or a raw cell."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import pandas as pd

from casetrace.model.basis import DISPOSITION, EVENTS, LESION_VISITS, LESIONS
from casetrace.model.dictionary import printed_column
from casetrace.model.time_units import visit_name
from casetrace.model.variables import listed_variables, names
from casetrace.trace.chain import Lineage
from casetrace.trace.raw_view import RawView

#: The reference next to a cell, and the kind and key of what it opens.
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


class Rows(Protocol):
    """Collects the rows that a report carries, with the fields that are looked at."""

    lineage: Lineage
    raw: RawView

    def see(self, dataset: str, row: int, fields: Iterable[str]) -> None:
        """Have a row with some of its fields."""


def row_key(dataset: str, row: int, fields: Iterable[str] = ()) -> str:
    """The key of a row, or of some fields of it."""
    return "|".join(filter(None, (dataset, str(row), ";".join(map(printed_column, fields)))))


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
        frame = rows.lineage.dataset(dataset, *key_columns).head(listed)
        for position, row in enumerate(frame[[*key_columns]].itertuples(index=False)):
            key = ", ".join(map(str, row))
            yield from ((f"{name}|{key}|{printed_column(column)}", (dataset, position, column)) for column in fields)


def _visits(rows: Rows, outcomes: Sequence[str], listed: int) -> Iterator[tuple[str, tuple[str, int, str]]]:
    """What the listings print of the visits, as observed, and of the percentages in the source."""
    lesions = rows.lineage.dataset(LESIONS, "lesion_id", "patient_id").head(listed)
    names = [*lesions["lesion_id"], *lesions["patient_id"]]
    columns = ("lesion_id", "outcome", "scenario", "period", "visit")
    visits = rows.lineage.rows_with(LESION_VISITS, "lesion_id", names, *columns)
    shown_visits = visits[visits["outcome"].isin(outcomes) & visits["scenario"].isin(["observed", "as_reported"])]
    for position, row in zip(shown_visits.index, shown_visits.to_dict("records"), strict=True):
        course = row["lesion_id"] + ("" if pd.isna(row["period"]) else f", period {row['period']}")
        visit = f"{course}, {visit_name(row['visit'])}"
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
