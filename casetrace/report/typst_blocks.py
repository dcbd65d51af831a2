"""Prints the blocks of a document as code of Typst, each set in a width."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import singledispatch
from itertools import cycle, groupby, pairwise
from typing import Any

from casetrace.report.document import blocks
from casetrace.report.document.grids import PlacedRow, grid
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.numbering import name_of
from casetrace.report.document.prose import joined, line, strong
from casetrace.report.drawing import CONTINUED, with_alternatives
from casetrace.report.footnotes import Footnote, footnotes, signed
from casetrace.report.typst_inlines import anchored, inline_code, target
from casetrace.report.typst_style import (
    ABOVE,
    BELOW,
    CELL_SPACE,
    GUTTER,
    HIGH,
    HIGH_ON_ITS_SIDE,
    LINE,
    SMALL_SIZE,
    UPRIGHT,
)
from casetrace.report.typst_tables import (
    TALL,
    Layout,
    column_needs,
    is_unbroken,
    is_whole,
    layout,
    n_lines,
    plain,
    smaller,
)
from casetrace.report.typst_text import lines, literal

#: Bare names of a list that are printed: hundreds of them would fill pages that nobody reads.
MOST_NAMES = 3
#: The colours of verdicts.
VERDICTS = {"refuted": "refuted", "assumed": "warn", "divided": "warn"}
#: How far a row stands in from the heading above it.
INDENT = 12
#: Parts of a frame: its space at both sides.
FRAME = 20.0
#: Words beside a table need so much; a table of a claim's workings gets no more than this.
NARROWEST, WORKINGS = 120.0, 230.0
#: A drawing without a size is as wide as a column of a journal; none is taller than a page leaves room for.
COLUMN_WIDTH, TALLEST = 252.0, 620.0


def code_block(codes: Iterable[str]) -> str:
    """Pieces of code as a block, one on each line."""
    return "{\n" + "\n".join(codes) + "\n}"


def stacked(parts: tuple[object, ...], width: float, following: object = None) -> str:
    """Blocks below each other, each on a line; a paragraph stays on the page of the table or heading behind it."""
    codes = [block_code(part, width) for part in parts]
    for place, (part, behind) in enumerate(pairwise((*parts, following))):
        if isinstance(part, blocks.Paragraph) and isinstance(behind, blocks.Table | blocks.Section):
            codes[place] = f"keep({{{codes[place]}}})"
    return "\n".join(codes)


@singledispatch
def block_code(part: object, width: float) -> str:
    """A block as code, set in a width in points."""
    raise TypeError(f"no part of a document: {part!r}")


def _is_block(part: object) -> bool:
    """Whether a part stands by itself and not in a line."""
    return type(part) in block_code.registry.keys() - {object}


@block_code.register
def _(paragraph: blocks.Paragraph, width: float) -> str:
    return _noted(paragraph, _paragraph, width)


def _paragraph(paragraph: blocks.Paragraph, width: float) -> str:
    content = anchored(paragraph.id, paragraph.parts)
    if paragraph.role in ("primary", "caution"):
        return f"{paragraph.role}({content})"
    return _measured(f"par(aside({content}))" if paragraph.role else f"par({content})", width)


def _noted(block: blocks.Block, code_of: Callable[[Any, float], str], width: float) -> str:
    """A block of text with the notes on its numbers below it."""
    notes = footnotes(block)
    with signed(notes):
        code = code_of(block, width)
    return "\n".join([code, *(_measured(f"par(aside({_note(note)}))", width) for note in notes)])


def _note(note: Footnote) -> str:
    return f"{{mark({literal(note.sign)}); {inline_code((' ', note.sentence))}}}"


@block_code.register
def _(items: blocks.BulletList, width: float) -> str:
    return _noted(items, _list, width)


def _list(items: blocks.BulletList, width: float) -> str:
    if items.role == "names":
        return f"par(aside({inline_code(joined(first_names(items.items)))}))"
    return _measured(f"list({', '.join(map(inline_code, items.items))})", width)


def first_names(names: tuple[Inlines, ...]) -> list[Inlines]:
    """The names that paper has room for, and how many more there are."""
    more = len(names) - MOST_NAMES
    return [*names[:MOST_NAMES], (f"and {more} more",)] if more > 0 else list(names)


@block_code.register
def _(definitions: blocks.Definitions, width: float) -> str:
    return _noted(definitions, _terms, width)


def _terms(definitions: blocks.Definitions, width: float) -> str:
    entries = (
        f"terms.item({anchored(entry.id, entry.term)}, {inline_code(entry.meaning)})" for entry in definitions.entries
    )
    return _measured(f"terms-of({', '.join(entries)})", width)


def _measured(code: str, width: float) -> str:
    """Text in lines that are not too long to read."""
    return f"measured({code})" if width > LINE else code


@block_code.register
def _(details: blocks.Details, width: float) -> str:
    return f"opened({inline_code(details.summary)}, {code_block([stacked(details.blocks, width)])})"


@block_code.register
def _(code: blocks.Preformatted, width: float) -> str:
    return f"code-lines({literal(lines(code.text))})"


@block_code.register
def _(panel: blocks.Panel, width: float) -> str:
    return f"panel({code_block([stacked(panel.blocks, width - FRAME)])})"


@block_code.register
def _(columns: blocks.Columns, width: float) -> str:
    figures = [part for column in columns.columns for part in column if isinstance(part, blocks.Figure)]
    if figures and columns.role == "columns":
        others = (part for column in columns.columns for part in column if not isinstance(part, blocks.Figure))
        return "\n".join([*_figure_rows(figures, width), stacked(tuple(others), width)])
    widths = _workings_widths(columns, width) if columns.role == "workings" else [(width - GUTTER) / 2] * 2
    fit = all(_needs(part) <= room for column, room in zip(columns.columns, cycle(widths)) for part in column)
    if not fit or not columns.columns:
        return "\n".join(stacked(column, width) for column in columns.columns)
    parts = (code_block([stacked(column, room)]) for column, room in zip(columns.columns, cycle(widths)))
    return f"beside(({', '.join(f'{room:.2f}pt' for room in widths)},), {', '.join(parts)})"


def _figure_rows(figures: list[blocks.Figure], width: float) -> Iterator[str]:
    """Figures beside each other, two in a row; a row that lacks little room at the end of a page is drawn smaller."""
    room = (width - GUTTER) / 2
    drawn = [code for figure in figures for code in _drawings(figure, room)]
    for start in range(0, len(drawn), 2):
        yield f"figure-row({room:.2f}pt, {', '.join(drawn[start : start + 2])})"


def room_for(first: blocks.Block) -> Iterator[str]:
    """That headings go to the next page with the figures that are the first block below them; not on its side."""
    match first:
        case blocks.Figure():
            yield f"room-for({UPRIGHT:.2f}pt, {', '.join(_drawings(first, UPRIGHT))})"
        case blocks.Columns(role="columns", columns=columns):
            figures = [part for column in columns for part in column if isinstance(part, blocks.Figure)]
            room = (UPRIGHT - GUTTER) / 2
            if figures:
                drawn = [code for figure in figures for code in _drawings(figure, room)]
                yield f"room-for({room:.2f}pt, {', '.join(drawn[:2])})"


def _workings_widths(columns: blocks.Columns, width: float) -> list[float]:
    """The widths of the parts of a claim's workings beside each other: tables as they are, words in what is left."""
    wanted = [
        min(WORKINGS, sum(column_needs(column[0])[2]))
        if len(column) == 1 and isinstance(column[0], blocks.Table)
        else 0
        for column in columns.columns
    ]
    rest = width - sum(wanted) - GUTTER * (len(wanted) - 1)
    return [room or max(0, rest) / max(1, wanted.count(0)) for room in wanted]


