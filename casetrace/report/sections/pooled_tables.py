"""Where the notes of the tables of cohorts stand, and what their captions say."""

from collections.abc import Iterable

from casetrace.report.document.blocks import Row, Table
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.document.tables import footnoted, noted
from casetrace.report.pooled_content import PooledContent


def noted_table(content: PooledContent, names: Row, rows: Iterable[Row]) -> Table:
    """A table whose last column is of notes; of many cohorts, which have them in common, each stands once below it."""
    return footnoted(names, rows) if content.many else noted(names, rows)


def named_caption(title: Inlines, caption: str) -> Inlines:
    """A caption that begins with what the table is of, so that it can be read without the headings above it."""
    return line(title, ". ", caption)
