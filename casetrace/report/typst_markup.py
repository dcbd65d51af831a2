"""Prints a document as a source for Typst, from which a PDF is made.

The source is code: a text of the document stands in it as a string literal only, so that none can be markup, code or
the path of a file. Drawings stand in it too; it reads no file. What readers open on a page stands open on paper.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from casetrace.report.document import blocks
from casetrace.report.document.numbering import named_by_headings
from casetrace.report.typst_blocks import code_block, heading, room_for, stacked
from casetrace.report.typst_inlines import inline_code
from casetrace.report.typst_style import ON_ITS_SIDE, STYLE, UPRIGHT
from casetrace.report.typst_tables import is_broad, plain
from casetrace.report.typst_text import literal

#: The longest title that fits at the head of a page, in characters.
LONGEST_TITLE = 80


class Chunk(NamedTuple):
    """A part of a report that stands on pages of one kind."""

    is_broad: bool
    code: str


def document_source(document: blocks.Document) -> str:
    """A report as a source."""
    title, kind, subtitle = map(inline_code, ((document.title,), (document.kind,), document.subtitle))
    source = inline_code(document.source) if document.source else "none"
    head = [
        STYLE,
        f"#set document(title: {literal(plain(document.page_title))}, date: none)",
        '#set text(lang: "en")',
        f"#set page(header: running({literal(running_title(document))}), footer: foot)",
        f"#cover({kind}, {title}, {subtitle}, {source})",
    ]
    chunks = [chunk for section in document.sections for chunk in section_chunks(named_by_headings(section))]
    runs = (
        _pages(broad, (chunk.code for chunk in run)) for broad, run in groupby(chunks, key=lambda chunk: chunk.is_broad)
    )
    return "\n".join([*head, *runs]) + "\n"


def running_title(document: blocks.Document) -> str:
    """What stands at the head of a page, in one line."""
    text = plain((document.title,)) or plain(document.subtitle)
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


def _pages(broad: bool, codes: Iterable[str]) -> str:
    """Parts on pages upright, or on pages on their side."""
    content = code_block(codes)
    return f"#page(flipped: true, {content})" if broad else f"#{content}"


def section_chunks(section: blocks.Section, above: tuple[str, ...] = ()) -> Iterator[Chunk]:
    """The heading of a section with what follows it, each section within it by itself, and what follows these.

    Parameters
    ----------
    section
        A section.
    above
        Headings above it, which nothing parts from what follows them.
    """
    start = (*above, heading(section))
    waiting: list[blocks.Block] = []
    for part in section.blocks:
        if not isinstance(part, blocks.Section):
            waiting.append(part)
            continue
        if waiting:
            yield _chunk(start, tuple(waiting), part)
            start, waiting = (), []
        yield from section_chunks(part, start)
        start = ()
    if start or waiting:
        yield _chunk(start, tuple(waiting))


def _chunk(start: tuple[str, ...], parts: tuple[blocks.Block, ...], following: blocks.Section | None = None) -> Chunk:
    broad = any(map(has_broad_table, parts))
    before = room_for(parts[0]) if start and parts and not broad else ()
    return Chunk(broad, code_block([*before, *start, stacked(parts, ON_ITS_SIDE if broad else UPRIGHT, following)]))


def has_broad_table(part: blocks.Block) -> bool:
    """Whether a block holds a table that needs a page on its side."""
    match part:
        case blocks.Table():
            return is_broad(part)
        case blocks.Panel() | blocks.Details() | blocks.Section():
            return any(map(has_broad_table, part.blocks))
        case blocks.Columns():
            return any(has_broad_table(inner) for column in part.columns for inner in column)
    return False
