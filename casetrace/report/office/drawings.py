"""Pictures of figures, each at its own size where the page has room for it."""

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate
from pathlib import Path

from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Twips

from casetrace.report.document.blocks import Figure
from casetrace.report.drawing import with_alternatives
from casetrace.report.office.inlines import Place
from casetrace.report.office.pages import PORTRAIT
from casetrace.report.office.xml import Element, cleaned, w

#: The height of a figure leaves room for its legend.
HIGHEST_FIGURE = PORTRAIT.text_height * 4 // 5
#: Parts stand two beside each other, with a point between them that rounding may take.
HALF = PORTRAIT.text_width // 2 - 20
#: What a picture's cut edges are counted in, of all its height.
WHOLE = 100_000
HEIGHT = re.compile(r'<svg[^>]*\sheight="([0-9.]+)pt"')


def drawings_of(figure: Figure, place: Place) -> Iterator[Element]:
    """The picture that is drawn in dots beside the drawing in lines; of one in parts each, two beside each other.

    All parts are cut from the one picture.
    """
    parts = with_alternatives(figure)
    if len(parts) == 1:
        yield _drawing(figure, place, parts[0][1])
        return
    heights = [_height(svg) for svg, _ in parts]
    ends = [round(WHOLE * end / sum(heights)) for end in accumulate(heights, initial=0.0)]
    for (_, alternative), top, end in zip(parts, ends[:-1], ends[1:], strict=True):
        yield _drawing(figure, place, alternative, (top, end), HALF)


def _height(svg: str) -> float:
    found = HEIGHT.search(svg)
    assert found is not None
    return float(found[1])


def _drawing(
    figure: Figure, place: Place, alternative: str, cut: tuple[int, int] = (0, WHOLE),
    widest: int = PORTRAIT.text_width,
) -> Element:  # fmt: skip
    """The picture of a figure, or what is left of it between two heights."""
    picture = BytesIO(Path(figure.path).with_suffix(".png").read_bytes())
    part = place.writing.file.part
    _, image = part.get_or_add_image(picture)
    top, end = cut
    height = image.height * (end - top) / WHOLE
    shrunk = min(1, Twips(widest) / image.width, Twips(HIGHEST_FIGURE) / height)
    inline = part.new_pic_inline(picture, round(image.width * shrunk), round(height * shrunk))
    if cut != (0, WHOLE):
        _cut(inline, cut)
    number = place.writing.next("picture")
    for name, value in {"id": number, "name": f"Picture {number}", "descr": cleaned(alternative)}.items():
        inline.docPr.set(name, str(value))
    return w("drawing", inline)


def _cut(inline: CT_Inline, cut: tuple[int, int]) -> None:
    """Leave of a picture what is between two heights, without room at its sides, so that two fill a line."""
    top, end = cut
    fill = inline.graphic.graphicData.pic.blipFill
    fill.insert(1, fill.makeelement(qn("a:srcRect"), t=str(top), b=str(WHOLE - end)))
    for side in ("distT", "distB", "distL", "distR"):
        inline.set(side, "0")
