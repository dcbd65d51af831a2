"""The raw cells of a cohort: each by a number, with its text, and those of a line under what a column gives."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from casetrace.model.raw_columns import is_hidden
from casetrace.model.storage import ColumnsOnDemand

#: Fields by which a row is told to be whose, of what and when; a column that gives none of a table does so too.
IDENTITY = frozenset({"patient_id", "lesion_id", "period", "arm"})
#: Fields that tell when a value of a line was measured and how it is read: they move that value alone.
DATING = frozenset({"visit", "visit_date", "unit"})
#: What a column's role says where it decides which lines are rows.
FILTERS = ("keep_rows", "drop_rows")
Line = tuple[str, int]


@dataclass(frozen=True)
class RawCell:
    """One cell of a raw file.

    Attributes
    ----------
    file, line, column, header
        Where it stands; lines and columns are counted from 1.
    text
        Its text; None where config drops the column or puts pseudonyms into it.
    """

    file: str
    line: int
    column: int
    header: str
    text: str | None

    @property
    def place(self) -> str:
        """Where it stands, as `FILE:LINE:COLUMN`."""
        return f"{self.file}:{self.line}:{self.column}"


class RawCells:
    """The cells of the columns that are read, numbered from 0.

    Parameters
    ----------
    raw, columns, fields
        `ingest/raw`, whose columns are asked for one after the other, `ingest/columns` and `ingest/fields`.
    """

    def __init__(self, raw: ColumnsOnDemand | pd.DataFrame, columns: pd.DataFrame, fields: pd.DataFrame) -> None:
        self._fields = fields
        places = zip(columns["file"], columns["column"], strict=True)
        self._columns = dict(zip(places, zip(columns["header"], columns["role"], strict=True), strict=True))
        self._giving: dict[tuple[str, str, str, tuple[int, ...] | None], Mapping[str, list[int]]] = {}
        numbers, files = raw["column"].to_numpy(), raw["file"].astype("category").cat
        codes = files.codes.to_numpy()
        # The cells of a column stand together, in the order of the lines of its file.
        is_first = np.diff(numbers, prepend=-1).astype(bool) | np.diff(codes, prepend=-1).astype(bool)
        self._firsts = np.flatnonzero(is_first)
        self._headings = [(str(files.categories[codes[first]]), int(numbers[first])) for first in self._firsts]
        self._starts = dict(zip(self._headings, self._firsts.tolist(), strict=True))
        del numbers, codes, is_first
        lines = raw["line"].to_numpy()
        ends = np.append(self._firsts[1:], len(lines))
        self._lines: dict[str, NDArray[np.int64]] = {}
        for (file, _), first, end in zip(self._headings, self._firsts, ends, strict=True):
            if file not in self._lines:
                self._lines[file] = lines[first:end].copy()
        del lines
        self._texts = raw["text"]

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, file: str, line: int, column: int) -> int | None:
        """The number of a cell; None where the file has no such cell, or its column is not read."""
        lines, start = self._lines.get(file), self._starts.get((file, column))
        if lines is None or start is None:
            return None
        # Lines stand in order.
        row = int(np.searchsorted(lines, line))
        return start + row if row < len(lines) and lines[row] == line else None

    def cell(self, number: int) -> RawCell:
        """The cell of a number."""
        place = int(np.searchsorted(self._firsts, number, side="right")) - 1
        file, column = self._headings[place]
        line = int(self._lines[file][number - self._firsts[place]])
        header, role = self._columns[file, column]
        text = self._texts.iloc[number]
        hidden = is_hidden(role) or pd.isna(text)
        return RawCell(file, line, column, str(header), None if hidden else str(text))

    def has_text(self, number: int) -> bool:
        """Whether a cell is not blank."""
        text = self._texts.iloc[number]
        return not pd.isna(text) and bool(str(text).strip())

    def with_words(self, words: Iterable[str]) -> list[int]:
        """The cells that show a text with all of some words, which are casefolded."""
        texts = self._texts.astype("object").fillna("").astype(str).str.casefold()
        found = np.ones(len(texts), dtype=bool)
        for word in words:
            found &= texts.str.contains(word, regex=False).to_numpy(dtype=bool)
        return [int(number) for number in np.flatnonzero(found) if self.cell(int(number)).text is not None]

    @cached_property
    def naming(self) -> Mapping[str, list[int]]:
        """The columns of each file that tell whose a row is: another text there makes another lesion."""
        tells = self._fields["field"].isin(IDENTITY) | (
            (self._fields["table"] == "") & ~self._fields["field"].isin(DATING)
        )
        return _by_file(self._columns_of(tells))

    @cached_property
    def dating(self) -> Mapping[str, list[int]]:
        """The columns of each file that tell when a row is of and how it is read, or whether it is one."""
        tells = (self._fields["table"] == "") & self._fields["field"].isin(DATING)
        return _by_file(self._columns_of(tells) | {place for place in self._filtering if place in self._starts})

    def _columns_of(self, rows: pd.Series) -> set[tuple[str, int]]:
        fields = self._fields[rows]
        places = {(str(file), int(column)) for file, column in zip(fields["file"], fields["column"], strict=True)}
        return {place for place in places if place in self._starts}

    @cached_property
    def _filtering(self) -> set[tuple[str, int]]:
        """The columns that decide which lines are rows."""
        return {place for place, (_, role) in self._columns.items() if any(word in role for word in FILTERS)}

    def filters(self, file: str, column: int) -> bool:
        """Whether a column decides which lines of its file are rows."""
        return (file, column) in self._filtering

    def giving(self, table: str, field: str, outcome: str, visits: Iterable[int] | None) -> Mapping[str, list[int]]:
        """The columns of each file that give a field.

        Parameters
        ----------
        outcome
            The outcome; a column that fixes another one does not give it.
        visits
            The visits; a column that fixes another one does not give it. None for any.
        """
        key = (table, field, outcome, None if visits is None else tuple(visits))
        if key not in self._giving:
            self._giving[key] = self._columns_giving(*key)
        return self._giving[key]

    def _columns_giving(
        self, table: str, field: str, outcome: str, visits: tuple[int, ...] | None
    ) -> Mapping[str, list[int]]:
        rows = self._fields[(self._fields["table"] == table) & (self._fields["field"] == field)]
        if table == "measurements":
            rows = rows[rows["outcome"].isin(["", outcome])]
            if visits is not None:
                rows = rows[rows["visit"].isna() | rows["visit"].isin(visits)]
        return _by_file((str(file), int(column)) for file, column in zip(rows["file"], rows["column"], strict=True))

    def at(self, lines: Iterable[Line], columns: Mapping[str, list[int]]) -> Iterator[int]:
        """The cells of some lines in some columns."""
        for file, line in lines:
            for column in columns.get(file, ()):
                number = self.number(file, line, column)
                if number is not None:
                    yield number

    def of_file(self, file: str, limit: int) -> list[int]:
        """The first lines of a file."""
        return [int(line) for line in self._lines[file][:limit]]

    @cached_property
    def lines_of_files(self) -> Mapping[str, int]:
        """How many rows each file has."""
        return {file: len(lines) for file, lines in self._lines.items()}


def _by_file(places: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    columns: dict[str, list[int]] = {}
    for file, column in sorted(set(places)):
        columns.setdefault(file, []).append(column)
    return columns


class Positions:
    """The positions of the rows of each name in a column; a missing one has none.

    A name is found by search in the sorted column, since few of the names of a large cohort are asked for.

    Parameters
    ----------
    names
        The column.
    """

    def __init__(self, names: pd.Series) -> None:
        self._names = pa.array(names, pa.large_string())
        self._order = np.asarray(pc.sort_indices(self._names))
        self._order = self._order[: len(names) - self._names.null_count]
        self._found: dict[str, NDArray[np.uint64]] = {}

    def __contains__(self, name: str) -> bool:
        return len(self[name]) > 0

    def __getitem__(self, name: str) -> NDArray[np.uint64]:
        """The positions of a name, ascending; none where there is no such name."""
        if name not in self._found:
            key = partial(self._key, name)
            first = bisect_left(self._order, 0, key=key)
            self._found[name] = self._order[first : bisect_left(self._order, 1, lo=first, key=key)]
        return self._found[name]

    def _key(self, name: str, position: np.uint64) -> int:
        """Below 0 of a row with an earlier name, 0 of one with this name, above of one with a later name."""
        own = str(self._names[int(position)])
        return (own > name) - (own < name)
