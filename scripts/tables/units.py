"""Units that stand in a cell behind its number: taken off where they are the expected one, and logged.

A number with any other unit stays as it is and is an error of its cell: nothing is converted in silence.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from scripts.tables.dictionary import data_dictionary


class UnitTaken(NamedTuple):
    """A value whose unit was taken off: where it stands, and its text before and after."""

    table: str
    row: int
    field: str
    old: str
    new: str


def take_off_units(texts: dict[str, pd.DataFrame], outcomes: Mapping[str, Mapping[str, Any]]) -> list[UnitTaken]:
    """Take the expected unit off the numbers that bear it, in place.

    Parameters
    ----------
    texts
        The ingested tables, as text, by name.
    outcomes
        The cohort's outcomes in config, whose units measured values have.
    """
    taken: list[UnitTaken] = []
    for name, table in data_dictionary().items():
        for column in table.columns.values():
            if column.type in ("number", "integer"):
                units = pd.Series(column.unit, index=texts[name].index)
                if (name, column.name) == ("measurements", "value"):
                    units = texts[name]["outcome"].map({outcome: spec["unit"] for outcome, spec in outcomes.items()})
                taken += _take_off(texts[name], name, column.name, units)
    return taken


def _take_off(frame: pd.DataFrame, table: str, field: str, units: pd.Series) -> list[UnitTaken]:
    parts = frame[field].str.extract(r"^([+-]?[0-9]+(?:\.[0-9]+)?)\s*([^0-9.\s].*)$")
    rows = frame.index[(parts[1].notna() & (parts[1] == units)).astype(bool)]
    taken = [UnitTaken(table, int(row), field, frame.loc[row, field], parts.loc[row, 0]) for row in rows]
    frame.loc[rows, field] = parts.loc[rows, 0]
    return taken