def _needs(part: blocks.Block) -> float:
    """How wide a block has to be."""
    match part:
        case blocks.Table():
            return sum(smaller(column_needs(part)[0], SMALL_SIZE))
        case blocks.Section() | blocks.Details() | blocks.Panel():
            return max(map(_needs, part.blocks), default=0)
        case blocks.Columns():
            return 2 * max((_needs(inner) for column in part.columns for inner in column), default=0)
        case blocks.Paragraph():
            return NARROWEST
    return 0


@block_code.register
def _(section: blocks.Section, width: float) -> str:
    return "\n".join([heading(section), stacked(section.blocks, width)])


def heading(section: blocks.Section) -> str:
    """The heading of a section; the report's title stands above the highest of them."""
    return f"heading(level: {max(1, section.level - 1)}, {anchored(section.id, section.title)})"


@block_code.register
def _(figure: blocks.Figure, width: float) -> str:
    whole, *others = _drawings(figure, width)
    return "\n".join(_floating_rows(figure, width)) if others else f"fitted({whole})"


def _floating_rows(figure: blocks.Figure, width: float) -> Iterator[str]:
    """The parts of a figure, two in a row, at their size: where the page lacks room the text behind them fills it."""
    room = (width - GUTTER) / 2
    parts = list(_drawings(figure, room))
    for start in range(0, len(parts), 2):
        row = f"row-of({room:.2f}pt, ({', '.join(parts[start : start + 2])},), 1)"
        yield f"place(auto, float: true, clearance: {GUTTER}pt, {row})"


def _drawings(figure: blocks.Figure, width: float) -> Iterator[str]:
    """A figure, drawn smaller by a factor; or its parts, of which the first has the caption."""
    caption = anchored(figure.id, _numbered(figure, (figure.caption,)))
    for svg, alternative in with_alternatives(figure):
        size = f"{min(width, _drawn_width(svg)):.2f}pt * shrunk"
        yield f"shrunk => drawing({literal(svg)}, {size}, {caption}, {literal(plain(alternative))})"
        caption = inline_code(_numbered(figure, (CONTINUED,)))


def _drawn_width(svg: str) -> float:
    """How wide a drawing is by itself, in points, or less so that it is not taller than a page."""
    found = [re.search(rf'<svg[^>]*\s{name}="([0-9.]+)pt"', svg) for name in ("width", "height")]
    width, height = (float(size.group(1)) if size else COLUMN_WIDTH for size in found)
    return min(width, width * TALLEST / height)


