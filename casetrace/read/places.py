"""Where the values of the ingested tables come from: the raw cell, or the correction that replaced it."""

from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.model.problems import Problem
from casetrace.read.corrections import Applied


class Place(NamedTuple):
    """One cell of a file. `line` and `column` are 0 for a value that has no cell."""

    file: str
    line: int
    column: int
    header: str
    text: str


class Places:
    """Finds the place of a value by table, row and field.

    Parameters
    ----------
    cells
        The raw cell of every value, as ingestion wrote it.
    file
        The raw file, which a value without a cell is laid to.
    """

    def __init__(self, cells: pd.DataFrame, file: str) -> None:
        self._cells = cells
        self.file = file
        self._index: dict[tuple[str, str], dict[int, int]] = {}
        self._corrected: dict[tuple[str, int, str], Place] = {}

    def correct(self, applied: list[Applied], file: str) -> None:
        """From now on corrected values are found in the corrections."""
        for line, correction, row in applied:
            self._corrected[correction.table, row, correction.field] = Place(file, line, 5, "new", correction.new)

    def _numbers(self, table: str, field: str) -> dict[int, int]:
        """Number of the first cell of each row's value of one field; a derived value has several."""
        if (table, field) not in self._index:
            positions = np.flatnonzero((self._cells["table"] == table) & (self._cells["field"] == field))[::-1]
            rows = self._cells["row"].to_numpy()[positions]
            self._index[table, field] = dict(zip(rows.tolist(), positions.tolist(), strict=True))
        return self._index[table, field]

    @cached_property
    def _columns(self) -> list[NDArray[Any]]:
        return [self._cells[name].to_numpy() for name in Place._fields]

    def raw(self, table: str, row: int, field: str) -> Place:
        """The raw cell of a value, whatever corrections say."""
        number = self._numbers(table, field).get(row)
        if number is None:
            return Place(self.file, 0, 0, "", "")
        file, line, column, header, text = (values[number] for values in self._columns)
        return Place(str(file), int(line), int(column), str(header), str(text))

    def find(self, table: str, row: int, field: str) -> Place:
        """The cell that a value stands in now."""
        return self._corrected.get((table, row, field)) or self.raw(table, row, field)

    def problem(
        self,
        severity: Literal["error", "warning"],
        table: str,
        row: int,
        field: str,
        rule: str,
        found: str,
        expected: str,
        remedy: str,
    ) -> Problem:
        """A problem at the cell of a value."""
        place = self.find(table, row, field)
        return Problem(severity, place.file, place.line, place.column, place.header, rule, found, expected, remedy)
