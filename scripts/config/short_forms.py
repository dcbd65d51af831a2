"""Writes out the short forms that the configuration allows, so that later code meets one form alone."""

from typing import Any


def written_out(config: dict[str, Any]) -> dict[str, Any]:
    """A valid configuration with its short forms written out.

    A cohort has a title and a list of `tables`, and every column is a mapping: a plain field is written as `field`, and
    a column with an outcome and nothing else gives its value.
    """
    cohorts = {}
    for name, cohort in config["cohorts"].items():
        tables = cohort.get("tables") or [cohort["table"]]
        parts = {key: value for key, value in cohort.items() if key != "table"}
        cohorts[name] = {"title": name} | parts | {"tables": [_with_columns(table) for table in tables]}
    return config | {"cohorts": cohorts}


def _with_columns(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"columns": {header: column_parts(column) for header, column in table["columns"].items()}}


def column_parts(column: str | dict[str, Any]) -> dict[str, Any]:
    """A column's entry in config as a mapping."""
    parts = {"field": column} if isinstance(column, str) else dict(column)
    return parts if "cells" in parts else {"field": "value"} | parts
