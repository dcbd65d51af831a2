"""Checks each clean table by itself against the data dictionary: required values, ranges, categories, keys."""

import math
from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pa

from casetrace.model.dictionary import UNIT_OF_DOSE, Column, Table, printed_column, printed_unit
from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem, quoted
from casetrace.read.places import Places

#: How else a text can become a category.
OF_CATEGORIES = ", or say in config what it stands for, under the column's values"


def table_schema(table: Table) -> pa.DataFrameSchema:
    """The pandera schema of one canonical table."""
    columns = {
        name: pa.Column(checks=_checks(column), nullable=not column.required) for name, column in table.columns.items()
    }
    return pa.DataFrameSchema(columns, unique=list(table.key), strict=False)


def table_problems(frame: pd.DataFrame, table: Table, places: Places) -> list[Problem]:
    """Everything in which a clean table departs from the data dictionary.

    Parameters
    ----------
    frame
        The table with its columns in their types.
    table
        Its entry in the data dictionary.
    places
        Where each value comes from.
    """
    failures = _failures(frame, table_schema(table))
    problems = []
    for row, name in failures:
        column = table.columns[name]
        value = frame.loc[row, name]
        problems.append(
            places.problem(
                "error",
                table.name,
                row,
                name,
                f"{printed_column(name)} not allowed",
                "nothing" if pd.isna(value) else quoted(f"{value:g}" if isinstance(value, float) else str(value)),
                expected(column),
                "correct the cell, or add the correction to corrections.csv"
                + (OF_CATEGORIES if column.allowed else ""),
            )
        )
    return problems


def value_problems(measurements: pd.DataFrame, outcomes: Mapping[str, Outcome], places: Places) -> list[Problem]:
    """Measured values outside their outcome's plausible range."""
    problems = []
    for name, outcome in outcomes.items():
        lowest = outcome.minimum if math.isfinite(outcome.minimum) else None
        limits = Column("value", "number", "", outcome.unit, False, lowest, outcome.maximum)
        outcome_rows = measurements[measurements["outcome"] == name]
        schema = pa.DataFrameSchema({"value": pa.Column(checks=_checks(limits), nullable=True)})
        for row, _ in _failures(outcome_rows, schema):
            problems.append(
                places.problem(
                    "error",
                    "measurements",
                    row,
                    "value",
                    f"{outcome.label} out of range",
                    f"{outcome_rows.loc[row, 'value']:g} {outcome.unit}".strip(),
                    expected(limits),
                    "correct the cell, or the outcome's minimum and maximum in config",
                )
            )
    return problems


def expected(column: Column) -> str:
    """What a column allows, in words."""
    if column.allowed:
        return f"one of {', '.join(column.allowed)}"
    unit = f" {printed_unit(column)}" if column.unit not in ("", UNIT_OF_DOSE) else ""
    if column.minimum is not None and column.maximum is not None:
        return f"{column.minimum:g} to {column.maximum:g}{unit}"
    if column.minimum is not None:
        return f"at least {column.minimum:g}{unit}"
    if column.maximum is not None:
        return f"at most {column.maximum:g}{unit}"
    return "a value that is given, and given once"


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.allowed:
        checks.append(pa.Check.isin(column.allowed))
    return checks


def _failures(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> list[tuple[int, str]]:
    """Row and column of every value that the schema refuses, each once."""
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.dropna(subset=["index"])
        return list(dict.fromkeys(zip(cases["index"].astype(int), cases["column"], strict=True)))
    return []
