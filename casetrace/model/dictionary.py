"""The data dictionary: which canonical tables there are and what their columns mean."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from casetrace.model.time_units import TIME_UNITS, USUAL, in_its_words, time_units
from casetrace.model.yaml_files import read_yaml

SCHEMAS = Path(__file__).parents[2] / "workflow" / "schemas"
DICTIONARY_FILE = SCHEMAS / "tables.yaml"

#: What has a value of a column.
Level = Literal["patient", "lesion", "treatment", "visit", "event"]
Role = Literal["identifier", "groups", "explains", "stated", "claimed", "listed", "hinted"]

#: Levels of which a lesion has one value.
OF_LESIONS: tuple[Level, ...] = ("patient", "lesion", "treatment")
TEXT_ROLES: frozenset[Role] = frozenset({"groups", "stated", "claimed", "listed", "hinted"})
NUMBER_ROLES: frozenset[Role] = frozenset({"explains", "claimed", "listed", "hinted"})
#: The unit of a measured value, which is not the column's.
UNIT_OF_OUTCOME = "the outcome's unit"
#: The unit of a dose, which the cohort has.
UNIT_OF_DOSE = "the dose's unit"
#: The unit of a time since the baseline, which stands for the one that the cohort counts in.
UNIT_OF_TIME = "the cohort's unit of time"


@dataclass(frozen=True)
class Column:
    """One column of a canonical table, or a field that is read and becomes none; tables.yaml says what its parts mean.

    Attributes
    ----------
    field
        Whether a column of a raw table may name it.
    table, level
        The table that it stands in, and what has a value of it.
    roles
        What may be made of it.
    """

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
    field: bool = True
    kept: bool = True
    label: str = ""
    unit_in_header: bool = False
    grouped_as: str = ""
    rank: int | None = None
    table: str = ""
    level: Level = "lesion"
    roles: frozenset[Role] = frozenset()

    @property
    def field_name(self) -> str:
        """Its name in config."""
        return self.config_name or self.name

    @property
    def field_names(self) -> tuple[str, ...]:
        """Its names in config: of a time one for each unit of time, such as `event_week` and `event_day`."""
        if self.unit != UNIT_OF_TIME or USUAL not in self.field_name:
            return (self.field_name,)
        units = [USUAL, *(unit for unit in TIME_UNITS if unit != USUAL)]
        return tuple(self.field_name.replace(USUAL, unit) for unit in units)

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.type in ("number", "integer")

    @property
    def is_text(self) -> bool:
        """Whether its values are texts, of any words or of those allowed."""
        return self.type in ("text", "category")

    @property
    def group_column(self) -> str:
        """The column of the analysis datasets that has its groups."""
        return self.grouped_as or self.name

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest plausible value."""
        lowest = float("-inf") if self.minimum is None else self.minimum
        return float(lowest), float("inf") if self.maximum is None else float(self.maximum)


@dataclass(frozen=True)
class Table:
    """One canonical table: its key, its columns, and all that is declared with it, kept or not, in order."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    declared: tuple[Column, ...] = ()


@cache
def data_dictionary(file: Path = DICTIONARY_FILE) -> dict[str, Table]:
    """The canonical tables by name."""
    tables = {}
    for name, spec in read_yaml(file).items():
        declared = tuple(_column(column, rule, name, spec["level"]) for column, rule in spec["columns"].items())
        kept = {column.name: column for column in declared if column.kept}
        tables[name] = Table(name, spec["description"], tuple(spec["key"]), kept, declared)
    return tables


def _column(name: str, rule: dict[str, Any], table: str, level: Level) -> Column:
    """An entry of the dictionary, what it does not say filled in."""
    filled = {"field": rule.get("mapped", True), "label": name.replace("_", " ")} | rule
    filled["roles"] = frozenset(rule.get("roles", _usual_roles(rule["type"], level)))
    return Column(**filled | {"name": name, "allowed": tuple(rule.get("allowed", ())), "table": table, "level": level})


def _usual_roles(kind: str, level: Level) -> frozenset[Role]:
    if level not in OF_LESIONS:
        return frozenset()
    return {"number": NUMBER_ROLES, "integer": NUMBER_ROLES, "date": frozenset[Role]()}.get(kind, TEXT_ROLES)


@cache
def _time_columns() -> frozenset[str]:
    """The columns that bear the usual unit of time in their name."""
    columns = (column for table in data_dictionary().values() for column in table.columns.values())
    return frozenset(column.name for column in columns if column.unit == UNIT_OF_TIME and USUAL in column.name)


def printed_column(name: str) -> str:
    """What a column of a canonical table is called in print: `after_week` is `after_day` in a study of days."""
    return in_its_words(name) if name in _time_columns() else name


def stored_column(name: str) -> str:
    """The column of the canonical tables that is meant by its name in print."""
    return next((column for column in _time_columns() if in_its_words(column) == name), name)


def printed_unit(column: Column) -> str:
    """The unit of a column's values in print; empty where it has none."""
    return time_units() if column.unit == UNIT_OF_TIME else column.unit


@cache
def field_places(file: Path = DICTIONARY_FILE) -> dict[str, tuple[str, str]]:
    """Table and column of each field name of the column mapping in config.

    Identifiers stand in several tables and belong to the first that has them; what the mapping itself gives, such as
    the visit, is no field.
    """
    places: dict[str, tuple[str, str]] = {}
    for table in data_dictionary(file).values():
        for column in filter(lambda column: column.mapped, table.columns.values()):
            for name in column.field_names:
                places.setdefault(name, (table.name, column.name))
    return places
