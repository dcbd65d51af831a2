"""Prints parts of a document as plain text in Markdown: a flagged number keeps its mark, sources are left out.

A cell of a table stands on one line, with all that it holds, and once where it covers several rows or columns; the
header is one row.
"""

from collections.abc import Sequence
from functools import singledispatch

from casetrace.model.numbers import whole
from casetrace.report.document import blocks, inlines
from casetrace.report.document.numbering import name_of
from casetrace.report.footnotes import MARK

AROUND = {"strong": "**", "emphasis": "*"}


def joined(parts: tuple[object, ...]) -> str:
    """Inlines in a row, or what else stands in a cell."""
    return "".join(map(text, parts))


def stacked(parts: tuple[object, ...]) -> str:
    """Blocks with a blank line between them."""
    return "\n\n".join(filter(None, map(text, parts)))


@singledispatch
def text(part: object) -> str:
    """A part of a document as text."""
    raise TypeError(f"no part of a document: {part!r}")


@text.register
def _(words: str) -> str:
    return words


@text.register
def _(number: inlines.Number) -> str:
    return number.text + MARK if number.marked else number.text


@text.register(inlines.Reason | inlines.Value | inlines.Setting | inlines.Name | inlines.Symbol)
def _(worded: inlines.Reason | inlines.Value | inlines.Setting | inlines.Name | inlines.Symbol) -> str:
    return worded.text


@text.register
def _(count: inlines.Count) -> str:
    return whole(count.number)


@text.register
def _(code: inlines.Code) -> str:
    return f"`{code.text}`"


@text.register
def _(_: inlines.Break) -> str:
    return " "


@text.register
def _(styled: inlines.Styled) -> str:
    sign = AROUND.get(styled.style, "")
    return f"{sign}{joined(styled.parts)}{sign}"


@text.register
def _(link: inlines.Link) -> str:
    return joined(link.parts) if link.target.startswith("#") else f"[{joined(link.parts)}]({link.target})"


@text.register
def _(paragraph: blocks.Paragraph) -> str:
    return joined(paragraph.parts)


@text.register
def _(items: blocks.BulletList) -> str:
    return "\n".join(f"- {joined(item)}" for item in items.items)


@text.register
def _(definitions: blocks.Definitions) -> str:
    return "\n".join(f"- {joined(entry.term)}: {joined(entry.meaning)}" for entry in definitions.entries)


@text.register
def _(table: blocks.Table) -> str:
    header = [" ".join(filter(None, names)) for names in zip(*_grid(table.header), strict=True)]
    rows = [_line(row) for body in table.bodies for row in _grid(body.rows)]
    lines = [_line(header), _line(["---"] * len(header)), *rows]
    caption = _numbered(table, joined(table.caption))
    return "\n\n".join(filter(None, [caption, "\n".join(lines), *map(joined, table.notes)]))


def _numbered(part: blocks.Table | blocks.Figure, caption: str) -> str:
    """A caption with its number, where it has one."""
    name = name_of(part)
    return f"{name}. {caption}".rstrip() if name else caption


def _grid(rows: Sequence[blocks.Row]) -> list[list[str]]:
    """The texts of rows, one for each column; blank where a cell to the left or above covers the place."""
    covered: dict[tuple[int, int], str] = {}
    for down, row in enumerate(rows):
        across = 0
        for cell in row.cells:
            while (down, across) in covered:
                across += 1
            places = [(down + y, across + x) for y in range(cell.rows) for x in range(cell.columns)]
            covered |= dict.fromkeys(places, "") | {places[0]: _cell(cell)}
    width = 1 + max((across for _, across in covered), default=0)
    return [[covered.get((down, across), "") for across in range(width)] for down in range(len(rows))]


def _line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(texts) + " |"


def _cell(cell: blocks.Cell) -> str:
    """The text of a cell on one line; what would end it is escaped."""
    return " ".join(joined(cell.content).replace("|", r"\|").split("\n"))


@text.register
def _(figure: blocks.Figure) -> str:
    return f"![{_numbered(figure, figure.caption)}](figures/{figure.name}.png)"


@text.register
def _(details: blocks.Details) -> str:
    return stacked((joined(details.summary), *details.blocks))


@text.register
def _(code: blocks.Preformatted) -> str:
    return f"```\n{code.text}\n```"


@text.register
def _(panel: blocks.Panel) -> str:
    return stacked(panel.blocks)


@text.register
def _(columns: blocks.Columns) -> str:
    return stacked(tuple(block for column in columns.columns for block in column))


@text.register
def _(section: blocks.Section) -> str:
    return stacked((f"{'#' * section.level} {joined(section.title)}", *section.blocks))
