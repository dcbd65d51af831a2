"""Looks through a document: its parts in the order in which they are printed, those of one kind, and a changed copy."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from operator import is_not
from typing import Any, TypeVar

Kind = TypeVar("Kind")
Whole = TypeVar("Whole")
#: The fields of each kind of part that hold other parts, of the kinds that were looked through.
HOLDING: dict[type, tuple[str, ...]] = {}


def inner_parts(part: object) -> tuple[object, ...]:
    """What a part holds, in the order in which it is printed: the fields of a dataclass, the parts of a tuple."""
    if isinstance(part, tuple):
        return part
    return tuple([getattr(part, name) for name in _holding(part)])


def _holding(part: object) -> tuple[str, ...]:
    """The fields of a part that hold other parts, in their order; those of texts and numbers hold none."""
    kind = type(part)
    if kind not in HOLDING:
        own = fields(kind) if is_dataclass(kind) else ()
        HOLDING[kind] = tuple(field.name for field in own if str(field.type).startswith("tuple"))
    return HOLDING[kind]


def all_parts(whole: object, *, around: type | tuple[type, ...] = ()) -> Iterator[object]:
    """A document, or anything that is in one, and all parts that are in it, in the order in which they are printed.

    Parameters
    ----------
    whole
        The document or part of one.
    around
        Kinds of parts that are left out with what is in them.
    """
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if around and isinstance(part, around):
            continue
        yield part
        # Most parts are texts, in which there is nothing.
        if not isinstance(part, str):
            waiting.extend(inner_parts(part)[::-1])


def parts_of(whole: object, kind: type[Kind]) -> Iterator[Kind]:
    """The parts of one kind in a document, or in anything that is in one, in the order in which they are printed."""
    return (part for part in all_parts(whole) if isinstance(part, kind))


def changed(whole: Whole, kind: type[Kind], change: Callable[[Kind], Kind]) -> Whole:
    """A document, or anything that is in one, with the parts of one kind changed."""
    result: Whole = _changed(whole, kind, change)
    return result


def _changed(part: Any, kind: type[Kind], change: Callable[[Kind], Kind]) -> Any:
    """The part itself where nothing in it is changed."""
    if isinstance(part, kind):
        return change(part)
    if isinstance(part, tuple):
        inner = tuple([_changed(one, kind, change) for one in part])
        return inner if any(map(is_not, inner, part)) else part
    values = [(name, getattr(part, name)) for name in _holding(part)]
    mapped = [(name, value, _changed(value, kind, change)) for name, value in values]
    new = {name: inner for name, value, inner in mapped if inner is not value}
    return replace(part, **new) if new else part
