"""Prints the parts of a line as code of Typst."""

from functools import singledispatch

from casetrace.model.numbers import whole
from casetrace.report.document import inlines
from casetrace.report.document.linking import INTO_APPENDIX, OF_APPENDIX
from casetrace.report.footnotes import sign_of, signed_behind_percent
from casetrace.report.typst_tables import plain
from casetrace.report.typst_text import literal, words

STYLES = {"strong": "strong", "emphasis": "emph"}


def inline_code(parts: tuple[object, ...]) -> str:
    """Inlines in a row as content."""
    return "[" + "".join(f"#{{{inline(part)}}}" for part in signed_behind_percent(parts)) + "]"


def anchored(name: str, parts: tuple[object, ...]) -> str:
    """Inlines with the place where links to a name lead."""
    anchor = f"#anchor({target(name)})" if name else ""
    return f"[{anchor}{inline_code(parts)[1:]}"


def target(name: str) -> str:
    """The label of a place; a prefix keeps it from being empty."""
    return literal(f"#{plain(name)}")


@singledispatch
def inline(part: object) -> str:
    """A part of a line as code."""
    raise TypeError(f"no part of a document: {part!r}")


@inline.register
def _(text: str) -> str:
    return words(text)


@inline.register
def _(number: inlines.Number) -> str:
    shown = f"aside({{{words(number.text)}}})" if number.status == "refused" else words(number.text)
    unit = f"{words(number.unit)};" if number.unit else ""
    return f"{shown};{unit}mark({words(sign)})" if (sign := sign_of(number)) else shown


@inline.register(inlines.Reason | inlines.Value | inlines.Setting | inlines.Name)
def _(worded: inlines.Reason | inlines.Value | inlines.Setting | inlines.Name) -> str:
    return words(worded.text)


@inline.register
def _(symbol: inlines.Symbol) -> str:
    return f"sign({{{words(symbol.text)}}})" if len(symbol.text) == 1 else words(symbol.text)


@inline.register
def _(count: inlines.Count) -> str:
    return words(whole(count.number))


@inline.register
def _(code: inlines.Code) -> str:
    return f"mono({{{words(code.text)}}})"


@inline.register
def _(_: inlines.Break) -> str:
    return "linebreak()"


@inline.register
def _(styled: inlines.Styled) -> str:
    return f"{STYLES.get(styled.style, 'aside')}({inline_code(styled.parts)})"


@inline.register
def _(link: inlines.Link) -> str:
    content = inline_code(link.parts)
    if link.target.startswith("#"):
        return f"jump({target(link.target[1:])}, {content})"
    if link.target.startswith("https://"):
        return f"link({literal(plain(link.target))}, {content})"
    return f"{content} + [{OF_APPENDIX}]" if link.target.startswith(INTO_APPENDIX) else content
