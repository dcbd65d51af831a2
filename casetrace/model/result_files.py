"""Writes the results of a stage with what they rest on, and statistics.csv."""

from collections.abc import Mapping

import pandas as pd

from casetrace.model.lineage_files import write_lineage
from casetrace.model.results import (
    INTEGER_COLUMNS,
    NUMBER_COLUMNS,
    RESULT_COLUMNS,
    TEXT_COLUMNS,
    Results,
    plain_number,
)
from casetrace.model.storage import write_csv, write_parquet


def write_results(results: Results, out: Mapping[str, str]) -> None:
    """Write a stage's part of statistics.csv, and what each result rests on.

    Parameters
    ----------
    out
        Paths of `statistics`, `lineage` and `row_sets`.

    Raises
    ------
    AssertionError
        When it is not said which function added a result: a fault of the program.
    """
    without_code = [row["result_id"] for row in results.rows if not row["code"]]
    if without_code:
        raise AssertionError(f"added by no function that is marked with adds_results: {', '.join(without_code[:5])}")
    write_parquet(results.frame(), out["statistics"])
    write_lineage(results.rows, out["lineage"], out["row_sets"])


def write_statistics(frame: pd.DataFrame, path: str) -> None:
    """Write results as CSV, numbers with all digits that tell them from their neighbours."""
    write_csv(frame.assign(**{name: frame[name].map(plain_number) for name in NUMBER_COLUMNS}), path)


def read_statistics(path: str) -> pd.DataFrame:
    """statistics.csv with its columns in their types."""
    dtypes = dict.fromkeys(TEXT_COLUMNS, "str") | dict.fromkeys(INTEGER_COLUMNS, "Int64")
    frame = pd.read_csv(
        path,
        dtype=dtypes | dict.fromkeys(NUMBER_COLUMNS, "float64"),
        na_values={name: [""] for name in [*INTEGER_COLUMNS, *NUMBER_COLUMNS]},
        keep_default_na=False,
    )
    return frame[RESULT_COLUMNS]
