"""Prints a document as HTML: tables with captions and scopes, notes below them, figures with their files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, repeat

from markupsafe import Markup

from casetrace.report.document import blocks
from casetrace.report.document.grids import grid, n_columns
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import name_of
from casetrace.report.drawing import CONTINUED, drawings
from casetrace.report.footnotes import Footnote, footnotes, signed
from casetrace.report.html_lines import NEW_LINE, element, html, lines, mark, stacked
from casetrace.report.text import joined

__all__ = ["html", "lines"]

#: The heading above what is printed, which names a table without a caption.
HEADING: ContextVar[Inlines] = ContextVar("heading", default=())
#: Tables of so many columns are read row by row where the page is narrow.
MANY_COLUMNS = 3
#: Letters from which a text needs a wide column.
LONG = 60
#: Letters from which a word is broken rather than its column widened.
LONGEST_WORD = 40


@contextmanager
def _under(heading: Inlines) -> Iterator[None]:
    """What is printed within stands under a heading."""
    token = HEADING.set(heading)
    try:
        yield
    finally:
        HEADING.reset(token)


def _noted(block: blocks.Paragraph | blocks.BulletList | blocks.Definitions, tag: str, **attributes: object) -> Markup:
    """A block of text with the notes on its numbers below it."""
    notes = footnotes(block)
    with signed(notes):
        shown = element(tag, _content(block), **attributes)
    return NEW_LINE.join([shown, *_notes(notes)])


def _content(block: blocks.Paragraph | blocks.BulletList | blocks.Definitions) -> Markup:
    match block:
        case blocks.Paragraph(parts=parts):
            return lines(parts)
        case blocks.BulletList(items=items):
            return NEW_LINE.join(element("li", lines(item)) for item in items)
        case blocks.Definitions(entries=entries):
            return stacked(entries)


def _notes(notes: tuple[Footnote, ...], own: tuple[Inlines, ...] = ()) -> Iterator[Markup]:
    """The list of notes, where there are any: those of a table itself, then the reasons of its signs."""
    items = [element("li", lines(note)) for note in own]
    items += [element("li", lines((mark(note.sign), " ", note.sentence)), class_="reason") for note in notes]
    if items:
        yield element("ul", NEW_LINE.join(items), class_="notes")


@html.register
def _(paragraph: blocks.Paragraph) -> Markup:
    return _noted(paragraph, "p", class_=paragraph.role, id=paragraph.id)


@html.register
def _(items: blocks.BulletList) -> Markup:
    return _noted(items, "ul", class_=items.role)


@html.register
def _(definitions: blocks.Definitions) -> Markup:
    return _noted(definitions, "dl")


@html.register
def _(entry: blocks.Definition) -> Markup:
    term = element("dt", lines(entry.term), id=entry.id, data_method=entry.method)
    return NEW_LINE.join([term, element("dd", lines(entry.meaning), data_method=entry.method)])


def _column_names(table: blocks.Table) -> list[str]:
    """What the columns of a table are called, if they are many; none otherwise."""
    width = n_columns(table)
    if not table.header or width < MANY_COLUMNS:
        return []
    parts: list[list[str]] = [[] for _ in range(width)]
    for row in grid(table.header, width):
        for across, cell in row:
            for column in range(across, across + cell.columns):
                parts[column].append(joined(cell.content))
    return [" ".join(filter(None, part)) for part in parts]


def _cell_names(rows: tuple[blocks.Row, ...], names: Sequence[str]) -> Iterator[list[str]]:
    """Of each cell of each row the name of its column; blank where it reaches over several."""
    for placed in grid(rows, len(names)):
        yield [names[across] if cell.columns == 1 else "" for across, cell in placed]


@html.register
def _(cell: blocks.Cell) -> Markup:
    return _cell(cell, "")


def _widths(words: str) -> Iterator[str]:
    """What a text needs of its column: to be wide, or to be broken within a word."""
    if len(words) > LONG:
        yield "long"
    if max(map(len, words.split()), default=0) > LONGEST_WORD:
        yield "unbroken"


def _cell(cell: blocks.Cell, scope: str, column: str = "") -> Markup:
    """A cell; one with a scope names a row or column, unless it is blank; another one may say which column it is in."""
    columns, rows = (number if number > 1 else None for number in (cell.columns, cell.rows))
    roles = " ".join((*filter(None, (cell.role,)), *_widths(joined(cell.content))))
    covers = {"colspan": columns, "rowspan": rows}
    if scope and cell.content:
        return element("th", lines(cell.content), class_=roles, scope=scope, **covers)
    return element("td", lines(cell.content), class_=roles, data_head=column if cell.content else "", **covers)


@html.register
def _(row: blocks.Row) -> Markup:
    return _row_of_body(row, ())


def _row_of_body(row: blocks.Row, names: Sequence[str]) -> Markup:
    """A row of a body, which its first cell names unless that is a number or stands for what is not there."""
    first = row.cells[0]
    is_name = (first.heading or first.role in ("", "within")) and "opened" not in row.roles
    scope = "rowgroup" if "head" in row.roles else "row"
    scopes = chain([scope if is_name else ""], repeat(""))
    return _row(row, list(map(_cell, row.cells, scopes, chain(names, repeat("")))))


def _header(row: blocks.Row) -> Markup:
    """A row of column names."""
    return _row(row, [_cell(cell, "colgroup" if cell.columns > 1 else "col") for cell in row.cells])


def _row(row: blocks.Row, cells: list[Markup]) -> Markup:
    return element("tr", Markup("").join(cells), class_=" ".join(row.roles))


@html.register
def _(body: blocks.Body) -> Markup:
    return _body(body, ())


def _body(body: blocks.Body, names: Sequence[str]) -> Markup:
    """A body of a table; a row that names those below it begins another, which it is the heading of."""
    groups: list[list[Markup]] = [[]]
    for row, of_cells in zip(body.rows, _cell_names(body.rows, names), strict=True):
        if "head" in row.roles and groups[-1]:
            groups.append([])
        groups[-1].append(_row_of_body(row, of_cells))
    ids = (body.id, *[""] * len(groups))
    shown = [
        element("tbody", NEW_LINE.join(rows), id=name, class_=body.role)
        for rows, name in zip(groups, ids, strict=False)
    ]
    return NEW_LINE.join(shown)


@html.register
def _(table: blocks.Table) -> Markup:
    """A table in a box that scrolls where it is wider than the page, with its notes below."""
    notes = footnotes(table)
    names = _column_names(table)
    with signed(notes):
        head = element("thead", NEW_LINE.join(map(_header, table.header)))
        parts = NEW_LINE.join([*_caption(table), head, *(_body(body, names) for body in table.bodies)])
        below = list(_notes(notes, table.notes))
    role = "listing log" if table.role == "log" else table.role
    classes = " ".join(filter(None, (role, "stacked" if names else "")))
    box = element("div", element("table", parts, class_=classes, id=table.id), class_="wide")
    return NEW_LINE.join([box, *below])


def _caption(table: blocks.Table) -> Iterator[Markup]:
    """What a table is called: its number and caption, or the heading above it, which need not be seen twice."""
    number = _number(table)
    if table.caption:
        yield element("caption", lines((number, *table.caption)))
    elif heading := HEADING.get():
        unseen = element("span", lines(heading), class_="unseen")
        yield element("caption", number + unseen) if number else element("caption", lines(heading), class_="unseen")


def _number(part: blocks.Table | blocks.Figure) -> Markup:
    """The number of a table or figure, as its caption begins; nothing where it has none."""
    name = name_of(part)
    return element("strong", html(f"{name}."), data_label="name") + Markup(" ") if name else Markup()


@html.register
def _(figure: blocks.Figure) -> Markup:
    first, *others = drawings(figure)
    files = [
        element("a", html(words), href=f"figures/{figure.name}.{kind}")
        for kind, words in (("pdf", "PDF"), ("png", "PNG"), ("csv", "data"))
    ]
    words = lines((_number(figure), figure.caption))
    caption = Markup("{} {}").format(words, element("span", Markup(" ").join(files), class_="files"))
    shown = _drawn(first, caption, figure.id)
    if not others:
        return shown
    further = (
        _drawn(image, lines((_number(figure), CONTINUED)), f"{figure.id}-{number}")
        for number, image in enumerate(others, 2)
    )
    return element("div", NEW_LINE.join([shown, *further]), class_="columns")


def _drawn(image: Markup, caption: Markup, name: str) -> Markup:
    """An image with its caption."""
    content = [element("div", image, class_="drawing"), element("figcaption", caption)]
    return element("figure", NEW_LINE.join(content), id=name)


@html.register
def _(details: blocks.Details) -> Markup:
    summary = element("summary", lines(details.summary))
    with _under(details.summary):
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
    """A figure or a table without notes is a column by itself, all else in an element of its own."""
    match column:
        case (blocks.Figure() as single,):
            return html(single)
        case (blocks.Table(notes=()) as single,) if not footnotes(single):
            return html(single)
    return element("div", stacked(column))


@html.register
def _(section: blocks.Section) -> Markup:
    heading = element(f"h{section.level}", lines(section.title))
    with _under(section.title):
        content = NEW_LINE.join([heading, *map(html, section.blocks)])
    return element("section", content, id=section.id) if section.id else content
