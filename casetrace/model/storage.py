"""How tables are written and read: Parquet between stages, CSV for people."""

import math
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from casetrace.methods.precision import kept
from casetrace.model.text_columns import LARGE

#: A spreadsheet takes a cell that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
STARTS_LIKE_A_FORMULA = r"^[=+\-@\t\r]"
#: For each byte whether it is one of these.
IS_FORMULA_START = np.isin(np.arange(256), [ord(sign) for sign in FORMULA_STARTS])
#: What a text has that must be quoted in a CSV file, as bytes and as an expression.
SPECIAL = (b",", b'"', b"\r", b"\n")
QUOTED = '[,"\r\n]'
#: Numbers whose texts are remembered while a table is written.
REMEMBERED = 1 << 18
#: A table of fewer rows is put together before it is written.
FEW_ROWS = 10_000
#: Tables that are written at the same time, and blocks of their lines that are made.
WRITERS = 2
#: Rows whose texts are held at once.
CHUNK = 100_000
#: Rows of a table in parts that are held and written as a whole.
HELD_ROWS = 1_000_000
#: Rows of a longer one that are read together.
GROUP_ROWS = 65_536


def write_parquet(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table for a later stage."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    if len(frame) >= FEW_ROWS:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, path, **_encodings(table.schema))
        return
    # At once: of a small table most of the time goes into writing it bit by bit.
    written = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False, nthreads=1), written)
    Path(path).write_bytes(written.getvalue())


def _encodings(schema: pa.Schema) -> dict[str, Any]:
    """How the columns of a large table are written: whole numbers, such as those of rows and lines, by their steps.

    Of millions of them that is a fraction of the room, and of the time that it takes to write and to read them.
    """
    whole = [field.name for field in schema if pa.types.is_integer(field.type)]
    others = [name for name in schema.names if name not in whole]
    return {"use_dictionary": others, "column_encoding": dict.fromkeys(whole, "DELTA_BINARY_PACKED")}


@contextmanager
def written_together() -> Iterator[Callable[[pd.DataFrame, str | Path], object]]:
    """A function that writes tables for a later stage while others are made; all are written at the end."""
    with ThreadPoolExecutor(max_workers=WRITERS) as writers:
        pending: list[Future[None]] = []
        yield lambda frame, path: pending.append(writers.submit(write_parquet, frame, path))
        for done in pending:
            done.result()


def read_parquet(path: str | Path, **some: Any) -> pd.DataFrame:
    """Read a table of an earlier stage, or `some` of it: its `columns`, or rows by `filters`."""
    if some or Path(path).stat().st_size >= LARGE:
        return pd.read_parquet(path, **some)
    # A third of the time, which for small tables is that of getting ready.
    content = pa.BufferReader(Path(path).read_bytes())
    return pq.ParquetFile(content).read(use_threads=False).to_pandas(use_threads=False)


def columns_of(path: str | Path) -> list[str]:
    """The columns of a table."""
    return list(pq.read_schema(path).names)


def rows_of(path: str | Path) -> int:
    """How many rows a table has."""
    return int(pq.read_metadata(path).num_rows)


def read_arrow(path: str | Path, columns: list[str]) -> pa.Table:
    """Columns of a table, those of texts as dictionaries: each different text once, and of each row its place there."""
    schema = pq.read_schema(path)
    texts = [name for name in columns if _is_text(schema.field(name).type)]
    return pq.read_table(path, columns=columns, read_dictionary=texts).unify_dictionaries()


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_string(kind) or pa.types.is_string(kind))


def columns_with_values(path: str | Path) -> list[str]:
    """The columns of a table in which some row has a value, by what the file says of its columns."""
    about = pq.read_metadata(path)
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    found = []
    for place, column in enumerate(pq.read_schema(path)):
        # Of a column that never had a value the file has no statistics.
        if not pa.types.is_null(column.type):
            missing = sum(group.column(place).statistics.null_count for group in groups)
            found += [column.name] * (missing < about.num_rows)
    return found


