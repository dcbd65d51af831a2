"""What differs between the canonical tables of two exports: rows by their key, and cells by key and field."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from casetrace.compare.running import ExportRun
from casetrace.model.dictionary import Table, data_dictionary
from casetrace.model.storage import read_parquet


class Place(NamedTuple):
    """A raw cell: file as the user calls it, line and column counted from 1; 0 for a value that has no cell."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}" if self.line else "no raw cell"


NOWHERE = Place("", 0, 0)


class Value(NamedTuple):
    """A value as text, empty where nothing is recorded, with its raw cell."""

    text: str
    place: Place


@dataclass(frozen=True)
class RowChange:
    """A row of a canonical table that only one export has, with the place of its first cell."""

    table: str
    key: dict[str, str]
    place: Place


@dataclass(frozen=True)
class CellChange:
    """A value that differs between the exports."""

    table: str
    key: dict[str, str]
    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class TableChanges:
    """What differs between the canonical tables: rows only in the new export, only in the old one, and values."""

    added: list[RowChange]
    gone: list[RowChange]
    altered: list[CellChange]


Key = tuple[str, ...]
Rows = dict[Key, dict[str, Value]]


def table_changes(old: ExportRun, new: ExportRun) -> TableChanges:
    """Compare all canonical tables of two exports, in the order of the data dictionary."""
    changes = TableChanges([], [], [])
    cells = {run: read_parquet(run.folder / "ingest" / "cells.parquet") for run in (old, new)}
    for table in data_dictionary().values():
        before, after = (_rows(run, table, cells[run]) for run in (old, new))
        changes.added.extend(_only_in(after, before, table))
        changes.gone.extend(_only_in(before, after, table))
        changes.altered.extend(_altered(before, after, table))
    return changes


def _rows(run: ExportRun, table: Table, cells: pd.DataFrame) -> Rows:
    """The rows of a table by key; further rows of one key, which are an error of the data, bear their number."""
    frame = read_parquet(run.folder / "ingest" / f"{table.name}.parquet").astype("object").fillna("")
    places = _places(run, cells[cells["table"] == table.name])
    rows: Rows = {}
    key_counts: Counter[Key] = Counter()
    for number, record in enumerate(frame[list(table.columns)].to_dict("records")):
        key = tuple(str(record[name]) for name in table.key)
        key_counts[key] += 1
        values = {
            str(name): Value(str(text), places.get((number, str(name)), NOWHERE)) for name, text in record.items()
        }
        rows[key if key_counts[key] == 1 else (*key, str(key_counts[key]))] = values
    return rows


def _places(run: ExportRun, cells: pd.DataFrame) -> dict[tuple[int, str], Place]:
    columns = (cells[name] for name in ("row", "field", "file", "line", "column"))
    return {
        (int(row), str(field)): Place(run.name_of(str(file)), int(line), int(column)) if line else NOWHERE
        for row, field, file, line, column in zip(*columns, strict=True)
    }


def _named(table: Table, key: Key) -> dict[str, str]:
    """A key with the names of its parts, those that are empty left out."""
    names = [*table.key, "number of the row"]
    return {name: part for name, part in zip(names, key, strict=False) if part}


def _only_in(rows: Rows, excluded: Rows, table: Table) -> Iterator[RowChange]:
    for key, values in rows.items():
        if key not in excluded:
            places = [value.place for value in values.values() if value.place.line]
            yield RowChange(table.name, _named(table, key), min(places, default=NOWHERE))


def _altered(before: Rows, after: Rows, table: Table) -> Iterator[CellChange]:
    for key, values in before.items():
        for field, old in values.items():
            new = after.get(key, {}).get(field, old)
            if field not in table.key and new.text != old.text:
                yield CellChange(table.name, _named(table, key), field, old, new)
