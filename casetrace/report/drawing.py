"""A figure as a part of a page: an image with a text for those who cannot see it, and its marks above it.

One that is too high for a page is drawn in parts, each an image.

The marks are no part of the image, since what stands inside an image cannot be reached.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from markupsafe import Markup, escape

from casetrace.report.document.blocks import Figure

#: The element's beginning; what stands before it only a file of its own needs.
OPENING = re.compile(r"(<svg\b[^>]*>)")
#: The caption of the parts of a figure behind the first, and what a part is in the file.
CONTINUED = "Continued."
PART = re.compile(r'<svg class="part".*?</svg>', re.DOTALL)
#: The name and description in the file, for which the page has its own text.
SPOKEN_ATTRIBUTES = re.compile(r' (?:role|aria-\w+)="[^"]*"')
SPOKEN_ELEMENTS = re.compile(r'\s*<(title|desc) id="[^"]*">.*?</\1>', re.DOTALL)
#: Where the image ends: before the marks, or at the end.
END_OF_IMAGE = re.compile(r'(?=<g class="marks")|(?=</svg>\s*\Z)')


def svg_elements(path: str) -> list[str]:
    """The SVG element of a figure, without the prologue that only a file of its own needs; or those of its parts."""
    _, opening, inside = OPENING.split(Path(path).read_text(encoding="utf-8"), maxsplit=1)
    return PART.findall(inside) or [opening + inside]


def drawings(figure: Figure) -> Iterator[Markup]:
    """The image of a figure with its alternative text, or those of its parts."""
    for element, alternative in with_alternatives(figure):
        _, opening, inside = OPENING.split(element, maxsplit=1)
        start = SPOKEN_ATTRIBUTES.sub("", opening).replace("<svg", '<svg role="presentation"', 1)
        image = SPOKEN_ELEMENTS.sub("", inside, count=2)
        named = f'<g role="img" aria-label="{escape(alternative)}">'
        yield Markup(start + named + END_OF_IMAGE.sub("</g>", image, count=1))


def with_alternatives(figure: Figure) -> list[tuple[str, str]]:
    """The SVG elements of a figure, each with a text for those who cannot see it; a part has its own."""
    elements = svg_elements(figure.path)
    if len(elements) == 1:
        return [(elements[0], figure.alternative or figure.caption)]
    return [(element, _element(element, "desc")) for element in elements]


def figure_of(name: str, path: str, caption: str = "") -> Figure:
    """A figure with its alternative text; without a caption it has that of its drawing.

    Parameters
    ----------
    name
        Its name.
    path
        The path of its drawing.
    caption
        Its caption, where the report has one of its own.
    """
    text = Path(path).read_text(encoding="utf-8")
    return Figure(name, caption or f"{_element(text, 'title')}.", path, _element(text, "desc"))


def is_drawn(path: str) -> bool:
    """Whether there is anything to see in a drawing."""
    return re.search(r'<svg\b[^>]*\bdata-drawn="no"', Path(path).read_text(encoding="utf-8")) is None


def _element(svg: str, tag: str) -> str:
    """The text of the first title or description of a drawing, which is that of the whole."""
    found = re.search(rf"<{tag}\b[^>]*>(.*?)</{tag}>", svg, re.DOTALL)
    return unescape(found[1]) if found else ""
