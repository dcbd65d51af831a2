"""Prints the parts of a line for Word."""

from dataclasses import dataclass, replace
from functools import singledispatch

from casetrace.model.numbers import whole
from casetrace.report.document import inlines
from casetrace.report.document.linking import INTO_APPENDIX, OF_APPENDIX
from casetrace.report.document.prose import kept
from casetrace.report.footnotes import signed_behind_percent
from casetrace.report.office.fields import bookmarked, control, field, linked
from casetrace.report.office.notes import Notes
from casetrace.report.office.styles import BOLD, ITALIC
from casetrace.report.office.walking import words_of
from casetrace.report.office.words import CAPTION_NAMES
from casetrace.report.office.writing import Writing
from casetrace.report.office.xml import Element, properties, run, w

STYLES = {"aside": "AsideText", "missing": "MissingText"}


@dataclass(frozen=True)
class Place:
    """Where parts of a document are printed, and how text looks there.

    Attributes
    ----------
    writing, notes
        What the file shares, and what explains the marks of numbers here.
    style, bold, italic
        The look of text.
    cell
        The style of the paragraphs of a cell; empty outside of tables.
    """

    writing: Writing
    notes: Notes
    style: str = ""
    bold: bool = False
    italic: bool = False
    cell: str = ""

    def look(self) -> Element | None:
        """The look of a run; None where it is that of its paragraph."""
        looks = (BOLD if self.bold else {}) | (ITALIC if self.italic else {})
        return properties("rPr", rStyle=self.style or None, **looks) if self.style or looks else None

    def run(self, text: str) -> Element:
        """A run of text."""
        return run(text, self.look())

    def marked(self, anchor: str, content: list[Element]) -> list[Element]:
        """Runs to which links to an anchor lead."""
        name = self.writing.bookmarks.first(anchor) if anchor else ""
        return bookmarked(content, name, self.writing.next("bookmark")) if name else content


def line_of(parts: tuple[object, ...], place: Place) -> list[Element]:
    """Inlines in a row."""
    return [element for part in signed_behind_percent(parts) for element in runs(part, place)]


@singledispatch
def runs(part: object, place: Place) -> list[Element]:
    """A part of a line as runs and what may stand among them."""
    raise TypeError(f"no part of a line: {part!r}")


@runs.register
def _(text: str, place: Place) -> list[Element]:
    return [place.run(kept(text))]


@runs.register
def _(number: inlines.Number, place: Place) -> list[Element]:
    writing = place.writing
    shown = control(place.run(number.text), writing.key(number), writing.title(number), writing.next("control"))
    unit = [place.run(number.unit)] if number.unit else []
    return [shown, *unit, *place.notes.behind(number)]


@runs.register
def _(reason: inlines.Reason, place: Place) -> list[Element]:
    return [*place.notes.before(reason), place.run(kept(reason.text))]


@runs.register(inlines.Value | inlines.Setting | inlines.Name | inlines.Symbol)
def _(worded: inlines.Value | inlines.Setting | inlines.Name | inlines.Symbol, place: Place) -> list[Element]:
    return [place.run(worded.text)]


@runs.register
def _(count: inlines.Count, place: Place) -> list[Element]:
    return [place.run(whole(count.number))]


@runs.register
def _(code: inlines.Code, place: Place) -> list[Element]:
    return [replace(place, style="CodeText").run(code.text)]


@runs.register
def _(_: inlines.Break, place: Place) -> list[Element]:
    return [w("r", w("br"))]


@runs.register
def _(styled: inlines.Styled, place: Place) -> list[Element]:
    look = replace(
        place,
        style=STYLES.get(styled.style, place.style),
        bold=place.bold or styled.style == "strong",
        italic=place.italic or styled.style == "emphasis",
    )
    return line_of(styled.parts, look)


@runs.register
def _(link: inlines.Link, place: Place) -> list[Element]:
    """A link within the document; one to a file is its text, for the file does not go with the document.

    Of one into the appendix that is said.
    """
    anchor = link.target.removeprefix("#")
    bookmarks = place.writing.bookmarks
    bookmark = bookmarks.names.get(anchor) if link.target.startswith("#") else None
    if bookmark is None:
        return line_of((*link.parts, OF_APPENDIX) if link.target.startswith(INTO_APPENDIX) else link.parts, place)
    label = bookmarks.labels.get(anchor, "")
    if label and _names_a_caption(words_of(link.parts)):
        return field(rf"REF {bookmark} \h", label, place.look())
    return [linked(line_of(link.parts, replace(place, style="Hyperlink")), bookmark)]


def _names_a_caption(text: str) -> bool:
    """Whether a text is the name of a table or figure with or without its number, in any language."""
    name, *number = text.split() or [""]
    return name in CAPTION_NAMES and (not number or (len(number) == 1 and number[0][-1].isdigit()))
