"""What the rows of a cohort say, and values of claims that none of them has."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import pandas as pd

from casetrace.claims.findings import Finding, Known
from casetrace.claims.quantity_checks import Asked
from casetrace.claims.terms import Condition, did_you_mean
from casetrace.model.dictionary import stored_column
from casetrace.model.variables import texts, variables
from casetrace.read.corrections import read_corrections

#: Where the texts of a variable stand in the canonical tables; those of a category are known without them.
FIELDS = {"complication": ("events", "type")} | {
    column.name: (column.table, column.name) for column in texts(variables("claimed")) if not column.allowed
}
#: Values that a message shows.
SHOWN = 8


def known_texts(
    tables: Mapping[str, pd.DataFrame], corrections: str | None, site_groups: Mapping[str, Collection[str]]
) -> dict[str, list[str]]:
    """The texts that the rows have or get by a correction, by variable.

    Parameters
    ----------
    tables
        The canonical tables, as text.
    corrections
        Path of corrections.csv, if the cohort has one.
    site_groups
        Section of the cohort's config; without it a site is a group of its own.
    """
    texts_by_variable = {name: set(tables[table][field].dropna()) for name, (table, field) in FIELDS.items()}
    for table, field, new in _corrected(corrections):
        for name in (name for name, place in FIELDS.items() if place == (table, field)):
            texts_by_variable[name].add(new)
    texts_by_variable["site_group"] = set(site_groups) or texts_by_variable["site"]
    return {name: sorted(values) for name, values in texts_by_variable.items()}


def value_findings(terms: Asked, cohort: Known) -> Iterator[Finding]:
    """Values that no row has: a claim may rightly be about nobody, so they are warnings."""
    for column, condition in terms.conditions if cohort.has_tables else ():
        if condition.variable.name in cohort.texts:
            of_rows = cohort.texts[condition.variable.name]
            for value in dict.fromkeys(condition.values):
                if value not in of_rows:
                    yield _nobodys(column, condition, value, of_rows)


def _nobodys(column: str, condition: Condition, value: str, of_rows: Sequence[str]) -> Finding:
    examples = ", ".join(of_rows[:SHOWN]) + (", …" if len(of_rows) > SHOWN else "")
    return Finding(
        column,
        "value that no row has",
        f'"{value}" in {condition}',
        f"one of {examples}{did_you_mean(value, of_rows)}" if of_rows else "a value of the rows, which have none",
        "correct the value, unless the claim is meant to be about nobody",
        "warning",
    )


def _corrected(corrections: str | None) -> Iterator[tuple[str, str, str]]:
    """Table, field and new value of each correction; what is wrong with the file is told where it is applied."""
    for _, correction in read_corrections(corrections, []) if corrections else ():
        if correction.new:
            yield correction.table, stored_column(correction.field), correction.new
