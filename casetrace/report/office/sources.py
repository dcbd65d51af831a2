"""Where the numbers of a Word file come from: the table at its end, and how a program reads it."""

import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import docx
from docx.oxml.ns import qn

from casetrace.report.document.blocks import Body, Paragraph, Section, Table
from casetrace.report.document.tables import header, row
from casetrace.report.office.words import Words
from casetrace.report.office.writing import SOURCES, SOURCES_BOOKMARK, Source
from casetrace.report.office.xml import Element


class PrintedNumber(NamedTuple):
    """A number of a Word file, and the column of the result that it is."""

    text: str
    result_id: str
    column: str


def section_of_sources(sources: Iterable[Source], words: Words) -> Section:
    """The section that says where each number comes from; the key of a row is the tag of the number's control."""
    names = header(words.key, words.shown, words.result, words.column)
    rows = tuple(row(source.key, "; ".join(source.texts), source.result_id, source.column) for source in sources)
    shown = Table((names,), (Body(rows),), role="listing", id=SOURCES)
    return Section((words.sources,), (Paragraph((words.introduction,)), shown), level=2)


def numbers_of(content: bytes) -> list[PrintedNumber]:
    """The numbers of a Word file in order, each with the result and the column that it comes from.

    Parameters
    ----------
    content
        The bytes of the file.

    Raises
    ------
    ValueError
        Where a number has a key that the table of the sources does not have.
    """
    body = docx.Document(io.BytesIO(content)).element.body
    known = dict(_sources(body))
    numbers = []
    for control in body.iter(qn("w:sdt")):
        key = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
        if key not in known:
            raise ValueError(f"the number {_text(control)!r} has the key {key!r}, which the table of the sources lacks")
        numbers.append(PrintedNumber(_text(control), *known[key]))
    return numbers


def _sources(body: Element) -> Iterator[tuple[str, tuple[str, str]]]:
    """The result and column of each key."""
    for mark in body.iter(qn("w:bookmarkStart")):
        if mark.get(qn("w:name")) == SOURCES_BOOKMARK:
            table = next(mark.iterancestors(qn("w:tbl")))
            for cells in (list(line.iterchildren(qn("w:tc"))) for line in table.iterchildren(qn("w:tr"))):
                key, _, name, column = map(_text, cells)
                yield key, (name, column)


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter(qn("w:t")))
