"""Holm's p values: exploratory tests of one family, adjusted for their number."""

from typing import Any, Literal

import pandas as pd
from statsmodels.stats.multitest import multipletests

from scripts.results.rows import Results, Sizes, Subject

Family = Literal["visit", "outcome", "cohort"]

#: What the tests of a family have in common.
FAMILY_COLUMNS: dict[Family, list[str]] = {"visit": ["outcome", "visit"], "outcome": ["outcome"], "cohort": []}


def add_holm(results: Results, family: Family) -> None:
    """Add Holm's p value beside each test of an outcome at a visit.

    Parameters
    ----------
    results
        The explorations; their tests over all patients, which have no visit, are of the data and not of an outcome, and
        belong to no family.
    family
        What the tests of a family have in common.
    """
    tests = [row for row in results.rows if row["visit"] is not None and pd.notna(row["p_value"])]
    families: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in tests:
        families.setdefault(tuple(row[column] for column in FAMILY_COLUMNS[family]), []).append(row)
    for members in families.values():
        adjusted = multipletests([row["p_value"] for row in members], method="holm")[1]
        for row, p_value in zip(members, adjusted, strict=True):
            subject = Subject(**{name: row[name] for name in Subject.__dataclass_fields__})
            n = Sizes(row["n_patients"], row["n_lesions"])
            results.add(subject, "p_value_holm", float(p_value), "holm", n, note=row["note"])
