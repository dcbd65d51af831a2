"""Writes one table in many ways, as the programs of clinics do."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casetrace.read.reading import read_raw_table
from casetrace.read.table import RawTable


@dataclass(frozen=True)
class Writing:
    """How a table is written; `padded` where titles are filled up with empty cells, as Excel does."""

    delimiter: str = ","
    quote: str = '"'
    quote_all: bool = False
    decimal: str = "."
    encoding: str = "utf-8"
    newline: str = "\n"
    titles: tuple[str, ...] = ()
    units: bool = False
    footers: tuple[str, ...] = ()
    blank_in_front: int = 0
    blank_behind: int = 0
    blank_lines: tuple[int, ...] = ()
    padded: bool = False


@dataclass(frozen=True)
class Truth:
    """A table: its header, the units of its columns, and its rows, with a point in every number."""

    header: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


TRUTH = Truth(
    ("Patient ID", "Sex", "Age", "Visit date", "Size", "Remark"),
    ("", "", "years", "", "mm", ""),
    (
        ("P01", "F", "34", "31.07.2014", "3.5", "Søren's ward"),
        ("P02", "M", "50", "01.08.2014", "12.75", "warm, red; painful | itching\tat night"),
        ("P03", "M", "61", "02.08.2014", "8.0", 'said "better"'),
        ("P04", "F", "47", "", "", ""),
        ("P05", "F", "29", "04.08.2014", "0.25", "none"),
    ),
)


def cell(text: str, writing: Writing) -> str:
    """A cell's text with the decimal separator of the writing."""
    return text.replace(".", writing.decimal) if text.replace(".", "").isdigit() and text.count(".") == 1 else text


def written(truth: Truth, writing: Writing) -> tuple[str, list[list[str]]]:
    """The file's text, and the cells of its rows as they stand in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(
        out,
        delimiter=writing.delimiter,
        quotechar=writing.quote,
        quoting=csv.QUOTE_ALL if writing.quote_all else csv.QUOTE_MINIMAL,
        lineterminator=writing.newline,
    )
    width = writing.blank_in_front + len(truth.header) + writing.blank_behind
    around = ([""] * writing.blank_in_front, [""] * writing.blank_behind)
    padding = writing.delimiter * (width - 1) if writing.padded else ""
    rows = [[cell(text, writing) for text in row] for row in truth.rows]
    for title in writing.titles:
        out.write(title + padding + writing.newline)
    writer.writerow([*around[0], *truth.header, *around[1]])
    if writing.units:
        writer.writerow([*around[0], *truth.units, *around[1]])
    for number, row in enumerate(rows):
        if number in writing.blank_lines:
            out.write(padding + writing.newline)
        writer.writerow([*around[0], *row, *around[1]])
    for footer in writing.footers:
        out.write(footer + padding + writing.newline)
    return out.getvalue(), rows


def read(folder: Path, raw: str | bytes, table: dict[str, Any] | None = None, name: str = "export.csv") -> RawTable:
    """Read these bytes, or this text in UTF-8, as a file of this name."""
    path = folder / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode("utf-8"))
    return read_raw_table(path, name, table or {})


def rows_of(table: RawTable) -> list[list[str]]:
    """The rows of a table."""
    return [list(row) for row in zip(*table.columns.values(), strict=True)]


def aside(table: RawTable, reason: str) -> list[int]:
    """The lines that are set aside for a reason."""
    return [line.line for line in table.set_aside if line.reason == reason]


def rules(table: RawTable) -> list[tuple[str, int]]:
    """Rule and line of each problem."""
    return [(problem.rule, problem.line) for problem in table.problems]
