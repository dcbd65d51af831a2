"""Fields, bookmarks, links and controls: what in a line of Word is more than text."""

from collections.abc import Iterable
from copy import deepcopy

from casetrace.report.office.xml import Element, cleaned, properties, run, w

#: As many characters as Word takes as the tag or the title of a control.
LONGEST_TITLE = 64


def field(code: str, shown: str, look: Element | None = None) -> list[Element]:
    """A field with the text that it shows until Word computes it anew."""
    instruction = w("instrText", f" {code} ")
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    before, after = (
        [w("fldChar", fldCharType="begin"), instruction, w("fldChar", fldCharType="separate")],
        [w("fldChar", fldCharType="end")],
    )
    shape = [] if look is None else [look]
    return [
        *(w("r", *deepcopy(shape), part) for part in before),
        run(shown, look),
        *(w("r", *deepcopy(shape), part) for part in after),
    ]


def bookmarked(content: Iterable[Element], name: str, number: int) -> list[Element]:
    """Runs with a bookmark around them, to which links and references lead."""
    return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]


def linked(content: Iterable[Element], bookmark: str) -> Element:
    """Runs that lead to a bookmark."""
    return w("hyperlink", *content, anchor=bookmark, history=1)


def control(content: Element, tag: str, title: str, number: int) -> Element:
    """A run with a control around it, whose tag a program reads, and whose title whoever clicks it."""
    named = properties("sdtPr", alias=_short(title), tag=tag, id=number)
    return w("sdt", named, w("sdtContent", content))


def _short(title: str) -> str:
    title = cleaned(title)
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1].rstrip() + "…"
