"""The raw cells behind the values of the datasets: those that a value was read from, and those looked at in vain."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.model.mergers import merged_parts
from casetrace.trace.needs import Need, needs, of_part
from casetrace.trace.raw_cells import Line, Positions, RawCells

#: Tables with one row, or several, for each patient; the others have them for each lesion.
OF_PATIENTS = ("patients", "events", "disposition")

#: What is needed of the facts, and of the clean tables.
FACT_COLUMNS = ("table", "row", "field", "file", "line", "column")
CLEAN_COLUMNS = ("patient_id", "lesion_id", "outcome", "visit", "period", "merged_into")
#: Rows of a table whose columns are not held as lists.
LONG = 100_000

Row = Mapping[str, Any]
Columns = tuple[Any, ...]


class Part(NamedTuple):
    """A lesion that is part of another one, in which period, and from which visit on."""

    lesion: str
    period: str | None
    since: int


class CellsOfValue(NamedTuple):
    """The raw cells that a value depends on.

    Attributes
    ----------
    read_from
        Those that it was read from.
    behind
        Those and, of each part of it that is missing, the cells in which it could stand.
    looked_at
        All cells in which it could stand, blank ones and those of other lines of its row too.
    """

    read_from: list[int]
    behind: list[int]
    looked_at: set[int]

    @property
    def all(self) -> frozenset[int]:
        """All of them."""
        return frozenset((*self.read_from, *self.looked_at))


class Origins:
    """Finds the raw cells behind the values of a cohort's datasets.

    Parameters
    ----------
    cells
        The raw cells.
    facts
        `ingest/cells`: from which cell each canonical value was read.
    lines
        `ingest/lines`: whose each line is.
    clean
        The clean tables by name.
    baselines
        The baseline visit of each outcome.
    """

    def __init__(
        self,
        cells: RawCells,
        facts: pd.DataFrame,
        lines: pd.DataFrame,
        clean: Mapping[str, pd.DataFrame],
        baselines: Mapping[str, int],
    ) -> None:
        self.cells = cells
        self.facts = facts
        self._lines = _with_patients(lines, clean["lesions"])
        self._clean = clean
        self._baselines = baselines
        self._positions: dict[tuple[str, str], Positions] = {}
        self._facts_by_row: dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]] = {}

    def _rows(self, table: str, column: str) -> Positions:
        """Positions in a clean table by patient, or by lesion."""
        if (table, column) not in self._positions:
            self._positions[table, column] = Positions(self._clean[table][column])
        return self._positions[table, column]

    @cached_property
    def _lines_of_patients(self) -> Positions:
        return Positions(self._lines["patient_id"])

    @cached_property
    def _lines_of_lesions(self) -> Positions:
        return Positions(self._lines["lesion_id"])

    @cached_property
    def _loose(self) -> Positions:
        """Lines of each patient that name no lesion."""
        return Positions(self._lines["patient_id"].where(self._lines["lesion_id"].isna()))

    def lines(self, row: Row, *, of_patient: bool = False, at_visits: Collection[int] | None = None) -> list[Line]:
        """The lines of a row's lesion with those of its patient that name none; or all lines of the patient.

        Where visits are given, lines that tell another one are left out.
        """
        patient, lesion = str(row["patient_id"]), row.get("lesion_id")
        if of_patient or lesion is None or lesion not in self._lines_of_lesions:
            rows = self._lines_of_patients[patient]
        else:
            rows = np.concatenate([self._lines_of_lesions[lesion], self._loose[patient]])
        if at_visits is not None:
            told, (_, _, visits) = set(map(str, at_visits)), self._line_columns
            return [self._place_of_line(row) for row in rows if pd.isna(visits[row]) or visits[row] in told]
        return [self._place_of_line(row) for row in rows]

    def patients_on(self, file: str, line: int) -> set[str]:
        """The patients of a line; none of a line that is no row."""
        rows = self._lines[(self._lines["file"] == file) & (self._lines["line"] == line)]
        return set(rows["patient_id"].dropna())

    def identity(self, row: Row) -> set[int]:
        """The cells that tell whose a row is, on all lines of its lesion, or else of its patient, and when.

        A row with a measured value has it and its baseline from the lines of these visits, and no other line could be
        taken for one of them; a row without one of them could have it from any line.
        """
        value, baseline = row.get("value"), row.get("baseline", row.get("value"))
        measured = value is not None and baseline is not None and not row.get("imputed")
        at_visits = (int(row["visit"]), self._baselines[row["outcome"]]) if measured else None
        dates = self.cells.at(self.lines(row, at_visits=at_visits), self.cells.dating)
        parts = [{**row, "lesion_id": lesion} for lesion in self._parts_of(row)]
        named = [cell for of in (row, *parts) for cell in self.cells.at(self.lines(of), self.cells.naming)]
        return {*named, *dates}

    def read_from(self, dataset: str, field: str, row: Row) -> list[int]:
        """The cells that a value was read from; empty where none was."""
        return self.cells_of_value(dataset, field, row).read_from

    def behind(self, dataset: str, field: str, row: Row) -> list[int]:
        """The cells that a value was read from and, of each part of it that is missing, those where it could stand."""
        return self.cells_of_value(dataset, field, row).behind

    def cells_of_value(self, dataset: str, field: str, row: Row) -> CellsOfValue:
        """The cells that one value of a row depends on."""
        read_from: dict[int, None] = {}
        behind: dict[int, None] = {}
        looked_at: set[int] = set()
        for need, of in self._needed(dataset, field, row):
            numbers = [number for fact in self._facts_of(need, of) if (number := self._number(fact)) is not None]
            possible = set(self._possible_cells(need, of))
            read_from |= dict.fromkeys(numbers)
            looked_at |= possible
            if not need.beside:
                behind |= dict.fromkeys(numbers or sorted(possible))
        return CellsOfValue(list(read_from), list(behind), looked_at)

    def _needed(self, dataset: str, field: str, row: Row) -> Iterator[tuple[Need, Row]]:
        """What a value is made of, and of which row: its own, or that of a lesion which is part of this one."""
        for need in needs(dataset, field, row):
            yield need, row
        for need in of_part(dataset, field):
            for lesion in self._parts_of(row):
                yield need, {**row, "lesion_id": lesion}

    @cached_property
    def _parts(self) -> Mapping[tuple[str, str], list[Part]]:
        """The lesions that are part of another one, by that lesion and the outcome."""
        parts: dict[tuple[str, str], list[Part]] = {}
        for part in merged_parts(self._clean["measurements"]).to_dict("records"):
            period = None if pd.isna(part["period"]) else part["period"]
            merged = Part(str(part["lesion_id"]), period, part["since"])
            parts.setdefault((part["whole"], part["outcome"]), []).append(merged)
        return parts

    def _parts_of(self, row: Row) -> list[str]:
        """The lesions that are part of a row's lesion at its visit."""
        if "outcome" not in row or row.get("visit") is None:
            return []
        period = None if pd.isna(row.get("period")) else row["period"]
        parts = self._parts.get((row["lesion_id"], row["outcome"]), ())
        return [part.lesion for part in parts if part.period == period and part.since <= row["visit"]]

    def _possible_cells(self, need: Need, row: Row) -> Iterator[int]:
        """The cells in which what is needed could stand."""
        outcome, at_visits = need.outcome or str(row.get("outcome", "")), self._visits_of(need, row)
        columns = self.cells.giving(need.table, need.field, outcome, at_visits)
        of_patient = need.table in OF_PATIENTS or self._of_all_lesions(need, row)
        lines = self.lines(row, of_patient=of_patient, at_visits=at_visits)
        if need.beside:
            beside = self.cells.giving(need.table, need.beside, outcome, at_visits)
            lines = [line for line in lines if any(map(self.cells.has_text, self.cells.at([line], beside)))]
        yield from self.cells.at(lines, columns)
        if need.dated:
            yield from self.cells.at(lines, self.cells.dating)

    def _number(self, fact: int) -> int | None:
        return self.cells.number(*self._place_of_fact(fact))

    def _of_all_lesions(self, need: Need, row: Row) -> bool:
        """Whether a need of measurements is of the whole patient.

        It is of a row that is no lesion, of a disposition, and of the arm of a lesion that has none of its own.
        """
        if need.table != "measurements":
            return False
        if row.get("lesion_id") is None:
            return True
        return need.visits == "all" and not ("arm" in (need.field, need.beside) and self._has_own_arm(row))

    def _has_own_arm(self, row: Row) -> bool:
        """Whether a line that names the lesion of a row tells its arm in the row's period."""
        lesion = str(row["lesion_id"])
        named = {self._place_of_line(row) for row in self._lines_of_lesions[lesion]}
        return any(
            self._fields[fact] == "arm" and self._place_of_fact(fact)[:2] in named
            for position in self._rows("measurements", "lesion_id")[lesion]
            if self._matches(position, None, None, row)
            for fact in self._facts_of_row("measurements", position)
        )

    def _visits_of(self, need: Need, row: Row) -> tuple[int, ...] | None:
        if need.table != "measurements" or need.visits == "all":
            return None
        if need.visits == "baseline":
            return (self._baselines[need.outcome or row["outcome"]],)
        visit = need.visit if need.visit is not None else row.get("visit")
        if visit is None:
            return None
        return tuple(range(int(visit) + 1)) if need.visits == "up to own" else (int(visit),)

    def _facts_of(self, need: Need, row: Row) -> Iterator[int]:
        """The facts behind a need: of the field, from its rows of the canonical table."""
        if need.beside:
            return
        for position in self._canonical(need, row):
            for fact in self._facts_of_row(need.table, position):
                if self._fields[fact] == need.field:
                    yield int(fact)

    def _facts_of_row(self, table: str, position: int) -> np.ndarray:
        """The facts of one row of a canonical table."""
        if table not in self._facts_by_row:
            places = np.flatnonzero(self.facts["table"] == table).astype(np.int32)
            rows = self.facts["row"].to_numpy()[places].astype(np.int32)
            order = np.argsort(rows, kind="stable")
            n_rows = rows.max(initial=-1) + 1
            ends = np.searchsorted(rows[order], np.arange(n_rows + 1, dtype=np.int32)).astype(np.int32)
            self._facts_by_row[table] = (ends, places[order])
        ends, places = self._facts_by_row[table]
        return places[ends[position] : ends[position + 1]] if position + 1 < len(ends) else places[:0]

    @cached_property
    def _fields(self) -> Any:
        return _values(self.facts["field"])

    @cached_property
    def _fact_columns(self) -> Columns:
        """File, line and column of each fact."""
        return _columns(self.facts, "file", "line", "column")

    @cached_property
    def _line_columns(self) -> Columns:
        """File, line and visit of each line."""
        return _columns(self._lines, "file", "line", "visit")

    @cached_property
    def _measurement_columns(self) -> Columns:
        """Outcome, visit and period of each measurement."""
        return _columns(self._clean["measurements"], "outcome", "visit", "period")

    def _place_of_fact(self, fact: int) -> tuple[str, int, int]:
        file, line, column = (values[fact] for values in self._fact_columns)
        return str(file), int(line), int(column)

    def _place_of_line(self, row: int) -> Line:
        file, line, _ = (values[row] for values in self._line_columns)
        return str(file), int(line)

    def _canonical(self, need: Need, row: Row) -> Iterator[int]:
        """The rows of the canonical table that a need is of."""
        patient, lesion = str(row["patient_id"]), row.get("lesion_id")
        if need.table in OF_PATIENTS:
            yield from map(int, self._rows(need.table, "patient_id")[patient])
            return
        table = self._clean[need.table]
        lesions = [str(lesion)]
        if lesion is None or self._of_all_lesions(need, row):
            row_numbers = self._rows(need.table, "patient_id")[patient]
            lesions = list(dict.fromkeys(table["lesion_id"].iloc[row_numbers]))
        at_visits, outcome = self._visits_of(need, row), need.outcome or row.get("outcome")
        for name in lesions:
            for position in self._rows(need.table, "lesion_id")[name]:
                if need.table != "measurements" or self._matches(position, outcome, at_visits, row):
                    yield int(position)

    def _matches(self, position: int, outcome: Any, at_visits: tuple[int, ...] | None, row: Row) -> bool:
        own_outcome, visit, own_period = (values[position] for values in self._measurement_columns)
        period = row.get("period")
        return (
            (not outcome or own_outcome == outcome)
            and (at_visits is None or int(visit) in at_visits)
            and (period is None or pd.isna(period) or own_period == period)
        )


def _columns(table: pd.DataFrame, *names: str) -> Columns:
    """Columns of which one value is faster to get than of a table."""
    return tuple(_values(table[name]) for name in names)


def _values(column: pd.Series) -> Any:
    """A column to take single values of: a short one as a list, a long one without an object for each of them."""
    if len(column) < LONG:
        return column.to_list()
    return column.array if pd.api.types.is_extension_array_dtype(column.dtype) else column.to_numpy()


def _with_patients(lines: pd.DataFrame, lesions: pd.DataFrame) -> pd.DataFrame:
    """Lines that name a lesion alone with its patient, whom another file names."""
    if lines["patient_id"].notna().all():
        return lines
    patients = lesions.drop_duplicates("lesion_id").set_index("lesion_id")["patient_id"]
    return lines.assign(patient_id=lines["patient_id"].fillna(lines["lesion_id"].map(patients)))
