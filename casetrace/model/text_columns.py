"""How columns of text are held in memory."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

#: Bytes of the tables that a job reads, from which its texts are held as Arrow columns.
LARGE = 1_000_000


def hold_texts_for(tables: Iterable[str | Path]) -> None:
    """Hold texts as fits the size of the tables that they come from, in all columns that are made from now on.

    Of a few rows, Python's own texts take two thirds of the processor time of Arrow's; of a hundred thousand they take
    a multiple, and more memory. What is computed is the same.
    """
    size = sum(Path(table).stat().st_size for table in tables)
    pd.set_option("mode.string_storage", "pyarrow" if size >= LARGE else "python")
