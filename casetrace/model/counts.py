"""Conservation of rows: what a stage reads it either keeps or sets aside."""

from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd


class RowCount(NamedTuple):
    """How many rows of one table a stage read, kept and set aside, and why it set them aside."""

    stage: str
    rows: str
    read: int
    kept: int
    set_aside: int
    reason: str


def counts_frame(counts: Iterable[RowCount]) -> pd.DataFrame:
    """The counts as a table.

    Raises
    ------
    AssertionError
        When rows were lost or made: a fault of the program, not of the data.
    """
    frame = pd.DataFrame(counts, columns=list(RowCount._fields))
    wrong = frame[frame["read"] != frame["kept"] + frame["set_aside"]]
    if len(wrong):
        raise AssertionError(f"rows are not conserved: {wrong.to_dict('records')}")
    return frame
