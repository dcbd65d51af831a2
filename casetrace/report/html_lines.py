"""Prints lines of a document as HTML. Each number carries where it comes from, which the script of the page opens."""

from functools import singledispatch

from markupsafe import Markup, escape

from casetrace.model.numbers import whole
from casetrace.report.document import inlines
from casetrace.report.document.prose import kept
from casetrace.report.footnotes import sign_of, signed_behind_percent

NEW_LINE = Markup("\n")
STYLES = {"strong": "strong", "emphasis": "em"}


def element(tag: str, content: Markup, **attributes: object) -> Markup:
    """An element; an attribute without a value is left out, and `_` in its name is a hyphen."""
    written = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
        if value not in ("", None)
    )
    return Markup(f"<{tag}{written}>{escape(content)}</{tag}>")


def lines(parts: tuple[object, ...]) -> Markup:
    """Inlines in a row, or what else stands side by side."""
    return Markup("").join(html(part) for part in signed_behind_percent(parts))


def stacked(parts: tuple[object, ...]) -> Markup:
    """Blocks or rows, each on a line of its own."""
    return NEW_LINE.join(html(part) for part in parts)


@singledispatch
def html(part: object) -> Markup:
    """A part of a document as HTML."""
    raise TypeError(f"no part of a document: {part!r}")


@html.register
def _(printed: Markup) -> Markup:
    return printed


@html.register
def _(text: str) -> Markup:
    # a space that does not break is hard to tell from another one in the file
    return escape(kept(text)).replace("\N{NO-BREAK SPACE}", Markup("&nbsp;"))


@html.register
def _(number: inlines.Number) -> Markup:
    status, name, column = number.status, number.result_id, number.column
    shown = element("span", html(number.text), class_=status, data_result=name, data_column=column)
    return shown + html(number.unit) + mark(sign) if (sign := sign_of(number)) else shown


def mark(sign: str) -> Markup:
    """The sign of a note."""
    return element("sup", html(sign), class_="mark")


@html.register
def _(reason: inlines.Reason) -> Markup:
    return element("span", html(reason.text), data_result=reason.result_id, data_column="note")


@html.register
def _(value: inlines.Value) -> Markup:
    return element("span", html(value.text), data_cell=f"{value.table}|{value.key}|{value.column}")


@html.register
def _(setting: inlines.Setting) -> Markup:
    return element("span", html(setting.text), data_config=setting.path)


@html.register
def _(count: inlines.Count) -> Markup:
    return element("span", html(whole(count.number)), data_count=count.what)


@html.register
def _(name: inlines.Name) -> Markup:
    return element("span", html(name.text), data_label=name.kind)


@html.register
def _(code: inlines.Code) -> Markup:
    return element("code", html(code.text))


@html.register
def _(symbol: inlines.Symbol) -> Markup:
    return element("span", html(symbol.text), class_="sign", aria_hidden="true")


@html.register
def _(_: inlines.Break) -> Markup:
    return Markup("<br>")


@html.register
def _(styled: inlines.Styled) -> Markup:
    tag = STYLES.get(styled.style)
    return element(tag, lines(styled.parts)) if tag else element("span", lines(styled.parts), class_=styled.style)


@html.register
def _(link: inlines.Link) -> Markup:
    return element("a", lines(link.parts), href=link.target, data_method=link.method)
