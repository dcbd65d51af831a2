"""Patients whom nothing in a table names: each row is one, and bears its number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.fields import FieldColumn
from casetrace.ingest.prepared import NUMBERS, Prepared
from casetrace.ingest.specs import ColumnSpec
from casetrace.model.canonical import ROW
from casetrace.model.problems import Problem
from casetrace.read.table import RawTable

#: Fields that only a table with several rows of a patient gives.
OF_SEVERAL_ROWS = ("visit", "visit_date", "period", "outcome")
#: What to write in config where each row is a patient.
DECLARED = "patient_id: row"


def row_numbers(raw: RawTable) -> list[str]:
    """The number of each row below the header, from 1.

    A line that is no row counts too, so that no row has another number when one above it is emptied.
    """
    last_of_header = max(raw.dialect.header_line, raw.dialect.units_line)
    others = [line.line for line in raw.set_aside if line.line > last_of_header]
    places = {line: number for number, line in enumerate(sorted({*raw.lines, *others}), start=1)}
    return [str(places[line]) for line in raw.lines]


def number_rows(table: Prepared, config: Mapping[str, Any], specs: Sequence[ColumnSpec]) -> None:
    """Give a table whose rows are patients the numbers of its rows as a column; its cell is the first that is read.

    What contradicts that each row is one patient is noted: a column that names the patient, or rows that tell visits.
    """
    if config.get("patient_id") != "row" or not table.raw.lines:
        return
    bases = [
        base for spec in specs for base in table.parts.get(spec.header, [spec.header]) if base in table.raw.numbers
    ]
    table.parts[NUMBERS] = [min(bases or table.raw.header, key=lambda header: table.raw.numbers[header])]
    table.texts[NUMBERS] = pd.Series(row_numbers(table.raw), dtype="str").loc[table.texts.index]
    table.problems += [*_contradictions(table, specs), *_doubts(table, specs)]


def has_numbers(table: Prepared) -> bool:
    """Whether the rows of a table are patients."""
    return NUMBERS in table.parts


def numbered(table: Prepared) -> list[FieldColumn]:
    """The patient of each row as a field, where the rows are patients."""
    if not has_numbers(table):
        return []
    return [FieldColumn("patient_id", NUMBERS, table.texts[NUMBERS], pd.Series(ROW, index=table.texts.index))]


def _contradictions(table: Prepared, specs: Sequence[ColumnSpec]) -> Iterator[Problem]:
    for spec in specs:
        fields = fields_given(spec.parts)
        if "patient_id" in fields:
            yield table.header_error(
                spec.header,
                "two names of the patient",
                f"a column for the patient of each row, and {DECLARED} in config",
                "one of them",
                f"take {DECLARED} away, or list the column under ignore if it names no patient",
            )
        elif told := [name for name in OF_SEVERAL_ROWS if name in fields]:
            yield table.header_error(
                spec.header,
                "rows that are no patients",
                f"a column for the {told[0].replace('_', ' ')} of each row, and {DECLARED} in config",
                "one row for each patient, with a column for each visit",
                f"take {DECLARED} away and map the column that names the patient: nothing else tells which rows are of "
                "one patient; or list this column under ignore if it tells nothing of the kind",
            )


def _doubts(table: Prepared, specs: Sequence[ColumnSpec]) -> Iterator[Problem]:
    """What lets doubt whether each row is another patient, each kind once."""
    if alike := alike_rows(table.raw, table.texts.index):
        row, first = alike[0]
        found = f"every cell as on line {table.raw.lines[first]}{_further(len(alike))}"
        remedy = "see whether somebody was entered twice; who was is deleted in the source"
        yield _doubt(table, row, "rows alike", found, "another patient in each row", remedy)
    read = [spec.header for spec in specs if spec.header in table.texts]
    unread = ~table.texts[read].apply(lambda column: column.str.strip() != "").any(axis=1)
    if unread.any():
        found = f"nothing in any column that is read{_further(int(unread.sum()))}"
        remedy = "see whether it is a patient; if not, set it aside with drop_rows in config"
        yield _doubt(table, unread.index[unread][0], "row of nothing", found, "a patient in each row", remedy)
    for block in [block for block in table.raw.merged if block.top in table.raw.lines][:1]:
        found = f"a cell that is merged over lines {block.top} to {block.bottom}"
        remedy = f"see whether these rows are one patient, whom {DECLARED} counts several times"
        yield _doubt(table, table.raw.lines.index(block.top), "merged rows", found, "a patient in each row", remedy)


def _further(count: int) -> str:
    return f", and so {count - 1} more" if count > 1 else ""


def _doubt(table: Prepared, row: int, rule: str, found: str, expected: str, remedy: str) -> Problem:
    return table.error(row, NUMBERS, rule, found, expected, remedy, severity="warning")


def alike_rows(raw: RawTable, rows: Sequence[int]) -> list[tuple[int, int]]:
    """The rows, among some, in which every cell is as in an earlier one, each with the first of its kind."""
    first: dict[tuple[str, ...], int] = {}
    cells = zip(*(raw.columns[header] for header in raw.header), strict=True)
    texts = {row: tuple(text.strip() for text in own) for row, own in enumerate(cells)}
    return [(row, earlier) for row in rows if (earlier := first.setdefault(texts[row], row)) != row]


def tell_several_rows(columns: Iterable[Mapping[str, Any]]) -> bool:
    """Whether columns, by what each gives, say of a row what only one of several rows of a patient has."""
    return any(fields_given(parts) & set(OF_SEVERAL_ROWS) for parts in columns)


def declaration(columns: Iterable[Mapping[str, Any]]) -> str:
    """What to say where no column names the patient and each row may be one; empty where rows tell visits."""
    words = f"; or, if nothing names the patient and each row is one patient, write {DECLARED} beside the table's file"
    return "" if tell_several_rows(columns) else words
