"""Everything that changed between two exports."""

from collections import Counter
from dataclasses import dataclass, replace

from casetrace.compare.rows import compared_by_row
from casetrace.compare.running import ExportRun
from casetrace.compare.tables import TableChanges, table_changes
from casetrace.model.problems import Problem
from casetrace.model.storage import read_parquet
from casetrace.verify.differences import Moved, moved_numbers
from casetrace.verify.lock import numbers_of


@dataclass(frozen=True)
class ColumnChange:
    """A column of the raw file that only one export has, and what it gives."""

    header: str
    column: int
    role: str


@dataclass(frozen=True)
class Changes:
    """What changed between two exports.

    Attributes
    ----------
    columns_added, columns_gone
        Columns of the raw file that only the new, or only the old export has.
    tables
        Rows and values of the canonical tables.
    problems
        Problems of the new export that the old one does not have.
    results
        Numbers and words of results that differ; None where an export has errors, and so no results.
    errors
        Number of errors in the data of the old and of the new export.
    by_row
        Whether patients are the rows that have the same number.
    """

    columns_added: list[ColumnChange]
    columns_gone: list[ColumnChange]
    tables: TableChanges
    problems: list[Problem]
    results: list[Moved] | None
    errors: tuple[int, int]
    by_row: bool = False

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        tables = self.tables
        parts = (self.columns_added, self.columns_gone, tables.added, tables.gone, tables.altered, self.problems)
        return any(parts) or bool(self.results) or self.errors[0] != self.errors[1]


def changes_between(old: ExportRun, new: ExportRun) -> Changes:
    """Compare the stages of two exports.

    Raises
    ------
    UserError
        When patients are numbered by row, and rows moved.
    """
    by_row = compared_by_row(old, new)
    before, after = old.problems(), new.problems()
    return Changes(
        columns_added=_only_in(_columns(new), _columns(old)),
        columns_gone=_only_in(_columns(old), _columns(new)),
        tables=table_changes(old, new),
        problems=_new_problems(before, after),
        results=_moved(old, new) if old.has_results and new.has_results else None,
        errors=(_n_errors(before), _n_errors(after)),
        by_row=by_row,
    )


def _columns(run: ExportRun) -> dict[str, ColumnChange]:
    """The columns of the export by header, those that are not read, whose header no output has, by number."""
    frame = read_parquet(run.folder / "ingest" / "columns.parquet")
    file_columns = frame[frame["file"] == run.file]
    return {
        name: ColumnChange(name, int(column), str(role))
        for header, column, role in zip(
            file_columns["header"], file_columns["column"], file_columns["role"], strict=True
        )
        for name in [str(header) or f"column {column}"]
    }


def _only_in(columns: dict[str, ColumnChange], excluded: dict[str, ColumnChange]) -> list[ColumnChange]:
    return [column for header, column in columns.items() if header not in excluded]


def _n_errors(problems: list[Problem]) -> int:
    return sum(problem.severity == "error" for problem in problems)


def _new_problems(before: list[Problem], after: list[Problem]) -> list[Problem]:
    """Problems that are not in the old export, wherever their rows stand there."""
    old_counts = Counter(map(_without_place, before))
    new_problems = []
    for problem in after:
        if old_counts[_without_place(problem)]:
            old_counts[_without_place(problem)] -= 1
        else:
            new_problems.append(problem)
    return new_problems


def _without_place(problem: Problem) -> Problem:
    return replace(problem, file="", line=0, column=0)


def _moved(old: ExportRun, new: ExportRun) -> list[Moved]:
    before, after = (numbers_of(run.folder / "statistics.csv") for run in (old, new))
    return list(moved_numbers(before, after, exact=True))
