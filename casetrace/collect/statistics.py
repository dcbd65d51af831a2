"""Join the stages' results into statistics.csv.

In: the `statistics` part of each stage that computes results.
Out: `statistics.csv`, all results of the cohort, one number a row, in the order of the stages.
"""

import logging

import pandas as pd

from casetrace.methods.register import METHODS
from casetrace.model.result_files import write_statistics
from casetrace.model.results import RESULT_COLUMNS, with_own_names
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def collected(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All results as one table.

    Raises
    ------
    AssertionError
        When a name is not unique, or a method not in the register: faults of the program.
    """
    frame = with_own_names(pd.concat(parts, ignore_index=True)[RESULT_COLUMNS])
    unknown = sorted(set(frame["method"]) - set(METHODS))
    if unknown:
        raise AssertionError(f"methods that are not in the register: {', '.join(unknown)}")
    return frame


def collect_statistics(parts: list[str], statistics: str) -> None:
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
