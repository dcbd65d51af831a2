"""Text of the figures: numbers, counts, labels shortened and wrapped to the room that there is."""

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import text_to_path

from casetrace.figures.look import FONT_FILES, FONTS
from casetrace.model.numbers import MINUS, THOUSANDS, marked, trimmed
from casetrace.model.time_units import visit_name

#: Longest name of a lesion in characters; a longer one is shortened in its middle.
LABEL_CHARACTERS = 12

#: What stands for characters that no font of the figures has.
NOT_DRAWN = "?"

#: Text is measured unhinted; on a coarse bitmap it can be this much wider.
HINTING = 1.05


def number(value: float, decimals: int | None = None) -> str:
    """A number for an axis or a label: no binary noise, no exponent, a true minus sign.

    With at most so many `decimals` it is rounded as in the tables.
    """
    if decimals is not None:
        return trimmed(value, decimals)
    return marked(f"{value:,.10g}".replace("-", MINUS).replace(",", THOUSANDS))


def named_visit(visit: float, *, capital: bool = False) -> str:
    """What a visit is called, such as `week 4`."""
    return visit_name(number(visit), capital=capital)


def percent_number(percent: float) -> str:
    """A percentage without decimals, unless it would then read as 0 or 100 and is not."""
    exact = ("0", "100")
    return next((text for n in range(6) if (text := number(percent, n)) not in exact), number(percent, 6))


def sentence(text: str) -> str:
    """A text with a capital letter at its start."""
    return text[:1].upper() + text[1:]


def count(n: int, noun: str) -> str:
    """`n` of a noun with a regular plural."""
    return f"{number(n)} {noun}" if n == 1 else f"{number(n)} {noun}s"


@cache
def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width in points of one line of text at a size in points."""
    font = FontProperties(family=FONTS, size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) * HINTING


def one_line(text: object) -> str:
    """A text without line breaks, repeated blanks and characters that do not print.

    What no font of the figures can draw, such as a picture of several characters, is one question mark.
    """
    joined = " ".join(str(text).split())
    printed = "".join(character for character in joined if character.isprintable())
    if printed.isascii():
        return printed
    runs = groupby(printed, key=lambda character: ord(character) in _drawable())
    return "".join("".join(run) if can_be_drawn else NOT_DRAWN for can_be_drawn, run in runs)


@cache
def _drawable() -> frozenset[int]:
    """The characters that the fonts of the figures have."""
    fallback = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return frozenset(code for file in (FONT_FILES[0], str(fallback)) for code in FT2Font(file).get_charmap())


def shorten(text: object, characters: int) -> str:
    """A text of at most so many characters, the middle left out: names mostly differ at their ends."""
    plain = one_line(text)
    if len(plain) <= characters:
        return plain
    head = (characters - 1) // 3
    return plain[:head] + "…" + plain[len(plain) - (characters - 1 - head) :]


def short_names(names: Sequence[str], characters: int = LABEL_CHARACTERS) -> dict[str, str]:
    """A short text for each name, different names with different texts.

    Names that are too long lose the beginning and the end that all of them share, and then their middle.
    """
    plain = {name: one_line(name) for name in names}
    if max((len(text) for text in plain.values()), default=0) > characters:
        plain = dict(zip(names, _without_common_ends(list(plain.values())), strict=True))
    short: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        text, copies = shorten(plain[name], characters), 1
        while text in used:
            copies += 1
            text = shorten(plain[name], characters - 1 - len(str(copies))) + f"~{copies}"
        used.add(text)
        short[name] = text
    return short


def _without_common_ends(texts: list[str]) -> list[str]:
    """The texts with an ellipsis for what all begin and all end with; no number is cut in two."""
    start = _common_start(texts).rstrip("0123456789")
    end = _common_start([text[len(start) :][::-1] for text in texts])[::-1].lstrip("0123456789")
    if len(texts) < 2 or any(len(text) <= len(start) + len(end) for text in texts):
        return texts
    return [f"{start and '…'}{text[len(start) : len(text) - len(end)]}{end and '…'}" for text in texts]


def _common_start(texts: list[str]) -> str:
    """What all texts begin with, which is what the first and the last of them in order share."""
    first, last = min(texts), max(texts)
    length = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:length]


def wrap(text: str, width: float, size: float, lines: int | None = None) -> list[str]:
    """Lines of a text that are no wider than `width` points at `size`.

    Parameters
    ----------
    text
        One line, broken at blanks and, where a word alone is too wide, anywhere.
    width, size
        In points.
    lines
        Most lines; what does not fit in them is replaced by an ellipsis.
    """
    wrapped = [""]
    for word in _words(text, width, size):
        longer = f"{wrapped[-1]} {word}".strip()
        if text_width(longer, size) <= width:
            wrapped[-1] = longer
        else:
            wrapped.append(word)
    if lines is None or len(wrapped) <= lines:
        return wrapped
    kept = wrapped[:lines]
    while kept[-1] and text_width(f"{kept[-1]}…", size) > width:
        kept[-1] = kept[-1][:-1]
    return [*kept[:-1], f"{kept[-1].rstrip()}…"]


def _words(text: str, width: float, size: float) -> list[str]:
    """The words of a text, those too wide for a line cut into pieces that fit."""
    words = []
    for word in text.split():
        remainder = word
        while text_width(remainder, size) > width and len(remainder) > 1:
            fits = max(
                1, next(n for n in range(len(remainder) - 1, -1, -1) if text_width(remainder[:n], size) <= width)
            )
            words.append(remainder[:fits])
            remainder = remainder[fits:]
        words.append(remainder)
    return words