@block_code.register
def _(table: blocks.Table, width: float) -> str:
    found = footnotes(table)
    with signed(found):
        return _table(table, width, found)


def _table(table: blocks.Table, width: float, reasons: tuple[Footnote, ...]) -> str:
    """A table with its notes, last the reasons of its signs."""
    form = layout(table, width)
    columns = "".join(f"{column:.2f}pt, " for column in form.columns)
    head = [code for row in grid(table.header, len(form.columns)) for code in (*_cells(row, form), "thin")]
    rows = [code for body in table.bodies for code in _body(body, form)]
    content = ",\n".join([f"table(columns: ({columns})", f"table.header({', '.join([*head[:-1], 'thick'])})", *rows])
    content = f"crowded({content}))" if form.is_crowded else f"{content})"
    content = f"{{anchor({target(table.id)}); {content}}}" if table.id else content
    words = _numbered(table, table.caption)
    caption = inline_code(words) if words else "none"
    notes = "".join(f"{note}, " for note in [*map(inline_code, table.notes), *map(_note, reasons)])
    high = HIGH if width <= UPRIGHT else HIGH_ON_ITS_SIDE
    whole = "true" if is_whole(table, [note.sentence.text for note in reasons], form, width, high) else "false"
    return f"tabular({form.size}pt, {whole}, {caption}, {content}, ({notes}))"


def _numbered(part: blocks.Table | blocks.Figure, caption: Inlines) -> Inlines:
    """A caption with its number, where it has one."""
    name = name_of(part)
    return line(strong(f"{name}."), " " if caption else "", caption) if name else caption


def _body(body: blocks.Body, form: Layout) -> Iterator[str]:
    """The rows of a body, with the rules above and below them."""
    rows = grid(body.rows, len(form.columns))
    for place, (row, cells) in enumerate(zip(body.rows, rows, strict=True)):
        codes = list(_cells(cells, form, row.roles, body.role, body.id if place == 0 else ""))
        if "start" in row.roles:
            yield "middle"
        is_whole = sum(cell.columns * (cell.rows == 1) for _, cell in cells) == len(form.columns)
        # A heading in the body is not left behind at the foot of a page.
        yield (
            f"table.header(level: 2, repeat: false, {', '.join(codes)})"
            if "head" in row.roles and is_whole
            else ", ".join(codes)
        )
        opens = place + 1 < len(rows) and "opened" in body.rows[place + 1].roles
        if not opens:
            yield "thin"


def _cells(
    row: PlacedRow, form: Layout, roles: tuple[str, ...] = (), of_body: str = "", name: str = ""
) -> Iterator[str]:
    """The cells of a row; a row that is not tall is not broken at the end of a page."""
    is_kept = n_lines(row, form) <= TALL
    for across, cell in row:
        width = sum(form.columns[across : across + cell.columns]) - CELL_SPACE
        look = {
            "colspan": str(cell.columns) if cell.columns > 1 else "",
            "rowspan": str(cell.rows) if cell.rows > 1 else "",
            "align": "right + top" if cell.role == "number" and not any(map(_is_block, cell.content)) else "",
            "inset": _inset(cell, roles),
            "fill": "tint" if "role-primary" in roles else "",
            "breakable": "false" if is_kept else "",
        }
        settings = "".join(f"{key}: {value}, " for key, value in look.items() if value)
        content = _styled(cell, _content(cell, width, name), roles, of_body)
        yield f"table.cell({settings}{content})"
        name = ""


def _inset(cell: blocks.Cell, roles: tuple[str, ...]) -> str:
    """The space in a cell, where it is not that of the others."""
    left = INDENT if cell.role == "within" else 0
    top = 7 if "head" in roles else ABOVE
    return (
        "" if (left, top) == (0, ABOVE) else f"(left: {left}pt, right: {CELL_SPACE}pt, top: {top}pt, bottom: {BELOW}pt)"
    )


def _styled(cell: blocks.Cell, content: str, roles: tuple[str, ...], of_body: str) -> str:
    """What stands in a cell as it looks: bold where it is a heading or a primary result, coloured by a verdict."""
    is_note = cell.role == "aside" and "head" in roles
    if not is_note and (cell.heading or {"head", "role-primary"} & set(roles)):
        content = f"strong({content})"
    if cell.role == "aside":
        content = f"aside({content})"
    if cell.role == "verdict" and of_body in VERDICTS:
        content = f"strong({content})" if of_body == "refuted" else content
        content = f"coloured({VERDICTS[of_body]}, {content})"
    return content


def _content(cell: blocks.Cell, width: float, name: str) -> str:
    """What stands in a cell: lines, and blocks among them."""
    if not cell.content and not name:
        return "[]"
    runs = groupby(cell.content, key=_is_block)
    codes = [stacked(tuple(run), width) if standing else inline_code(tuple(run)) for standing, run in runs]
    content = codes[0] if len(codes) == 1 and not name and codes[0].startswith("[") else code_block(codes)
    content = f"{{anchor({target(name)}); {content}}}" if name else content
    return f"box({content})" if is_unbroken(cell) else content
