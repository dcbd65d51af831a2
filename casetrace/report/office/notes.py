"""Why numbers are flagged: below the table that they stand in, or at the foot of the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from casetrace.report.document.blocks import Table
from casetrace.report.document.inlines import Number, Reason
from casetrace.report.office.walking import explained, parts_of
from casetrace.report.office.writing import Writing, mark, sentence, sign
from casetrace.report.office.xml import Element, paragraph, run


class Notes(Protocol):
    """Marks numbers and says why."""

    def behind(self, number: Number) -> list[Element]:
        """What stands behind a number."""

    def before(self, reason: Reason) -> list[Element]:
        """What stands before a reason that is printed by itself."""


@dataclass(frozen=True)
class FootNotes:
    """Reasons at the foot of the page, for numbers in text."""

    writing: Writing

    def behind(self, number: Number) -> list[Element]:
        """The sign of a marked number."""
        return [self.writing.footnote(self.writing.reason(number))] if number.marked else []

    def before(self, reason: Reason) -> list[Element]:
        """Nothing."""
        return []


@dataclass(frozen=True)
class TableNotes:
    """Reasons below a table, each once; one that a cell of the table says is not repeated, but has its sign there."""

    writing: Writing
    signs: dict[str, str]
    said: frozenset[str]

    def behind(self, number: Number) -> list[Element]:
        """The sign of a number that is marked, or that there is none of."""
        return [mark(self.signs[self.writing.reason(number)])] if explained(number) else []

    def before(self, reason: Reason) -> list[Element]:
        """The sign of the numbers that it is about."""
        return [mark(self.signs[reason.text]), run(" ")] if reason.text in self.signs else []

    def below(self) -> Iterator[Element]:
        """A paragraph for each reason."""
        for reason, shown in self.signs.items():
            if reason not in self.said:
                yield paragraph("TableNote", [mark(shown), run(f" {sentence(reason)}")])


def table_notes(table: Table, writing: Writing) -> TableNotes:
    """The notes of a table, with signs in the order of the numbers."""
    parts = list(parts_of((table.header, table.bodies, table.notes)))
    reasons = dict.fromkeys(writing.reason(part) for part in parts if isinstance(part, Number) and explained(part))
    said = frozenset(part.text for part in parts if isinstance(part, Reason))
    return TableNotes(writing, {reason: sign(place) for place, reason in enumerate(reasons)}, said)
