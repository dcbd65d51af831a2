"""A figure as a part of a page: one image with a text for those who cannot see it, and its marks above it.

The marks are no part of the image, since what stands inside an image cannot be reached.
"""

import re
from html import unescape
from pathlib import Path

from markupsafe import Markup, escape

from casetrace.report.document.blocks import Figure

#: The element's beginning; what stands before it only a file of its own needs.
OPENING = re.compile(r"(<svg\b[^>]*>)")
#: The name and description in the file, for which the page has its own text.
SPOKEN_ATTRIBUTES = re.compile(r' (?:role|aria-\w+)="[^"]*"')
SPOKEN_ELEMENTS = re.compile(r'\s*<(title|desc) id="[^"]*">.*?</\1>', re.DOTALL)
#: Where the image ends: before the marks, or at the end.
END_OF_IMAGE = re.compile(r'(?=<g class="marks")|(?=</svg>\s*\Z)')


def drawing(path: str, alternative: str) -> Markup:
    """The SVG element of a figure.

    Parameters
    ----------
    path
        The figure's file.
    alternative
        What it shows, in words.
    """
    _, opening, inside = OPENING.split(Path(path).read_text(encoding="utf-8"), maxsplit=1)
    start = SPOKEN_ATTRIBUTES.sub("", opening).replace("<svg", '<svg role="presentation"', 1)
    image = SPOKEN_ELEMENTS.sub("", inside, count=2)
    name = escape(alternative)
    return Markup(start + f'<g role="img" aria-label="{name}">' + END_OF_IMAGE.sub("</g>", image, count=1))


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


def svg_element(path: str) -> str:
    """A figure's SVG element, without the prologue that only a file of its own needs."""
    _, opening, inside = OPENING.split(Path(path).read_text(encoding="utf-8"), maxsplit=1)
    return opening + inside
