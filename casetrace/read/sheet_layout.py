"""What a spreadsheet's marks say of its table: a header of two rows, cells without a value, hidden and merged cells."""

from collections.abc import Iterable, Iterator, Sequence

from casetrace.model.problems import Problem, quoted
from casetrace.read.kinds import is_filled, kind_of
from casetrace.read.records import Records
from casetrace.read.sheet_marks import Block, SheetMarks
from casetrace.read.table import MergedCells, RawTable

#: Rows from the top among which a header of two rows is looked for.
TOP_ROWS = 60


def with_one_header(records: Records, marks: SheetMarks) -> Records:
    """The rows of a sheet, those of a header of two rows joined in the second.

    Merged cells tell such a header: in its first row a name stands over several columns, each of which has a name of
    its own below it, and the names of the other columns fill both rows or stand in the first alone.
    """
    for top in sorted({block.top for block in marks.merged if block.top == block.bottom and block.top < TOP_ROWS}):
        if top + 1 >= len(records.cells):
            continue
        upper, lower = records.cells[top], records.cells[top + 1]
        wide = [block for block in marks.merged if block.top == block.bottom == top and _is_group(block, upper, lower)]
        if wide and _is_second_row(lower, wide):
            cells = [list(row) for row in records.cells]
            cells[top], cells[top + 1] = [""] * len(upper), _joined(upper, lower, wide)
            return Records(records.lines, cells)
    return records


def _is_group(block: Block, upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether a merged cell names several columns that have a name each below it."""
    below = lower[block.left : block.right + 1]
    is_named = bool(below) and all(is_filled(text) and kind_of(text) not in ("number", "date") for text in below)
    return block.left < len(upper) and is_filled(upper[block.left]) and is_named


def _is_second_row(lower: Sequence[str], groups: Sequence[Block]) -> bool:
    """Whether a row has names below the groups alone: a row of the table has cells elsewhere too."""
    below = {column for group in groups for column in range(group.left, group.right + 1)}
    return not any(is_filled(text) for column, text in enumerate(lower) if column not in below)


def _joined(upper: Sequence[str], lower: Sequence[str], groups: Sequence[Block]) -> list[str]:
    names = list(upper) + [""] * (len(lower) - len(upper))
    for group in groups:
        for column in range(group.left, group.right + 1):
            names[column] = f"{upper[group.left].strip()} {lower[column].strip()}"
    return names


def note_marks(table: RawTable, marks: SheetMarks) -> None:
    """Note in a table the cells without a value and the merged ones, and warn of what is hidden."""
    for (row, column), text in marks.errors.items():
        table.faults[row + 1, column + 1] = f"the error of a formula, {text}"
    for (row, column), text in marks.formulas.items():
        table.faults[row + 1, column + 1] = f"the formula {quoted(text)}, of which the file keeps no value"
    lines = set(table.lines)
    for block in marks.merged:
        cells = MergedCells(block.top + 1, block.left + 1, block.bottom + 1, block.right + 1)
        if cells.bottom > cells.top and cells.top in lines:
            table.merged.append(cells)
    table.problems += _hidden(table, marks)


def _hidden(table: RawTable, marks: SheetMarks) -> Iterator[Problem]:
    if marks.untold:
        yield _warning(
            table, table.dialect.header_line, 0, "", "spreadsheet that does not tell all",
            f"a file that does not tell {marks.untold}",
            "save it as .xlsx in a spreadsheet program, and give that file", "a file that tells all that it shows",
        )  # fmt: skip
    lines = [line for line in table.lines if line - 1 in marks.hidden_rows]
    if lines:
        yield _warning(
            table, lines[0], 0, "", "hidden rows",
            f"{_ranges(lines)}, which the spreadsheet hides and which {'is' if len(lines) == 1 else 'are'} read",
            "show them and look; remove them from the file, or set them aside with drop_rows in config",
        )  # fmt: skip
    for header, number in table.numbers.items():
        if number - 1 in marks.hidden_columns:
            yield _warning(
                table, table.dialect.header_line, number, header, "hidden column",
                "a column that cannot be seen in the spreadsheet and is read like any other",
                "show it and look; list it under ignore in config if it is not to be read",
            )  # fmt: skip


def _warning(
    table: RawTable,
    line: int,
    column: int,
    header: str,
    rule: str,
    found: str,
    remedy: str,
    expected: str = "rows and columns that are shown",
) -> Problem:
    return Problem("warning", table.file, line, column, header, rule, found, expected, remedy)


def _ranges(numbers: Iterable[int]) -> str:
    """Numbers of lines in words, "lines 3 to 5 and 8"."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    texts = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    listed = texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
    return f"line {listed}" if runs[0] == runs[-1] and len(runs[0]) == 1 else f"lines {listed}"
