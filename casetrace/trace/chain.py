"""The lineage of a cohort: from a result to the raw cells that it rests on, and from a raw cell to the results."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.model.basis import Role
from casetrace.model.dictionary import data_dictionary
from casetrace.model.lineage_files import FIELD_SEPARATOR
from casetrace.model.plan import read_plan
from casetrace.model.storage import ColumnsOnDemand, RowsOnDemand, columns_of, read_parquet, read_where
from casetrace.trace.origins import CLEAN_COLUMNS, FACT_COLUMNS, Origins
from casetrace.trace.raw_cells import RawCell, RawCells

#: A set without rows has none in the table of sets.
NO_ROWS = np.array([], dtype=np.int32)


@dataclass(frozen=True)
class RestsOn:
    """Rows of a dataset that a result rests on, and what they are to it.

    Attributes
    ----------
    row_set
        Name of the set of rows.
    dataset
        Path of the dataset in the cohort's results, without its extension.
    role
        What the rows are to the result.
    fields
        The columns that enter.
    code
        The file and the function that computed the result.
    """

    row_set: str
    dataset: str
    role: Role
    fields: tuple[str, ...]
    code: str


class Lineage:
    """The lineage of a cohort's results.

    Parameters
    ----------
    folder
        The cohort's results.
    parts, row_sets
        What each result rests on, and the rows of each set.
    """

    def __init__(self, folder: Path, parts: pd.DataFrame, row_sets: pd.DataFrame) -> None:
        self._folder = folder
        self._datasets: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = {}
        self._rows_of: dict[str, RowsOnDemand] = {}
        self._parts: dict[str, list[RestsOn]] = {}
        columns = (parts[name] for name in ("result_id", "row_set", "dataset", "role", "fields", "code"))
        for result, row_set, dataset, role, fields, code in zip(*columns, strict=True):
            names = tuple(filter(None, fields.split(FIELD_SEPARATOR)))
            self._parts.setdefault(result, []).append(RestsOn(row_set, dataset, role, names, code))
        names = row_sets["row_set"].astype("category").cat
        codes, rows = names.codes.to_numpy(), row_sets["row"].to_numpy()
        starts = np.flatnonzero(np.diff(codes, prepend=-1))
        self._rows: dict[str, NDArray[np.int32]] = {
            str(names.categories[codes[start]]): rows[start:end]
            for start, end in zip(starts, np.append(starts, len(rows))[1:], strict=True)
        }
        self._rows_by_position: dict[tuple[str, int], Mapping[str, Any]] = {}
        self._of_values: dict[tuple[str, int, str], frozenset[int]] = {}

    @classmethod
    def read(cls, folder: Path) -> "Lineage":
        """The lineage in the results of a cohort, as `collect_lineage` wrote it."""
        parts, sets = (read_parquet(folder / "provenance" / f"{name}.parquet") for name in ("lineage", "row_sets"))
        return cls(folder, parts, sets)

    @property
    def results(self) -> Collection[str]:
        """Names of all results."""
        return self._parts.keys()

    def parts(self, result: str) -> list[RestsOn]:
        """What a result rests on."""
        return self._parts[result]

    def rows(self, row_set: str) -> NDArray[np.int32]:
        """The rows of a set, positions in its dataset, ascending."""
        return self._rows.get(row_set, NO_ROWS)

    def dataset(self, name: str, *columns: str) -> pd.DataFrame:
        """A dataset, or some columns of it, as far as it has them: of a large cohort all of it takes much room."""
        key = (name, columns)
        if key not in self._datasets:
            path = self.path(name)
            some = {"columns": [own for own in columns_of(path) if own in columns]} if columns else {}
            self._datasets[key] = read_parquet(path, **some)
        return self._datasets[key]

    def rows_with(self, name: str, column: str, texts: Sequence[str], *columns: str) -> pd.DataFrame:
        """Some columns of the rows of a dataset with one of some texts in a column; their index is their position."""
        path = self.path(name)
        return read_where(path, column, texts, [own for own in columns_of(path) if own in columns])

    def path(self, dataset: str) -> Path:
        """The file of a dataset."""
        return self._folder / f"{dataset}.parquet"

    def size(self, dataset: str) -> int:
        """How many rows a dataset has."""
        return len(self._on_demand(dataset))

    def _on_demand(self, dataset: str) -> RowsOnDemand:
        if dataset not in self._rows_of:
            self._rows_of[dataset] = RowsOnDemand(self.path(dataset))
        return self._rows_of[dataset]

    def row(self, dataset: str, position: int) -> Mapping[str, Any]:
        """One row of a dataset by column; None where a value is missing."""
        key = (dataset, position)
        if key not in self._rows_by_position:
            values = self._on_demand(dataset)[position]
            row = {str(name): None if pd.isna(value) else value for name, value in values.items()}
            self._rows_by_position[key] = row
        return self._rows_by_position[key]

    @cached_property
    def origins(self) -> Origins:
        """The raw cells behind the values of the datasets."""
        plan = read_plan(str(self._folder / "ingest/plan.json"))
        raw, facts = (ColumnsOnDemand(self.path(f"ingest/{name}")) for name in ("raw", "cells"))
        return Origins(
            RawCells(raw, self.dataset("ingest/columns"), self.dataset("ingest/fields")),
            facts.frame(FACT_COLUMNS),
            self.dataset("ingest/lines"),
            {name: self.dataset(f"clean/{name}", *CLEAN_COLUMNS) for name in data_dictionary()},
            {name: int(outcome.baseline_visit) for name, outcome in plan.outcomes.items()},
        )

    def cell(self, number: int) -> RawCell:
        """A raw cell by its number."""
        return self.origins.cells.cell(number)

    def cells_of_value(self, dataset: str, position: int, field: str = "") -> frozenset[int]:
        """The raw cells that one value of a dataset depends on; without a field, those that tell whose the row is."""
        key = (dataset, position, field)
        if key not in self._of_values:
            row = self.row(dataset, position)
            of_field = self.origins.cells_of_value(dataset, field, row).all if field else self.origins.identity(row)
            self._of_values[key] = frozenset(of_field)
        return self._of_values[key]

    def cells_of(self, result: str) -> set[int]:
        """The raw cells that a result depends on."""
        cells: set[int] = set()
        for part in self._parts[result]:
            for position in self.rows(part.row_set):
                for field in ("", *part.fields):
                    cells |= self.cells_of_value(part.dataset, int(position), field)
        return cells

    def results_of(self, number: int) -> set[str]:
        """The results that depend on a raw cell."""
        cell = self.cell(number)
        patients = self.origins.patients_on(cell.file, cell.line)
        if not patients:
            # A line that is no row reaches results only through what makes it none.
            return set(self._parts) if self.origins.cells.filters(cell.file, cell.column) else set()
        sets = dict.fromkeys(
            (part.row_set, part.dataset, part.fields) for parts in self._parts.values() for part in parts
        )
        near = {dataset: self._about(dataset, patients) for dataset in {dataset for _, dataset, _ in sets}}
        reached = {
            (row_set, dataset, fields)
            for row_set, dataset, fields in sets
            if self._reaches(number, np.intersect1d(self.rows(row_set), near[dataset]), dataset, fields)
        }
        return {
            result
            for result, parts in self._parts.items()
            if any((part.row_set, part.dataset, part.fields) in reached for part in parts)
        }

    def _reaches(self, number: int, positions: np.ndarray, dataset: str, fields: tuple[str, ...]) -> bool:
        """Whether any of these values depends on a raw cell."""
        return any(
            number in self.cells_of_value(dataset, int(position), field)
            for position in positions
            for field in ("", *fields)
        )

    def _about(self, dataset: str, patients: Collection[str]) -> np.ndarray:
        """The rows of a dataset that are about some patients."""
        return np.flatnonzero(self.dataset(dataset, "patient_id")["patient_id"].isin(list(patients)))
