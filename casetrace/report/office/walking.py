"""Looks through the parts of a document before they are printed: what links lead to, what is said."""

from casetrace.model.numbers import whole
from casetrace.report.document.blocks import Body, Definition, Figure, Paragraph, Section, Table
from casetrace.report.document.inlines import Count, Number, Reason
from casetrace.report.document.walking import all_parts, inner_parts


def anchor_of(part: object) -> str:
    """Where links to a part lead; empty where none do."""
    return part.id if isinstance(part, Section | Paragraph | Definition | Body | Table | Figure) else ""


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
        return whole(part.number)
    if isinstance(part, Number):
        return part.text + mark * explained(part)
    text = getattr(part, "text", None)
    if isinstance(text, str):
        return text
    inner = getattr(part, "parts", None)
    if isinstance(inner, tuple):
        return words_of(inner, mark)
    lines = [words_of(inner, mark) for inner in inner_parts(part) if isinstance(inner, tuple)]
    return "\n".join(["", *filter(None, lines)])


def explained(number: Number) -> bool:
    """Whether a table explains a number: a flagged one by its mark, a refused one by its reason."""
    return number.marked or (number.status == "refused" and bool(number.note))


def notes_by_result(part: object) -> dict[str, str]:
    """Why each result is flagged or refused, as far as a part says it."""
    notes: dict[str, str] = {}
    for inner in all_parts(part):
        match inner:
            case Number(result_id=name, note=note) | Reason(result_id=name, text=note) if note:
                notes.setdefault(name, note)
    return notes
