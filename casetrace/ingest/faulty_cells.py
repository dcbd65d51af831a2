"""Cells of spreadsheets without a value of their own: uncomputed formulas, errors, one cell for several rows."""

from collections.abc import Collection, Sequence

from casetrace.config.fields import fields_given
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.specs import ColumnSpec

#: Fields of which every row has a text of its own.
MEASURED = frozenset({"value", "reported_reduction_percent"})


def note_faulty_cells(table: Prepared, specs: Sequence[ColumnSpec]) -> None:
    """Note the cells that are read and have no value of their own; they are read as blank ones from then on."""
    for spec in specs:
        for header in table.parts.get(spec.header, [spec.header]):
            if header in table.texts and header in table.raw.numbers:
                _note_faults(table, header)
        if MEASURED & fields_given(spec.parts) and spec.header in table.raw.numbers:
            _note_merged(table, spec.header)


def _note_faults(table: Prepared, header: str) -> None:
    if not table.raw.faults:
        return
    number = table.raw.numbers[header]
    faulty = [row for row in table.texts.index if (table.raw.lines[row], number) in table.raw.faults]
    for row in _told(table, header, faulty):
        table.problems.append(
            table.own_error(
                row,
                header,
                "cell without a value",
                table.raw.faults[table.raw.lines[row], number],
                "a value",
                "enter the value; or open the file in a spreadsheet program, correct the formula, and save it again",
            )
        )
        table.texts.loc[row, header] = ""


def _told(table: Prepared, header: str, rows: Collection[int]) -> list[int]:
    """The rows whose text config does not say to mean nothing; a cell without any text is always told."""
    texts = {row: str(table.texts.loc[row, header]).strip() for row in rows}
    return [row for row, text in texts.items() if not text or text not in table.missing]


def _note_merged(table: Prepared, header: str) -> None:
    """Note rows that share one merged cell of a measurement."""
    for block in table.raw.merged:
        rows = [row for row in table.texts.index if block.top < table.raw.lines[row] <= block.bottom]
        is_filled = rows and bool(str(table.texts.loc[rows[0], header]).strip())
        if block.left == table.raw.numbers[header] and is_filled and table.line(rows[0], header) == block.top:
            table.problems.append(
                table.own_error(
                    rows[0],
                    header,
                    "one measurement for several rows",
                    f"a cell that is merged over lines {block.top} to {block.bottom}",
                    "a measurement of each row",
                    "split the cell in the spreadsheet, and enter what was measured in each row",
                )
            )
