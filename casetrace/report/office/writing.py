"""What the parts of a Word file share while it is written: captions, bookmarks, sources of numbers."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain, count

from docx.document import Document as WordFile

from casetrace.report.document.blocks import Document, Figure, Table
from casetrace.report.document.inlines import Number
from casetrace.report.document.walking import all_parts
from casetrace.report.office.walking import anchor_of
from casetrace.report.office.words import Words

#: As many characters as Word takes as the name of a bookmark.
LONGEST_BOOKMARK = 40
#: Where the table of the sources of the numbers is found.
SOURCES, SOURCES_BOOKMARK = "sources-of-the-numbers", "sources_of_the_numbers"


@dataclass
class Bookmarks:
    """The bookmarks of what links lead to, and the number that each caption has."""

    names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    _set: set[str] = field(default_factory=set)

    def first(self, anchor: str) -> str:
        """The name of the bookmark to set for an anchor; empty where it is set already, or nothing leads there."""
        name = self.names.get(anchor, "")
        if name in self._set:
            return ""
        self._set.add(name)
        return name


def bookmarks_of(document: Document, words: Words) -> Bookmarks:
    """The bookmarks that a document will have."""
    result = Bookmarks({SOURCES: SOURCES_BOOKMARK})
    taken = {SOURCES_BOOKMARK}
    captions = {Table: words.table, Figure: words.figure}
    for part in all_parts(document):
        label = ""
        if isinstance(part, Table | Figure) and part.number:
            label = f"{captions[type(part)]} {part.number}"
        anchor = anchor_of(part) or label
        if anchor and anchor not in result.names:
            result.names[anchor] = _bookmark(anchor, taken)
            result.labels |= {anchor: label} if label else {}
    return result


def _bookmark(anchor: str, taken: set[str]) -> str:
    """A name that Word takes: short, of letters, digits and underscores; capitals alone tell no two of them apart."""
    plain = re.sub(r"[^A-Za-z0-9]+", "_", anchor).strip("_")
    plain = plain if plain[:1].isalpha() else f"to_{plain}"
    ends = chain([""], (f"_{number}" for number in count(2)))
    names = (plain[: LONGEST_BOOKMARK - len(end)] + end for end in ends)
    name = next(name for name in names if name.lower() not in taken)
    taken.add(name.lower())
    return name


@dataclass(frozen=True)
class Source:
    """A column of a result that is printed, its key, and the texts that it is printed as."""

    key: str
    result_id: str
    column: str
    texts: dict[str, None] = field(default_factory=dict)


@dataclass
class Writing:
    """A Word file while it is written.

    Attributes
    ----------
    file
        The file, for its pictures.
    words, titles
        The words of its own; what results are called, by their `result_id`.
    bookmarks, reasons
        Of the whole document; the reasons are by `result_id`.
    sources
        Where the numbers come from, in the order in which they are first printed.
    """

    file: WordFile
    words: Words
    titles: Mapping[str, str]
    bookmarks: Bookmarks
    reasons: Mapping[str, str]
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    _counted: Counter[str] = field(default_factory=Counter)

    def next(self, kind: str) -> int:
        """The number of one more of its kind."""
        self._counted[kind] += 1
        return self._counted[kind]

    def key(self, number: Number) -> str:
        """The key of a number: the same wherever the same column of the same result is printed."""
        unknown = Source(f"n{len(self.sources) + 1}", number.result_id, number.column)
        source = self.sources.setdefault((number.result_id, number.column), unknown)
        source.texts[number.text] = None
        return source.key

    def title(self, number: Number) -> str:
        """What a number is, in short."""
        result = self.titles.get(number.result_id) or spoken(number.result_id)
        return result if number.column == "estimate" else f"{spoken(number.column)}: {result}"

    def reason(self, number: Number) -> str:
        """Why a number is flagged or refused."""
        return number.note or self.reasons.get(number.result_id) or self.words.caution


def spoken(name: str) -> str:
    """A name of statistics.csv with blanks for its signs."""
    return name.replace(".", ", ").replace("_", " ")
