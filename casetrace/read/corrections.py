"""Applies a cohort's corrections to the ingested tables; one that does not match what it corrects is an error."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from casetrace.model.dictionary import data_dictionary, printed_column, stored_column
from casetrace.model.problems import Problem, quoted
from casetrace.read.reading import read_raw_table

CORRECTION_COLUMNS = ["table", "key", "field", "old", "new", "reason", "source"]
#: A column that the file may have behind the others: the claims of the publication that a correction was made from.
FROM_CLAIMS = "from_claims"
HEADERS = (CORRECTION_COLUMNS, [*CORRECTION_COLUMNS, FROM_CLAIMS])
KEY_SEPARATOR = "|"
#: Every line of the file is a correction; how it is encoded and delimited is detected.
LAYOUT = {"header_line": 1, "units_line": 0, "footer_lines": 0, "decimal": ".", "thousands": ""}


class Correction(NamedTuple):
    """One row of corrections.csv.

    `key` joins the key columns of the row with `|`; `from_claims` names claims of the publication, joined by `;`, from
    which the correction was made: it is no evidence for them, or for anything else that the publication says.
    """

    table: str
    key: str
    field: str
    old: str
    new: str
    reason: str
    source: str
    from_claims: str = ""


class Applied(NamedTuple):
    """A correction, the line that it stands on, and the index of the row that it changed."""

    line: int
    correction: Correction
    row: int


def row_keys(frame: pd.DataFrame, table: str) -> pd.Series:
    """The key of each row of a canonical table, its key columns joined with `|`, a missing one left out."""
    key_column, *further_columns = data_dictionary()[table].key
    keys = frame[key_column].astype("str")
    for name in further_columns:
        keys = keys + (KEY_SEPARATOR + frame[name].astype("str")).fillna("")
    return keys


def apply_corrections(tables: dict[str, pd.DataFrame], file: str) -> tuple[list[Applied], list[Problem]]:
    """Apply the corrections in `file` to the tables, in place.

    Parameters
    ----------
    tables
        The ingested tables, as text, by name.
    file
        Path of corrections.csv.

    Returns
    -------
    applied, problems
        What was done, and an error for each correction that could not be.
    """
    applied: list[Applied] = []
    problems: list[Problem] = []
    keys = {name: pd.Index(row_keys(frame, name)) for name, frame in tables.items()}
    for line, correction in read_corrections(file, problems):
        problem = _mismatch(correction, tables, keys, file, line)
        if problem:
            problems.append(problem)
            continue
        correction = correction._replace(field=stored_column(correction.field))
        row = int(np.flatnonzero(keys[correction.table] == correction.key)[0])
        tables[correction.table].loc[row, correction.field] = correction.new or pd.NA
        applied.append(Applied(line, correction, row))
    return applied, problems


def read_corrections(file: str, problems: list[Problem]) -> Iterator[tuple[int, Correction]]:
    """Each correction with its line; what is wrong with the file is added to the problems."""
    raw = read_raw_table(Path(file), file, {"dialect": LAYOUT})
    told = [problem for problem in raw.problems if problem.rule not in ("no rows", "empty file")]
    unreadable = [problem for problem in told if problem.severity == "error"]
    problems += told
    if raw.header not in HEADERS and unreadable:
        return
    if raw.header not in HEADERS:
        found = quoted(",".join(raw.header))
        expected = f"{','.join(CORRECTION_COLUMNS)}, optionally followed by {FROM_CLAIMS}"
        problems.append(Problem("error", file, 1, 0, "", "wrong header", found, expected, "correct the header line"))
        return
    broken = {problem.line for problem in unreadable}
    for row, line in enumerate(raw.lines):
        if line not in broken:
            yield line, Correction(*(raw.columns[name][row].strip() for name in raw.header))


def _mismatch(
    correction: Correction, tables: dict[str, pd.DataFrame], keys: dict[str, pd.Index], file: str, line: int
) -> Problem | None:
    """Why a correction can't be applied, if it can't."""

    def problem(column: str, found: str, expected: str) -> Problem:
        number = CORRECTION_COLUMNS.index(column) + 1
        return Problem(
            "error",
            file,
            line,
            number,
            column,
            "correction matches nothing",
            found,
            expected,
            "correct the entry, or remove it if the source was corrected",
        )

    table = data_dictionary().get(correction.table)
    if table is None:
        return problem("table", quoted(correction.table), f"one of {', '.join(data_dictionary())}")
    fields = [printed_column(name) for name in table.columns if name not in (*table.key, "patient_id")]
    if correction.field not in fields:
        return problem("field", quoted(correction.field), f"one of {', '.join(fields)}")
    rows = np.flatnonzero(keys[correction.table] == correction.key)
    if len(rows) != 1:
        examples = ", ".join(keys[correction.table][:8])
        return problem(
            "key",
            quoted(correction.key),
            f"a row of {correction.table}, by {KEY_SEPARATOR.join(table.key)}: {examples}",
        )
    current = tables[correction.table].loc[rows[0], stored_column(correction.field)]
    text = "" if pd.isna(current) else str(current)
    if text != correction.old:
        return problem("old", quoted(correction.old), f"{quoted(text)}, which is what the table has")
    if not correction.reason or not correction.source:
        return problem("reason", "no reason or no source", "both, since a correction must be traceable")
    return None
