"""Parts of a document as an article has them: plain words, series, tables, figures."""

from casetrace.report.document.blocks import Block, Figure, Table
from casetrace.report.document.inlines import Inline, Inlines, Number, Styled
from casetrace.report.document.prose import line
from casetrace.report.document.walking import parts_of


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
