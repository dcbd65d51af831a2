"""Lines of printed answers: entries under labels, rows with their raw cells, files."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from casetrace.model.wording import counted

WIDTH = 100
LABEL = 14
#: What is said of a raw file that is not as it was in the run.
STATES = {"unchanged": "", "changed": ", CHANGED since the run", "absent": ", not there any more", None: ""}

Json = dict[str, Any]


def wrapped(text: str, first: str, indent: int) -> Iterator[str]:
    """A text in lines, the first after `first`, the others after so many blanks; names and paths are not broken."""
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def entry(label: str, text: str) -> Iterator[str]:
    """A text beside its label; nothing where it is empty."""
    if text:
        yield from wrapped(text, f"{label:<{LABEL}}", LABEL)


def entries(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Texts beside their labels."""
    for label, text in texts:
        yield from entry(label, text)


def labelled(label: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Several entries under one label."""
    for number, text in enumerate(texts):
        yield ("" if number else label), text


def rows_with_cells(rows: Sequence[Json], n_rows: int, in_full: bool) -> Iterator[str]:
    """Rows with the raw cells of their values, and of those without values the cells that tell whose they are.

    Parameters
    ----------
    rows, n_rows
        The rows that are listed, and how many there are.
    in_full
        Whether all cells are listed on which the rows depend.
    """
    for row in rows:
        yield from wrapped(row["label"] + (f" ({row['why']})" if row["why"] else ""), "  ", 4)
        if in_full or not row["values"]:
            for cell in row["about"]:
                yield from place_of_cell(cell, "of ")
        for value in row["values"]:
            yield from wrapped(f"{value['field']} = {value['value'] or 'none'}", "    ", 6)
            for cell in value["cells"]:
                yield from place_of_cell(cell)
            for cell in value["also"] if in_full else ():
                yield from place_of_cell(cell, "looked at ")
        if "result" in row:
            yield from _result_behind(row["result"])
    if n_rows > len(rows):
        yield f"  and {n_rows - len(rows)} more (--all)"


def _result_behind(result: Json) -> Iterator[str]:
    """The result of a cohort that a row is, and its raw cells."""
    yield from wrapped(f"result {result['result_id']} of {counted(result['n_rows'], 'row')}", "    ", 6)
    yield from places(result["cells"])


def places(cells: Sequence[str]) -> Iterator[str]:
    """The places of raw cells, by file."""
    positions = [cell.rsplit(":", 2) for cell in cells]
    for file in dict.fromkeys(place[0] for place in positions):
        yield from wrapped(
            f"{file} {' '.join(':'.join(place[1:]) for place in positions if place[0] == file)}", "    ", 6
        )


def place_of_cell(cell: Json, prefix: str = "") -> Iterator[str]:
    """A raw cell: where it stands, its text, what it became and what cleaning did to it."""
    text = "hidden" if cell["text"] is None else repr(cell["text"])
    values = ", ".join(dict.fromkeys(canonical(value) for value in cell.get("became", ())))
    line = f"{prefix}{where(cell)} {cell['header']}: {text}" + (f" -> {values}" if values else "")
    yield from wrapped(line, " " * 6, 10)
    if cell["cleaning"]:
        yield from wrapped(cell["cleaning"], " " * 8, 8)


def where(cell: Json) -> str:
    """The place of a raw cell, as `--cell` takes it."""
    return f"{cell['file']}:{cell['line']}:{cell['column']}"


def canonical(value: Json) -> str:
    """A field and its value after cleaning."""
    clean = value["clean_value"] if value["clean_value"] is not None else "none"
    return f"{value['field']} {clean}"


def raw_files(files: Iterable[Json]) -> Iterator[str]:
    """The raw files with their digests, after an empty line."""
    yield ""
    for file in files:
        yield from entry("Raw file", f"{file['file']} SHA-256 {file['sha256']}{STATES[file['state']]}")
