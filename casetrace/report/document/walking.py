"""Looks through a document: its parts in the order in which they are printed, those of one kind, and a changed copy."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Kind = TypeVar("Kind")
Whole = TypeVar("Whole")


def inner_parts(part: object) -> tuple[object, ...]:
    """What a part holds, in the order in which it is printed: the fields of a dataclass, the parts of a tuple."""
    if isinstance(part, tuple):
        return part
    if is_dataclass(part):
        return tuple(getattr(part, field.name) for field in fields(part))
    return ()


def all_parts(whole: object, *, around: type | tuple[type, ...] = ()) -> Iterator[object]:
    """A document, or anything that is in one, and all that is in it, in the order in which it is printed.

    Parameters
    ----------
    whole
        The document or part of one.
    around
        Kinds of parts that are left out with what is in them.
    """
    if isinstance(whole, around):
        return
    yield whole
    for inner in inner_parts(whole):
        yield from all_parts(inner, around=around)


def parts_of(whole: object, kind: type[Kind]) -> Iterator[Kind]:
    """The parts of one kind in a document, or in anything that is in one, in the order in which they are printed."""
    return (part for part in all_parts(whole) if isinstance(part, kind))


def changed(whole: Whole, kind: type[Kind], change: Callable[[Kind], Kind]) -> Whole:
    """A document, or anything that is in one, with the parts of one kind changed."""
    result: Whole = _changed(whole, kind, change)
    return result


def _changed(part: Any, kind: type[Kind], change: Callable[[Kind], Kind]) -> Any:
    if isinstance(part, kind):
        return change(part)
    if isinstance(part, tuple):
        return tuple(_changed(inner, kind, change) for inner in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    values = {field.name: getattr(part, field.name) for field in fields(part)}
    mapped = {name: _changed(value, kind, change) for name, value in values.items() if isinstance(value, tuple)}
    return replace(part, **mapped) if mapped else part
