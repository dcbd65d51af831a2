"""Join the stages' results into statistics.csv.

In: the `statistics` part of each stage that computes results.
Out: `statistics.csv`, all results of the cohort, one number a row, in the order of the stages.
"""

import logging
from typing import Any

import pandas as pd

from scripts.jobs.log import job_log
from scripts.methods.register import METHODS
from scripts.results.files import write_statistics
from scripts.results.rows import result_frame
from scripts.tables.storage import read_parquet

logger = logging.getLogger("casetrace")


def collected(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All results as one table.

    Raises
    ------
    AssertionError
        When a name is not unique, or a method not in the register: faults of the program.
    """
    frame = result_frame(row for part in parts for row in part.to_dict("records"))
    unknown = sorted(set(frame["method"]) - set(METHODS))
    if unknown:
        raise AssertionError(f"methods that are not in the register: {', '.join(unknown)}")
    return frame


def main(parts: list[str], statistics: str) -> None:
    """Collect the results of one cohort.

    Parameters
    ----------
    parts
        Paths of the stages' parts, in order.
    statistics
        Path of the CSV file to write; numbers are at full precision.
    """
    frame = collected([read_parquet(part) for part in parts])
    write_statistics(frame, statistics)
    refused, flagged = ((frame["status"] == status).sum() for status in ("refused", "flagged"))
    logger.info("collected: %d results, %d flagged, %d refused", len(frame), flagged, refused)


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(parts=list(snakemake.input.parts), statistics=snakemake.output.statistics)
