"""The schema of the configuration, its lists of variables filled in from the data dictionary.

Where the schema file says `dictionary: NAME`, the part of that name of `PARTS` stands.
"""

import functools
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from casetrace.model.endpoint_kinds import Kind
from casetrace.model.variables import explanatory_variables, fields, grouping_variables, variables
from casetrace.model.yaml_files import read_yaml

MARK = "dictionary"


def _stated() -> dict[str, Any]:
    return {"properties": {column.field_name: {"$ref": "#/$defs/stated"} for column in variables("stated")}}


#: What a schema says by the dictionary, by the name that stands behind the mark.
PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "fields": lambda: {"enum": list(fields())},
    "explains": lambda: {"enum": explanatory_variables()},
    "groups": lambda: {"enum": grouping_variables()},
    "endpoint_kinds": lambda: {"enum": list(get_args(Kind))},
    "stated": _stated,
}


def config_schema(file: Path | str) -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12) in a YAML file, complete."""
    about = Path(file).stat()
    schema: dict[str, Any] = pickle.loads(_pickled(str(file), about.st_mtime_ns, about.st_size))
    return schema


@functools.lru_cache(maxsize=8)
def _pickled(file: str, _changed: int, _size: int) -> bytes:
    """The complete schema, from which each caller gets one of its own: to read it takes twenty times as long."""
    return pickle.dumps(_filled_in(read_yaml(file)))


def _filled_in(node: Any) -> Any:
    if isinstance(node, list):
        return [_filled_in(item) for item in node]
    if not isinstance(node, dict):
        return node
    filled = {key: _filled_in(value) for key, value in node.items() if key != MARK}
    return filled | (PARTS[node[MARK]]() if MARK in node else {})
