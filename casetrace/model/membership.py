"""Whether names are among others, for columns of millions of texts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

#: Names from which it is worth looking whether they are in order, and having no Python object for each.
MANY = 10_000
#: How many times as large as their number whole numbers are at most to be counted place by place.
WIDEST = 10


def is_among(values: pd.Series, others: pd.Series) -> pd.Series:
    """Whether each of some texts is among others: what `isin` says, without a Python object for each of many others."""
    if len(others) < MANY or not (_is_text(values) and _is_text(others)):
        return values.isin(others)
    found = pc.is_in(pa.array(values), value_set=pa.array(others, type=pa.array(values.head(0)).type))
    return pd.Series(np.asarray(found.fill_null(False)), index=values.index)


def distinct(names: pd.Series) -> int:
    """How many different names there are, missing ones as one; names in order, as in a registry, need no table."""
    if len(names) < MANY and _is_text(names):
        return len(set(names.array))
    if pd.api.types.is_integer_dtype(names.dtype):
        return _distinct_numbers(names)
    if not _is_text(names) or names.hasnans:
        return int(names.nunique(dropna=False))
    texts = pa.array(names)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    if not pc.all(pc.less_equal(texts[:-1], texts[1:])).as_py():
        return int(names.nunique())
    return 1 + int(pc.sum(pc.not_equal(texts[:-1], texts[1:])).as_py())


def _distinct_numbers(numbers: pd.Series) -> int:
    """How many different whole numbers there are, a missing one as one; those of names are small, and need no table."""
    if numbers.hasnans or numbers.empty:
        return int(numbers.nunique(dropna=False))
    values = (
        numbers.to_numpy(dtype=np.int64) if isinstance(numbers.array, pd.arrays.IntegerArray) else numbers.to_numpy()
    )
    largest = int(values.max())
    if values.min() < 0 or largest > WIDEST * len(values):
        return int(numbers.nunique())
    is_there = np.zeros(largest + 1, dtype=bool)
    is_there[values] = True
    return int(np.count_nonzero(is_there))


def _is_text(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.StringDtype)
