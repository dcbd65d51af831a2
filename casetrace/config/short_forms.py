"""Writes out the short forms that the configuration allows, so that later code meets one form alone."""

from datetime import date
from typing import Any

from casetrace.config.defaults import resolved, schema_of


def visits_and_dates_as_texts(config: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """A copy of a configuration, valid or not, in which visits that are keys of a mapping, and dates, are texts.

    YAML reads a visit as a number, and a JSON schema knows no keys but texts; nor has it a type for a date.

    Parameters
    ----------
    config
        The configuration as read from YAML.
    schema
        The schema of `config`.
    root
        The whole schema; `schema` itself when absent.
    """
    root = root or schema
    schema = resolved(schema, root)
    if isinstance(config, list):
        return [visits_and_dates_as_texts(item, schema.get("items", {}), root) for item in config]
    if isinstance(config, date) and schema.get("format") == "date":
        return config.isoformat()
    if not isinstance(config, dict):
        return config
    if schema is root["$defs"]["by_visit"]:
        # A key that stands there as a text too is left to be refused.
        return {key if str(key) in config else str(key): value for key, value in config.items()}
    # A name that is not allowed is told as such, not by what stands below it.
    name_schema: dict[str, Any] = next(iter(schema.get("patternProperties", {}).values()), {})
    return {
        key: visits_and_dates_as_texts(value, schema_of(key, schema) or name_schema, root)
        for key, value in config.items()
    }


def written_out(config: dict[str, Any]) -> dict[str, Any]:
    """A valid configuration with its short forms written out.

    A cohort has a title and a list of `tables`, empty where it has claims alone, and every column is a mapping: a plain
    field is written as `field`, and a column with an outcome and nothing else gives its value.
    """
    cohorts = {}
    for name, cohort in config["cohorts"].items():
        tables = cohort.get("tables", [cohort["table"]] if "table" in cohort else [])
        parts = {key: value for key, value in cohort.items() if key != "table"}
        cohorts[name] = {"title": name} | parts | {"tables": [_with_columns(table) for table in tables]}
    return config | {"cohorts": cohorts}


def _with_columns(table: dict[str, Any]) -> dict[str, Any]:
    return table | {"columns": {header: column_parts(column) for header, column in table["columns"].items()}}


def column_parts(column: str | dict[str, Any]) -> dict[str, Any]:
    """A column's entry in config as a mapping."""
    parts = {"field": column} if isinstance(column, str) else dict(column)
    return parts if "cells" in parts else {"field": "value"} | parts
