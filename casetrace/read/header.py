"""Finds the header line below any titles, and the line of units below it."""

import re
from typing import NamedTuple

from casetrace.read.column_names import KnownHeaders
from casetrace.read.kinds import column_kinds, filled_cells, is_blank, is_filled, kind_of, table_width

TOP_RECORDS = 60
SAMPLE_RECORDS = 300

_UNIT = re.compile(
    r"[µμ]?m|[kcmdµμn]?m[23²³]?|[mcdkµμ]?g|[mdcµμ]?l|%|‰|°c?|years?|yrs?|y|months?|mo|weeks?|wks?|days?|d|hours?|hrs?|h"
    r"|min(?:utes)?|sec(?:onds)?|s|mm ?hg|kpa|bpm|iu|u|mmol|[µμ]mol|points?|score|count|no\.|jahre|monate|wochen"
    r"|tage|år|uger|jaar|weken|ans|mois|años|semanas|grade|likert",
    re.IGNORECASE,
)
_KIND_OF_VALUE = re.compile(
    r"text|string|free text|code|coded|date|id|yes/no|y/n|m/f|f/m|\d+ ?[-–/] ?\d+"
    r"|[dmyj]{1,4}([./-])[dmyj]{1,4}\1[dmyj]{2,4}",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


class HeaderChoice(NamedTuple):
    """Numbers of the records that may be the header, best first; more than one where nothing tells them apart."""

    best: int
    others: tuple[int, ...] = ()


def find_header(records: list[list[str]], config_headers: KnownHeaders) -> HeaderChoice | None:
    """The record that names the columns, or None where no record holds any text.

    Parameters
    ----------
    records
        The first records of the file, with the blank ones.
    config_headers
        Headers that config names.

    Notes
    -----
    A header fills most of the columns, and its cells differ in kind from those below it (a name above numbers) and
    don't occur again below it. Titles fill few columns. Where a title fills as many, the header is the one with the
    table's width and the most names, below the last blank line.
    """
    filled = [number for number, cells in enumerate(records) if not is_blank(cells)]
    if not filled:
        return None
    header = _named(records, filled[:TOP_RECORDS], config_headers)
    if header is not None:
        return HeaderChoice(header)
    width = table_width([records[number] for number in filled[:SAMPLE_RECORDS]])
    full = _full(records, filled[:SAMPLE_RECORDS], width)
    full = [number for number in full if len(records[number]) == width or not _is_prose(records[number])] or full
    run = _above_rows(records, full, width)
    return _choose(records, run, width) if run else HeaderChoice(full[0])


def find_units(records: list[list[str]], header: int) -> int | None:
    """The record below the header, where it holds units and nothing else."""
    candidate = next((number for number in range(header + 1, len(records)) if not is_blank(records[number])), None)
    if candidate is None or candidate > header + 1:
        return None
    width = len(records[header])
    rows = [cells for cells in records[candidate + 1 : candidate + 1 + SAMPLE_RECORDS] if not is_blank(cells)]
    kinds = column_kinds(rows, width)
    if len(records[candidate]) > width or not all(_may_stand_in_units(text) for text in records[candidate]):
        return None
    units = [kind for text, kind in zip(records[candidate], kinds, strict=False) if is_unit(text)]
    return candidate if "number" in units or (units and not rows) else None


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measurement, in brackets or not."""
    parts = re.split(r"[/·*]| per ", re.sub(r"\^?[23²³]$", "", unit_text(text)))
    return all(_UNIT.fullmatch(part.strip()) for part in parts)


def unit_text(text: str) -> str:
    """A unit without the brackets around it."""
    match = _BRACKETED.fullmatch(text.strip())
    return (match[1] or match[2] or "").strip() if match else text.strip()


def _may_stand_in_units(text: str) -> bool:
    """A blank, a unit, a kind of value, a dash, or anything in brackets."""
    return (
        kind_of(text) == "blank"
        or is_unit(text)
        or bool(_BRACKETED.fullmatch(text.strip()))
        or bool(_KIND_OF_VALUE.fullmatch(text.strip()))
    )


def _named(records: list[list[str]], top: list[int], config_headers: KnownHeaders) -> int | None:
    """The first record with the most headers of config, if those are enough to tell: two, or the only one."""
    n_known = {number: config_headers.found_in(records[number]) for number in top}
    best = max(top, key=lambda number: n_known[number])
    return best if n_known[best] >= min(2, max(config_headers.number, 1)) else None


def _full(records: list[list[str]], filled: list[int], width: int) -> list[int]:
    """Records that fill most of the columns that any record fills."""
    breadth = {number: _breadth(records[number], width) for number in filled}
    threshold = max(breadth.values()) // 2 + 1
    return [number for number in filled if breadth[number] >= threshold]


def _is_prose(cells: list[str]) -> bool:
    """Whether a record may be a sentence that its own commas have cut: blanks follow them."""
    return any(text.startswith(" ") and is_filled(text) for text in cells)


def _breadth(cells: list[str], width: int) -> int:
    """Filled cells within the table's width; a column of row numbers often has no name, so its blank counts."""
    breadth = filled_cells(cells[:width])
    return width if breadth == width - 1 and len(cells) == width and not is_filled(cells[0]) else breadth


def _above_rows(records: list[list[str]], full: list[int], width: int) -> list[int]:
    """The first of the full records that don't look like the rows below; none where the columns don't tell."""
    distinct = {tuple(records[number]): number for number in full}
    rows = [list(cells) for cells in distinct]
    kinds = column_kinds(rows[len(rows) // 2 :], width)
    if all(kind == "text" for kind in kinds):
        return []
    texts = [[cells[column].strip() for cells in rows if column < len(cells)] for column in range(width)]
    like_rows = [_like_rows(records[number], kinds, texts) for number in full[:TOP_RECORDS]]
    # A title with a year in it may look like a row; a blank line below it or blanks behind its commas tell it.
    is_separate = len(full) > 1 and (is_blank(records[full[0] + 1]) or _is_prose(records[full[0]]))
    start = int(like_rows[:2] == [True, False] and is_separate)
    end = like_rows.index(True, start) if True in like_rows[start:] else start + 1
    return full[start:end]


def _like_rows(cells: list[str], kinds: list[str], texts: list[list[str]]) -> bool:
    """Whether a cell has its column's kind, or its text occurs again in the column."""
    for column, text in enumerate(cells[: len(kinds)]):
        if is_filled(text) and (
            (kinds[column] != "text" and kind_of(text) == kinds[column])
            or (kinds[column] == "text" and texts[column].count(text.strip()) > 1)
        ):
            return True
    return False


def _choose(records: list[list[str]], run: list[int], width: int) -> HeaderChoice:
    """The header among the lines above the rows: of the table's width, with the most names, below a blank line."""

    def names(number: int) -> tuple[bool, bool, int]:
        texts = {text.strip() for text in records[number][:width]}
        n_names = sum(kind_of(text) not in ("number", "date", "blank") for text in texts)
        return len(records[number]) == width, not _is_prose(records[number]), n_names

    run = [number for number in run if number == run[0] or find_units(records, number - 1) != number]
    best_rank = max(map(names, run))
    best = [number for number in run if names(number) == best_rank]
    after_blank = [number for number in best if number and is_blank(records[number - 1])]
    best = [number for number in best if not after_blank or number >= after_blank[-1]]
    return HeaderChoice(best[0], tuple(best[1:]))
