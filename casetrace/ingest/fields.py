"""The fields of one table, column by column: what each row gives, with the header that it was read under."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.config.fields import fields_given
from casetrace.ingest.cells import CENSORED, SPLIT, CellReader, Given, Notation, Reading, found_text, unit_of_kind
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.several_events import NO_EVENT, event_texts, note_blank, note_undeclared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.problems import quoted
from casetrace.model.text_columns import spread
from casetrace.read.table import Dialect
from casetrace.words.no_numbers import is_limit
from casetrace.words.units import canonical_unit, units_in_header

NO_VALUE = Given("", "")


@dataclass(frozen=True)
class FieldColumn:
    """One field as one column gives it.

    Attributes
    ----------
    name, header
        The field and the column.
    texts, how
        Its text and how it came from the cell, by row; missing where the row has none.
    outcome, visit
        The outcome and the visit that config or the header fixes; empty and None where the row tells.
    part
        Which of several events of a cell it is about, from 0.
    """

    name: str
    header: str
    texts: pd.Series
    how: pd.Series
    outcome: str = ""
    visit: int | None = None
    part: int = 0

    def of_rows(self, rows: pd.Index) -> "FieldColumn":
        """The same field in some of the rows."""
        return replace(self, texts=self.texts.reindex(rows), how=self.how.reindex(rows))


def read_columns(
    table: Prepared,
    specs: list[ColumnSpec],
    notation: Notation,
    row_outcome: pd.Series,
    row_unit: pd.Series,
) -> list[FieldColumn]:
    """Read all columns of a table; problems and handled cells are noted in it.

    Parameters
    ----------
    table
        The prepared table.
    specs
        What its columns give.
    notation
        How its texts are written.
    row_outcome, row_unit
        Outcome and unit that each row names; missing where it names none.
    """
    fields: list[FieldColumn] = []
    outcomes, units = (texts.fillna("") if texts.notna().any() else "" for texts in (row_outcome, row_unit))
    for spec in specs:
        outcome = str(spec.parts.get("outcome", ""))
        fields += _read_column(table, spec, notation, outcome or outcomes, units)
    return fields


def _read_column(
    table: Prepared, spec: ColumnSpec, notation: Notation, outcomes: pd.Series | str, units: pd.Series | str
) -> list[FieldColumn]:
    texts = table.present(spec.header)
    if "blank" in spec.parts:
        texts = _filled_in(table, spec, texts)
    _note_set_aside(table, spec.header, texts.isna(), "nothing recorded", "the text means that nothing is recorded")
    if spec.parts.get("field") == "event_type" and "checked" not in spec.parts:
        note_blank(table, spec, texts)
        no_event = texts.str.casefold().isin(NO_EVENT)
        _note_set_aside(table, spec.header, no_event, "no complication", "the text says that there was none")
        texts = texts.mask(no_event)
    units_of_column = column_units(table, spec)
    _check_unit(table, spec, units_of_column, notation)
    if spec.header in table.calculated:
        notation = replace(notation, dialect=Dialect())
    reader = CellReader.of(spec.parts, notation, units_of_column)
    parts = event_texts(table, spec, texts)
    fields = []
    for place, part in enumerate(parts):
        of_part = _read_texts(table, spec, reader, part, outcomes, units)
        fields += [replace(field, part=place) for field in of_part]
    if len(parts) == 1:
        return fields
    several = parts[1].notna()
    return [
        replace(field, how=field.how.astype("str").mask(several & (field.how == "cell"), SPLIT)) for field in fields
    ]


def _read_texts(
    table: Prepared,
    spec: ColumnSpec,
    reader: CellReader,
    texts: pd.Series,
    outcomes: pd.Series | str,
    units: pd.Series | str,
) -> list[FieldColumn]:
    """The fields of a column's texts; problems are noted in the table."""
    if reader.as_it_stands and spec.parts["field"] != "event_type":
        return _as_it_stands(table, spec, texts)
    codes, cells = _distinct(texts, outcomes, units)
    readings = [reader.read(*cell) for cell in cells]
    _note_faults(table, spec.header, codes, readings, [text for text, _, _ in cells])
    _note_dispositions(table, spec.header, codes, readings)
    _note_substituted(table, spec.header, codes, readings, [text for text, _, _ in cells])
    _note_censored(table, spec.header, codes, readings)
    note_undeclared(table, spec, codes, [_captured(reading, "event_type") for reading in readings])
    names = list(dict.fromkeys(name for reading in readings for name in reading.fields))
    fields = []
    for name in names:
        given = [reading.fields.get(name) for reading in readings]
        own_texts = spread([content.text if content else None for content in given], codes, table.texts.index)
        # As most often, the texts are those of the column: then these, of which there is one copy.
        as_they_stand = table.texts[spec.header] if own_texts.equals(table.texts[spec.header]) else own_texts
        hows = _few([content.how if content else None for content in given], codes, table.texts.index)
        fields.append(_field(spec, name, as_they_stand, hows))
    return fields


