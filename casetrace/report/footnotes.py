"""The notes below a table or paragraph: why its numbers are flagged or not estimated, each reason once.

A reason that the block prints itself, as in a column of notes, is not repeated below it. A note is a sentence. What
several reasons have in common is a note of its own, and a number has the signs of all that apply.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import count
from string import ascii_lowercase

from casetrace.report.document.blocks import Block, BulletList, Definitions, Paragraph, Table
from casetrace.report.document.inlines import Number, Reason
from casetrace.report.document.prose import PERCENT, sentence
from casetrace.report.document.walking import inner_parts

MARK = "†"
#: Blocks that have notes of their own.
NOTED = (Table, Paragraph, BulletList, Definitions)
#: Where one reason ends and another begins; what to do about a reason goes with it.
PART = re.compile(r"; (?!see |treat |interpret |use |an inference|counted |such |a fall |adding )")
#: The signs of the notes below the block that is printed, by the reason.
SIGNS: ContextVar[Mapping[str, str]] = ContextVar("signs")
NO_SIGNS: Mapping[str, str] = {}


@dataclass(frozen=True)
class Footnote:
    """A reason with the sign printed with its numbers."""

    sign: str
    reason: Reason

    @property
    def sentence(self) -> Reason:
        """The reason as it is printed below the block."""
        return replace(self.reason, text=sentence(self.reason.text))


def footnotes(block: Block) -> tuple[Footnote, ...]:
    """The notes of a block, in the order of its numbers; a single one has the mark alone."""
    parts = list(_parts(block))
    printed = {part.text for part in parts if isinstance(part, Reason)}
    numbers = [part for part in parts if isinstance(part, Number) and _is_noted(part) and part.note not in printed]
    parts_of = separated(number.note for number in numbers)
    reasons = {part: number.result_id for number in reversed(numbers) for part in parts_of[number.note]}
    ordered = dict.fromkeys(part for number in numbers for part in parts_of[number.note])
    signs = [MARK] if len(ordered) == 1 else [MARK + letters for letters, _ in zip(_letters(), ordered, strict=False)]
    return tuple(Footnote(sign, Reason(part, reasons[part])) for sign, part in zip(signs, ordered, strict=True))


def separated(reasons: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The notes that each of several reasons is printed as: its parts, if another reason has one of them too."""
    parts = {reason: tuple(PART.split(reason)) for reason in reasons}
    times = Counter(part for of_reason in parts.values() for part in dict.fromkeys(of_reason))
    return {
        reason: of_reason if any(times[part] > 1 for part in of_reason) else (reason,)
        for reason, of_reason in parts.items()
    }


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
    first, *others = signs_of(number.note, SIGNS.get(NO_SIGNS)) or [MARK if number.marked else ""]
    return ",".join([first, *(sign.removeprefix(MARK) for sign in others)])


def signs_of(reason: str, signs: Mapping[str, str]) -> list[str]:
    """The sign of a reason, or those of its parts, in the order of the notes."""
    if reason in signs:
        return [signs[reason]]
    parts = PART.split(reason)
    return [sign for noted, sign in signs.items() if noted in parts]


def signed_behind_percent(parts: tuple[object, ...]) -> tuple[object, ...]:
    """A line in which the sign of a note stands behind the sign of percent of its number."""
    result: list[object] = []
    for part in parts:
        before = result[-1] if result else None
        if isinstance(part, str) and part.startswith(PERCENT) and isinstance(before, Number) and sign_of(before):
            result[-1:] = [replace(before, unit=PERCENT), part.removeprefix(PERCENT)]
        else:
            result.append(part)
    return tuple(part for part in result if part != "")


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
