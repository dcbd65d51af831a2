"""The fields that a column's entry in config gives."""

import re
from collections.abc import Mapping
from typing import Any


def groups_of(pattern: str) -> tuple[set[str], str]:
    """The named groups of a pattern, and why it does not compile if it does not."""
    try:
        return set(re.compile(pattern).groupindex), ""
    except (re.error, RecursionError, OverflowError) as error:
        return set(), str(error)


def fields_given(column: Mapping[str, Any]) -> set[str]:
    """The fields that a column gives, by its entry with short forms written out."""
    fields = {str(column["field"])} if "field" in column else set()
    shapes = column.get("cells", [])
    return fields.union(*(groups_of(shape["pattern"])[0] | set(shape.get("set", {})) for shape in shapes))
