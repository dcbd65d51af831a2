"""Whether names are among others, for columns of millions of texts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_among(values: pd.Series, others: pd.Series) -> pd.Series:
    """Whether each of some texts is among others: what `isin` says, without a Python object for each of the others."""
    if not (_is_text(values) and _is_text(others)):
        return values.isin(others)
    found = pc.is_in(pa.array(values), value_set=pa.array(others, type=pa.array(values.head(0)).type))
    return pd.Series(np.asarray(found.fill_null(False)), index=values.index)


def _is_text(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.StringDtype)
