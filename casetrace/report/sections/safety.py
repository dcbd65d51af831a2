"""Complications and deaths."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Link
from casetrace.report.document.prose import line, prose
from casetrace.report.document.tables import (
    Entry,
    head_row,
    header,
    heading,
    number_cell,
    number_heading,
    row,
    table,
    within,
)
from casetrace.report.phrases import more_rows, proportion_cells, share
from casetrace.report.printer import cell, group_name
from casetrace.report.quantity import Quantity
from casetrace.report.sections.estimated_responses import proportion_headers

COMPLICATIONS = {
    "any_complication": "Any",
    "related_complication": "Attributed to the treatment",
    "serious_complication": "Serious, not counting deaths",
    "serious_related_complication": "Serious and attributed to the treatment, not counting deaths",
}


def safety(content: CohortContent) -> Section:
    """The section."""
    names = header("Complication", "Patients", *proportion_headers(content))
    shown = table(names, rows=_rows(content), wide=True)
    return Section(("Safety",), (*_refusal(content), shown, *_listing(content)), "safety", 2, "Safety")


def _refusal(content: CohortContent) -> Iterator[Block]:
    complications = content.enrolled("any_complication", "patient")
    if complications.is_refused("count"):
        yield Paragraph(prose("Complications: {note}.", note=complications.note("count")))


def _rows(content: CohortContent) -> Iterator[Row]:
    if not content.enrolled("any_complication", "patient").is_refused("count"):
        for analysis, words in COMPLICATIONS.items():
            yield row(words, *_cells(content.enrolled(analysis, "patient")))
    yield _deaths(content)
    groups = content.printer.groups("complication", "patient", "type")
    if groups:
        yield head_row(heading("By type", columns=6))
    for group in groups:
        yield row(within(group_name(group)), *_cells(content.enrolled("complication", "patient", group=group)))


def _cells(quantity: Quantity) -> Iterator[Entry]:
    yield share(quantity)
    yield from proportion_cells(quantity)


def _deaths(content: CohortContent) -> Row:
    died = content.enrolled("disposition", "patient", group="status=died")
    words = line("Death from any cause (see ", Link(("how follow-up ended",), "#flow"), ")")
    return row(words, share(died) if died.has("count") else "none", "", "", "", "")


def _listing(content: CohortContent) -> Iterator[Block]:
    listed = content.listings["events"]
    if not listed.rows:
        return
    names = header("Patient", "Complication", number_heading("Week"), "Attributed to the treatment", "Serious")
    rows = []
    for event in listed.rows:
        key = f"{event['patient_id']}, {event['number']}"
        patient, kind, week, related, serious = (
            cell("events", key, name, event[name]) for name in ("patient_id", "type", "week", "related", "serious")
        )
        rows.append(row(patient, kind, number_cell(week), related, serious))
    yield Section(("Every complication",), (table(names, rows=rows, notes=more_rows(listed, "events")),))
