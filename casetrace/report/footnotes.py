"""The notes below a table or paragraph: why its numbers are flagged or not estimated, each reason once.

A reason that the block prints itself, as in a column of notes, is not repeated below it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from string import ascii_lowercase

from casetrace.report.document.blocks import Block, BulletList, Definitions, Paragraph, Table
from casetrace.report.document.inlines import Number, Reason
from casetrace.report.document.walking import inner_parts

MARK = "†"
#: Blocks that have notes of their own.
NOTED = (Table, Paragraph, BulletList, Definitions)
#: The signs of the notes below the block that is printed, by the reason.
SIGNS: ContextVar[Mapping[str, str]] = ContextVar("signs")
NO_SIGNS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Footnote:
    """A reason with the sign printed with its numbers."""

    sign: str
    reason: Reason


def footnotes(block: Block) -> tuple[Footnote, ...]:
    """The notes of a block, in the order of its numbers; a single one has the mark alone."""
    parts = list(_parts(block))
    printed = {part.text for part in parts if isinstance(part, Reason)}
    numbers = [part for part in parts if isinstance(part, Number) and _is_noted(part) and part.note not in printed]
    reasons = {number.note: Reason(number.note, number.result_id) for number in reversed(numbers)}
    ordered = [reasons[note] for note in dict.fromkeys(number.note for number in numbers)]
    signs = [MARK] if len(ordered) == 1 else [MARK + letters for letters, _ in zip(_letters(), ordered, strict=False)]
    return tuple(map(Footnote, signs, ordered))


@contextmanager
def signed(notes: tuple[Footnote, ...]) -> Iterator[None]:
    """Numbers that are printed within bear the signs of these notes."""
    token = SIGNS.set({note.reason.text: note.sign for note in notes})
    try:
        yield
    finally:
        SIGNS.reset(token)


def sign_of(number: Number) -> str:
    """The sign of the note on a number; a mark alone where the reason is printed with the number."""
    if not number.marked and number.status != "refused":
        return ""
    return SIGNS.get(NO_SIGNS).get(number.note, MARK if number.marked else "")


def _is_noted(number: Number) -> bool:
    return bool(number.note) and (number.marked or number.status == "refused")


def _parts(part: object) -> Iterator[Number | Reason]:
    """The numbers and reasons within a block, but not those in blocks that have notes of their own."""
    for inner in inner_parts(part):
        if isinstance(inner, Number | Reason):
            yield inner
        elif not isinstance(inner, NOTED):
            yield from _parts(inner)


def _letters() -> Iterator[str]:
    """The letters from a to z, then aa, bb and so on."""
    for times in count(1):
        yield from (letter * times for letter in ascii_lowercase)
