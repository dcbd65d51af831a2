"""Finds and changes the parts of a document: numbers, tables, figures, words."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TypeVar

from casetrace.report.document.blocks import Block, Figure, Table
from casetrace.report.document.inlines import Inline, Inlines, Number, Reason, Styled
from casetrace.report.document.prose import Part, joined, line

Kind = TypeVar("Kind")


def parts_of(whole: object, kind: type[Kind]) -> Iterator[Kind]:
    """The parts of one kind in a document, or in anything that is in one, in the order in which they are printed."""
    if isinstance(whole, kind):
        yield whole
    elif isinstance(whole, tuple):
        for inner in whole:
            yield from parts_of(inner, kind)
    elif is_dataclass(whole) and not isinstance(whole, type):
        for field in fields(whole):
            yield from parts_of(getattr(whole, field.name), kind)


def first_table(blocks: tuple[Block, ...]) -> Table | None:
    """The first table among blocks, however deep it is in them."""
    return next(parts_of(blocks, Table), None)


def figures_in(blocks: tuple[Block, ...]) -> list[Figure]:
    """The figures in blocks."""
    return list(parts_of(blocks, Figure))


def plain(words: Inlines) -> Inlines:
    """Words without bold print and without marks of flags, as a sentence of an article has them."""
    unstyled: list[Inline | Inlines] = []
    for part in words:
        if isinstance(part, Styled) and part.style in ("strong", "emphasis", "aside"):
            unstyled.append(plain(part.parts))
        elif isinstance(part, Number) and part.marked:
            unstyled.append(Number(part.text, part.result_id, part.column, part.status, part.note))
        else:
            unstyled.append(part)
    return line(*unstyled)


def in_series(parts: Sequence[Part]) -> Inlines:
    """Parts in a row, the last after `and`."""
    if len(parts) < 2:
        return joined(parts)
    return line(joined(parts[:-1]), " and ", parts[-1])


def notes_of(whole: object) -> list[tuple[Inline, ...]]:
    """Why numbers are marked, each reason once."""
    reasons: dict[str, tuple[Inline, ...]] = {}
    for number in parts_of(whole, Number):
        if number.marked and number.note:
            reasons.setdefault(number.note, ("\N{DAGGER} ", Reason(number.note, number.result_id), "."))
    return list(reasons.values())
