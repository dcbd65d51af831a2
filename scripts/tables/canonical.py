"""The canonical tables as they are mapped: still text, every value with its raw cell."""

from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from scripts.tables.dictionary import data_dictionary
from scripts.tables.problems import Problem
from scripts.tables.reading import Cell

CELL_COLUMNS = ["table", "row", "field", "file", "line", "column", "header", "text", "value", "how"]
HANDLED_COLUMNS = ["file", "line", "column", "header", "raw_text", "new_value", "action", "rule", "reason"]


class Value(NamedTuple):
    """A field's text, the raw cell that it was read from, that cell's header, and how it came from there."""

    text: str
    cell: Cell
    header: str
    how: str


class Handled(NamedTuple):
    """A raw cell that was not simply read: what was done to it (`filled`, `set aside`), by which rule and why."""

    cell: Cell
    header: str
    new_value: str
    action: str
    rule: str
    reason: str


@dataclass
class Canonical:
    """The canonical tables as lists of rows, from field to `Value`."""

    rows: dict[str, list[dict[str, Value]]] = field(default_factory=lambda: {name: [] for name in data_dictionary()})
    problems: list[Problem] = field(default_factory=list)
    #: Cells that were filled from above or set aside.
    handled: list[Handled] = field(default_factory=list)
    #: Visits of lesions met, with or without a value.
    lesion_visits: int = 0

    def frame(self, table: str) -> pd.DataFrame:
        """One canonical table as text; absent values are missing."""
        columns = list(data_dictionary()[table].columns)
        records = [{name: value.text for name, value in row.items()} for row in self.rows[table]]
        return pd.DataFrame(records, columns=columns).astype("str")

    def cells(self, file: str) -> pd.DataFrame:
        """The raw cell of every value of every table, one row each."""
        records = [
            (
                table,
                index,
                name,
                file if value.cell.line else "config",
                *value.cell[:2],
                value.header,
                value.cell[2],
                value.text,
                value.how,
            )
            for table, rows in self.rows.items()
            for index, row in enumerate(rows)
            for name, value in row.items()
        ]
        frame = pd.DataFrame(records, columns=CELL_COLUMNS)
        return frame.astype(dict.fromkeys(["table", "field", "file", "header", "how"], "category"))

    def handled_cells(self, file: str) -> pd.DataFrame:
        """The raw cells that were filled or set aside, one row each."""
        records = [
            (file, note.cell.line, note.cell.column, note.header, note.cell.text, *note[2:]) for note in self.handled
        ]
        return pd.DataFrame(records, columns=HANDLED_COLUMNS)
