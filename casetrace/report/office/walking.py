"""Looks through the parts of a document before they are printed: what links lead to, what is numbered, what is said."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from casetrace.report.document.blocks import Body, Definition, Figure, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Count, Number, Reason


def parts_of(part: object, *, around_tables: bool = False) -> Iterator[object]:
    """A part and all parts in it, in the order in which they are printed; or all but tables and what is in them."""
    if around_tables and isinstance(part, Table):
        return
    yield part
    inner = part if isinstance(part, tuple) else ()
    if is_dataclass(part):
        inner = tuple(getattr(part, field.name) for field in fields(part))
    for each in inner:
        yield from parts_of(each, around_tables=around_tables)


def anchor_of(part: object) -> str:
    """Where links to a part lead; empty where none do."""
    if isinstance(part, Figure):
        return f"figure-{part.name}"
    return part.id if isinstance(part, Section | Paragraph | Definition | Body | Table) else ""


def has_caption(part: Table | Figure) -> bool:
    """Whether a table or figure is printed with a caption, and so has a number."""
    is_empty = isinstance(part, Table) and not any(row.cells for row in (*part.header, *_rows(part)))
    return bool(part.caption) and not is_empty


def _rows(table: Table) -> Iterator[Row]:
    for body in table.bodies:
        yield from body.rows


def words_of(part: object, mark: str = "") -> str:
    """The text of inlines; blocks among them are a line each.

    Parameters
    ----------
    part
        Any part of a document, or several.
    mark
        What stands for the mark of a number that a table explains.
    """
    if isinstance(part, str):
        return part
    if isinstance(part, tuple):
        return "".join(words_of(inner, mark) for inner in part)
    if isinstance(part, Count):
        return str(part.number)
    if isinstance(part, Number):
        return part.text + mark * explained(part)
    text = getattr(part, "text", None)
    if isinstance(text, str):
        return text
    inner = getattr(part, "parts", None)
    if isinstance(inner, tuple):
        return words_of(inner, mark)
    lines = [words_of(inner, mark) for inner in _inner(part)]
    return "\n".join(["", *filter(None, lines)])


def explained(number: Number) -> bool:
    """Whether a table explains a number: a flagged one by its mark, a refused one by its reason."""
    return number.marked or (number.status == "refused" and bool(number.note))


def _inner(part: object) -> Iterator[tuple[object, ...]]:
    if is_dataclass(part):
        yield from (value for field in fields(part) if isinstance(value := getattr(part, field.name), tuple))


def notes_by_result(part: object) -> dict[str, str]:
    """Why each result is flagged or refused, as far as a part says it."""
    notes: dict[str, str] = {}
    for inner in parts_of(part):
        match inner:
            case Number(result_id=name, note=note) | Reason(result_id=name, text=note) if note:
                notes.setdefault(name, note)
    return notes
