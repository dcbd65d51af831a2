"""Reads claims.csv as it stands; how it is encoded and delimited is detected."""

from pathlib import Path

import pandas as pd

from casetrace.claims.claims import ALL_COLUMNS, CLAIM_COLUMNS, FURTHER_COLUMNS
from casetrace.model.problems import Problem, quoted
from casetrace.read.corrections import LAYOUT
from casetrace.read.reading import read_raw_table


def read_claim_table(file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """The claims of a file as text, in file order, and what is wrong with the file.

    Parameters
    ----------
    file
        Path of claims.csv. A file that is not there is a problem like any other.

    Returns
    -------
    claims, problems
        The columns of `ALL_COLUMNS`, trimmed, and the `line` of each; without rows where the file or its header is
        wrong, and without the lines that can't be split into cells.
    """
    raw = read_raw_table(Path(file), file, {"dialect": LAYOUT})
    problems = [problem for problem in raw.problems if problem.rule != "no rows"]
    is_known = raw.header in (CLAIM_COLUMNS, ALL_COLUMNS)
    errors = [problem for problem in problems if problem.severity == "error"]
    if not errors and not is_known:
        problems.append(_wrong_header(file, raw.header))
    if not is_known:
        return empty_claims(), problems
    broken = {problem.line for problem in errors}
    blank = [""] * len(raw.lines)
    frame = pd.DataFrame({name: raw.columns.get(name, blank) for name in ALL_COLUMNS}, dtype="str")
    frame = frame.apply(lambda column: column.str.strip()).assign(line=raw.lines)
    return _typed(frame[~frame["line"].isin(broken)].reset_index(drop=True)), problems


def empty_claims() -> pd.DataFrame:
    """The table of a cohort of which nothing is claimed."""
    return _typed(pd.DataFrame(columns=[*ALL_COLUMNS, "line"]))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(ALL_COLUMNS, "str") | {"line": "int64"})


def _wrong_header(file: str, header: list[str]) -> Problem:
    found = quoted(",".join(header))
    expected = f"{','.join(CLAIM_COLUMNS)}, optionally followed by {','.join(FURTHER_COLUMNS)}"
    return Problem("error", file, 1, 0, "", "wrong header", found, expected, "correct the header line")
