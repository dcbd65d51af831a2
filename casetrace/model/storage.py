"""How tables are written and read: Parquet between stages, CSV for people."""

from pathlib import Path

import pandas as pd

from casetrace.methods.precision import kept_digits

#: A spreadsheet takes a cell that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_parquet(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table for a later stage."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path, index=False)


def read_parquet(path: str | Path) -> pd.DataFrame:
    """Read a table of an earlier stage."""
    return pd.read_parquet(path)


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table for people: UTF-8, LF, numbers to the digits that a result keeps.

    Text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text there.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    safe = frame.apply(_for_people)
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def inert(value: object) -> object:
    """`value`, with an apostrophe in front where it is a text that a spreadsheet would take for a formula.

    A text that is a number, such as `-0.5`, stays as it is.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not _is_number(value):
        return f"'{value}"
    return value


def _for_people(column: pd.Series) -> pd.Series:
    if _is_text(column):
        return column.map(inert)
    return pd.Series(kept_digits(column), column.index) if pd.api.types.is_float_dtype(column) else column


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))
