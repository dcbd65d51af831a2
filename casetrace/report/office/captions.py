"""Captions with their numbers, and the places that links lead to."""

import re
from dataclasses import replace

from docx.oxml.ns import qn

from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.office.fields import field
from casetrace.report.office.inlines import Place, line_of
from casetrace.report.office.walking import words_of
from casetrace.report.office.words import CAPTION_NAMES
from casetrace.report.office.xml import Element, Property, paragraph

#: A number that a caption has already, as printers without fields need it.
NUMBERED = re.compile(r"({})\s\d+[.:]?\s*".format("|".join(sorted(CAPTION_NAMES))))


def captioned(style: str, caption: Inlines, anchor: str, place: Place, **values: Property) -> Element:
    """A caption; Word counts its number anew where captions are added or moved."""
    words = place.writing.words
    name = words.table if style == "Caption" else words.figure
    number = place.writing.next(name)
    bold = replace(place, bold=True)
    label = [bold.run(f"{name} "), *field(rf"SEQ {name} \* ARABIC", str(number), bold.look())]
    marked = place.marked(anchor or f"{name} {number}", label)
    return paragraph(style, [*marked, bold.run(". "), *line_of(_unnumbered(caption), place)], **values)


def _unnumbered(caption: Inlines) -> Inlines:
    """A caption without the number that it begins with."""
    first, *rest = caption
    match = NUMBERED.match(words_of(first))
    if match is None:
        return caption
    if isinstance(first, str):
        return line(first[match.end() :], *rest)
    after = [rest[0].lstrip(".: "), *rest[1:]] if rest and isinstance(rest[0], str) else rest
    return line(*after)


def anchored(element: Element, anchor: str, place: Place) -> None:
    """Put the bookmark of an anchor around what stands in a paragraph."""
    if element.tag != qn("w:p"):
        return
    content = [child for child in element if child.tag != qn("w:pPr")]
    for child in place.marked(anchor, content):
        element.append(child)
