"""The tables of a manuscript by name, and references to them."""

from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.numbering import reference
from casetrace.report.document.prose import in_series, line

#: The tables, in the order in which they are numbered.
NAMES = ("characteristics", "listing", "results", "safety")


def table_link(*names: str) -> Inlines:
    """Such as ` (Table 1 and Table 2)`, which leads to the tables."""
    return line(" (", in_series([table_name(name) for name in names]), ")")


def table_name(name: str) -> Link:
    """Such as `Table 3`, which leads to the table."""
    return reference(f"table-{name}")
