"""Writes what the results of a stage rest on, each set of rows once however many results share it."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from casetrace.model.basis import Part

LINEAGE_COLUMNS = ["result_id", "row_set", "dataset", "role", "fields", "code"]
FIELD_SEPARATOR = "; "


class RowSets:
    """The sets of rows of a stage, each known by a digest of its dataset and rows."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int], str] = {}
        self._held: list[Part] = []
        self.by_name: dict[str, Part] = {}

    def name(self, part: Part) -> str:
        """The name of the set of a part's rows: the same for the same rows of the same dataset."""
        key = (part.dataset, id(part.rows))
        if key not in self._names:
            content = part.dataset.encode() + b"\0" + part.rows.astype("<i4").tobytes()
            self._names[key] = hashlib.sha256(content).hexdigest()[:16]
            # Held, so that no other array takes its place in memory, and with it its name.
            self._held.append(part)
            self.by_name.setdefault(self._names[key], part)
        return self._names[key]

    def table(self) -> pa.Table:
        """One row for each row of each set, by the name of the set."""
        names = sorted(self.by_name)
        rows = [self.by_name[name].rows for name in names]
        codes = np.repeat(np.arange(len(names), dtype=np.int32), [len(set_rows) for set_rows in rows])
        return pa.table(
            {
                "row_set": pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(names, pa.string())),
                "row": pa.array(np.concatenate(rows) if rows else np.array([], dtype=np.int32), pa.int32()),
            }
        )


def write_lineage(rows: Iterable[Mapping[str, Any]], lineage: str, row_sets: str) -> None:
    """Write what results rest on.

    Parameters
    ----------
    rows
        Rows of results with their `basis` and `code`.
    lineage, row_sets
        Paths to write: a row for each part of each result; and the rows of each set.
    """
    sets = RowSets()
    parts = [
        (row["result_id"], sets.name(part), part.dataset, part.role, FIELD_SEPARATOR.join(part.fields), row["code"])
        for row in rows
        for part in row["basis"]
    ]
    frame = pd.DataFrame(parts, columns=LINEAGE_COLUMNS).astype("str")
    write_lineage_tables(pa.Table.from_pandas(frame, preserve_index=False), sets.table(), lineage, row_sets)


def write_lineage_tables(parts: pa.Table, sets: pa.Table, lineage: str, row_sets: str) -> None:
    """Write both tables of a lineage. Rows of a set ascend, so that their differences take little room."""
    pq.write_table(parts.replace_schema_metadata(), lineage, compression="zstd")
    pq.write_table(
        sets.replace_schema_metadata(),
        row_sets,
        compression="zstd",
        use_dictionary=["row_set"],
        column_encoding={"row": "DELTA_BINARY_PACKED"},
    )
