"""Where everything of a raw file goes: its mapped cells, blank ones too, whose each line is, what each column gives."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.config.fields import fields_given
from casetrace.ingest.emission import ReadTable
from casetrace.ingest.facts import one_text
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.dictionary import field_places
from casetrace.model.raw_columns import NOT_READ, is_hidden
from casetrace.model.text_columns import series_of
from casetrace.read.table import RawTable

RAW_COLUMNS = ["file", "line", "column", "text"]
LINE_COLUMNS = ["file", "line", "patient_id", "lesion_id", "outcome", "visit", "period"]
FIELD_COLUMNS = ["file", "column", "table", "field", "outcome", "visit"]


def raw_cells(raws: Sequence[RawTable], columns: pd.DataFrame) -> pd.DataFrame:
    """The text of every cell of the columns that are read, blank ones too, in the order of the files.

    Parameters
    ----------
    raws
        The tables as they were read.
    columns
        What each column gives, as `columns_frame` has it; cells under pseudonyms have no text.
    """
    files = sorted({raw.file for raw in raws})
    parts = [
        (files.index(file), *part)
        for file in dict.fromkeys(raw.file for raw in raws)
        for part in _columns_read([raw for raw in raws if raw.file == file], columns[columns["file"] == file])
    ]
    if not parts:
        return pd.DataFrame(columns=RAW_COLUMNS).astype({"file": "category", "line": "int64", "column": "int64"})
    of_file, numbers, lines, texts = zip(*parts, strict=True)
    lengths = [len(text) for text in texts]
    # Column by column: of a large table they do not all fit in memory twice.
    cells = {
        "file": pd.Categorical.from_codes(np.repeat(np.array(of_file, dtype=np.int8), lengths), files),
        "line": np.concatenate(lines),
        "column": np.repeat(np.array(numbers, dtype=np.int64), lengths),
        "text": pd.concat(texts, ignore_index=True),
    }
    return pd.DataFrame(cells, copy=False)


def _columns_read(
    readings: Sequence[RawTable], columns: pd.DataFrame
) -> Iterator[tuple[int, NDArray[np.int64], pd.Series]]:
    """The columns of a file that are read: number, lines and texts of each."""
    several = sorted(set().union(*(raw.lines for raw in readings))) if len(readings) > 1 else readings[0].lines
    lines = np.array(several, dtype=np.int64)
    is_read = columns[~columns["role"].isin(NOT_READ)]
    for header, number, role in zip(is_read["header"], is_read["column"], is_read["role"], strict=True):
        hidden = is_hidden(role)
        yield number, lines, series_of([None] * len(lines) if hidden else _texts_by_line(readings, header, lines))


def _texts_by_line(
    readings: Sequence[RawTable], header: str, lines: Iterable[int]
) -> Sequence[str] | Sequence[str | None]:
    """The texts of a column of a file that is read once or several times."""
    if len(readings) == 1:
        return readings[0].columns[header]
    texts: dict[int, str] = {}
    for raw in readings:
        texts |= dict(zip(raw.lines, raw.columns.get(header, ()), strict=False))
    return [texts.get(line) for line in lines]


def lines_of_rows(reads: Sequence[ReadTable]) -> pd.DataFrame:
    """Whose each line is, once for each lesion that its headers name; a line of nobody is not there.

    Parameters
    ----------
    reads
        The tables with their rows identified.
    """
    parts = []
    for read in reads:
        identity = read.identity
        rows = identity.patient.index
        parts.append(
            pd.DataFrame(
                {
                    "file": one_text(read.table.raw.file, len(rows)),
                    "line": read.table.lines("").loc[rows],
                    "patient_id": identity.patient,
                    "lesion_id": identity.lesion.reindex(rows),
                    "outcome": identity.outcome.reindex(rows),
                    "visit": identity.visit.reindex(rows),
                    "period": identity.period.reindex(rows),
                }
            )
        )
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=LINE_COLUMNS)
    texts = dict.fromkeys(("patient_id", "lesion_id", "outcome", "visit", "period"), "str")
    return frame.astype({"file": "category", "line": "int64"} | texts)


def column_fields(tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]]) -> pd.DataFrame:
    """What each column gives: canonical table and field, with the outcome and visit where the column fixes them.

    What tells whose row it is, or how it is to be read, has no table: its field is the name that config has for it.

    Parameters
    ----------
    tables, specs
        The prepared tables, and what the columns of each give.
    """
    rows = [
        (table.raw.file, table.raw.numbers[base], *place, spec.parts.get("outcome", ""), spec.parts.get("visit"))
        for table, table_specs in zip(tables, specs, strict=True)
        for spec in table_specs
        for base in table.parts.get(spec.header, [spec.header])
        if base in table.raw.numbers
        for place in _places(spec)
    ]
    frame = pd.DataFrame(rows, columns=FIELD_COLUMNS).drop_duplicates(ignore_index=True)
    return frame.astype(dict.fromkeys(("file", "table", "field", "outcome"), "str") | {"visit": "Int64"})


def _places(spec: ColumnSpec) -> Iterator[tuple[str, str]]:
    fields = fields_given(spec.parts)
    for name in sorted(fields):
        yield field_places().get(name, ("", name))
    if "value" in fields:
        # A text in place of a value, such as "lost to follow-up", tells of the patient's disposition.
        yield from (("disposition", "status"), ("disposition", "reason"))
    elif "disposition_reason" in fields:
        yield ("disposition", "status")
