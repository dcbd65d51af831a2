"""Captions with their numbers, and the places that links lead to."""

from dataclasses import replace

from docx.oxml.ns import qn

from casetrace.report.document.blocks import Figure, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.office.fields import field
from casetrace.report.office.inlines import Place, line_of
from casetrace.report.office.xml import Element, Property, paragraph


def captioned(style: str, part: Table | Figure, caption: Inlines, place: Place, **values: Property) -> Element:
    """A caption with its number; Word counts it anew where captions are added or moved."""
    words = place.writing.words
    name = words.table if isinstance(part, Table) else words.figure
    content = line_of(caption, place)
    if part.number:
        bold = replace(place, bold=True)
        field_of_number = field(rf"SEQ {name} \* ARABIC", part.number, bold.look())
        number = field_of_number if part.number.isdecimal() else [bold.run(part.number)]
        marked = place.marked(part.id or f"{name} {part.number}", [bold.run(f"{name} "), *number])
        content = [*marked, *([bold.run(". "), *content] if caption else [])]
    else:
        content = place.marked(part.id, content)
    return paragraph(style, content, **values)


def anchored(element: Element, anchor: str, place: Place) -> None:
    """Put the bookmark of an anchor around what stands in a paragraph."""
    if element.tag != qn("w:p"):
        return
    content = [child for child in element if child.tag != qn("w:pPr")]
    for child in place.marked(anchor, content):
        element.append(child)
