"""Facts: what each raw cell says of a patient, a lesion, a measurement, an event or a disposition."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from casetrace.ingest.prepared import NUMBERS, Prepared
from casetrace.model.canonical import ROW
from casetrace.model.dictionary import data_dictionary
from casetrace.model.problems import Problem, quoted

#: What a fact is kept with: the key of its row, its text, the place of its raw cell, and the raw row.
COLUMNS = ["key", "value", "file", "line", "column", "header", "text", "how", "raw_row"]

#: The rule that two facts on one thing break, by table.
DIFFER = {
    "patients": "patient facts differ",
    "lesions": "lesion facts differ",
    "treatments": "lesion facts differ",
    "measurements": "duplicate measurement",
    "disposition": "dispositions differ",
}
#: Columns of which two facts may differ, or whose difference is told of another.
MAY_DIFFER = (("disposition", "reason"), ("measurements", "patient_id"))


NO_KEYS = pd.Series([], dtype="str")
#: Columns of keys whose first facts are remembered beside the last one.
MOST_KEYS = 5


@dataclass
class Facts:
    """Collects the facts of all tables."""

    pieces: dict[tuple[str, str], list[pd.DataFrame]] = field(default_factory=dict)
    #: Further raw cells of derived values: they have more than one.
    further: dict[tuple[str, str], list[pd.DataFrame]] = field(default_factory=dict)
    #: File and header of columns whose value stands in every row of its lesion, as a baseline beside the visits does.
    repeated: set[tuple[str, str]] = field(default_factory=set)
    #: What columns of the last facts were made of, their rows, and the columns.
    _last: dict[str, tuple[object, pd.Index, pd.Series]] = field(default_factory=dict)
    _firsts: list[tuple[pd.Series, NDArray[np.intp]]] = field(default_factory=list)

    def add(
        self,
        name: tuple[str, str],
        keys: pd.Series,
        values: pd.Series,
        table: Prepared,
        header: str,
        how: pd.Series | str,
        *,
        own_cell: bool = False,
    ) -> None:
        """Add the facts that one column gives.

        Parameters
        ----------
        name
            Canonical table and column.
        keys, values
            The key of the canonical row, and the text, by raw row; rows without either say nothing.
        table, header
            The table and its column.
        how
            How the text came from the cell; `config` where config or the header says it.
        own_cell
            Whether the cell is the row's own even where it was filled from above.
        """
        rows = values.index[keys.notna() & values.notna()]
        if rows.empty:
            return
        rows = values.index if len(rows) == len(values) else rows
        how_of_rows = how if isinstance(how, str) else in_rows(how, rows).astype("category")
        facts = {
            "key": self._shared("key", keys, rows, lambda: in_rows(keys, rows)),
            "value": in_rows(values, rows),
            "how": how_of_rows,
        }
        from_config = isinstance(how, str) and how == "config"
        main_column, *other_columns = table.parts.get(header, []) or [header]
        if header in table.constants:
            facts["how"] = "stated"
        elif header in table.parts and not from_config:
            facts["how"] = ROW if header == NUMBERS else "derived"
            for base in other_columns:
                self.further.setdefault(name, []).append(self._placed(facts, rows, table, base, own_cell))
        self.pieces.setdefault(name, []).append(self._placed(facts, rows, table, main_column, own_cell))

    def _shared(self, name: str, source: object, rows: pd.Index, made: Callable[[], pd.Series]) -> pd.Series:
        """A column of some rows; facts that follow each other and have it from the same source share it."""
        last_source, last_rows, _ = self._last.get(name, (None, rows, NO_KEYS))
        if last_source is not source or not last_rows.equals(rows):
            self._last[name] = source, rows, made()
        return self._last[name][2]

    def _placed(
        self, facts: dict[str, pd.Series | str], rows: pd.Index, table: Prepared, header: str, own_cell: bool
    ) -> pd.DataFrame:
        """The facts with the raw cell of each; a number that config alone gives has none."""
        n = len(rows)
        how = facts["how"]
        facts |= {"how": one_text(how, n) if isinstance(how, str) else how}
        raw_row = self._shared("raw_row", table, rows, lambda: pd.Series(rows.astype("int32"), index=rows))
        if header in table.constants:
            cells = {"file": one_text("config", n), "header": one_text("", n), "text": f"derive: {header}"}
            cells |= {"line": np.int32(0), "column": np.int32(0), "raw_row": raw_row}
        else:
            lines = table.lines("" if own_cell else header)
            texts = table.raw_texts(header) if own_cell else table.texts[header]
            cells = {
                "file": one_text(table.raw.file, n),
                "line": self._shared("line", lines, rows, lambda: in_rows(lines, rows).astype("int32")),
                "column": np.int32(table.raw.numbers[header]),
                "header": one_text(header, n),
                "text": _same(in_rows(texts, rows), facts["value"]),
                "raw_row": raw_row,
            }
        # All columns are of these rows: nothing has to be aligned. They share memory: none is ever written into.
        columns = {name: getattr(part, "array", part) for name, part in (facts | cells).items()}
        return pd.DataFrame(columns, columns=COLUMNS, index=range(n), copy=False)

    def add_found(self, name: tuple[str, str], facts: pd.DataFrame) -> None:
        """Add facts whose cells are known already."""
        if not facts.empty:
            self.pieces.setdefault(name, []).append(facts[COLUMNS])

    def of(self, name: tuple[str, str]) -> pd.DataFrame:
        """All facts for one canonical column, in the order in which they were read."""
        pieces = self.pieces.get(name, [])
        if len(pieces) > 1:
            # Joined once, and not each time that they are asked for.
            columns = [dict(pieces.pop(0).items()) for _ in range(len(pieces))]
            self.pieces[name] = pieces = [concatenated(columns)]
        return pieces[0] if pieces else pd.DataFrame(columns=COLUMNS)

    def first(self, name: tuple[str, str]) -> pd.DataFrame:
        """The first fact for each key."""
        facts = self.of(name)
        firsts = self.firsts(facts["key"])
        is_first = firsts == np.arange(len(facts))
        return facts if is_first.all() else facts[is_first]

    def firsts(self, keys: pd.Series) -> NDArray[np.intp]:
        """For each fact the place of the first one with its key; of keys that many columns share it is found once."""
        for known, found in self._firsts:
            if len(known) == len(keys) and known.equals(keys):
                return found
        codes = pd.factorize(keys)[0]
        # The keys are numbered in the order in which they are met.
        is_new = np.diff(np.maximum.accumulate(codes), prepend=-1) > 0
        firsts: NDArray[np.intp] = np.flatnonzero(is_new)[codes]
        self._firsts = [*self._firsts[-MOST_KEYS:], (keys, firsts)]
        return firsts

    def taken_first(self, name: tuple[str, str]) -> pd.DataFrame:
        """The first fact for each key; the facts are given up."""
        firsts = self.first(name)
        del self.pieces[name]
        return firsts

    def also(self, name: tuple[str, str]) -> pd.DataFrame:
        """The further raw cells of the first fact for each key."""
        pieces = self.further.get(name, [])
        if not pieces:
            return pd.DataFrame(columns=COLUMNS)
        first_places = self.first(name)[["key", "file", "raw_row"]]
        return pd.concat(pieces, ignore_index=True).merge(first_places, on=["key", "file", "raw_row"])

    def drop(self, table: str, keys: set[str]) -> None:
        """Take the facts for some keys away."""
        for name, pieces in self.pieces.items():
            if name[0] == table:
                self.pieces[name] = [piece[~piece["key"].isin(keys)] for piece in pieces]

    def keys(self, table: str) -> pd.Series:
        """The keys of a canonical table, in the order in which they were met."""
        parts: list[pd.Series] = []
        for name in (name for name in self.pieces if name[0] == table):
            for piece in self.pieces[name]:
                # A column gives several facts of one thing, with the same keys.
                if not any(piece["key"].equals(part) for part in parts):
                    parts.append(piece["key"])
        if not parts:
            return pd.Series([], dtype="str")
        keys = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
        return keys[self.firsts(keys) == np.arange(len(keys))]


def in_rows(column: pd.Series, rows: pd.Index) -> pd.Series:
    """A column in some of its rows; in all of them the column itself and no copy."""
    return column if column.index.equals(rows) else column.loc[rows]


def one_text(text: str, n: int) -> pd.Categorical:
    """A column of one text, which takes a byte a row."""
    return pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), dtype=_category(text), validate=False)


@cache
def _category(text: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype([text])


def _same(texts: pd.Series, values: pd.Series | str) -> pd.Series:
    """Texts of cells; where each is the value as it was read, these themselves and no copy."""
    return values if isinstance(values, pd.Series) and texts.equals(values) else texts


def concatenated(pieces: list[dict[str, pd.Series]]) -> pd.DataFrame:
    """Pieces one below the other, by their columns; of columns of few texts, each with all texts of the pieces.

    The list is emptied, and a column of the pieces is given up when it is joined.
    """
    parts_of: dict[str, list[pd.Series]] = {name: [] for name in pieces[0]}
    while pieces:
        for name, part in pieces.pop(0).items():
            parts_of[name].append(part)
    columns = {}
    for name in list(parts_of):
        parts = parts_of.pop(name)
        few = all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts)
        columns[name] = union_categoricals(parts) if few else pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns, copy=False)


def in_order(texts: pd.Series) -> pd.Series:
    """A column of few texts with those that occur, in order."""
    codes, categories = texts.cat.codes.to_numpy(), texts.cat.categories
    used = [code for code in np.argsort(categories.to_numpy()) if (codes == code).any()]
    # One place more, from the end, for what is missing.
    places = np.full(len(categories) + 1, -1, dtype=codes.dtype)
    places[used] = np.arange(len(used))
    return pd.Series(pd.Categorical.from_codes(places[codes], categories[used]), index=texts.index, name=texts.name)


def contradictions(facts: Facts, of_patients: Collection[str]) -> Iterator[Problem]:
    """Two facts on one thing that differ, or two measurements of one lesion at one visit.

    A lesion's name that two patients bear is told elsewhere, and what follows from it is not; nor is what else differs
    between two measurements that are told.

    Parameters
    ----------
    facts
        The facts of all tables.
    of_patients
        The outcomes that are measured on the patient as a whole: rows of several lesions may repeat their value.
    """
    shared = _shared(facts)
    columns = [(table.name, column) for table in data_dictionary().values() for column in table.columns]
    duplicates: set[str] = set()
    for name, column in sorted(columns, key=lambda place: place != ("measurements", "value")):
        if name not in DIFFER or (name, column) not in facts.pieces or (name, column) in MAY_DIFFER:
            continue
        column_facts = facts.of((name, column))
        if shared and name in ("lesions", "treatments", "measurements"):
            column_facts = column_facts[~column_facts["key"].str.split("\x1f").str[0].isin(shared)]
        firsts = facts.firsts(column_facts["key"])
        for fact, problem in _differing(name, column, column_facts, firsts, of_patients, facts.repeated):
            if (name, column) == ("measurements", "value"):
                duplicates.add(fact)
            if name != "measurements" or column == "value" or fact not in duplicates:
                yield problem


def _shared(facts: Facts) -> set[str]:
    """The lesions that have two patients."""
    patients = facts.of(("lesions", "patient_id"))
    firsts = facts.firsts(patients["key"])
    others = patients.iloc[np.flatnonzero(_differ(patients["value"], np.arange(len(patients)), firsts))]
    return set(others["key"])


def _differing(
    table: str,
    column: str,
    facts: pd.DataFrame,
    firsts: NDArray[np.intp],
    of_patients: Collection[str],
    repeatable: Collection[tuple[str, str]],
) -> Iterator[tuple[str, Problem]]:
    """The keys of facts that differ from the first one on the same thing, each with the problem that it is."""
    places = np.flatnonzero(firsts != np.arange(len(facts)))
    if not len(places):
        return
    differs = _differ(facts["value"], places, firsts)
    may_be_repeated = (table, column) != ("measurements", "value")
    if may_be_repeated and not differs.any():
        return
    other_row = _differ(facts["raw_row"], places, firsts) | _differ(facts["file"], places, firsts)
    if not may_be_repeated:
        later, first_facts = facts.iloc[places], facts.iloc[firsts[places]]
        once = ~later["key"].str.split("\x1f").str[1].isin(list(of_patients)).to_numpy()
        differs |= other_row & once & ~(_stand_in(later, repeatable) | _stand_in(first_facts, repeatable))
    for number in differs.nonzero()[0]:
        fact, first_fact = facts.iloc[places[number]], facts.iloc[firsts[places[number]]]
        rule = DIFFER[table] if other_row[number] else "two values for one field"
        yield str(fact["key"]), _contradiction(table, column, fact, first_fact, rule)


def _differ(column: pd.Series, places: NDArray[np.intp], firsts: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether facts at some places have something else than the first ones on the same thing."""
    codes = pd.factorize(column)[0]
    different: NDArray[np.bool_] = codes[places] != codes[firsts[places]]
    return different


