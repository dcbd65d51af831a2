"""Slips of the unit: numbers without one beside others that bear one, and a column in another than its fellows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from casetrace.ingest.cells import Notation, found_text
from casetrace.ingest.fields import column_units
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.problems import Problem
from casetrace.read.numbers import split_unit
from casetrace.words.units import canonical_unit, is_unit

#: Share of an outcome's cells that bear a unit, from which one without is a slip rather than the rule.
MOSTLY = 0.5


def numbers_without_unit(
    table: Prepared, specs: Sequence[ColumnSpec], notation: Notation, row_outcome: pd.Series
) -> Iterator[Problem]:
    """Bare numbers that would be taken in the outcome's unit though the cells beside them are in another.

    Parameters
    ----------
    table
        The prepared table.
    specs
        Its columns of plain values that have no unit of their own, where no other column gives the unit.
    notation
        How its texts are written.
    row_outcome
        The outcome that each row names; missing where it names none.
    """
    by_outcome: dict[str, dict[str, pd.Series]] = {}
    for spec in specs:
        texts = table.present(spec.header).dropna()
        if values := spec.parts.get("values"):
            texts = texts.map(_meanings(texts, values))
        stated = spec.parts.get("outcome")
        of_rows = texts.groupby(row_outcome.reindex(texts.index)) if stated is None else [(stated, texts)][: len(texts)]
        for outcome, cells in of_rows:
            by_outcome.setdefault(str(outcome), {})[spec.header] = cells
    for outcome, columns in by_outcome.items():
        yield from _slips(table, columns, notation, notation.targets.get(outcome, ""))


def columns_in_other_units(table: Prepared, specs: Sequence[ColumnSpec]) -> Iterator[Problem]:
    """Columns whose header or units line names another unit than those of the same outcome at other visits."""
    units: dict[str, dict[str, str]] = {}
    for spec in specs:
        named_units = column_units(table, spec)
        if spec.parts.get("field") == "value" and "visit" in spec.parts and "unit" not in spec.parts and named_units:
            units.setdefault(spec.parts.get("outcome", ""), {})[spec.header] = named_units[0]
    for of_columns in units.values():
        usual, count = Counter(of_columns.values()).most_common(1)[0]
        for header, unit in of_columns.items():
            if unit != usual and count > 1:
                problem = table.header_error(
                    header,
                    "unit unlike the other visits'",
                    f"the unit {unit}",
                    f"{usual}, as at other visits",
                    "check the unit; if it is right, give the column's unit in config",
                )
                yield replace(problem, severity="warning")


def _meanings(texts: pd.Series, values: Mapping[str, str]) -> dict[str, str]:
    meaning_of = {text.strip().casefold(): meaning for text, meaning in values.items()}
    return {text: meaning_of.get(text.casefold(), text) for text in texts.unique()}


def _slips(table: Prepared, columns: Mapping[str, pd.Series], notation: Notation, target: str) -> Iterator[Problem]:
    cells = pd.concat(list(columns.values()))
    units = {text: _unit_of(text) for text in cells.unique()}
    cell_units = cells.map(units)
    foreign = sorted(set(units.values()) - {"", target})
    bare = {text for text, unit in units.items() if not unit and notation.plain(text) and _is_something(text)}
    if not target or not foreign or not bare or (cell_units != "").mean() <= MOSTLY:
        return
    for header, texts in columns.items():
        for row in texts.index[texts.isin(bare)]:
            yield table.error(
                row,
                header,
                "number without a unit",
                found_text(texts[row]),
                f"a unit behind it, as most cells beside it have, such as {foreign[0]}",
                "correct the cell, or give the column the unit of its bare numbers in config",
            )


def _unit_of(text: str) -> str:
    unit = split_unit(text.rpartition("x")[2])[1]
    return canonical_unit(unit) if is_unit(unit) else ""


def _is_something(text: str) -> bool:
    """Whether a number is not 0, which is the same in all units."""
    return any(digit in "123456789" for digit in text)
