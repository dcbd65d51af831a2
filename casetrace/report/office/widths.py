"""How wide the columns of a table are: as wide as their texts where there is room, and else shared out among them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from casetrace.report.office.styles import CELL_MARGIN

#: A point in twentieths, in which Word counts.
POINT = 20
#: Widths of the letters of Arial in parts of the size of type: of blanks and thin signs, of thin and of wide letters.
THIN, NARROW, USUAL, CAPITAL, BROAD = 0.28, 0.34, 0.56, 0.70, 0.95
#: No word asks for more than this, nor a long text before it is broken into lines: 45 and 28 mm.
LONGEST_WORD, LONGEST_LINE = 2550, 1590


@dataclass(frozen=True)
class Ask:
    """What a cell asks for: room for a text at a size of type, in so many columns from one on."""

    text: str
    column: int
    columns: int
    points: float
    bold: bool
    is_number: bool = False


def width_of(text: str, points: float, bold: bool = False) -> int:
    """About how wide a text is in Arial."""
    return round(sum(map(_letter, text)) * points * POINT * (1.06 if bold else 1))


@cache
def _letter(sign: str) -> float:
    if sign in " \N{NO-BREAK SPACE}.,:;'!|iljI()[]/-\N{EN DASH}":
        return NARROW if sign in "()[]-/" else THIN
    if unicodedata.combining(sign) or unicodedata.category(sign) == "Cf":
        return 0
    if sign in "mMwW%@\N{EM DASH}" or unicodedata.east_asian_width(sign) in "WF":
        return BROAD
    return CAPITAL if sign.isupper() else USUAL


def _ends(asks: Sequence[Ask], n: int, *, whole: bool = False) -> tuple[list[int], list[int]]:
    """The least and the most that each column asks for; `whole` where numbers are not to be broken into lines."""
    least, most = [2 * CELL_MARGIN] * n, [2 * CELL_MARGIN] * n
    for ask in sorted(asks, key=lambda ask: ask.columns):
        words = max((width_of(word, ask.points, ask.bold) for word in ask.text.split(" ")), default=0)
        lines = max((width_of(line, ask.points, ask.bold) for line in ask.text.split("\n")), default=0)
        words = lines if whole and ask.is_number else words
        columns = range(ask.column, ask.column + ask.columns)
        for widths, asked in ((least, min(words, LONGEST_WORD)), (most, lines)):
            lacking = asked + 2 * CELL_MARGIN + POINT - sum(widths[column] for column in columns)
            for column in columns:
                widths[column] += max(0, -(-lacking // len(columns)))
    return least, [max(pair) for pair in zip(least, most, strict=True)]


def needs(asks: Sequence[Ask], n: int) -> int:
    """How wide a table of `n` columns has to be to be read with ease."""
    least, most = _ends(asks, n, whole=True)
    return sum(max(low, min(high, LONGEST_LINE)) for low, high in zip(least, most, strict=True))


def shared_out(asks: Sequence[Ask], n: int, room: int) -> list[int]:
    """The widths of `n` columns that fill the room at most; numbers stay on one line where words have room then."""
    least, most = _ends(asks, n, whole=True)
    if sum(least) > room:
        least, most = _ends(asks, n)
    if sum(most) <= room:
        return most
    over = room - sum(least)
    if over <= 0:
        return [width * room // sum(least) for width in least]
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    return [low + over * more // sum(wanted) for low, more in zip(least, wanted, strict=True)]
