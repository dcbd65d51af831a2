"""The unit of the doses: declared in config, else the one that headers name, else the commonest in the cells."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casetrace.config.fields import fields_given
from casetrace.ingest.cells import unit_of_kind
from casetrace.ingest.fields import column_units
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.dictionary import UNIT_OF_DOSE
from casetrace.model.problems import Problem
from casetrace.model.variables import fields
from casetrace.read.numbers import split_unit
from casetrace.words.units import canonical_unit, is_unit

KEY = "treatment.dose_unit"


class DoseColumn(NamedTuple):
    """A column of doses, and the units that config, its header or the units line names."""

    table: Prepared
    spec: ColumnSpec
    units: list[str]


def dose_unit(tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]], declared: str) -> str:
    """The unit of the cohort's doses; empty where nothing names one. What is wrong with units is noted in the tables.

    Parameters
    ----------
    tables, specs
        The prepared tables, and what their columns give.
    declared
        The unit that config declares; empty where it declares none.
    """
    columns = list(_dose_columns(tables, specs))
    header_units = [unit for column in columns for unit in column.units]
    unit = canonical_unit(declared) or next(iter(header_units), "") or _commonest_of_cells(columns)
    for column in columns:
        column.table.problems += _of_another_kind(column, unit) if declared else _two_units(column, unit)
    return unit


def _dose_columns(tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]]) -> Iterator[DoseColumn]:
    doses = {name for name, column in fields().items() if column.unit == UNIT_OF_DOSE}
    for table, columns in zip(tables, specs, strict=True):
        for spec in columns:
            if doses & fields_given(spec.parts):
                yield DoseColumn(table, spec, column_units(table, spec))


def _of_another_kind(column: DoseColumn, unit: str) -> Iterator[Problem]:
    """A column whose unit can't be converted to the one that config declares."""
    if column.units and not unit_of_kind(column.units, unit):
        yield column.table.header_error(
            column.spec.header,
            "unit of another kind",
            f"the unit {' or '.join(column.units)}",
            f"{unit}, which {KEY} in config declares, or a unit that can be converted to it",
            f"give the column's unit in config, or correct {KEY}",
        )


def _two_units(column: DoseColumn, unit: str) -> Iterator[Problem]:
    """A column that names another unit than the first that names one, or several, where config declares none."""
    if column.units and column.units != [unit]:
        yield column.table.header_error(
            column.spec.header,
            "two units of doses",
            f"the unit {' or '.join(column.units)}",
            f"one unit for all doses, such as {unit}",
            f"declare {KEY} in config, to which the others are converted, or correct the header",
        )


def _commonest_of_cells(columns: Sequence[DoseColumn]) -> str:
    """The commonest unit behind the numbers of plain columns; empty where none has one."""
    counts: Counter[str] = Counter()
    for column in columns:
        if "field" in column.spec.parts:
            units = (split_unit(str(text))[1] for text in column.table.present(column.spec.header).dropna())
            counts.update(canonical_unit(unit) for unit in units if is_unit(unit))
    return min(counts, key=lambda unit: (-counts[unit], unit), default="")