def read_where(
    path: str | Path, column: str, texts: Sequence[str], columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """The rows of a table, or some columns of them, with one of some texts in a column; their index is their place."""
    file = pq.ParquetFile(path)
    wanted = pa.array(texts, pa.large_string())
    parts, positions, start = [], [], 0
    for number in range(file.num_row_groups):
        group = file.read_row_group(number, columns)
        chosen = np.flatnonzero(np.asarray(pc.is_in(group[column].cast(wanted.type), wanted)))
        if len(chosen):
            parts.append(group.take(pa.array(chosen)))
            positions.append(start + chosen)
        start += group.num_rows
    empty = file.schema_arrow.empty_table()
    rows = pa.concat_tables(parts) if parts else empty.select(columns or empty.column_names)
    return rows.to_pandas().set_axis(np.concatenate([*positions, np.array([], dtype=np.int64)]))


class RowsOnDemand:
    """The rows of a table, read a group of rows at a time, each group when a row of it is first asked for.

    Parameters
    ----------
    path
        The table.
    """

    def __init__(self, path: str | Path) -> None:
        self._file = pq.ParquetFile(path)
        about = self._file.metadata
        sizes = [about.row_group(number).num_rows for number in range(about.num_row_groups)]
        self._starts = np.concatenate([[0], np.cumsum(sizes)])
        self._group = -1
        self._rows = pd.DataFrame()

    def __len__(self) -> int:
        return int(self._starts[-1])

    def __getitem__(self, position: int) -> pd.Series:
        group = int(np.searchsorted(self._starts, position, side="right")) - 1
        if group != self._group:
            self._rows, self._group = self._file.read_row_group(group).to_pandas(), group
        return self._rows.iloc[position - int(self._starts[group])]


class ColumnsOnDemand:
    """The columns of a table, each read when it is asked for: of a large one they do not all fit in memory twice.

    Parameters
    ----------
    path
        The table.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> pd.Series:
        return read_parquet(self._path, columns=[name])[name]

    def frame(self, names: Iterable[str]) -> pd.DataFrame:
        """Some columns, whole numbers in half of their room."""
        return pd.DataFrame({name: _small(self[name]) for name in names}, copy=False)


def _small(column: pd.Series) -> pd.Series:
    return column.astype("int32") if column.dtype == "int64" else column


def write_csv(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table for people: UTF-8, LF, numbers to the digits that a result keeps.

    Text that a spreadsheet would run as a formula gets an apostrophe in front, which makes it text there. Columns
    become texts as a whole, since a Python object for each cell takes several times as long.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    with Path(path).open("wb") as file:
        file.write(_header_line(frame))
        for rows in _chunks(frame):
            file.write(_lines(rows))


class _Opened(NamedTuple):
    """The files of a long table, and the threads that write them and make the lines of the CSV file."""

    parquet: pq.ParquetWriter
    csv: BinaryIO
    writers: ThreadPoolExecutor
    formatters: ThreadPoolExecutor


class TableInParts:
    """A table that comes in parts, one below the other, written as Parquet and as CSV without being held as a whole.

    One of few rows is held and written as `write_parquet` and `write_csv` write it. Of a longer one a part is written
    while the next one is made.
    """

    def __init__(self, parquet: str | Path, csv: str | Path) -> None:
        self._parquet, self._csv = Path(parquet), Path(csv)
        self._held: list[pd.DataFrame] = []
        self._open = ExitStack()
        self._opened: _Opened | None = None
        self._writing: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def add(self, rows: pd.DataFrame) -> None:
        """Add rows with the columns of those before."""
        self._held.append(rows)
        if sum(map(len, self._held)) > HELD_ROWS or self._opened:
            for held in self._held:
                self._write(held)
            self._held = []

    def __exit__(self, *error: object) -> None:
        with self._open:
            if error[0] is None:
                self._wait()
            if self._held and error[0] is None:
                frame = pd.concat(self._held, ignore_index=True)
                write_parquet(frame, self._parquet)
                write_csv(frame, self._csv)

    def _write(self, rows: pd.DataFrame) -> None:
        opened = self._opened = self._opened or self._open_files(rows)
        # No more than one part waits to be written, beside the one that is made.
        self._wait()
        self._writing = [
            opened.writers.submit(_write_group, rows, opened.parquet),
            opened.writers.submit(opened.csv.writelines, opened.formatters.map(_lines, _chunks(rows))),
        ]

    def _open_files(self, rows: pd.DataFrame) -> _Opened:
        """The files, with the columns of the first rows."""
        self._parquet.parent.mkdir(parents=True, exist_ok=True)
        schema = pa.Schema.from_pandas(rows, preserve_index=False)
        opened = _Opened(
            self._open.enter_context(pq.ParquetWriter(self._parquet, schema, **_encodings(schema))),
            self._open.enter_context(self._csv.open("wb")),
            self._open.enter_context(ThreadPoolExecutor(max_workers=WRITERS)),
            self._open.enter_context(ThreadPoolExecutor(max_workers=WRITERS)),
        )
        opened.csv.write(_header_line(rows))
        return opened

    def _wait(self) -> None:
        """Wait until what was given to be written is written."""
        for part in self._writing:
            part.result()
        self._writing = []


def _write_group(rows: pd.DataFrame, writer: pq.ParquetWriter) -> None:
    table = pa.Table.from_pandas(rows, writer.schema, preserve_index=False)
    writer.write_table(table, row_group_size=GROUP_ROWS)


def inert(value: object) -> object:
    """`value`, with an apostrophe in front where it is a text that a spreadsheet would take for a formula.

    A text that is a number, such as `-0.5`, stays as it is.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS) and not _is_number(value):
        return f"'{value}"
    return value