def _as_it_stands(table: Prepared, spec: ColumnSpec, texts: pd.Series) -> list[FieldColumn]:
    """The field of a column whose texts are the field, with nothing to be read in them; none without any."""
    present = texts.notna()
    if not present.any():
        return []
    own_texts = table.texts[spec.header] if texts.equals(table.texts[spec.header]) else texts
    hows = _few(["cell"], present.to_numpy() - 1, table.texts.index)
    return [_field(spec, spec.parts["field"], own_texts, hows)]


def _field(spec: ColumnSpec, name: str, texts: pd.Series, hows: pd.Series) -> FieldColumn:
    visit = spec.parts.get("visit")
    outcome = str(spec.parts.get("outcome", ""))
    return FieldColumn(name, spec.header, texts, hows, outcome, None if visit is None else int(visit))


def _filled_in(table: Prepared, spec: ColumnSpec, texts: pd.Series) -> pd.Series:
    """The texts of a column with what config says that its blank cells stand for, each of them logged."""
    blank = table.texts[spec.header].str.strip() == ""
    for row in texts.index[blank] if spec.header in table.raw.numbers else ():
        reason = "blank stands for it, as config says of the column"
        note = table.cell_handled(row, spec.header, str(spec.parts["blank"]), "filled", "blank cell", reason)
        table.handled.append(note)
    return texts.mask(blank, str(spec.parts["blank"]))


def _captured(reading: Reading, name: str) -> str | None:
    """A field as it stands in the text; None where the text gives it in another way, or not."""
    content = reading.fields.get(name)
    return content.text if content and content.how == "cell" else None


def _distinct(
    texts: pd.Series, outcomes: pd.Series | str, units: pd.Series | str
) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """The different texts with outcome and unit, and the number of that of each row; -1 where a row has no text."""
    parts = [
        (np.zeros(len(texts), dtype=np.int64), pd.Index([part])) if isinstance(part, str) else pd.factorize(part)
        for part in (texts, outcomes, units)
    ]
    present = np.flatnonzero(parts[0][0] >= 0)
    numbers = np.ravel_multi_index([codes[present] for codes, _ in parts], [max(1, len(names)) for _, names in parts])
    codes = np.full(len(texts), -1)
    codes[present], unique_numbers = pd.factorize(numbers)
    places = np.unravel_index(unique_numbers, [max(1, len(names)) for _, names in parts])
    distinct_parts = [
        names.to_numpy(dtype=object)[positions].tolist() for (_, names), positions in zip(parts, places, strict=True)
    ]
    return codes, list(zip(*distinct_parts, strict=True))


def _few(texts: Sequence[str | None], codes: NDArray[np.int64], rows: pd.Index) -> pd.Series:
    """A column of few different texts, by the code of each row; -1 is a row without one."""
    numbers, names = pd.factorize(np.array([*texts, None], dtype=object))
    return pd.Series(pd.Categorical.from_codes(numbers[codes], names), index=rows)


def column_units(table: Prepared, spec: ColumnSpec) -> list[str]:
    """The units that a column may have: the one that config gives, else those of its header, else of the units line."""
    if "unit" in spec.parts:
        unit_texts = [spec.parts["unit"]]
    else:
        unit_texts = units_in_header(spec.header) or [table.raw.units.get(spec.header, "").strip("()[] ")]
    return [canonical_unit(unit) for unit in unit_texts if unit]


