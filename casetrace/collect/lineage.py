"""Join what the stages' results rest on into the lineage of a cohort.

In: `lineage` and `row_sets` of each stage; the raw files, claims and corrections.
Out: `lineage`, a row for each part of each result; `row_sets`, the rows of each set, each set once; `files`, the raw
files with their SHA-256. All of it in provenance/.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casetrace.model.digests import file_digest
from casetrace.model.lineage_files import write_lineage_tables
from casetrace.model.storage import write_parquet

logger = logging.getLogger("casetrace")


def joined_sets(tables: Sequence[pa.Table]) -> pa.Table:
    """The sets of several stages, those that two stages share once.

    Parameters
    ----------
    tables
        `row_set` and `row` of each stage.
    """
    parts = []
    known: set[str] = set()
    for table in tables:
        names = pc.unique(table["row_set"]).cast(pa.string()).to_pylist()
        fresh = pa.array([name for name in names if name not in known], pa.string())
        parts.append(table.filter(pc.is_in(table["row_set"].cast(pa.string()), fresh)))
        known.update(names)
    return pa.concat_tables(parts).unify_dictionaries()


def files_read(paths: Sequence[str]) -> pd.DataFrame:
    """The files that results come from, with SHA-256 and number of bytes."""
    rows = [(path, file_digest(path), Path(path).stat().st_size) for path in paths]
    return pd.DataFrame(rows, columns=["file", "sha256", "n_bytes"])


def collect_lineage(parts: Sequence[str], sets: Sequence[str], raw: Sequence[str], out: dict[str, str]) -> None:
    """Collect the lineage of one cohort.

    Parameters
    ----------
    parts, sets
        Paths of `lineage` and `row_sets` of each stage, in order.
    raw
        Paths of the raw files, claims and corrections.
    out
        Paths to write, by name.
    """
    Path(out["lineage"]).parent.mkdir(parents=True, exist_ok=True)
    lineage = pa.concat_tables([pq.read_table(path) for path in parts])
    rows = joined_sets([pq.read_table(path) for path in sets])
    write_lineage_tables(lineage, rows, out["lineage"], out["row_sets"])
    write_parquet(files_read(raw), out["files"])
    logger.info("collected: the lineage of %d results", pc.count_distinct(lineage["result_id"]).as_py())
