"""Fills in the defaults that the configuration's schema declares."""

import re
from typing import Any


def fill_defaults(config: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> Any:
    """A copy of a valid configuration in which each absent key that has a default in the schema is filled in.

    Parameters
    ----------
    config
        A configuration that its schema accepts.
    schema
        The schema of `config`.
    root
        The whole schema, against which references are resolved; `schema` itself when absent.
    """
    root = root or schema
    schema = resolved(schema, root)
    if isinstance(config, list):
        return [fill_defaults(item, schema.get("items", {}), root) for item in config]
    if not isinstance(config, dict):
        return config
    properties = schema.get("properties", {})
    filled = {key: fill_defaults(value, schema_of(key, schema), root) for key, value in config.items()}
    absent = {key: rule for key, rule in properties.items() if key not in config and "default" in rule}
    return filled | {key: fill_defaults(rule["default"], rule, root) for key, rule in absent.items()}


def resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """The part of the whole schema, `root`, that `schema` refers to; itself where it refers to none."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return schema


def schema_of(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a key's value in a mapping; an empty one where there is none."""
    if key in schema.get("properties", {}):
        return dict(schema["properties"][key])
    for pattern, rule in schema.get("patternProperties", {}).items():
        if re.search(pattern, str(key)):
            return dict(rule)
    additional = schema.get("additionalProperties", {})
    return additional if isinstance(additional, dict) else {}
