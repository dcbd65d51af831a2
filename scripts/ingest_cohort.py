"""Read the raw table of a cohort and map it to the canonical tables, still as text.

In: the raw CSV file and the cohort's `table` section of config.
Out: one Parquet file a canonical table; `cells`, the raw cell (file, line, column, text) of every value; `handled`, the
cells that were filled down or set aside; `row_counts`; and `problems`, which `check_cohort` reports.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from scripts.config.meaning import fields_given
from scripts.config.reading import read_yaml
from scripts.jobs.log import job_log
from scripts.mapping.plan import study_plan, write_plan
from scripts.tables.canonical import Canonical
from scripts.tables.counts import RowCount, counts_frame
from scripts.tables.dictionary import data_dictionary
from scripts.tables.mapping import map_table
from scripts.tables.problems import problems_frame
from scripts.tables.reading import RawTable, read_raw_table
from scripts.tables.storage import write_parquet

logger = logging.getLogger("casetrace")

SCHEMA_FILE = Path(__file__).parents[1] / "workflow" / "schemas" / "config.schema.yaml"


def row_counts(raw: RawTable, canonical: Canonical) -> pd.DataFrame:
    """Records of the file, its data rows and lesion visits, against the rows that they became."""
    lesions, measured = len(canonical.rows["lesions"]), len(canonical.rows["measurements"])
    return counts_frame(
        [
            RowCount(
                "ingest",
                "records of the file",
                raw.n_records,
                len(raw.rows),
                raw.n_records - len(raw.rows),
                "header and blank lines",
            ),
            RowCount(
                "ingest", "data rows to lesions", len(raw.rows), lesions, len(raw.rows) - lesions, "rows with an error"
            ),
            RowCount(
                "ingest",
                "lesion visits to measurements",
                canonical.lesion_visits,
                measured,
                canonical.lesion_visits - measured,
                "blank, or a disposition in place of a value",
            ),
        ]
    )


def main(
    tables: list[dict[str, Any]], outcomes: Mapping[str, Any], primary: Mapping[str, Any], out: Mapping[str, str]
) -> None:
    """Ingest one cohort.

    Parameters
    ----------
    tables
        The cohort's tables in config. Their files need not exist, which is then a problem like any other.
    outcomes, primary
        Sections of the cohort's config, as far as they are given.
    out
        Paths to write, by name.
    """
    table = tables[0]
    raw_file = table["file"]
    raw = read_raw_table(
        Path(raw_file), raw_file, table["dialect"].get("encoding", "utf-8"), table["dialect"].get("delimiter", ",")
    )
    canonical = map_table(raw, table)
    for name in data_dictionary():
        write_parquet(canonical.frame(name), out[name])
    write_parquet(canonical.cells(raw_file), out["cells"])
    write_parquet(canonical.handled_cells(raw_file), out["handled"])
    write_parquet(problems_frame(canonical.problems), out["problems"])
    write_parquet(row_counts(raw, canonical), out["row_counts"])
    recorded = set().union(*map(fields_given, table["columns"].values()))
    visits = canonical.frame("measurements")[["outcome", "visit"]]
    write_plan(study_plan(visits, {}, outcomes, primary, recorded, read_yaml(SCHEMA_FILE)), out["plan"])
    logger.info(
        "ingested %d rows of %s: %d lesions of %d patients",
        len(raw.rows),
        raw_file,
        len(canonical.rows["lesions"]),
        len(canonical.rows["patients"]),
    )


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            tables=snakemake.params.tables,
            outcomes=snakemake.params.outcomes,
            primary=snakemake.params.primary,
            out=dict(snakemake.output.items()),
        )