def _stand_in(facts: pd.DataFrame, columns: Collection[tuple[str, str]]) -> NDArray[np.bool_]:
    """Whether each fact stands in one of some columns."""
    places = zip(facts["file"], facts["header"], strict=True)
    return np.array([place in columns for place in places], dtype=bool) if columns else np.zeros(len(facts), dtype=bool)


def _contradiction(table: str, column: str, fact: pd.Series, first_fact: pd.Series, rule: str) -> Problem:
    entity = " ".join(part for part in str(fact["key"]).split("\x1f") if part)
    entity_kind = {"patients": "patient", "disposition": "patient", "measurements": "measurement"}.get(table, "lesion")
    place = (
        f"in column {first_fact['column']}" if rule == "two values for one field" else f"on line {first_fact['line']}"
    )
    if first_fact["file"] != fact["file"]:
        place += f" of {first_fact['file']}"
    return Problem(
        "error",
        str(fact["file"]),
        int(fact["line"]),
        int(fact["column"]),
        str(fact["header"]),
        rule,
        f"{column} {quoted(str(fact['value']))} for {entity_kind} {quoted(entity)}",
        f"{quoted(str(first_fact['value']))}, as {place}",
        _remedy(table, rule, entity_kind),
    )


def _remedy(table: str, rule: str, entity_kind: str) -> str:
    if rule == "two values for one field":
        return "correct the one that is wrong, or say in config what else one of the columns gives"
    if table == "measurements":
        distinction = "map the column that tells them apart, such as lesion_number or period"
        several = "or, if they are several measurements of one visit, say by visits.choose which one counts"
        return f"correct the one that is wrong, or remove the repeated row; or {distinction}; {several}"
    return f"correct the one that is wrong; a {entity_kind} has one value of it"
