"""What a cell's text looks like: a number, a date, a code, a word."""

import re
from functools import lru_cache

# Tokens that stand for a value that isn't there; they speak neither for a row nor against it.
_NO_VALUE = re.compile(
    r"[-–—./?*]*|n\.?/?[adkr]\.?|nan|null|none|missing|unknown|not (?:done|known|available)", re.IGNORECASE
)
DATE = re.compile(r"(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2})(?:[T ]\d{1,2}:\d{2}\S*)?")
# Numbers with what stands around and between them in a cell: <5, 57.5 (12.5–87.5), 30/57, 38x13x2 mm, 3,5 cm, 20 %.
_NUMBERS = re.compile(
    r"[<>≤≥~≈±+\-−( ]*[.,]?\d[\d.,\s()\[\]/x×*±+\-−–:'’%°]*"
    r"(?:[^\W\d_]{1,6}[²³23]?(?:/[^\W\d_]{1,4}[²³23]?)?)?[\s()\[\]%]*"
)


@lru_cache(maxsize=65536)
def kind_of(text: str) -> str:
    """`blank`, `number`, `date`, `text`, or for a code its shape, such as `a9` for P017."""
    text = text.strip()
    if not text or _NO_VALUE.fullmatch(text):
        return "blank"
    if DATE.fullmatch(text):
        return "date"
    if len(text) <= 40 and _NUMBERS.fullmatch(text):
        return "number"
    if len(text) <= 20 and any(character.isdigit() for character in text):
        return re.sub(r"\d+", "9", re.sub(r"[^\W\d_]+", "a", text))
    return "text"


def is_filled(text: str) -> bool:
    """Whether a cell holds any text."""
    return bool(text) and not text.isspace()


def is_blank(cells: list[str]) -> bool:
    """Whether no cell of a record holds any text."""
    text = "".join(cells)
    return not text or text.isspace()


def filled_cells(cells: list[str]) -> int:
    """How many cells of a record hold any text."""
    return sum(map(is_filled, cells))


def column_kinds(rows: list[list[str]], width: int) -> list[str]:
    """The kind of each column's cells, or `text` where they don't agree."""
    return [_common_kind([row[number] for row in rows if number < len(row)]) for number in range(width)]


def _common_kind(texts: list[str], share: float = 0.65) -> str:
    kinds = [kind for kind in map(kind_of, texts) if kind != "blank"]
    if not kinds:
        return "text"
    common = max(sorted(set(kinds)), key=kinds.count)
    return common if kinds.count(common) >= share * len(kinds) else "text"


def table_width(records: list[list[str]]) -> int:
    """Cells of a row: the width of most records, where wide ones count for more, since titles are many and narrow."""
    widths = [len(cells) for cells in records if len(cells) > 1]
    repeated = [width for width in widths if widths.count(width) > 1] or widths
    return max(sorted(set(repeated)), key=lambda width: repeated.count(width) * (width - 1) ** 1.5, default=1)
