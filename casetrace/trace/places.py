"""Which raw cell a place means, and what stands where no value is read from."""

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from casetrace.model.errors import UserError
from casetrace.model.raw_columns import NOT_READ
from casetrace.trace.cohort import TracedCohort

PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]+):(?P<column>.+)", re.DOTALL)


class Place(NamedTuple):
    """A place in a raw file, with what its column is read for."""

    file: str
    line: int
    column: int
    header: str
    role: str


def located(cohort: TracedCohort, text: str) -> Place:
    """The place that a text names.

    Parameters
    ----------
    cohort
        The cohort.
    text
        `FILE:LINE:COLUMN`; the file by its path in config or its name alone, the column by its number or header.

    Raises
    ------
    UserError
        When there is no such place.
    """
    columns = cohort.lineage.dataset("ingest/columns")
    files = list(dict.fromkeys(columns["file"]))
    match = PLACE.fullmatch(text)
    if match is None:
        raise UserError(
            f"{text!r} is no place of a raw cell; expected FILE:LINE:COLUMN with one of the files {', '.join(files)}, "
            "such as table.csv:2:4"
        )
    file = _file(match["file"], files)
    file_columns = columns[columns["file"] == file]
    column = _column(file, match["column"], file_columns)
    return Place(file, int(match["line"]), int(column["column"]), str(column["header"]), str(column["role"]))


def _file(name: str, files: list[str]) -> str:
    path = Path(name).as_posix()
    matches = [file for file in files if file == path] or [file for file in files if Path(file).name == path]
    if len(matches) != 1:
        fault = "stands for several files" if matches else "is no file of the cohort"
        raise UserError(f"{name!r} {fault}; expected FILE:LINE:COLUMN with one of {', '.join(matches or files)}")
    return matches[0]


def _column(file: str, text: str, columns: pd.DataFrame) -> pd.Series:
    # Numbers first: the places that are printed have them, and a header may be a week.
    by_number = columns[columns["column"] == int(text)] if text.isdecimal() else columns.iloc[:0]
    matches = by_number if len(by_number) else columns[columns["header"] == text]
    if len(matches) == 1:
        return matches.iloc[0]
    if len(matches):
        raise UserError(
            f"columns {', '.join(map(str, matches['column']))} of {file} are headed {text!r}; give the number"
        )
    headers = ", ".join(
        f"{number} {header}" for number, header in zip(columns["column"], columns["header"], strict=True)
    )
    raise UserError(f"{file} has no column {text!r}; its columns are {headers}")


def why_unread(cohort: TracedCohort, place: Place) -> str:
    """Why a place gives no value: its column is not read, or its line is no row; empty where neither is so.

    Raises
    ------
    UserError
        When no row begins on the line.
    """
    reason = _why_no_row(cohort, place)
    if reason:
        return reason
    rows = cohort.lineage.dataset("ingest/raw")
    lines = rows.loc[rows["file"] == place.file, "line"]
    if not (lines == place.line).any() and len(lines):
        raise UserError(
            f"no row of {place.file} begins on line {place.line}: rows stand on lines {lines.min()} to {lines.max()}"
        )
    if place.role in NOT_READ:
        return f"the column is {place.role}: nothing is read from its cells, and they reach no result"
    return ""


def _why_no_row(cohort: TracedCohort, place: Place) -> str:
    sources = cohort.lineage.dataset("ingest/sources").set_index("file").loc[place.file]
    if place.line == sources["header_line"]:
        return "the line has the headers, by which columns are found; no value is read from it"
    if place.line == sources["units_line"]:
        return "the line has the units of the columns; no value is read from it"
    handled_lines = cohort.lineage.dataset("ingest/handled")
    entries = handled_lines[(handled_lines["file"] == place.file) & (handled_lines["line"] == place.line)]
    whole = entries[(entries["column"] == 0) | (entries["rule"] == "row filter")]
    notes = dict.fromkeys(f"{rule}, {reason}" for rule, reason in zip(whole["rule"], whole["reason"], strict=True))
    return f"the line is set aside: {'; '.join(notes)}" if notes else ""
