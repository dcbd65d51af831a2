"""Adjusts the p values of tests for their number, within families."""

from collections.abc import Iterable, Sequence
from typing import Any

from casetrace.methods.multiple_tests import holm
from casetrace.model.results import Results, Sizes, Subject


def add_holm(results: Results, tests: Iterable[dict[str, Any]], family: Sequence[str]) -> None:
    """Add Holm's p value beside each test.

    Parameters
    ----------
    results
        Where the p values are added.
    tests
        Rows of results that have a p value. What is said of a test is said of its adjusted p value too.
    family
        The columns that the tests of one family have in common.
    """
    families: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in tests:
        families.setdefault(tuple(row[column] for column in family), []).append(row)
    for members in families.values():
        adjusted = holm([row["p_value"] for row in members])
        for row, p_value in zip(members, adjusted, strict=True):
            family_parts = (
                part.as_role("selects") for member in members if member is not row for part in member["basis"]
            )
            subject: Subject = row["subject"]
            subject = subject.resting_on(row["basis"], tuple(family_parts))
            n = Sizes(row["n_patients"], row["n_lesions"])
            results.add(subject, "p_value_holm", float(p_value), "holm", n, note=row["note"])