def _check_unit(table: Prepared, spec: ColumnSpec, units: list[str], notation: Notation) -> None:
    """Note a measured column whose unit is of another kind than its outcome's."""
    target = notation.targets.get(spec.parts.get("outcome", ""), "")
    measures = "value" in fields_given(spec.parts)
    if measures and units and target and not unit_of_kind(units, target):
        table.problems.append(
            table.header_error(
                spec.header,
                "unit of another kind",
                f"the unit {units[0]}",
                f"{target}, the unit of {spec.parts['outcome']}, or one that can be converted to it",
                "give the column's unit in config, or correct the outcome's",
            )
        )
    bases = [header for header in table.parts.get(spec.header, []) if units_in_header(header) not in ([], [target])]
    if measures and not units and target and bases and spec.header in table.calculated:
        table.problems.append(
            table.header_error(
                spec.header,
                "derived column without a unit",
                f"calculated from {', '.join(map(quoted, bases))}, and no unit",
                f"the unit of the result, which becomes {target}",
                "give the column its unit under columns in config",
            )
        )


def _note_set_aside(table: Prepared, header: str, is_set_aside: pd.Series, rule: str, reason: str) -> None:
    """Note the texts, beside blanks, in rows whose cell gives nothing, each once with its count."""
    if header not in table.raw.numbers or not is_set_aside.any():
        return
    trimmed = table.texts.loc[is_set_aside, header].str.strip()
    tokens = trimmed[trimmed != ""]
    for _, rows in tokens.groupby(tokens, sort=True).groups.items():
        counted_reason = f"{reason} ({len(rows)} cell{'' if len(rows) == 1 else 's'})"
        table.handled.append(table.cell_handled(rows[0], header, "", "set aside", rule, counted_reason))


def _note_faults(
    table: Prepared, header: str, codes: np.ndarray, readings: list[Reading], texts: Sequence[str]
) -> None:
    for number, reading in enumerate(readings):
        if reading.fault:
            found = found_text(texts[number])
            for row in table.texts.index[codes == number]:
                table.problems.append(table.error(row, header, reading.fault.rule, found, *reading.fault[1:]))


def _note_censored(table: Prepared, header: str, codes: np.ndarray, readings: list[Reading]) -> None:
    """Warn once a column of the values beyond a limit of detection, with their number."""
    hows = [reading.fields.get("value", NO_VALUE).how for reading in readings]
    censored = [number for number, how in enumerate(hows) if how == CENSORED]
    count = int(np.isin(codes, censored).sum())
    if count:
        row = table.texts.index[np.isin(codes, censored)][0]
        text = found_text(str(table.texts.loc[row, header]).strip())
        problem = table.header_error(
            header,
            "values beyond a limit of detection",
            f"{count} value{'' if count == 1 else 's'} known to be beyond a limit alone, such as {text}",
            "measured values",
            "they count as below_limit and above_limit of the outcome say; compare the results under another rule",
            severity="warning",
        )
        table.problems.append(problem)


def _note_dispositions(table: Prepared, header: str, codes: np.ndarray, readings: list[Reading]) -> None:
    disposition_codes = [number for number, reading in enumerate(readings) if reading.disposition]
    if not disposition_codes:
        return
    reason = "no value was measured; read as the patient's disposition"
    unmerged = table.lines(header) == table.lines("")
    for row in table.texts.index[np.isin(codes, disposition_codes) & unmerged.to_numpy()]:
        if header in table.raw.numbers:
            table.handled.append(table.cell_handled(row, header, "", "set aside", "no value in a visit's cell", reason))


def _note_substituted(
    table: Prepared, header: str, codes: np.ndarray, readings: list[Reading], texts: Sequence[str]
) -> None:
    """Warn of values beyond a limit of detection for which config has a number."""
    for number, (reading, text) in enumerate(zip(readings, texts, strict=True)):
        value = reading.fields.get("value")
        if value is None or value.how in ("cell", CENSORED) or not is_limit(text):
            continue
        rows = table.texts.index[codes == number]
        count = f"{len(rows)} cell{'' if len(rows) == 1 else 's'}"
        table.problems.append(
            table.error(
                rows[0],
                header,
                "values beyond a limit",
                f"{quoted(text)} in {count}, read as {value.text}, which config puts in its place",
                "values that were measured",
                "say so where results are published: means and their intervals rest on the number chosen",
                severity="warning",
            )
        )


def first_of(fields: list[FieldColumn], name: str, rows: pd.Index) -> pd.Series:
    """The value of a field in each row, by the first column that gives it; missing where none does."""
    result = pd.Series(None, index=rows, dtype="str")
    for field in fields:
        if field.name == name:
            result = result.fillna(field.texts.reindex(rows))
    return result
