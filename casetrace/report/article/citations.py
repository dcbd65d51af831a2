"""The references: of the data, of thresholds and of methods, numbered in the order in which they are cited."""

import re
from collections.abc import Iterator

from casetrace.methods.register import METHODS
from casetrace.report.article.bibliography import full_reference
from casetrace.report.document.blocks import Block, Definition, Definitions, Paragraph, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import joined, line
from casetrace.report.printer import label
from casetrace.report.text import text

#: A year, which tells a source from the word that there is none.
YEAR = re.compile(r"\b(1[789]|20)\d\d\b")
#: What the register says of a source besides: what it was needed for.
PURPOSE = re.compile(r"^as [^,]*, |, for [^,;]*$")
NONE_CITED = "Nothing with a reference of its own was used."


class Citations:
    """The references cited so far, each with its number."""

    def __init__(self) -> None:
        self._numbers: dict[Inlines, int] = {}

    def cite(self, method: str) -> Inlines:
        """The numbers of a method's references in brackets, with a blank before them; nothing where it has none."""
        return self._cited([line(label(full_reference(source))) for source in sources(METHODS[method].reference)])

    def cite_words(self, reference: Inlines) -> Inlines:
        """The number of a reference that config declares, likewise; nothing where it is empty."""
        return self._cited([reference] if reference else [])

    def _cited(self, references: list[Inlines]) -> Inlines:
        numbers = [self._numbers.setdefault(reference, len(self._numbers) + 1) for reference in references]
        links = [Link((label(str(number)),), f"#reference-{number}") for number in numbers]
        return line(" [", joined(links, ","), "]") if links else ()

    def section(self) -> Section:
        """The list of references."""
        entries = tuple(
            Definition((label(str(number)),), line(reference, _stop(reference)), f"reference-{number}")
            for reference, number in self._numbers.items()
        )
        blocks: tuple[Block, ...] = (Definitions(entries),) if entries else (Paragraph((NONE_CITED,)),)
        return Section(("References",), blocks, "references", 2, "References")


def _stop(reference: Inlines) -> str:
    """The stop at the end of a reference that has none."""
    return "" if text(Paragraph(reference)).endswith(".") else "."


def sources(reference: str) -> Iterator[str]:
    """The sources that a reference of the register names, without what each is needed for."""
    for part in reference.removesuffix(".").split("; "):
        if YEAR.search(part):
            yield PURPOSE.sub("", part)
