"""The tables of an analysis: without what no analysis needs, and in a large cohort with numbers in place of texts."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from casetrace.model.storage import columns_of, read_arrow, read_parquet, rows_of

#: Columns of the datasets that tell where a value comes from: the trace needs them, and no analysis.
OF_LINEAGE = frozenset({"baseline_row", "value_row", "imputed"})
#: Names of patients and lesions, which tell them apart and put them in order.
NAMES = ("patient_id", "lesion_id")
#: Rows of the longest table from which texts are held as numbers, which costs a small cohort more than it saves.
MANY_ROWS = 20_000


def analysed_tables(paths: Mapping[str, str]) -> tuple[dict[str, pd.DataFrame], Callable[[object], str]]:
    """The tables of a cohort for its analysis, and what gives the name that a `patient_id` stands for.

    Where they have many rows, a column of texts is an ordered categorical one, its categories in the order of texts,
    and a name is its number among all names of patients and lesions in their order. So names are the same, or are in
    order, where their numbers are: to select, to group and to join by them takes a fraction of the time and the room.

    Parameters
    ----------
    paths
        Paths of the tables by name.
    """
    columns = {
        name: [column for column in columns_of(path) if column not in OF_LINEAGE] for name, path in paths.items()
    }
    if max(map(rows_of, paths.values())) < MANY_ROWS:
        return {name: read_parquet(path, columns=columns[name]) for name, path in paths.items()}, str
    # One after the other: of the texts of a column no more is held than each different one.
    read = {name: {column: _column(path, column) for column in columns[name]} for name, path in paths.items()}
    names = _distinct_names(read.values())
    return {name: _table(read.pop(name), names) for name in paths}, lambda number: str(names[number].as_py())


class _Named(NamedTuple):
    """A column of names: each different one, and for each row which of them it has, -1 for none."""

    names: pa.Array
    codes: np.ndarray


def _column(path: str, column: str) -> pd.Series | _Named:
    """A column of a table, its texts as ordered categories; or its names."""
    read = read_arrow(path, [column])
    if column in NAMES and pa.types.is_dictionary(read.schema.field(column).type):
        return _Named(*_codes(read[column]))
    is_text = pa.types.is_dictionary(read.schema.field(column).type)
    return _categories(read[column]) if is_text else read.to_pandas()[column]


def _distinct_names(tables: Iterable[Mapping[str, pd.Series | _Named]]) -> pa.Array:
    """All names of patients and lesions, each once, in order."""
    found = [column.names for table in tables for column in table.values() if isinstance(column, _Named)]
    names = pc.unique(pa.chunked_array(found, pa.large_string()))
    return names.take(pc.array_sort_indices(names))


def _table(columns: dict[str, pd.Series | _Named], names: pa.Array) -> pd.DataFrame:
    """A table of these columns, with the numbers of its names."""
    for name, column in columns.items():
        columns[name] = _numbered(column, names) if isinstance(column, _Named) else column
    return pd.DataFrame(columns, copy=False)


def _numbered(named: _Named, names: pa.Array) -> pd.Series:
    """The number of each name, missing where there is none."""
    missing = named.codes < 0
    # One place more, from the end, for what is missing.
    numbers = np.append(np.asarray(pc.index_in(named.names, value_set=names), dtype=np.int32), np.int32(0))[named.codes]
    return pd.Series(pd.arrays.IntegerArray(numbers, missing)) if missing.any() else pd.Series(numbers)


def _categories(column: pa.ChunkedArray) -> pd.Series:
    """The texts as ordered categories."""
    texts, codes = _codes(column)
    if "" not in texts.to_pylist():  # by which a text is set aside
        texts = pa.concat_arrays([texts, pa.array([""], texts.type)])
    order = np.asarray(pc.array_sort_indices(texts), dtype=np.int64)
    # One place more, from the end, for what is missing.
    places = np.full(len(texts) + 1, -1, dtype=np.int32)
    places[order] = np.arange(len(texts))
    dtype = pd.CategoricalDtype(texts.take(pa.array(order)).to_pandas().astype("str"), ordered=True)
    return pd.Series(pd.Categorical.from_codes(places[codes], dtype=dtype))


def _codes(column: pa.ChunkedArray) -> tuple[pa.Array, np.ndarray]:
    """The different texts of a column, and for each row which of them it has, -1 for none."""
    chunks = [np.asarray(pc.fill_null(chunk.indices, -1), dtype=np.int32) for chunk in column.chunks]
    texts = column.chunk(0).dictionary if chunks else pa.array([], pa.large_string())
    return pc.cast(texts, pa.large_string()), np.concatenate([*chunks, np.array([], dtype=np.int32)])
