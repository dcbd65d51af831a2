"""The canonical tables as they are mapped: still text, every value with its raw cell."""

from typing import NamedTuple

CELL_COLUMNS = ["table", "row", "field", "file", "line", "column", "header", "text", "value", "how"]
#: How a patient's name came from the row alone, whose number it is.
ROW = "row"


class Handled(NamedTuple):
    """A raw cell that was not simply read: what was done to it (`filled`, `set aside`), by which rule and why."""

    file: str
    line: int
    column: int
    header: str
    raw_text: str
    new_value: str
    action: str
    rule: str
    reason: str
