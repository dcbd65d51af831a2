"""The tables of a manuscript by name, and links to them."""

from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import line
from casetrace.report.printer import label

#: The tables, in the order in which they are numbered.
NAMES = ("characteristics", "listing", "results", "safety")


def table_link(*names: str) -> Inlines:
    """Such as ` (Tables 1 and 2)`, which leads to the tables."""
    numbers = [Link((label(f"Table {NAMES.index(name) + 1}"),), f"#table-{name}") for name in names]
    return line(" (", *(part for number in numbers[:-1] for part in (number, ", ")), numbers[-1], ")")
