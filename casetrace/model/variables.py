"""The variables of a study: what the data dictionary declares, asked for by what may be made of it.

A variable stands in one table, the first of the dictionary that has it, and bears the name of its field in config.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from casetrace.model.dictionary import (
    OF_LESIONS,
    UNIT_OF_DOSE,
    UNIT_OF_OUTCOME,
    Column,
    Level,
    Role,
    data_dictionary,
)
from casetrace.model.time_units import TIME_UNITS, TimeUnit
from casetrace.model.treatment import NEUTRAL, Treatment

#: The explanatory variable, and the group made of it, that each outcome has by itself.
BASELINE, BASELINE_BAND = "baseline", "baseline_band"


@cache
def fields() -> dict[str, Column]:
    """Everything that a column of a raw table may be, by its name in config, in the order of the dictionary."""
    columns: dict[str, Column] = {}
    for table in data_dictionary().values():
        for column in table.declared:
            if column.field:
                for name in column.field_names:
                    columns.setdefault(name, column)
    return columns


@cache
def variables(role: Role, *levels: Level) -> tuple[Column, ...]:
    """The variables with a role, of some levels or of all, in the order of the dictionary."""
    columns = (column for column in fields().values() if column.kept and role in column.roles)
    return tuple(column for column in columns if not levels or column.level in levels)


def listed_variables() -> list[Column]:
    """What the listing of lesions says of each beside the names of the lesion and its patient."""
    return [column for column in variables("listed", *OF_LESIONS) if "identifier" not in column.roles]


def names(columns: Iterable[Column]) -> list[str]:
    """Names of variables."""
    return [column.name for column in columns]


def numbers(columns: Iterable[Column]) -> list[Column]:
    """Those whose values are numbers."""
    return [column for column in columns if column.is_number]


def texts(columns: Iterable[Column]) -> list[Column]:
    """Those whose values are texts."""
    return [column for column in columns if column.is_text]


def explanatory_variables() -> list[str]:
    """What the percent change may be set against, in the order of the explorations."""
    return [BASELINE, *names(_ranked(variables("explains")))]


def grouping_variables() -> list[str]:
    """What may part the lesions or patients into groups, in the order of the explorations."""
    return [BASELINE_BAND, *names(_ranked(variables("groups")))]


def group_columns() -> dict[str, str]:
    """The column of the analysis datasets that has the groups of each grouping variable."""
    declared = {column.name: column.group_column for column in variables("groups")}
    return {name: declared.get(name, name) for name in grouping_variables()}


def groups_of_visits() -> list[str]:
    """The grouping variables of which a lesion may have several values, one at each visit."""
    return names(column for column in variables("groups") if column.level not in OF_LESIONS)


def time_unit_of_field(name: str) -> TimeUnit | None:
    """The unit of time in which a field such as `event_week` or `event_day` counts; None of a field that is no time."""
    names = fields()[name].field_names if name in fields() else ()
    return next((unit for unit in TIME_UNITS if len(names) > 1 and unit in name), None)


def unit_of_field(name: str) -> str:
    """The unit that a field has by its name; empty where it has none, or that of its outcome or of the doses."""
    if counts := time_unit_of_field(name):
        return f"{counts}s"
    unit = fields()[name].unit if name in fields() else ""
    return "" if unit in (UNIT_OF_OUTCOME, UNIT_OF_DOSE) else unit


def label_of(name: str, treatment: Treatment = NEUTRAL) -> str:
    """What a variable is called in print; its name with blanks where the dictionary does not have it."""
    return treatment.column(fields()[name]).label if name in fields() else name.replace("_", " ")


@cache
def labels_with_units(treatment: Treatment = NEUTRAL) -> Mapping[str, str]:
    """Labels of the explanatory variables with their unit, such as `age in years`."""
    columns = map(treatment.column, variables("explains"))
    return MappingProxyType({own.name: " in ".join(filter(None, (own.label, own.unit))) for own in columns})


def _ranked(columns: Iterable[Column]) -> list[Column]:
    return sorted(columns, key=lambda column: (column.rank is None, column.rank or 0))
