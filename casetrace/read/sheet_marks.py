"""What a sheet shows beside its values: errors, formulas without a value, percentages, hidden and merged cells."""

from dataclasses import dataclass, field
from typing import NamedTuple

#: A sheet has no more columns; one that is damaged may say so.
LAST_COLUMN = 16_384

#: Row and column, both counted from 0.
Place = tuple[int, int]


class Block(NamedTuple):
    """Cells that are merged: the first and the last row and column, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetMarks:
    """What a sheet shows beside its values.

    Attributes
    ----------
    errors
        The errors of formulas, such as #DIV/0!, by place.
    formulas
        The formulas without a stored value, by place; the text is empty where the file tells it in code.
    percentages
        Cells whose format shows a percentage.
    hidden_rows, hidden_columns
        Rows and columns that cannot be seen, counted from 0.
    merged
        Blocks of merged cells.
    untold
        What of these the file does not tell, in words; empty where it tells all.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    percentages: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Block] = field(default_factory=list)
    untold: str = ""


def column_number(letters: str) -> int:
    """Number of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def reference(place: Place) -> str:
    """A cell as a spreadsheet names it: row 3, column 26 is AA4."""
    letters, number = "", place[1] + 1
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{place[0] + 1}"
