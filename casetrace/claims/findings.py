"""What is wrong with a cell of claims.csv, and what a claim can be held against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from casetrace.claims.claims import ALL_COLUMNS
from casetrace.claims.terms import TermError
from casetrace.model.outcome import Outcome
from casetrace.model.problems import Problem, quoted

#: The cells of one claim, by column.
Row = Mapping[str, str]


@dataclass(frozen=True)
class Finding:
    """One error or warning about a cell of a claim."""

    column: str
    rule: str
    found: str
    expected: str
    remedy: str
    severity: Literal["error", "warning"] = "error"

    def problem(self, file: str, line: int) -> Problem:
        """The finding with its place."""
        number = ALL_COLUMNS.index(self.column) + 1
        return Problem(
            self.severity, file, line, number, self.column, self.rule, self.found, self.expected, self.remedy
        )


@dataclass(frozen=True)
class Known:
    """What is known of a cohort.

    Attributes
    ----------
    has_tables
        Whether the cohort has a raw table at all.
    outcomes
        The outcomes of the plan.
    texts
        The texts that the rows and corrections have, by variable.
    """

    has_tables: bool
    outcomes: Mapping[str, Outcome]
    texts: Mapping[str, Sequence[str]]


def unreadable(column: str, error: TermError) -> Finding:
    """A cell that does not follow the grammar."""
    return Finding(column, f"unreadable {column}", error.found, error.expected, f"correct the {column}")


def shown(text: str) -> str:
    """A cell's text in quotes, or that there is none."""
    return quoted(text) if text else "a blank cell"
