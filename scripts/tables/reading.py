"""Reads a raw CSV file so that every cell keeps its line and column."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from scripts.tables.problems import Problem, quoted


class Cell(NamedTuple):
    """One raw cell: its text as it stands in the file, and where (line and column counted from 1)."""

    line: int
    column: int
    text: str


@dataclass
class RawTable:
    """A raw file: its header and the cells of its rows, with what was wrong with it.

    Attributes
    ----------
    file
        The path as config gives it.
    header
        Texts of the header line, in order, trimmed.
    rows
        One dictionary a data row, from header to cell.
    blank_lines
        Lines without any text, which are set aside.
    problems
        What makes the file unreadable as a whole; `rows` is then empty.
    """

    file: str
    header: list[str] = field(default_factory=list)
    rows: list[dict[str, Cell]] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def n_records(self) -> int:
        """Records read: the header, the data rows and the blank ones."""
        return bool(self.header) + len(self.rows) + len(self.blank_lines)


def read_raw_table(path: Path, file: str, encoding: str, delimiter: str) -> RawTable:
    """Read a CSV file with its header in the first line that is not blank.

    Parameters
    ----------
    path
        Where the file is.
    file
        What the file is called in config; this name is kept with every cell.
    encoding, delimiter
        How it is written.
    """
    table = RawTable(file)
    text = _decoded(path, table, encoding)
    if text is None:
        return table
    for line, texts in _records(text, delimiter, table):
        if not any(cell.strip() for cell in texts):
            table.blank_lines.append(line)
        elif not table.header:
            table.header = [cell.strip() for cell in texts]
        else:
            _add_row(table, line, texts)
    if table.header and not table.rows and not table.problems:
        table.problems.append(_whole(file, "no rows", "a header and no row below it", "a row for each lesion"))
    elif not table.header and not table.problems:
        table.problems.append(_whole(file, "empty file", "an empty file", "a header line and a row for each lesion"))
    return table


def _whole(file: str, rule: str, found: str, expected: str, remedy: str = "export the table again") -> Problem:
    return Problem("error", file, 0, 0, "", rule, found, expected, remedy)


def _decoded(path: Path, table: RawTable, encoding: str) -> str | None:
    if not path.is_file():
        table.problems.append(
            _whole(
                table.file,
                "missing file",
                "no such file",
                "the file that config names",
                "put it there, or mend its path in config",
            )
        )
        return None
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        table.problems.append(
            Problem(
                "error",
                table.file,
                line,
                0,
                "",
                "undecodable text",
                f"byte 0x{raw[error.start]:02x}",
                f"text encoded as {encoding}",
                "mend table.encoding in config, or export the table as UTF-8",
            )
        )
    except (LookupError, ValueError):
        table.problems.append(
            _whole(
                table.file,
                "unknown encoding",
                f"encoding {encoding!r} in config",
                "an encoding of text that Python knows",
                "mend table.encoding in config",
            )
        )
    return None


def _records(text: str, delimiter: str, table: RawTable) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts; a quoted cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for texts in reader:
            yield start, texts
            start = reader.line_num + 1
    except csv.Error as error:
        table.rows.clear()
        table.problems.append(
            Problem(
                "error",
                table.file,
                start,
                0,
                "",
                "broken quoting",
                str(error),
                "quotes that open and close in pairs",
                "mend the quotes of the row that starts on this line",
            )
        )


def _add_row(table: RawTable, line: int, texts: list[str]) -> None:
    extra = [text for text in texts[len(table.header) :] if text.strip()]
    if extra or len(texts) < len(table.header):
        table.problems.append(
            Problem(
                "error",
                table.file,
                line,
                0,
                "",
                "wrong number of cells",
                f"{len(texts)} cells" + (f", beyond the header {quoted(extra[0])}" if extra else ""),
                f"{len(table.header)} cells, as in the header",
                "quote cells that hold the delimiter, or fill up the row with empty cells",
            )
        )
    padded = texts + [""] * (len(table.header) - len(texts))
    row: dict[str, Cell] = {}
    for number, (header, text) in enumerate(zip(table.header, padded, strict=False), start=1):
        row.setdefault(header, Cell(line, number, text))
    table.rows.append(row)
