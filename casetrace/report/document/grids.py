"""Which column each cell of a table stands in."""

from collections.abc import Sequence
from typing import TypeAlias

from casetrace.report.document import blocks

#: The cells of a row, each with the column that it begins in.
PlacedRow: TypeAlias = list[tuple[int, blocks.Cell]]


def grid(rows: Sequence[blocks.Row], width: int) -> list[PlacedRow]:
    """The cells of rows with their columns, an empty cell where a row has none; none reaches beyond its rows."""
    covered: set[tuple[int, int]] = set()
    result: list[PlacedRow] = []
    for down, row in enumerate(rows):
        placed, cells = [], iter(row.cells)
        for across in range(width):
            if (down, across) in covered:
                continue
            cell = next(cells, blocks.Cell(()))
            free = next((x for x in range(across + 1, width) if (down, x) in covered), width)
            columns, deep = min(cell.columns, free - across), min(cell.rows, len(rows) - down)
            covered |= {(down + y, across + x) for y in range(deep) for x in range(columns)}
            placed.append((across, blocks.Cell(cell.content, cell.role, cell.heading, columns, deep)))
        result.append(placed)
    return result


def n_columns(table: blocks.Table) -> int:
    """How many columns a table has."""
    parts = [table.header, *(body.rows for body in table.bodies)]
    return max([1, *(_columns(rows) for rows in parts)])


def _columns(rows: Sequence[blocks.Row]) -> int:
    """How many columns rows have, with the cells of earlier rows that reach down into them."""
    reaching: list[tuple[int, int]] = []
    widest = 0
    for down, row in enumerate(rows):
        above = sum(columns for columns, end in reaching if end > down)
        widest = max(widest, above + sum(cell.columns for cell in row.cells))
        reaching += [(cell.columns, down + cell.rows) for cell in row.cells if cell.rows > 1]
    return widest
