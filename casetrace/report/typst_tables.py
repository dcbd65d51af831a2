"""How wide the columns of a table are on paper, estimated from the widths of letters, and what of it stays together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, is_dataclass
from functools import lru_cache
from math import ceil
from typing import TypeAlias

from casetrace.model.numbers import whole
from casetrace.report.document import blocks, inlines
from casetrace.report.document.grids import PlacedRow, grid, n_columns
from casetrace.report.document.walking import inner_parts
from casetrace.report.footnotes import sign_of
from casetrace.report.typst_style import ABOVE, BELOW, CELL_SPACE, LINE_HEIGHT, SMALL_SIZE, TABLE_SIZE, UPRIGHT
from casetrace.report.typst_text import pieces, printable

#: Widths of letters of Source Sans in thousandths of the size, semibold ones being a little wider; any other letter
#: counts as the last, and a letter from U+2E80 on fills a square.
WIDTHS = {
    200: " ",
    260: ".,;:'|·ijl",
    320: "!()[]{}-Ift",
    360: "r/",
    430: '"?*scz',
    500: "0123456789−+=<>#_†×≥≤aegkvxyJLF",
    560: "bdhnopquACEKPRSTVXYZ",
    660: "BDGHNOQU&",
    830: "mwMW%@—",
}
OTHER, SQUARE = 620, 1000
LETTER = {letter: width / 1000 for width, letters in WIDTHS.items() for letter in letters}
BOLD = 1.06
#: What the sign of a verdict takes beside its words, in points.
SIGN_SPACE = 1.2 * TABLE_SIZE
#: Longer numbers with what belongs to them may be broken between words.
UNBROKEN = 32
#: Taller rows may be broken at the end of a page, in lines.
TALL = 20
#: A table that takes less of a page than this is not broken; the rest is for its caption and notes, and since heights
#: are estimated.
WHOLE = 0.75
#: No column asks for more: as long as a line is that is easily read.
WIDEST = 400.0
#: So much the name of a column is given for sure, if it is long.
HEADING = 60.0

#: Widths of a cell, from the least to the full one.
Needs: TypeAlias = tuple[float, ...]


@dataclass(frozen=True)
class Layout:
    """How a table is set: the width of each column and the size of type, in points; a crowded one breaks its words."""

    columns: tuple[float, ...]
    size: float
    is_crowded: bool = False


@lru_cache(maxsize=10_000)
def text_width(text: str) -> float:
    """The width of a text in one line of a table, in points."""
    return TABLE_SIZE * sum(LETTER.get(letter) or (SQUARE if letter >= "\u2e80" else OTHER) / 1000 for letter in text)


def plain(part: object) -> str:
    """What a part of a document says, a line for each line and block of it."""
    match part:
        case str():
            return printable(part)
        case inlines.Number():
            return printable(part.text) + sign_of(part)
        case inlines.Count():
            return whole(part.number)
        case inlines.Break():
            return "\n"
        case inlines.Reason() | inlines.Value() | inlines.Setting() | inlines.Name() | inlines.Symbol():
            return printable(part.text)
        case blocks.BulletList(role="names"):
            # they may be broken anywhere and ask for no room
            return "\n".join(piece for item in part.items for piece in pieces(plain(item))) + "\n"
        case blocks.Preformatted():
            return part.text + "\n"
        case inlines.Code():
            # letters of one width, somewhat more than that of prose
            return re.sub("\\w", "n", part.text)
        case tuple():
            return "".join(map(plain, part))
        case _ if is_dataclass(part):
            inner = "".join(plain(value) for value in inner_parts(part) if isinstance(value, tuple))
            return inner if isinstance(part, inlines.Styled | inlines.Link) else inner + "\n"
    return ""


def is_unbroken(cell: blocks.Cell) -> bool:
    """Whether a cell stays on the lines that it has: a number with what belongs to it."""
    return cell.role == "number" and not cell.heading and max(map(len, plain(cell.content).split("\n"))) <= UNBROKEN


def needs(cell: blocks.Cell) -> Needs:
    """How wide a cell is, in points: at least, with its name on two lines if it has one, and with no line broken."""
    lines = plain(cell.content).split("\n")
    widest = min(WIDEST, max(map(text_width, lines)))
    words = {word for line in lines for word in line.split(" ")}
    if cell.role == "verdict":
        widest = BOLD * widest + SIGN_SPACE
    least = widest if is_unbroken(cell) else max(text_width(piece) for word in words for piece in pieces(word))
    if not cell.heading:
        return least + CELL_SPACE, widest + CELL_SPACE, widest + CELL_SPACE
    # Where room is scarce, the name of a column stands on two or three lines.
    shares = max(least, min(widest / 2.5, HEADING)), max(least, widest / 2), widest
    return tuple(BOLD * share + CELL_SPACE for share in shares)


def layout(table: blocks.Table, available: float) -> Layout:
    """The layout of a table in a width: in smaller type where it has to be, and at last with words broken anywhere."""
    needed = column_needs(table)
    for size in (TABLE_SIZE, SMALL_SIZE):
        least, halved, full = (smaller(widths, size) for widths in needed)
        if sum(least) <= available:
            return Layout(shared(least, halved, full, available), size)
    return Layout(tuple(available * width / sum(least) for width in least), SMALL_SIZE, True)


def smaller(widths: Sequence[float], size: float) -> list[float]:
    """Widths of columns for a size of type; what stays free between columns is the same."""
    return [CELL_SPACE + (width - CELL_SPACE) * size / TABLE_SIZE for width in widths]


def shared(
    least: Sequence[float], halved: Sequence[float], full: Sequence[float], available: float
) -> tuple[float, ...]:
    """Widths of columns: what each would fill; without room for that, those that lack least are filled first."""
    if sum(full) <= available:
        return tuple(full)
    widths, room = list(least), available - sum(least)
    lacking = sorted(range(len(widths)), key=lambda column: halved[column] - least[column])
    for n_before, column in enumerate(lacking):
        more = min(halved[column] - least[column], room / (len(lacking) - n_before))
        widths[column] += more
        room -= more
    return tuple(widths)


def column_needs(table: blocks.Table) -> tuple[list[float], list[float], list[float]]:
    """The widths of each column, as those of cells; what covers several columns widens all of them alike."""
    width = n_columns(table)
    least, halved, full = ([CELL_SPACE] * width for _ in range(3))
    parts = [table.header, *(body.rows for body in table.bodies)]
    cells = [entry for rows in parts for row in grid(rows, width) for entry in row]
    for across, cell in sorted(cells, key=lambda entry: entry[1].columns):
        columns = range(across, across + cell.columns)
        for widths, need in zip((least, halved, full), needs(cell), strict=True):
            more = (need - sum(widths[column] for column in columns)) / cell.columns
            for column in columns:
                widths[column] += max(0, more)
    return least, halved, full


def is_broad(table: blocks.Table) -> bool:
    """Whether a table needs a page on its side."""
    return sum(smaller(column_needs(table)[0], SMALL_SIZE)) > UPRIGHT


def n_lines(row: PlacedRow, form: Layout) -> int:
    """How many lines a row has, about."""
    return max(
        (_cell_lines(cell, form.columns[across : across + cell.columns], form.size) for across, cell in row), default=0
    )


def is_whole(table: blocks.Table, below: Sequence[str], form: Layout, width: float, height: float) -> bool:
    """Whether a table fits on a page, and is rather moved to the next one as a whole than broken.

    Parameters
    ----------
    table, form
        The table, and how it is set.
    below
        The reasons of its signs, which stand below it.
    width, height
        The room for it, in points.
    """
    parts = [table.header, *(body.rows for body in table.bodies)]
    rows = [n_lines(row, form) for part in parts for row in grid(part, len(form.columns))]
    around = [plain(table.caption), *map(plain, table.notes), *below]
    own = sum(1 + text_width(text) // width for text in around)
    line_height = LINE_HEIGHT * form.size
    return (sum(rows) + own) * line_height + len(rows) * (ABOVE + BELOW) <= WHOLE * height


def _cell_lines(cell: blocks.Cell, columns: Sequence[float], size: float) -> int:
    width = max(1, sum(columns) - CELL_SPACE) * TABLE_SIZE / size
    # a line that is just as wide as its column fits
    return sum(max(1, ceil(text_width(line) / width - 0.01)) for line in plain(cell.content).split("\n"))
