"""Numbers the tables and figures of a document and fills in the references to them: nothing else decides a number.

A table within a cell of another one has no number, nor has one without cells.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from casetrace.report.document.blocks import Block, Columns, Document, Figure, Section, Table
from casetrace.report.document.inlines import Link, Name
from casetrace.report.document.prose import line
from casetrace.report.document.walking import all_parts, changed

#: What tables and figures are called, before their number.
NAMES: Mapping[type[Table | Figure], str] = {Table: "Table", Figure: "Figure"}


def numbered(document: Document, prefix: str = "") -> Document:
    """A document whose tables and figures have their numbers, each kind in the order in which it is printed.

    Parameters
    ----------
    document
        The document.
    prefix
        What stands before each number, such as the `A` of an appendix.
    """
    tables, figures = count(1), count(1)
    with_tables = changed(
        document, Table, lambda table: replace(table, number=f"{prefix}{next(tables)}") if table.has_cells else table
    )
    return changed(with_tables, Figure, lambda figure: replace(figure, number=f"{prefix}{next(figures)}"))


def named_by_headings(section: Section) -> Section:
    """A section in which a numbered table without a caption has that of the heading above it."""

    def named(part: Block) -> Block:
        match part:
            case Section():
                return named_by_headings(part)
            case Table(caption=(), number=number) if number:
                return replace(part, caption=line(section.title, "."))
            case Columns():
                return replace(part, columns=tuple(tuple(map(named, column)) for column in part.columns))
        return part

    return replace(section, blocks=tuple(map(named, section.blocks)))


def finished(document: Document) -> Document:
    """A document that refers to nothing beside itself, numbered and with its references filled in."""
    made = numbered(document)
    return referring(made, names_of(made))


def names_of(document: Document) -> dict[str, str]:
    """What the tables and figures of a numbered document are called in a text, such as `Table 3`, by their ids."""
    parts = (part for part in all_parts(document) if isinstance(part, Table | Figure))
    return {part.id: name_of(part) for part in parts if part.number and part.id}


def name_of(part: Table | Figure) -> str:
    """What a table or figure is called, such as `Table 3`; empty where it has no number."""
    return f"{NAMES[type(part)]}\N{NO-BREAK SPACE}{part.number}" if part.number else ""


def reference(identity: str) -> Link:
    """A reference to the table or figure with this id, which gets its number once these are numbered."""
    return Link((), f"#{identity}")


def referring(document: Document, names: Mapping[str, str]) -> Document:
    """A document whose references, which are links without words, name what they lead to.

    Raises
    ------
    KeyError
        Where there is no such table or figure: a fault of the text.
    """

    def named(link: Link) -> Link:
        return link if link.parts else replace(link, parts=(Name(names[link.target.removeprefix("#")]),))

    return changed(document, Link, named)
