"""Rows of a table as the report and the terminal list them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Listing:
    """The first rows of a table, and how many more there are."""

    rows: list[dict[str, Any]]
    more: int


def listing(frame: pd.DataFrame, limit: int) -> Listing:
    """The first `limit` rows of a table; each row knows its number in it from 1 (`number_in_table`)."""
    shown = frame.head(limit)
    rows = [row | {"number_in_table": number} for number, row in enumerate(shown.to_dict("records"), start=1)]
    return Listing(rows, len(frame) - len(shown))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table; a missing number is None, a missing text is empty."""
    texts = [name for name in frame if pd.api.types.is_string_dtype(frame[name])]
    filled = frame.fillna(dict.fromkeys(texts, ""))
    rows: list[dict[str, Any]] = filled.astype("object").where(filled.notna(), None).to_dict("records")
    return rows
