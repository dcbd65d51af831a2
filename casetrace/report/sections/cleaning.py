"""The cleaning log: warnings about the source, every cell that was changed, and rows set aside."""

from collections.abc import Iterator
from typing import Any

from casetrace.model.listing import Listing
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Body, Details, Paragraph, Row, Section, Table
from casetrace.report.document.inlines import Inlines, Styled
from casetrace.report.document.prose import line
from casetrace.report.document.tables import header, number_cell, number_heading, row, table
from casetrace.report.phrases import more_rows
from casetrace.report.printer import cell

#: What the folded tables are called.
CHANGED = "All cells that were filled, corrected, interpreted, excluded or flagged"
COUNTS = "Rows read, kept and excluded"


def cleaning(content: CohortContent) -> Section:
    """The section."""
    title, listings = "Cleaning log", content.listings
    changed = Details((CHANGED,), (_log(listings["cleaning_log"]),))
    counts = Details((COUNTS,), (_row_counts(listings["row_counts"]),))
    return Section((title,), (*_warnings(listings["problems"]), changed, counts), "cleaning", 2, title)


def _warnings(listed: Listing) -> Iterator[Section]:
    if listed.rows:
        rows = [
            row(
                _place("problems", problem, "place"),
                *(value_of("problems", problem, name) for name in ("found", "expected", "remedy")),
            )
            for problem in listed.rows
        ]
        names = header("Where", "Found", "Expected", "Action")
        yield Section(
            (("Inconsistencies in the source"),), (table(names, rows=rows, notes=more_rows(listed, "problems")),)
        )


def value_of(name: str, listed: dict[str, Any], column: str) -> Inlines:
    """What a row of a listing has in a column."""
    return (cell(name, listed["number_in_table"], column, listed[column]),)


def _place(name: str, listed: dict[str, Any], file_column: str) -> Inlines:
    """Where a cell stands: its file, line and column, with the column's header."""
    header_text = line(" (", value_of(name, listed, "header"), ")") if listed["header"] else ""
    return line(
        cell(name, listed["number_in_table"], file_column, listed["file"]),
        *(line(f", {part} ", value_of(name, listed, part)) for part in ("line", "column") if listed[part]),
        header_text,
    )


def _log(listed: Listing) -> Block:
    if not listed.rows:
        return Paragraph(("Nothing was changed.",))
    names = header("Action", "Where", "Raw text", "Field", "Value", "Rule", "Reason")
    body, notes = Body(tuple(map(_log_row, listed.rows))), more_rows(listed, "cleaning_log")
    return Table((names,), (body,), notes=notes, role="log", wide=True)


def _log_row(entry: dict[str, Any]) -> Row:
    raw_text, new_value, rule, reason = (
        value_of("cleaning_log", entry, name) for name in ("raw_text", "new_value", "rule", "reason")
    )
    old_value = line(value_of("cleaning_log", entry, "old_value"), " → ") if entry["old_value"] else ""
    source = Styled(value_of("cleaning_log", entry, "source"), "emphasis") if entry["source"] else ""
    return row(
        entry["action"],
        _place("cleaning_log", entry, "file"),
        raw_text,
        _field(entry) if entry["table"] else "",
        line(old_value, new_value),
        rule,
        line(reason, " ", source) if source else reason,
    )


def _field(entry: dict[str, Any]) -> Inlines:
    """The field of the clean tables that a cell went to, and whose it is."""
    field = cell("cleaning_log", entry["number_in_table"], "field", f"{entry['table']}.{entry['field']}")
    return line(field, line(" of ", value_of("cleaning_log", entry, "key")) if entry["key"] else "")


def _row_counts(listed: Listing) -> Table:
    rows = [
        row(
            counts["stage"],
            value_of("row_counts", counts, "rows"),
            *(number_cell(value_of("row_counts", counts, name)) for name in ("read", "kept", "set_aside")),
            value_of("row_counts", counts, "reason") if counts["set_aside"] else "",
        )
        for counts in listed.rows
    ]
    names = header("Stage", "Rows", *map(number_heading, ("Read", "Kept", "Excluded")), "Why")
    return table(names, rows=rows, notes=more_rows(listed, "row_counts"))
