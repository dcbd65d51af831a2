"""Facts: what each raw cell says of a patient, a lesion, a measurement, an event or a disposition."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

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


@dataclass
class Facts:
    """Collects the facts of all tables."""

    pieces: dict[tuple[str, str], list[pd.DataFrame]] = field(default_factory=dict)
    #: Further raw cells of derived values: they have more than one.
    further: dict[tuple[str, str], list[pd.DataFrame]] = field(default_factory=dict)
    #: File and header of columns whose value stands in every row of its lesion, as a baseline beside the visits does.
    repeated: set[tuple[str, str]] = field(default_factory=set)
    _last_keys: tuple[pd.Series, pd.Series] = field(default_factory=lambda: (NO_KEYS, NO_KEYS))

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
        present = keys.notna() & values.notna()
        rows = values.index[present]
        if rows.empty:
            return
        how_of_rows = how if isinstance(how, str) else how[rows].astype("category")
        facts = {"key": self._shared(keys, rows), "value": values[rows], "how": how_of_rows}
        from_config = isinstance(how, str) and how == "config"
        main_column, *other_columns = table.parts.get(header, []) or [header]
        if header in table.constants:
            facts["how"] = "stated"
        elif header in table.parts and not from_config:
            facts["how"] = ROW if header == NUMBERS else "derived"
            for base in other_columns:
                self.further.setdefault(name, []).append(_placed(facts, rows, table, base, own_cell))
        self.pieces.setdefault(name, []).append(_placed(facts, rows, table, main_column, own_cell))

    def _shared(self, keys: pd.Series, rows: pd.Index) -> pd.Series:
        """The keys of some rows; the facts on one thing that follow each other have them in common, without a copy."""
        last_keys, shared = self._last_keys
        if not (keys is last_keys and shared.index.equals(rows)):
            self._last_keys = keys, keys[rows]
        return self._last_keys[1]

    def add_found(self, name: tuple[str, str], facts: pd.DataFrame) -> None:
        """Add facts whose cells are known already."""
        if not facts.empty:
            self.pieces.setdefault(name, []).append(facts[COLUMNS])

    def of(self, name: tuple[str, str]) -> pd.DataFrame:
        """All facts for one canonical column, in the order in which they were read."""
        pieces = self.pieces.get(name, [])
        if len(pieces) > 1:
            # Joined once, and not each time that they are asked for.
            self.pieces[name] = pieces = [concatenated(pieces)]
        return pieces[0] if pieces else pd.DataFrame(columns=COLUMNS)

    def first(self, name: tuple[str, str]) -> pd.DataFrame:
        """The first fact for each key."""
        facts = self.of(name)
        repeated = facts["key"].duplicated()
        return facts[~repeated] if repeated.any() else facts

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
        return pd.concat(parts, ignore_index=True).drop_duplicates() if parts else pd.Series([], dtype="str")


def _placed(
    facts: dict[str, pd.Series | str], rows: pd.Index, table: Prepared, header: str, own_cell: bool
) -> pd.DataFrame:
    """The facts with the raw cell of each; a number that config alone gives has none."""
    n = len(rows)
    how = facts["how"]
    facts |= {"how": one_text(how, n) if isinstance(how, str) else how}
    if header in table.constants:
        stated = {"file": one_text("config", n), "header": one_text("", n), "text": f"derive: {header}"}
        numbers = {"line": np.int32(0), "column": np.int32(0), "raw_row": rows.astype("int32")}
        return pd.DataFrame(facts | stated | numbers, columns=COLUMNS, index=rows).reset_index(drop=True)
    lines = table.lines("" if own_cell else header)
    texts = table.raw_texts(header) if own_cell else table.texts[header]
    cells = {
        "file": one_text(table.raw.file, n),
        "line": lines.loc[rows].astype("int32"),
        "column": np.int32(table.raw.numbers[header]),
        "header": one_text(header, n),
        "text": _same(texts.loc[rows], facts["value"]),
        "raw_row": rows.astype("int32"),
    }
    return pd.DataFrame(facts | cells, columns=COLUMNS, index=rows).reset_index(drop=True)


def one_text(text: str, n: int) -> pd.Categorical:
    """A column of one text, which takes a byte a row."""
    return pd.Categorical.from_codes(np.zeros(n, dtype=np.int8), [text])


def _same(texts: pd.Series, values: pd.Series | str) -> pd.Series:
    """Texts of cells; where each is the value as it was read, these themselves and no copy."""
    return values if isinstance(values, pd.Series) and texts.equals(values) else texts


def concatenated(pieces: list[pd.DataFrame]) -> pd.DataFrame:
    """Pieces one below the other; of columns of few texts, each with all texts of the pieces.

    The list is emptied, and a column of the pieces is given up when it is joined.
    """
    parts_of: dict[str, list[pd.Series]] = {name: [] for name in pieces[0]}
    while pieces:
        for name, part in pieces.pop(0).items():
            parts_of[str(name)].append(part)
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
    shared = _shared(facts.of(("lesions", "patient_id")))
    columns = [(table.name, column) for table in data_dictionary().values() for column in table.columns]
    duplicates: set[str] = set()
    for name, column in sorted(columns, key=lambda place: place != ("measurements", "value")):
        if name not in DIFFER or (name, column) not in facts.pieces or (name, column) in MAY_DIFFER:
            continue
        column_facts = facts.of((name, column))
        if shared and name in ("lesions", "treatments", "measurements"):
            column_facts = column_facts[~column_facts["key"].str.split("\x1f").str[0].isin(shared)]
        for fact, problem in _differing(name, column, column_facts, of_patients, facts.repeated):
            if (name, column) == ("measurements", "value"):
                duplicates.add(fact)
            if name != "measurements" or column == "value" or fact not in duplicates:
                yield problem


def _shared(patients: pd.DataFrame) -> set[str]:
    """The lesions that have two patients."""
    pairs = patients[["key", "value"]].drop_duplicates()
    return set(pairs.loc[pairs["key"].duplicated(), "key"])


def _differing(
    table: str, column: str, facts: pd.DataFrame, of_patients: Collection[str], repeatable: Collection[tuple[str, str]]
) -> Iterator[tuple[str, Problem]]:
    """The keys of facts that differ, each with the problem that it is."""
    repeated = facts["key"].duplicated()
    if not repeated.any():
        return
    later = facts[repeated]
    first_facts = facts[~repeated].set_index("key").loc[later["key"]]
    other_row = (later["raw_row"].to_numpy() != first_facts["raw_row"].to_numpy()) | (
        later["file"].to_numpy() != first_facts["file"].to_numpy()
    )
    differs = later["value"].to_numpy() != first_facts["value"].to_numpy()
    if table == "measurements" and column == "value":
        once = ~later["key"].str.split("\x1f").str[1].isin(list(of_patients)).to_numpy()
        differs |= other_row & once & ~(_stand_in(later, repeatable) | _stand_in(first_facts, repeatable))
    for number in differs.nonzero()[0]:
        rule = DIFFER[table] if other_row[number] else "two values for one field"
        yield (
            later["key"].iloc[number],
            _contradiction(table, column, later.iloc[number], first_facts.iloc[number], rule),
        )


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
