"""Turns the rows of a table into columns, each under a name of its own."""

from collections.abc import Sequence
from itertools import zip_longest

from casetrace.model.problems import MISALIGNED
from casetrace.read.column_names import column_names, unique
from casetrace.read.faults import file_problem
from casetrace.read.header import unit_text
from casetrace.read.kinds import is_filled
from casetrace.read.layout import Layout
from casetrace.read.records import Records
from casetrace.read.table import RawTable


def fill_columns(table: RawTable, layout: Layout) -> None:
    """Fill in the header, the columns and their units, and the problems of rows with too few or too many cells."""
    names = column_names(layout.header)
    last_named = max(number for number, name in enumerate(names, start=1) if name)
    _check_widths(table, layout.rows, len(names), last_named)
    columns = _columns(layout.rows, len(names))
    table.lines = _lines(layout.rows)
    for number, (name, texts) in enumerate(zip(names, columns, strict=True), start=1):
        if not name and not any(map(is_filled, texts)):
            continue
        name = name or unique(f"column {number}", names)
        table.header.append(name)
        table.numbers[name] = number
        table.columns[name] = texts
        if number <= len(layout.units) and is_filled(layout.units[number - 1]):
            table.units[name] = unit_text(layout.units[number - 1])


def _columns(rows: Records, width: int) -> list[Sequence[str]]:
    """The texts of each column, from top to bottom."""
    by_column = zip_longest(*rows.cells, fillvalue="") if rows.cells else iter([[]] * width)
    columns: list[Sequence[str]] = [list(texts) for _, texts in zip(range(width), by_column, strict=False)]
    columns += [[""] * len(rows.lines)] * (width - len(columns))
    if rows.middle is None:
        return columns
    from casetrace.read.plain import blank, joined

    after, between = rows.middle.after, rows.middle.columns
    # Each of them is given up when it is joined, that of a large table no more than one column is there twice.
    middle = (between.pop(0) if between else blank(len(rows.middle.lines)) for _ in columns)
    return [joined(texts[:after], own, texts[after:]) for texts, own in zip(columns, middle, strict=True)]


def _lines(rows: Records) -> Sequence[int]:
    """The line on which each row starts."""
    if rows.middle is None:
        return rows.lines
    after = rows.middle.after
    lines = [*rows.lines[:after], *rows.middle.lines, *rows.lines[after:]]
    in_a_row = range(lines[0], lines[-1] + 1)
    return in_a_row if len(in_a_row) == len(lines) else lines


def _check_widths(table: RawTable, rows: Records, width: int, last_named: int) -> None:
    """Report rows that lack cells, or hold text beyond the header.

    Rows may lack the cells of columns without a name. All rows may lack the same last cells: many programs leave them
    out where the whole column is empty.
    """
    widths = set(map(len, rows.cells))
    least_cells = min(widths) if len(widths) == 1 and len(rows.cells) > 1 else last_named
    if all(least_cells <= n_cells <= width for n_cells in widths):
        return
    for line, cells in zip(rows.lines, rows.cells, strict=True):
        n_beyond_header = sum(map(is_filled, cells[width:]))
        if n_beyond_header or len(cells) < least_cells:
            table.problems.append(
                file_problem(
                    table.file,
                    MISALIGNED,
                    f"{len(cells)} cells"
                    + (f", {n_beyond_header} of them with text beyond the header" if n_beyond_header else ""),
                    f"{width} cells, as in the header",
                    "quote cells that hold the delimiter, or fill up with empty cells; the row was not checked",
                    line,
                )
            )
