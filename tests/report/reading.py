"""Reads a report as a test does: its text, and for each piece of text what it says that it comes from."""

import re
from html.parser import HTMLParser
from pathlib import Path

#: The pages of a cohort's report.
PAGES = ("report.html", "appendix.html")
#: What may carry a number: a result, a cell, a setting, the register of methods, or a name (a visit, a group, a file).
SOURCES = ("data-result", "data-column", "data-cell", "data-config", "data-method", "data-label", "data-count")
#: What says again what the document says once: a heading as the name of a table, the reasons of marked numbers.
REPEATED = {"unseen", "reason"}
VOID = {"meta", "br", "link", "img", "input", "hr"}


def both_pages(folder: Path) -> str:
    """The report and its appendix behind each other."""
    return "".join((folder / name).read_text(encoding="utf-8") for name in PAGES)


class Report(HTMLParser):
    """The elements of a report, and its text with the sources of the elements around it.

    Styles, scripts and figures are no text; what stands in `code` is a name. `spans` are those that are not repeated.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None]]] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.spans: list[dict[str, str | None]] = []
        self.feed(text)
        assert self.stack == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "span" and not any(outer.get("class") in REPEATED for _, outer in self.stack):
            self.spans.append(dict(attrs))
        if tag not in VOID:
            self.stack.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop()[0] == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.stack}
        if tags.isdisjoint({"style", "svg", "title", "script"}):
            carried = {key: value for _, attrs in self.stack for key, value in attrs.items() if key in SOURCES}
            self.texts.append((data, carried | ({"data-label": "code"} if "code" in tags else {})))

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
