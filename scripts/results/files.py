"""Writes statistics.csv."""

import pandas as pd

from scripts.results.rows import NUMBER_COLUMNS, plain_number
from scripts.tables.storage import write_csv


def write_statistics(frame: pd.DataFrame, path: str) -> None:
    """Write results as CSV, numbers with all digits that tell them from their neighbours."""
    write_csv(frame.assign(**{name: frame[name].map(plain_number) for name in NUMBER_COLUMNS}), path)
