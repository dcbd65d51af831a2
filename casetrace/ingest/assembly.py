"""Canonical tables from facts: one row for each key, and the raw cell of every value."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.ingest.facts import Facts, concatenated, in_order, one_text
from casetrace.ingest.natural_order import natural_ranks
from casetrace.model.canonical import CELL_COLUMNS
from casetrace.model.dictionary import data_dictionary

Tables = dict[str, pd.DataFrame]


def canonical_tables(facts: Facts, outcomes: Sequence[str], lettered: bool) -> tuple[Tables, pd.DataFrame]:
    """The canonical tables as text, and the raw cell of every value.

    Parameters
    ----------
    facts
        The facts of all tables.
    outcomes
        The outcomes in order.
    lettered
        Whether lesions are lettered in table order, in which they then stay; else they are ordered by name, as patients
        always are, so that the order of the rows in the file changes nothing.

    Returns
    -------
    tables, cells
    """
    tables: Tables = {}
    cells: list[dict[str, pd.Series]] = []
    ranks = NaturalRanks()
    for name, table in data_dictionary().items():
        keys = pd.Index(facts.keys(name))
        known = [column for column in table.columns if (name, column) in facts.pieces]
        also = {column: facts.also((name, column)) for column in known}
        # What becomes a table is needed no more: the facts of a large cohort take more room than all its tables.
        firsts = {column: facts.taken_first((name, column)) for column in known}
        values = {column: _by_key(first_facts, keys) for column, first_facts in firsts.items()}
        frame = pd.DataFrame(values, index=range(len(keys)), columns=list(table.columns)).astype("str")
        order = _order(frame, name, outcomes, lettered, ranks) if len(frame) else np.array([], dtype=np.intp)
        rows = np.argsort(order).astype("int32")
        in_order_already = np.array_equal(order, np.arange(len(order)))
        tables[name] = frame if in_order_already else frame.iloc[order].reset_index(drop=True)
        for column in known:
            for fact_cells in (firsts.pop(column), also.pop(column)):
                if len(fact_cells):
                    placed = dict(fact_cells.items()) | {
                        "table": pd.Series(one_text(name, len(fact_cells))),
                        "row": pd.Series(rows[_places(fact_cells, keys)]),
                        "field": pd.Series(one_text(column, len(fact_cells))),
                    }
                    cells.append({name: placed[name] for name in CELL_COLUMNS})
    joined = concatenated(cells) if cells else pd.DataFrame(columns=CELL_COLUMNS)
    del cells
    # One after the other, so that of a large table no more than one column is there twice.
    for name in ("table", "field", "file", "header", "how"):
        joined[name] = in_order(joined[name].astype("category"))
    for name in ("row", "line", "column"):
        joined[name] = joined[name].astype("int64")
    for name in ("text", "value"):
        joined[name] = joined[name].astype("str")
    return tables, joined


def _places(facts: pd.DataFrame, keys: pd.Index) -> NDArray[np.intp]:
    """The place of each fact's key among all keys; most often all stand there, in this order."""
    if facts["key"].array.equals(keys.array):
        return np.arange(len(keys))
    places: NDArray[np.intp] = keys.get_indexer(facts["key"])
    return places


def _by_key(facts: pd.DataFrame, keys: pd.Index) -> pd.Series:
    """The value that facts give of each key; missing where none does."""
    numbers = np.full(len(keys), -1)
    numbers[_places(facts, keys)] = np.arange(len(facts))
    return pd.Series(facts["value"].array.take(numbers, allow_fill=True))


class NaturalRanks:
    """Ranks of texts in the order that people give names; of names that several tables have they are found once."""

    def __init__(self) -> None:
        self._known: list[tuple[pd.Index, NDArray[np.int64]]] = []

    def of(self, texts: pd.Series) -> pd.Series:
        """The rank of each text; missing where it is."""
        codes, names = pd.factorize(texts)
        return pd.Series(np.append(self._of_names(names), np.nan)[codes], index=texts.index)

    def _of_names(self, names: pd.Index) -> NDArray[np.int64]:
        for known, ranks in self._known:
            if known.equals(names):
                return ranks
        self._known.append((names, natural_ranks(names)))
        return self._known[-1][1]


def _order(
    frame: pd.DataFrame, name: str, outcomes: Sequence[str], lettered: bool, ranks: NaturalRanks
) -> NDArray[np.intp]:
    """Positions of the rows in their order: by patient, lesion, outcome, visit and period."""
    positions = pd.Series(range(len(frame)), index=frame.index)
    columns: list[pd.Series] = []
    if "patient_id" in frame:
        columns.append(ranks.of(frame["patient_id"]))
    if "lesion_id" in frame:
        columns.append(
            positions.groupby(frame["lesion_id"]).transform("min") if lettered else ranks.of(frame["lesion_id"])
        )
    if name == "measurements":
        order = {outcome: rank for rank, outcome in enumerate(outcomes)}
        columns.append(_by_text(frame["outcome"], lambda texts: texts.map(order)))
        columns += [_by_text(frame["visit"], pd.to_numeric), ranks.of(frame["period"])]
    if name == "events":
        columns.append(_by_text(frame["number"], pd.to_numeric))
    # A missing one, of a number or an outcome that is not known, comes first.
    return np.lexsort([column.astype("float64").fillna(-np.inf).to_numpy() for column in reversed(columns)])


def _by_text(texts: pd.Series, numbers_of: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """The number of each text, by those of the different ones."""
    codes, different = pd.factorize(texts)
    numbers = numbers_of(different.to_series()).to_numpy(dtype=np.float64)
    return pd.Series(np.append(numbers, np.nan)[codes], index=texts.index)
