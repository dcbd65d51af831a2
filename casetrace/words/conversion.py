"""Turns the text of the ingested tables into numbers, and says where a text is none."""

import pandas as pd

from casetrace.model.dictionary import Column, Table, printed_column, printed_unit
from casetrace.model.problems import Problem, quoted
from casetrace.read.places import Places
from casetrace.words.no_numbers import guess_of

#: Plain decimal notation only: no exponents, no thousands separators, no nan or inf, no digits of other scripts, and no
#: more digits than a number keeps.
PATTERNS = {"number": r"[+-]?[0-9]{1,15}(?:\.[0-9]+)?", "integer": r"[+-]?[0-9]{1,15}"}
DTYPES = {"number": "float64", "integer": "Int64", "text": "str", "category": "str"}
EXPECTED = {"number": "a number such as 12 or 12.5", "integer": "a whole number"}


def converted(frame: pd.DataFrame, table: Table, places: Places) -> tuple[pd.DataFrame, list[Problem]]:
    """The table with its columns in their types.

    Parameters
    ----------
    frame
        An ingested table, as text.
    table
        Its entry in the data dictionary.
    places
        Where each value comes from.

    Returns
    -------
    frame, problems
        Texts that are no number become missing, each with an error.
    """
    problems: list[Problem] = []
    typed = {}
    for name, column in table.columns.items():
        text = frame[name]
        if column.type in PATTERNS:
            fits = text.isna() | text.str.fullmatch(PATTERNS[column.type])
            problems += [_no_number(table, column, row, text[row], places) for row in text.index[~fits.astype(bool)]]
            text = text.where(fits.astype(bool)).astype("float64")
        typed[name] = text.astype(DTYPES[column.type])
    return pd.DataFrame(typed, index=frame.index, copy=False), problems


def _no_number(table: Table, column: Column, row: int, text: str, places: Places) -> Problem:
    unit = f" ({printed_unit(column)})" if column.unit else ""
    guess = guess_of(text.strip(), of_outcome=column.name == "value")
    return places.problem(
        "error",
        table.name,
        row,
        column.name,
        f"{printed_column(column.name)} is not a number",
        quoted(text) + (f", probably {guess.what}" if guess.what else ""),
        EXPECTED[column.type] + unit,
        guess.remedy,
    )


def decimals(text: pd.Series) -> pd.Series:
    """Digits behind the decimal point of each printed number."""
    return text.str.extract(r"\.(\d+)$", expand=False).str.len().fillna(0).astype("int64")
