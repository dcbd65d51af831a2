"""Holm's p values: exploratory tests of one family, adjusted for their number."""

import math
from typing import Literal

from casetrace.model import multiplicity
from casetrace.model.results import Results, adds_results

Family = Literal["visit", "outcome", "cohort"]

#: What the tests of a family have in common.
FAMILY_COLUMNS: dict[Family, list[str]] = {"visit": ["outcome", "visit"], "outcome": ["outcome"], "cohort": []}


@adds_results
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
    tests = [row for row in results.rows if row["visit"] is not None and not math.isnan(row["p_value"])]
    multiplicity.add_holm(results, tests, FAMILY_COLUMNS[family])
