"""What is wrong with the data, each with its place, what was found, what was expected and how to correct it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

import pandas as pd

from casetrace.model.characters import shown


@dataclass(frozen=True)
class Problem:
    """One error or warning about the data.

    Attributes
    ----------
    severity
        `error` stops the run; `warning` is shown in the report.
    file, line, column, header
        The cell: file as in config, line and column counted from 1, the column's header. `line` and `column` are 0
        where the problem is about the whole file or the whole line.
    rule
        Short name of the check.
    found, expected, remedy
        What stands there, what should, and how to correct it.
    """

    severity: Literal["error", "warning"]
    file: str
    line: int
    column: int
    header: str
    rule: str
    found: str
    expected: str
    remedy: str

    @property
    def place(self) -> str:
        """File, line and column in words, as far as they apply."""
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        header = f" ({self.header})" if self.header else ""
        return f"{self.file}{line}{column}{header}"

    def __str__(self) -> str:
        return f"{self.place}\n    found: {self.found}\n    expected: {self.expected}\n    action: {self.remedy}"


COLUMNS = [field.name for field in fields(Problem)]

#: The rule of a row whose cells may stand in other columns than they were written for.
MISALIGNED = "wrong number of cells"


def problems_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """The problems as a table, ordered by file, line and column; each once, and of a misaligned row this alone."""
    once = dict.fromkeys(problems)
    misaligned = {(problem.file, problem.line) for problem in once if problem.rule == MISALIGNED}
    kept = [each for each in once if each.rule == MISALIGNED or (each.file, each.line) not in misaligned]
    types = {name: "int64" if name in ("line", "column") else "str" for name in COLUMNS}
    frame = pd.DataFrame({name: pd.array([vars(each)[name] for each in kept], types[name]) for name in COLUMNS})
    return frame.sort_values(["file", "line", "column", "severity", "rule"], kind="stable", ignore_index=True)


def problems_of(frame: pd.DataFrame) -> list[Problem]:
    """The rows of a table of problems as `Problem` objects."""
    return [Problem(**row) for row in frame.to_dict("records")]  # type: ignore[arg-type]


def collected(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The problems of all stages, in order, each once."""
    return problems_frame(problem for part in parts for problem in problems_of(part))


def quoted(text: str, longest: int = 80) -> str:
    """A cell's text in quotes, shortened where it is long; characters that cannot be seen stand in it by name."""
    text = shown(text)
    return f'"{text}"' if len(text) <= longest else f'"{text[: longest - 1]}…"'
