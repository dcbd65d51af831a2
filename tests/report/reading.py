"""Reads a report as a test does: its text, and for each piece of text what it says that it comes from."""

import re
from html import unescape
from pathlib import Path
from typing import NamedTuple, TypeAlias

#: The pages of a cohort's report.
PAGES = ("report.html", "appendix.html")
#: What may carry a number: a result, a cell, a setting, the register of methods, or a name (a visit, a group, a file).
SOURCES = ("data-result", "data-column", "data-cell", "data-config", "data-method", "data-label", "data-count")
#: What says again what the document says once: a heading as the name of a table, the reasons of marked numbers.
REPEATED = {"unseen", "reason"}
VOID = {"meta", "br", "link", "img", "input", "hr"}
#: What holds no text of the report.
NO_TEXT = {"svg", "title"}
#: Styles and scripts, in which a sign is no tag.
RAW = re.compile(r"(<(style|script)\b[^>]*>).*?</\2>", re.DOTALL)
#: An attribute, with or without a value.
ATTRIBUTE = re.compile(r'([^\s"=<>/]+)(?:="([^"]*)")?')
#: The beginning of an element with its attributes, or its end, or what is no element.
MARKUP = re.compile(
    rf"<(?:([a-zA-Z][\w:]*)((?:\s+{ATTRIBUTE.pattern})*)\s*(/?)|/([\w:]+)|!--.*?--|!DOCTYPE html)>", re.DOTALL
)
Attributes: TypeAlias = dict[str, str | None]


def both_pages(folder: Path) -> str:
    """The report and its appendix behind each other."""
    return "".join((folder / name).read_text(encoding="utf-8") for name in PAGES)


class Around(NamedTuple):
    """What stands around a text: the innermost element, and what all of them say of it."""

    tag: str
    carried: Attributes
    is_text: bool
    is_repeated: bool

    def inside(self, tag: str, attributes: Attributes) -> "Around":
        """The same within one more element."""
        own = {key: value for key, value in attributes.items() if key in SOURCES}
        if tag == "code":
            own["data-label"] = "code"
        return Around(
            tag,
            {**self.carried, **own} if own else self.carried,
            self.is_text and tag not in NO_TEXT,
            self.is_repeated or attributes.get("class") in REPEATED,
        )


class Report:
    """The elements of a report, and its text with the sources of the elements around it.

    Styles, scripts and figures are no text; what stands in `code` is a name. `spans` are those that are not repeated.
    Python's own parser would forgive more, and takes several times as long.
    """

    def __init__(self, text: str) -> None:
        self.texts: list[tuple[str, Attributes]] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.spans: list[Attributes] = []
        self._around = [Around("", {}, True, False)]
        text, start = RAW.sub(r"\1</\2>", text), 0
        for found in MARKUP.finditer(text):
            self._read_text(text[start : found.start()])
            start = found.end()
            self._read_markup(*found.group(1, 2, 5, 6))
        self._read_text(text[start:])
        assert len(self._around) == 1, "an element is not closed"

    def _read_text(self, text: str) -> None:
        assert "<" not in text, f"no tag: {text}"
        around = self._around[-1]
        if text and around.is_text:
            self.texts.append((unescape(text), around.carried))

    def _read_markup(self, tag: str | None, written: str, single: str, closed: str | None) -> None:
        if closed:
            assert self._around.pop().tag == closed, f"</{closed}> closes nothing"
        if not tag:
            return
        around = self._around[-1]
        attributes: Attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(written)}
        self.elements.append((tag, attributes))
        if tag == "span" and not around.is_repeated:
            self.spans.append(attributes)
        if not single and tag not in VOID:
            self._around.append(around.inside(tag, attributes))

    def __add__(self, other: "Report") -> "Report":
        """Another page behind this one."""
        both = Report("")
        both.texts, both.elements = self.texts + other.texts, self.elements + other.elements
        both.spans = self.spans + other.spans
        return both

    @property
    def bare_numbers(self) -> list[str]:
        """Text with a digit that says not where it comes from."""
        return [text.strip() for text, carried in self.texts if any(map(str.isdigit, text)) and not carried]

    @property
    def unlettered(self) -> str:
        """All text, the marks of notes without the letters that tell these apart."""
        return re.sub("†[a-z]+(?:,[a-z]+)*", "†", self.words)

    @property
    def words(self) -> str:
        """All text, with white space folded."""
        return " ".join("".join(text for text, _ in self.texts).split())
