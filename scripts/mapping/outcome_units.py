"""The unit of each outcome: declared in config, else the one that the data name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from scripts.config.fields import fields_given
from scripts.mapping.fields import column_units
from scripts.mapping.identity import outcomes_meant
from scripts.mapping.prepared import Prepared
from scripts.mapping.specs import ColumnSpec
from scripts.meaning.errors import MeaningError
from scripts.meaning.sizes import dimensions_of
from scripts.meaning.units import canonical_unit, is_unit


def outcome_units(
    tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]], outcomes: Mapping[str, Any]
) -> dict[str, str]:
    """The unit of each outcome that is declared or measured; empty where nothing names one.

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
            for name, rows in _outcomes_of(table, own, spec, outcomes):
                if not units.get(name):
                    units[name] = _of_name(name) or _of_column(table, own, spec, rows)
    return {name: units.get(name) or _of_name(name) for name in [*outcomes, *units]}


def _outcomes_of(
    table: Prepared, specs: Sequence[ColumnSpec], spec: ColumnSpec, outcomes: Mapping[str, Any]
) -> Iterator[tuple[str, pd.Index]]:
    """The outcomes that a column measures, each with its rows."""
    rows = table.texts.index
    if "outcome" in spec.parts:
        yield spec.parts["outcome"], rows
        return
    if "value" not in fields_given(spec.parts):
        return
    named = _header_of("outcome", specs)
    if not named and len(outcomes) == 1:
        yield next(iter(outcomes)), rows
    elif named:
        texts = table.present(named)
        meant = outcomes_meant(texts.dropna().unique(), outcomes)
        names = texts.map(meant)
        for name in dict.fromkeys(filter(None, meant.values())):
            yield name, rows[names == name]


def _header_of(field: str, specs: Sequence[ColumnSpec]) -> str:
    return next((spec.header for spec in specs if spec.parts.get("field") == field), "")


def _of_name(outcome: str) -> str:
    """The unit that an outcome's name ends in, as `size_mm` does."""
    stem, _, suffix = outcome.rpartition("_")
    return canonical_unit(suffix) if stem and is_unit(suffix) else ""


def _of_column(table: Prepared, specs: Sequence[ColumnSpec], spec: ColumnSpec, rows: pd.Index) -> str:
    """The unit of a column by config or its header, else the commonest in the column of units, else in its cells."""
    column = next(iter(column_units(table, spec)), "")
    if column or spec.parts.get("field") != "value":
        return column
    named = _header_of("unit", specs)
    counts: Counter[str] = Counter()
    for text, n in table.present(named or spec.header).reindex(rows).value_counts().items():
        counts[canonical_unit(str(text)) if named else _of_cell(str(text), table)] += n
    del counts[""]
    # The commonest, so that the order of the rows changes nothing.
    return min(counts, key=lambda unit: (-counts[unit], unit), default="")


def _of_cell(text: str, table: Prepared) -> str:
    """The known unit in a cell; empty where there is none."""
    try:
        components = dimensions_of(text, table.raw.dialect.decimal, table.raw.dialect.thousands)
    except MeaningError:
        return ""
    return next((canonical_unit(component.unit) for component in components if is_unit(component.unit)), "")
