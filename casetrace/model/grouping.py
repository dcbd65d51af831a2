"""Named aggregates of groups of rows."""

import pandas as pd
from pandas.core.groupby import DataFrameGroupBy


def aggregated(groups: DataFrameGroupBy, **named: tuple[str, str]) -> pd.DataFrame:
    """Named aggregates of groups: what `groups.agg(**named)` gives, in a fraction of its time where rows are few.

    Parameters
    ----------
    groups
        The groups.
    named
        Of each column of the result the column that it is made of, and the name of the aggregate.

    Returns
    -------
    DataFrame
        One row per group, by the keys of the groups.
    """
    parts = {name: getattr(groups[column], how)() for name, (column, how) in named.items()}
    index = next(iter(parts.values())).index
    return pd.DataFrame({name: part.array for name, part in parts.items()}, index=index)
