"""Canonical tables from facts: one row for each key, and the raw cell of every value."""

from collections.abc import Sequence

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
    cells: list[pd.DataFrame] = []
    for name, table in data_dictionary().items():
        keys = pd.Index(facts.keys(name))
        known = [column for column in table.columns if (name, column) in facts.pieces]
        also = {column: facts.also((name, column)) for column in known}
        # What becomes a table is needed no more: the facts of a large cohort take more room than all its tables.
        firsts = {column: facts.taken_first((name, column)) for column in known}
        values = {column: _by_key(first_facts, keys) for column, first_facts in firsts.items()}
        frame = pd.DataFrame(values, index=range(len(keys)), columns=list(table.columns)).astype("str")
        order = _order(frame, name, outcomes, lettered) if len(frame) else np.array([], dtype=np.intp)
        rows = np.argsort(order)
        tables[name] = frame.iloc[order].reset_index(drop=True)
        for column in known:
            for fact_cells in (firsts.pop(column), also.pop(column)):
                if len(fact_cells):
                    placed = dict(fact_cells.items()) | {
                        "table": one_text(name, len(fact_cells)),
                        "row": rows[_places(fact_cells, keys)],
                        "field": one_text(column, len(fact_cells)),
                    }
                    cells.append(pd.DataFrame({name: placed[name] for name in CELL_COLUMNS}))
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


def _order(frame: pd.DataFrame, name: str, outcomes: Sequence[str], lettered: bool) -> NDArray[np.intp]:
    """Positions of the rows in their order: by patient, lesion, outcome, visit and period."""
    positions = pd.Series(range(len(frame)), index=frame.index)
    columns: list[pd.Series] = []
    if "patient_id" in frame:
        columns.append(_ranks(frame["patient_id"]))
    if "lesion_id" in frame:
        columns.append(
            positions.groupby(frame["lesion_id"]).transform("min") if lettered else _ranks(frame["lesion_id"])
        )
    if name == "measurements":
        columns.append(frame["outcome"].map({outcome: rank for rank, outcome in enumerate(outcomes)}))
        columns += [pd.to_numeric(frame["visit"]), _ranks(frame["period"])]
    if name == "events":
        columns.append(pd.to_numeric(frame["number"]))
    # A missing one, of a number or an outcome that is not known, comes first.
    return np.lexsort([column.astype("float64").fillna(-np.inf).to_numpy() for column in reversed(columns)])


def _ranks(texts: pd.Series) -> pd.Series:
    codes, names = pd.factorize(texts)
    ranks = np.full(len(names) + 1, np.nan)
    ranks[: len(names)] = natural_ranks(names)
    return pd.Series(ranks[codes], index=texts.index)
