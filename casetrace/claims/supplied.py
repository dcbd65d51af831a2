"""Values that a publication's own statements supply in place of its table: corrections, and what config states.

A value that was taken from a statement is no evidence for it, nor for another statement of the same publication. What
supplies a value says so by naming the claims that it was made from: `from_claims`, a column of corrections.csv and a
key of a stated value in config.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from casetrace.claims.terms import Variable, did_you_mean
from casetrace.model.dictionary import data_dictionary, field_places, printed_column, stored_column
from casetrace.model.problems import Problem, quoted
from casetrace.model.variables import fields
from casetrace.read.corrections import CORRECTION_COLUMNS, FROM_CLAIMS, KEY_SEPARATOR, read_corrections

#: What the end of a patient's follow-up is worked out of, and what an adverse event is.
DISPOSED = (("disposition", "status"), ("disposition", "after_week"), ("measurements", "value"))
EVENTS = tuple(("events", name) for name in ("type", "related", "serious", "week"))
MEASURED = (("measurements", "value"), ("measurements", "reported_reduction_percent"))


class Supplied(NamedTuple):
    """A value that does not come from the table.

    Attributes
    ----------
    kind
        Whether it is a correction, or stated by config of everybody.
    table, field
        The canonical field that has it.
    key
        The row that it is of, as in corrections.csv; empty where it is of all rows.
    from_claims
        The claims that it was made from.
    file, line
        Where it is declared; no file where config does.
    """

    kind: Literal["correction", "stated value"]
    table: str
    field: str
    key: str
    from_claims: tuple[str, ...]
    file: str = ""
    line: int = 0

    @property
    def bearer(self) -> str:
        """The patient or lesion whose row it is; empty where it is of all rows."""
        return self.key.partition(KEY_SEPARATOR)[0]

    @property
    def outcome(self) -> str:
        """The outcome of a measurement; empty for anything else."""
        columns = data_dictionary()[self.table].key
        parts = dict(zip(columns, self.key.split(KEY_SEPARATOR), strict=False))
        return parts.get("outcome", "")


def supplied_values(corrections: str | None, tables: Sequence[Mapping[str, Any]]) -> list[Supplied]:
    """The values of a cohort that were made from claims; what is wrong with the corrections is told elsewhere.

    Parameters
    ----------
    corrections
        Path of corrections.csv, if the cohort has one.
    tables
        The cohort's tables in config.
    """
    return [*(value for value in (*_corrected(corrections), *_stated(tables)) if value.from_claims)]


def _corrected(corrections: str | None) -> Iterator[Supplied]:
    for line, correction in read_corrections(corrections, []) if corrections else ():
        if correction.table in data_dictionary():
            names = tuple(filter(None, map(str.strip, correction.from_claims.split(";"))))
            place = (correction.table, stored_column(correction.field), correction.key)
            yield Supplied("correction", *place, names, corrections or "", line)


def _stated(tables: Sequence[Mapping[str, Any]]) -> Iterator[Supplied]:
    for table in tables:
        for name, fact in table.get("stated", {}).items():
            yield Supplied("stated value", *field_places()[name], "", tuple(fact.get("from_claims", ())))


def supplied_problems(supplied: Sequence[Supplied], claims: pd.DataFrame, file: str) -> Iterator[Problem]:
    """Values that name a claim that there is not.

    Parameters
    ----------
    supplied
        The values.
    claims
        The claims as text.
    file
        Path of claims.csv.
    """
    names = list(claims["claim_id"])
    for value in supplied:
        for name in value.from_claims:
            if name in names:
                continue
            expected = f"the claim_id of a claim{did_you_mean(name, names)}"
            found = f"{quoted(name)} in {FROM_CLAIMS} of {value.table}.{printed_column(value.field)}"
            column = len(CORRECTION_COLUMNS) + 1 if value.line else 0
            yield Problem(
                "error", value.file or file, value.line, column, FROM_CLAIMS if value.line else "", "unknown claim",
                found, expected, f"correct {FROM_CLAIMS}",
            )  # fmt: skip


def canonical_fields(variable: Variable) -> frozenset[tuple[str, str]]:
    """Table and column of the canonical fields that a variable of a claim is made of."""
    if variable.outcome:
        return frozenset(MEASURED)
    if variable.name in ("disposition", "after_week", "last_visit"):
        return frozenset(DISPOSED)
    if "complication" in variable.name:
        return frozenset((*EVENTS, *(DISPOSED if variable.name == "serious_complication" else ())))
    if variable.name == "arm":
        return frozenset((("measurements", "arm"), ("measurements", "value")))
    column = fields().get({"site_group": "site", "shared_cell": "n_treatments"}.get(variable.name, variable.name))
    return frozenset(((column.table, column.name),)) if column else frozenset()
