"""Packs the results and rows that a report carries, so that what many of them share stands there once.

A cohort with many visits has ten thousand results and more, most of them of one subject with several others: they rest
on the same rows, and their names and words begin, or end, alike. Rows of several scenarios have the same values from
the same cells. `unpacked` and `unpackedRows` of workflow/report/trace_lineage.js are the way back.
"""

import json
from collections.abc import Hashable, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

#: Texts of a result that stand in `texts`, in whose place it has their number.
SHARED = ("method", "set", "role", "status", "note", "scenario", "code")
#: What a result has by itself.
OWN = ("estimate", "interval", "p", "patients", "lesions")


class Numbered(Generic[T]):
    """Numbers different things in the order in which they come."""

    def __init__(self) -> None:
        self.numbers: dict[T, int] = {}

    def number(self, thing: T) -> int:
        """The number of a thing, counted from 0."""
        return self.numbers.setdefault(thing, len(self.numbers))


def packed(results: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Results by name as a table.

    Parameters
    ----------
    results
        What the panel says of each result.

    Returns
    -------
    dict
        `texts`, and `bases`, the parts that results rest on; `shared` and `own`, names of what stands in `rows`, each
        of which has both halves of its name and of its words, then the `shared` texts and the basis by number, then
        its `own` values.
    """
    texts: Numbered[str] = Numbered()
    bases: Numbered[tuple[Any, ...]] = Numbered()
    rows = []
    for name, result in results.items():
        subject, *ending = name.rsplit(".", 2)
        statistic, _, rest = result["words"].partition(", ")
        halves = (subject, ".".join(ending), statistic, rest)
        basis = tuple((row_set, role, tuple(fields)) for row_set, role, fields in result["parts"])
        shared = [texts.number(text) for text in (*halves, *(result[key] for key in SHARED))]
        rows.append([*shared, bases.number(basis), *(result[key] for key in OWN)])
    return {"texts": list(texts.numbers), "bases": list(bases.numbers), "shared": SHARED, "own": OWN, "rows": rows}


def packed_rows(rows: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Rows by dataset and position, their values and the cells that tell whose they are by number.

    Parameters
    ----------
    rows
        What the panel says of each row.

    Returns
    -------
    dict
        `parts`, which rows have in common: the cells `about` a row, names of fields, and values with their cells; and
        the `datasets` with their rows, of which `about` is a number and `fields` those of names and values in turn.
    """
    parts: Numbered[str] = Numbered()

    def number(part: object) -> int:
        return parts.number(json.dumps(part))

    datasets = {
        dataset: {
            position: {
                **row,
                "about": number(row["about"]),
                "fields": [number(part) for field in row["fields"].items() for part in field],
            }
            for position, row in of_dataset.items()
        }
        for dataset, of_dataset in rows.items()
    }
    return {"parts": [json.loads(part) for part in parts.numbers], "datasets": datasets}
