"""Prints a document as HTML. Each number carries where it comes from, which the script of the page opens."""

from functools import singledispatch

from markupsafe import Markup, escape

from casetrace.report.content import figure_svg
from casetrace.report.document import blocks, inlines

MARK = Markup('<sup class="mark">&dagger;</sup>')
NEW_LINE = Markup("\n")
STYLES = {"strong": "strong", "emphasis": "em"}


def element(tag: str, content: Markup, **attributes: object) -> Markup:
    """An element; an attribute without a value is left out, and `_` in its name is a hyphen."""
    written = [
        Markup(' {}="{}"').format(name.strip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value not in ("", None)
    ]
    return Markup("<{tag}{written}>{content}</{tag}>").format(
        tag=tag, written=Markup("").join(written), content=content
    )


def lines(parts: tuple[object, ...]) -> Markup:
    """Inlines in a row, or what else stands side by side."""
    return Markup("").join(html(part) for part in parts)


def stacked(parts: tuple[object, ...]) -> Markup:
    """Blocks or rows, each on a line of its own."""
    return NEW_LINE.join(html(part) for part in parts)


@singledispatch
def html(part: object) -> Markup:
    """A part of a document as HTML."""
    raise TypeError(f"no part of a document: {part!r}")


@html.register
def _(text: str) -> Markup:
    # a space that does not break is hard to tell from another one in the file
    return escape(text).replace("\N{NO-BREAK SPACE}", Markup("&nbsp;"))


@html.register
def _(number: inlines.Number) -> Markup:
    title = f"{number.result_id}: {number.note}" if number.note else number.result_id
    shown = element(
        "span",
        html(number.text),
        class_=number.status,
        data_result=number.result_id,
        data_column=number.column,
        title=title,
    )
    return shown + MARK if number.marked else shown


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
    return element("span", html(str(count.number)), data_count=count.what)


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


@html.register
def _(paragraph: blocks.Paragraph) -> Markup:
    return element("p", lines(paragraph.parts), class_=paragraph.role, id=paragraph.id)


@html.register
def _(items: blocks.BulletList) -> Markup:
    written = [element("li", lines(item)) for item in items.items]
    return element("ul", NEW_LINE.join(written), class_=items.role)


@html.register
def _(definitions: blocks.Definitions) -> Markup:
    return element("dl", stacked(definitions.entries))


@html.register
def _(entry: blocks.Definition) -> Markup:
    term = element("dt", lines(entry.term), id=entry.id, data_method=entry.method)
    return NEW_LINE.join([term, element("dd", lines(entry.meaning), data_method=entry.method)])


@html.register
def _(cell: blocks.Cell) -> Markup:
    columns, rows = (number if number > 1 else None for number in (cell.columns, cell.rows))
    tag = "th" if cell.heading else "td"
    return element(tag, lines(cell.content), class_=cell.role, colspan=columns, rowspan=rows)


@html.register
def _(row: blocks.Row) -> Markup:
    return element("tr", lines(row.cells), class_=" ".join(row.roles))


@html.register
def _(body: blocks.Body) -> Markup:
    return element("tbody", stacked(body.rows), id=body.id, class_=body.role)


@html.register
def _(table: blocks.Table) -> Markup:
    caption = [element("caption", lines(table.caption))] if table.caption else []
    head = element("thead", stacked(table.header))
    parts = NEW_LINE.join([*caption, head, stacked(table.bodies)])
    role = "listing log" if table.role == "log" else table.role
    shown = element("table", parts, class_=role, id=table.id)
    notes = [element("p", lines(note), class_="aside") for note in table.notes]
    return NEW_LINE.join([element("div", shown, class_="wide") if table.wide else shown, *notes])


@html.register
def _(figure: blocks.Figure) -> Markup:
    drawing = element("div", figure_svg(figure.path), class_="drawing")
    files = [
        element("a", html(words), href=f"figures/{figure.name}.{kind}")
        for kind, words in (("pdf", "PDF"), ("png", "PNG"), ("csv", "data"))
    ]
    caption = Markup("{} {}").format(figure.caption, element("span", Markup(" ").join(files), class_="files"))
    return element("figure", NEW_LINE.join([drawing, element("figcaption", caption)]), id=f"figure-{figure.name}")


@html.register
def _(details: blocks.Details) -> Markup:
    summary = element("summary", lines(details.summary))
    return element("details", NEW_LINE.join([summary, stacked(details.blocks)]))


@html.register
def _(code: blocks.Preformatted) -> Markup:
    return element("pre", element("code", html(code.text)))


@html.register
def _(panel: blocks.Panel) -> Markup:
    return element("div", stacked(panel.blocks), class_="primary joint")


@html.register
def _(columns: blocks.Columns) -> Markup:
    return element("div", NEW_LINE.join(map(_column, columns.columns)), class_=columns.role)


def _column(column: tuple[blocks.Block, ...]) -> Markup:
    """A figure or table is a column by itself, all else in an element of its own."""
    is_single = len(column) == 1 and isinstance(column[0], blocks.Figure | blocks.Table)
    return html(column[0]) if is_single else element("div", stacked(column))


@html.register
def _(section: blocks.Section) -> Markup:
    heading = element(f"h{section.level}", lines(section.title))
    content = NEW_LINE.join([heading, *map(html, section.blocks)])
    return element("section", content, id=section.id) if section.id else content
