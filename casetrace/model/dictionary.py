"""The data dictionary: which canonical tables there are and what their columns mean."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from casetrace.model.yaml_files import read_yaml

DICTIONARY_FILE = Path(__file__).parents[2] / "workflow" / "schemas" / "tables.yaml"


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    type: str
    description: str
    unit: str = ""
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    config_name: str = ""
    mapped: bool = True


@dataclass(frozen=True)
class Table:
    """One canonical table: its key and its columns, in order."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, Column]


@cache
def data_dictionary(file: Path = DICTIONARY_FILE) -> dict[str, Table]:
    """The canonical tables by name."""
    tables = {}
    for name, spec in read_yaml(file).items():
        columns = {
            column: Column(name=column, **{**rule, "allowed": tuple(rule.get("allowed", ()))})
            for column, rule in spec["columns"].items()
        }
        tables[name] = Table(name, spec["description"], tuple(spec["key"]), columns)
    return tables


@cache
def field_places(file: Path = DICTIONARY_FILE) -> dict[str, tuple[str, str]]:
    """Table and column of each field name of the column mapping in config.

    Identifiers stand in several tables and belong to the first that has them; what the mapping itself gives, such as
    the visit, is no field.
    """
    places: dict[str, tuple[str, str]] = {}
    for table in data_dictionary(file).values():
        for column in filter(lambda column: column.mapped, table.columns.values()):
            places.setdefault(column.config_name or column.name, (table.name, column.name))
    return places
