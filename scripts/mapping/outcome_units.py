"""The unit of each outcome: declared in config, else the one that the data name."""

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.mapping.fields import column_units
from scripts.mapping.prepared import Prepared
from scripts.mapping.specs import ColumnSpec
from scripts.meaning.sizes import dimensions_of
from scripts.meaning.units import canonical_unit, is_unit


def outcome_units(
    tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]], outcomes: Mapping[str, Any]
) -> dict[str, str]:
    """The unit of each outcome that is declared or measured by a column; empty where nothing names one.

    Parameters
    ----------
    tables, specs
        The prepared tables, and what their columns give.
    outcomes
        The cohort's outcomes in config, as far as they are declared.
    """
    units = {name: canonical_unit(section["unit"]) for name, section in outcomes.items() if "unit" in section}
    for table, own in zip(tables, specs, strict=True):
        for spec in own:
            name = spec.parts.get("outcome", "")
            if name and not units.get(name):
                units[name] = _of_name(name) or next(iter(column_units(table, spec)), "") or _of_cells(table, spec)
    return {name: units.get(name) or _of_name(name) for name in [*outcomes, *units]}


def _of_name(outcome: str) -> str:
    """The unit that an outcome's name ends in, as `size_mm` does."""
    stem, _, suffix = outcome.rpartition("_")
    return canonical_unit(suffix) if stem and is_unit(suffix) else ""


def _of_cells(table: Prepared, spec: ColumnSpec) -> str:
    """The first unit in the cells of a column of plain values."""
    if spec.parts.get("field") != "value":
        return ""
    dialect = table.raw.dialect
    for text in table.present(spec.header).dropna().unique():
        for component in dimensions_of(text, dialect.decimal, dialect.thousands):
            if component.unit:
                return canonical_unit(component.unit)
    return ""