def _header_line(frame: pd.DataFrame) -> bytes:
    names = pd.Series(frame.columns.astype("str"), dtype="str")
    line = ",".join(_texts(names).to_pylist())
    return (line or '""' * len(names)).encode() + b"\n"


def _chunks(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), CHUNK):
        yield frame.iloc[start : start + CHUNK]


def _lines(rows: pd.DataFrame) -> bytes:
    """The lines of a CSV file, each with its end."""
    texts = [_texts(rows.iloc[:, place]) for place in range(rows.shape[1])]
    if len(texts) == 1:
        texts = [pc.if_else(pc.equal(texts[0], ""), _text('""'), texts[0])]  # a blank line would be no row
    cells = _joined(",", *texts) if texts else pa.array([""] * len(rows), pa.large_string())
    return _content(_joined("", cells, _text("\n")))


def _text(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _joined(between: str, *texts: pa.Array | pa.Scalar) -> pa.Array:
    """The texts of each row, one behind the other."""
    return pc.binary_join_element_wise(*texts, _text(between))


def _content(texts: pa.Array) -> bytes:
    """Texts of an array one behind the other, as UTF-8."""
    offsets, data = _offsets(texts), texts.buffers()[2]
    return bytes(data[int(offsets[0]) : int(offsets[-1])]) if data else b""


def _offsets(texts: pa.Array) -> np.ndarray:
    """Where each text begins in the buffer, and where the last one ends."""
    return np.frombuffer(texts.buffers()[1], dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]


def _texts(column: pd.Series) -> pa.Array:
    """The texts of a column, quoted where they must be; those of missing values are empty."""
    if isinstance(column.dtype, pd.StringDtype):
        return _quoted(_inert_texts(pc.fill_null(_as_array(column), "")))
    if pd.api.types.is_float_dtype(column):
        return _number_texts(column.to_numpy(dtype=float, na_value=np.nan))
    if pd.api.types.is_integer_dtype(column):
        return pc.fill_null(pc.cast(_as_array(column), pa.large_string()), "")
    values = ["" if missing else str(inert(value)) for value, missing in zip(column, column.isna(), strict=True)]
    return _quoted(pa.array(values, pa.large_string()))


def _as_array(column: pd.Series) -> pa.Array:
    array = pa.array(column, pa.large_string()) if isinstance(column.dtype, pd.StringDtype) else pa.array(column)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _inert_texts(texts: pa.Array) -> pa.Array:
    if not IS_FORMULA_START[_first_bytes(texts)].any():
        return texts
    suspect = pc.match_substring_regex(texts, STARTS_LIKE_A_FORMULA)
    changed = pa.array([inert(text) for text in texts.filter(suspect).to_pylist()], texts.type)
    return pc.replace_with_mask(texts, suspect, changed)


def _first_bytes(texts: pa.Array) -> np.ndarray:
    """The first byte of each text that has one."""
    offsets, data = _offsets(texts), texts.buffers()[2]
    begins = offsets[:-1][offsets[1:] > offsets[:-1]]
    return np.frombuffer(data, dtype=np.uint8)[begins] if len(begins) else np.array([], dtype=np.uint8)


def _number_texts(values: np.ndarray) -> pa.Array:
    """The text of each number with the digits that a result keeps, by which it can be read again.

    By their bits, which tell 0 and -0 apart: a column has few different numbers.
    """
    places, distinct = pd.factorize(values.view(np.int64))
    return pa.array(map(_number_text, distinct.tolist()), pa.large_string()).take(pa.array(places))


@lru_cache(REMEMBERED)
def _number_text(bits: int) -> str:
    value = kept(struct.unpack("=d", struct.pack("=q", bits))[0])
    return "" if math.isnan(value) else repr(value)


def _quoted(texts: pa.Array) -> pa.Array:
    content = _content(texts)
    if not any(sign in content for sign in SPECIAL):
        return texts
    special = pc.match_substring_regex(texts, QUOTED)
    doubled = pc.replace_substring(texts.filter(special), '"', '""')
    return pc.replace_with_mask(texts, special, _joined('"', _text(""), doubled, _text("")))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
