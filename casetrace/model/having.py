"""The rows of a table that have a value."""

import numpy as np
import pandas as pd


def having(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows with a value in each of some columns, as `rows.dropna` has them, in a fraction of its time."""
    missing = np.logical_or.reduce([rows[column].array.isna() for column in columns])
    return rows[~missing] if missing.any() else rows.copy(deep=False)
