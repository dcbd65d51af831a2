"""How columns of text are held in memory."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

import pandas as pd

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

#: Bytes of the tables that a job reads, from which its texts are held as Arrow columns.
LARGE = 1_000_000
#: Texts of an Arrow column that become Python's at a time.
BLOCK = 1 << 16


def hold_texts_for(tables: Iterable[str | Path]) -> None:
    """Hold texts as fits the size of the tables that they come from, in all columns that are made from now on.

    Of a few rows, Python's own texts take two thirds of the processor time of Arrow's; of a hundred thousand they take
    a multiple, and more memory. What is computed is the same.
    """
    size = sum(Path(table).stat().st_size for table in tables)
    pd.set_option("mode.string_storage", "pyarrow" if size >= LARGE else "python")


class TextColumn(Sequence[str]):
    """The texts of a column of a large table, which reads like a list of them and has no Python object for each.

    Parameters
    ----------
    array
        The texts, an array of Arrow's type `large_string` without missing ones.
    """

    def __init__(self, array: "pa.LargeStringArray") -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return list(self.array[place].to_pylist()) if isinstance(place, slice) else str(self.array[place])

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self.array), BLOCK):
            yield from self.array.slice(start, BLOCK).to_pylist()


def different(texts: Sequence[str]) -> list[str]:
    """Each different text of a column once, in the order in which they are met."""
    if isinstance(texts, TextColumn):
        return list(texts.array.unique().to_pylist())
    return list(dict.fromkeys(texts))


def series_of(texts: Sequence[str] | Sequence[str | None]) -> pd.Series:
    """A column of texts as pandas has it; one of a large table is no copy."""
    return pd.Series(texts.array if isinstance(texts, TextColumn) else texts, dtype="str")


def spread(texts: Sequence[str | None], codes: "NDArray[np.int64]", rows: pd.Index) -> pd.Series:
    """The text of each row by its code, which is a place among some texts; missing where that is -1."""
    return pd.Series(pd.array(texts, dtype="str").take(codes, allow_fill=True), index=rows)
