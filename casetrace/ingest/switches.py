"""Columns that count in some rows alone: a column of 1 and 0 beside them tells in which."""

from collections.abc import Sequence

import pandas as pd

from casetrace.ingest.cells import CHECKED, UNCHECKED
from casetrace.ingest.prepared import Prepared, missing_column
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.problems import quoted

KEY = "when_checked"


def apply_switches(table: Prepared, specs: Sequence[ColumnSpec]) -> None:
    """Blank the cells of the rows that are not checked; what is read of the others rests on both cells."""
    for spec in specs:
        switch = str(spec.parts.get(KEY, ""))
        if not switch:
            continue
        if switch not in table.texts:
            table.problems.append(missing_column(table, switch, f"correct {KEY} of the column in config"))
            continue
        is_on = _is_on(table, switch)
        filled = table.present(spec.header).notna()
        _note_off(table, spec.header, switch, filled & ~is_on)
        _note_unnamed(table, spec.header, switch, is_on & ~filled)
        table.texts[spec.header] = table.texts[spec.header].where(is_on, "")
        table.parts[spec.header] = [
            base for header in (spec.header, switch) for base in table.parts.get(header, [header])
        ]


def _is_on(table: Prepared, switch: str) -> pd.Series:
    """Whether each row is checked; a text that is neither 1 nor 0 is an error."""
    texts = table.present(switch).str.casefold().fillna("")
    for row in texts.index[~texts.isin(CHECKED | UNCHECKED | {""})]:
        found = quoted(str(table.texts.loc[row, switch]).strip())
        expected = "1 where it is checked, 0 where it is not"
        table.problems.append(table.error(row, switch, "no checkbox", found, expected, "correct the cell"))
    return texts.isin(CHECKED)


def _note_off(table: Prepared, header: str, switch: str, rows: pd.Series) -> None:
    reason = f"{quoted(switch)} is not checked in the row"
    for row in rows.index[rows] if header in table.raw.numbers else ():
        table.handled.append(table.cell_handled(row, header, "", "set aside", "row that is not checked", reason))


def _note_unnamed(table: Prepared, header: str, switch: str, rows: pd.Series) -> None:
    for row in rows.index[rows]:
        found = f"a blank cell, and {quoted(switch)} is checked"
        remedy = "fill in the cell, or correct the checkbox"
        table.problems.append(table.error(row, header, "checked and blank", found, "what it is", remedy))
