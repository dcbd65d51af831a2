"""Canonical tables from facts: one row for each key, and the raw cell of every value."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd

from casetrace.ingest.facts import Facts
from casetrace.model.canonical import CELL_COLUMNS
from casetrace.model.dictionary import data_dictionary

Tables = dict[str, pd.DataFrame]


@cache
def natural_key(text: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key by which texts are ordered as people do, P2 before P10; of digits, more come after fewer."""
    parts = [part for part in re.split(r"([0-9]+)", text) if part]
    keys = [(0, part.lstrip("0")) if part[0] in "0123456789" else (1, part) for part in parts]
    return [(kind, 0 if kind else len(part), part) for kind, part in keys], text


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
        keys = facts.keys(name)
        firsts = {column: facts.first((name, column)) for column in table.columns if (name, column) in facts.pieces}
        values = {column: first_facts.set_index("key")["value"].reindex(keys) for column, first_facts in firsts.items()}
        frame = pd.DataFrame(values, index=keys, columns=list(table.columns)).astype("str")
        if len(frame):
            frame = frame.iloc[_order(frame, name, outcomes, lettered)]
        rows = pd.Series(range(len(frame)), index=frame.index)
        tables[name] = frame.reset_index(drop=True)
        for column, first_facts in firsts.items():
            for fact_cells in (first_facts, facts.also((name, column))):
                if len(fact_cells):
                    cells.append(
                        fact_cells.assign(table=name, row=fact_cells["key"].map(rows), field=column)[CELL_COLUMNS]
                    )
    joined = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=CELL_COLUMNS)
    texts = ["table", "field", "file", "header", "how"]
    numbers = {"row": "int64", "line": "int64", "column": "int64"}
    return tables, joined.astype(dict.fromkeys(texts, "category") | numbers | {"text": "str", "value": "str"})


def _order(frame: pd.DataFrame, name: str, outcomes: Sequence[str], lettered: bool) -> list[int]:
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
    keys = pd.concat([*columns, positions], axis=1, keys=range(len(columns) + 1))
    return list(positions.loc[keys.sort_values(list(keys.columns), kind="stable", na_position="first").index])


def _ranks(texts: pd.Series) -> pd.Series:
    codes, names = pd.factorize(texts)
    keys = [natural_key(name) for name in names]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    ranks = np.full(len(names) + 1, np.nan)
    ranks[order] = range(len(names))
    return pd.Series(ranks[codes], index=texts.index)
