"""Prints the blocks of a document for Word."""

from collections.abc import Callable
from dataclasses import replace
from functools import singledispatch
from itertools import groupby

from casetrace.report.document import blocks, inlines
from casetrace.report.office.captions import anchored, captioned
from casetrace.report.office.drawings import drawings_of
from casetrace.report.office.inlines import Place, line_of
from casetrace.report.office.layout import laid_out
from casetrace.report.office.notes import notes_of
from casetrace.report.office.pages import PORTRAIT, Piece
from casetrace.report.office.tables import printed_table
from casetrace.report.office.walking import words_of
from casetrace.report.office.xml import Element, Property, keep_with_next, paragraph, run, w

ROLES = {"primary": "PrimaryResult", "caution": "Caution", "aside": "Aside"}
#: The heading of a section is one level above its own: the title of the document is no heading.
LEVELS = {2: "Heading1", 3: "Heading2"}
DEEPEST = "Heading3"
#: A term of so many letters is a number, beside which its meaning stands.
LONGEST_NUMBER = 4
#: That a paragraph need not stay with the next one, as its style says.
NOT_KEPT = {"val": "0"}


def stacked(parts: tuple[blocks.Block, ...], place: Place) -> list[Piece]:
    """Blocks below each other."""
    return [piece for part in parts for piece in pieces(part, place)]


@singledispatch
def pieces(part: object, place: Place) -> list[Piece]:
    """A block as paragraphs and tables."""
    raise TypeError(f"no part of a document: {part!r}")


def _paragraph(style: str, parts: inlines.Inlines, place: Place, anchor: str = "", **values: Property) -> Piece:
    """A paragraph; in a cell it has the style of the cell."""
    content = place.marked(anchor, line_of(parts, place))
    return Piece(paragraph(place.cell or style, content, **values))


def _with_notes(part: blocks.Block, place: Place, printed: Callable[[Place], list[Piece]]) -> list[Piece]:
    """A block of text with the reasons of its flagged numbers below it; a table has those of its cells below itself."""
    if place.cell:
        return printed(place)
    notes = notes_of(part, place.writing)
    result = printed(replace(place, notes=notes))
    below = [Piece(element) for element in notes.below("TextNote")]
    if below:
        keep_with_next(result[-1].element)
    return [*result, *below]


@pieces.register
def _(part: blocks.Paragraph, place: Place) -> list[Piece]:
    style = ROLES.get(part.role, "Normal")
    return _with_notes(part, place, lambda place: [_paragraph(style, part.parts, place, part.id)])


@pieces.register
def _(items: blocks.BulletList, place: Place) -> list[Piece]:
    return _with_notes(items, place, lambda place: [_paragraph("ListBullet", item, place) for item in items.items])


@pieces.register
def _(definitions: blocks.Definitions, place: Place) -> list[Piece]:
    entries = definitions.entries
    short = all(len(words_of(entry.term)) <= LONGEST_NUMBER for entry in entries)
    printed = _numbered if short and not place.cell else _defined
    return _with_notes(definitions, place, lambda place: [part for entry in entries for part in printed(entry, place)])


def _defined(entry: blocks.Definition, place: Place) -> list[Piece]:
    return [_paragraph("Term", entry.term, place, entry.id), _paragraph("Meaning", entry.meaning, place)]


def _numbered(entry: blocks.Definition, place: Place) -> list[Piece]:
    """An entry with its number beside it, such as a reference."""
    term = place.marked(entry.id, line_of(entry.term, place))
    return [Piece(paragraph("NumberedEntry", [*term, w("r", w("tab")), *line_of(entry.meaning, place)]))]


@pieces.register
def _(table: blocks.Table, place: Place) -> list[Piece]:
    layout = laid_out(table)
    page = PORTRAIT if place.cell else layout.page
    return [Piece(element, page) for element in printed_table(table, layout, place, _in_cell, page.text_width)]


def _is_block(part: object) -> bool:
    """Whether a part is one of those that are printed here."""
    return pieces.dispatch(type(part)) is not pieces.dispatch(object)


def _in_cell(cell: blocks.Cell, place: Place, values: dict[str, Property]) -> list[Element]:
    """What stands in a cell: its inlines as a paragraph, and its blocks."""
    place = replace(place, style="AsideText") if cell.role == "aside" else place
    result: list[Element] = []
    for is_block, parts in groupby(cell.content, key=_is_block):
        if is_block:
            result += [piece.element for part in parts for piece in pieces(part, place)]
        else:
            result.append(paragraph(place.cell, line_of(tuple(parts), place), **values))
    return result


@pieces.register
def _(figure: blocks.Figure, place: Place) -> list[Piece]:
    drawings = [w("r", drawing) for drawing in drawings_of(figure, place)]
    rows = [drawings[start : start + 2] for start in range(0, len(drawings), 2)]
    # The last row alone stays with the legend: all together are higher than a page.
    shown = [Piece(paragraph("Figure", row, keepNext=NOT_KEPT)) for row in rows[:-1]]
    shown.append(Piece(paragraph("Figure", rows[-1], keepNext=bool(figure.caption))))
    if figure.caption:
        return [*shown, Piece(captioned("FigureLegend", figure, (figure.caption,), place))]
    anchored(shown[0].element, figure.id, place)
    return shown


@pieces.register
def _(details: blocks.Details, place: Place) -> list[Piece]:
    summary = _paragraph("MoreHeading", details.summary, place)
    return [summary, *stacked(details.blocks, place)]


@pieces.register
def _(code: blocks.Preformatted, place: Place) -> list[Piece]:
    content: list[Element] = []
    for number, text in enumerate(code.text.expandtabs(4).splitlines()):
        content += [w("r", w("br"))] if number else []
        content.append(run(text))
    return [Piece(paragraph("Listing", content))]


@pieces.register
def _(panel: blocks.Panel, place: Place) -> list[Piece]:
    return stacked(panel.blocks, place)


@pieces.register
def _(columns: blocks.Columns, place: Place) -> list[Piece]:
    return [piece for column in columns.columns for piece in stacked(column, place)]


@pieces.register
def _(section: blocks.Section, place: Place) -> list[Piece]:
    heading = _paragraph(LEVELS.get(section.level, DEEPEST), section.title, place, section.id)
    return [heading._replace(heading=True), *stacked(section.blocks, place)]


def head(document: blocks.Document, place: Place) -> list[Piece]:
    """What stands above the sections."""
    parts = {
        "Kind": (document.kind,) if document.kind else (),
        "Title": (document.title,),
        "Subtitle": document.subtitle,
        "Source": document.source,
    }
    return [_paragraph(style, line, place) for style, line in parts.items() if line]
