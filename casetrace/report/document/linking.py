"""Links between two documents of one report: a link to a section of the other one leads into its file."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from casetrace.report.document.blocks import Document
from casetrace.report.document.inlines import Link


def places(document: Document) -> set[str]:
    """What a link within a document can lead to."""
    return {str(identity) for part in _parts(document) if (identity := getattr(part, "id", ""))}


def linked(document: Document, other: Document, file: str) -> Document:
    """A document whose links to places that only the other one has lead into its file.

    Parameters
    ----------
    document
        The document.
    other
        The other document.
    file
        The name of the file of the other one, beside that of the document.
    """
    elsewhere = {f"#{place}" for place in places(other) - places(document)}
    turned = _mapped(document, lambda link: f"{file}{link.target}" if link.target in elsewhere else link.target)
    assert isinstance(turned, Document)
    return turned


def _parts(part: object) -> Iterator[object]:
    """A part of a document, and all that is in it."""
    if isinstance(part, tuple):
        for inner in part:
            yield from _parts(inner)
    elif is_dataclass(part):
        yield part
        for field in fields(part):
            yield from _parts(getattr(part, field.name))


def _mapped(part: Any, target: Any) -> Any:
    """A part of a document with new targets of the links in it."""
    if isinstance(part, tuple):
        return tuple(_mapped(inner, target) for inner in part)
    if isinstance(part, Link):
        return replace(part, target=target(part))
    if not is_dataclass(part):
        return part
    inner = {field.name: getattr(part, field.name) for field in fields(part)}
    mapped = {name: _mapped(value, target) for name, value in inner.items() if isinstance(value, tuple)}
    return replace(part, **mapped) if mapped else part  # type: ignore[type-var]
