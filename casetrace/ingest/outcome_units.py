"""The unit of each outcome: declared in config, else in its name, else the commonest that the data name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.fields import column_units
from casetrace.ingest.identity import outcomes_meant
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.scale import scale_of
from casetrace.words.errors import MeaningError
from casetrace.words.sizes import dimensions_of
from casetrace.words.units import canonical_unit, is_unit


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
    of_columns: dict[str, Counter[str]] = {}
    of_cells: dict[str, Counter[str]] = {}
    declared = {name for name, section in outcomes.items() if "unit" in section}
    for table, table_specs in zip(tables, specs, strict=True):
        for spec in table_specs:
            measures = "value" in fields_given(spec.parts)
            unit = next(iter(column_units(table, spec)), "") if measures else ""
            for name, rows in outcomes_of(table, table_specs, spec, outcomes):
                of_columns.setdefault(name, Counter())[unit] += 1
                if name not in declared and not _of_name(name) and not unit:
                    of_cells.setdefault(name, Counter()).update(_units_of_cells(table, table_specs, spec, rows))
    units = {name: _commonest(of_columns[name]) or _commonest(of_cells.get(name, Counter())) for name in of_columns}
    declared_units = {name: canonical_unit(section["unit"]) for name, section in outcomes.items() if "unit" in section}
    declared_units |= {name: "%" for name, section in outcomes.items() if scale_of(section.get("scale")).is_change}
    return {name: declared_units.get(name) or _of_name(name) or units.get(name, "") for name in [*outcomes, *units]}


def outcomes_of(
    table: Prepared, specs: Sequence[ColumnSpec], spec: ColumnSpec, outcomes: Mapping[str, Any]
) -> Iterator[tuple[str, pd.Index]]:
    """The outcomes that a column measures, each with its rows."""
    rows = table.texts.index
    if "outcome" in spec.parts:
        yield spec.parts["outcome"], rows
        return
    if "value" not in fields_given(spec.parts):
        return
    outcome_header = _header_of("outcome", specs)
    if not outcome_header and len(outcomes) == 1:
        yield next(iter(outcomes)), rows
    elif outcome_header:
        texts = table.present(outcome_header)
        outcome_of_text = outcomes_meant(texts.dropna().unique(), outcomes)
        names = texts.map(outcome_of_text)
        for name in dict.fromkeys(filter(None, outcome_of_text.values())):
            yield name, rows[names == name]


def _header_of(field: str, specs: Sequence[ColumnSpec]) -> str:
    return next((spec.header for spec in specs if spec.parts.get("field") == field), "")


def _of_name(outcome: str) -> str:
    """The unit that an outcome's name ends in, as `size_mm` does."""
    stem, _, suffix = outcome.rpartition("_")
    return canonical_unit(suffix) if stem and is_unit(suffix) else ""


def _units_of_cells(
    table: Prepared, specs: Sequence[ColumnSpec], spec: ColumnSpec, rows: pd.Index
) -> Mapping[str, int]:
    """How many cells of a column of plain values have each unit, by the column of units where there is one."""
    counts: Counter[str] = Counter()
    if spec.parts.get("field") == "value":
        unit_header = _header_of("unit", specs)
        for text, n in table.present(unit_header or spec.header).reindex(rows).value_counts().items():
            counts[canonical_unit(str(text)) if unit_header else _of_cell(str(text), table)] += n
    return counts


def _commonest(counts: Mapping[str, int]) -> str:
    """The commonest unit, so that the order of rows, columns and tables changes nothing; empty where there is none."""
    return min(filter(None, counts), key=lambda unit: (-counts[unit], unit), default="")


def _of_cell(text: str, table: Prepared) -> str:
    """The known unit in a cell; empty where there is none."""
    try:
        components = dimensions_of(text, table.raw.dialect.decimal, table.raw.dialect.thousands)
    except MeaningError:
        return ""
    return next((canonical_unit(component.unit) for component in components if is_unit(component.unit)), "")
