"""The pages of a Word file: upright ones, and lying ones for what is too wide for these."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from docx.oxml.ns import qn

from casetrace.report.office.xml import Element, attributed, keep_with_next, paragraph, properties, w

#: A4, and a margin of 25 mm, in twentieths of a point.
SHORT, LONG, MARGIN = 11906, 16838, 1417

#: With so many paragraphs at most, heading and all, an introduction goes with its table.
LONGEST_INTRODUCTION = 4


@dataclass(frozen=True)
class Page:
    """A page by its width and height."""

    width: int
    height: int

    @property
    def text_width(self) -> int:
        """How wide text may be."""
        return self.width - 2 * MARGIN

    @property
    def text_height(self) -> int:
        """How high text may be."""
        return self.height - 2 * MARGIN

    def section(self, footer: str) -> Element:
        """The end of a section of such pages.

        Parameters
        ----------
        footer
            The relationship of the footer.
        """
        reference = attributed(w("footerReference"), type="default")
        reference.set(qn("r:id"), footer)
        turned = {"orient": "landscape"} if self.width > self.height else {}
        sides = dict.fromkeys(("top", "right", "bottom", "left"), MARGIN)
        return properties(
            "sectPr",
            footerReference=reference,
            type="nextPage",
            pgSz={"w": self.width, "h": self.height, **turned},
            pgMar={**sides, "header": MARGIN // 2, "footer": MARGIN // 2, "gutter": 0},
            cols={"space": 720},
        )


PORTRAIT, LANDSCAPE = Page(SHORT, LONG), Page(LONG, SHORT)


class Piece(NamedTuple):
    """A paragraph or table, and the page that it stands on."""

    element: Element
    page: Page = PORTRAIT
    heading: bool = False


def in_sections(pieces: Iterable[Piece], footer: str) -> list[Element]:
    """Pieces in sections of pages; what introduces a table goes with it.

    Parameters
    ----------
    pieces
        The pieces in order.
    footer
        The relationship of the footer.
    """
    result: list[Element] = []
    current: Page | None = None
    arranged = _introductions_moved(list(pieces))
    for above, below in pairwise(arranged):
        if below.element.tag == qn("w:tbl") and above.element.tag == qn("w:p"):
            keep_with_next(above.element)
    for piece in arranged:
        if current is not None and piece.page != current:
            result.append(paragraph("TableEnd", sectPr=current.section(footer)))
        current = piece.page
        result.append(piece.element)
    return [*result, (current or PORTRAIT).section(footer)]


def _introductions_moved(pieces: list[Piece]) -> list[Piece]:
    """Pieces of which a heading and the few paragraphs below it stand on the page of the table that they lead to."""
    moved = list(pieces)
    for place, piece in enumerate(pieces):
        if piece.page != PORTRAIT:
            first = _introduction(pieces, place)
            moved[first:place] = [above._replace(page=piece.page) for above in pieces[first:place]]
    return moved


def _introduction(pieces: list[Piece], place: int) -> int:
    """Where the introduction of a table begins: its place where there is none, or none so short."""
    for above in range(place - 1, max(place - 1 - LONGEST_INTRODUCTION, -1), -1):
        if pieces[above].page != PORTRAIT or pieces[above].element.tag != qn("w:p"):
            return place
        if pieces[above].heading:
            while above > 0 and pieces[above - 1].heading:
                above -= 1
            return above
    return place
