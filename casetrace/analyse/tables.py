"""The tables of an analysis: without what no analysis needs, and in a large cohort with numbers in place of texts."""

from collections.abc import Callable, Iterable, Mapping

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
    columns = {name: [column for column in columns_of(path) if column not in OF_LINEAGE] for name, path in paths.items()}
    if max(map(rows_of, paths.values())) < MANY_ROWS:
        return {name: read_parquet(path, columns=columns[name]) for name, path in paths.items()}, str
    read = {name: read_arrow(path, columns[name]) for name, path in paths.items()}
    names = _distinct_names(read.values())
    return {name: _in_numbers(read.pop(name), names) for name in paths}, lambda number: names[number].as_py()


def _distinct_names(tables: Iterable[pa.Table]) -> pa.Array:
    """All names of patients and lesions, each once, in order."""
    found = [_codes(table[column])[0] for table in tables for column in NAMES if column in table.column_names]
    names = pc.unique(pa.chunked_array(found))
    return names.take(pc.array_sort_indices(names))


def _in_numbers(table: pa.Table, names: pa.Array) -> pd.DataFrame:
    """A table with its names as numbers, and its other texts as ordered categories."""
    columns = {}
    for column in table.column_names:
        if not pa.types.is_dictionary(table.schema.field(column).type):
            columns[column] = table.select([column]).to_pandas()[column]
        elif column in NAMES:
            columns[column] = _numbered(table[column], names)
        else:
            columns[column] = _categories(table[column])
    return pd.DataFrame(columns)


def _numbered(column: pa.ChunkedArray, names: pa.Array) -> pd.Series:
    """The number of each name, missing where there is none."""
    texts, codes = _codes(column)
    numbers = np.asarray(pc.index_in(texts, value_set=names), dtype=np.int32)[codes] if len(texts) else codes
    missing = codes < 0
    return pd.Series(pd.array(numbers, "Int32").copy()).mask(missing) if missing.any() else pd.Series(numbers)


def _categories(column: pa.ChunkedArray) -> pd.Series:
    """The texts as ordered categories."""
    texts, codes = _codes(column)
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
