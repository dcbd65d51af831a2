"""The flow of patients and lesions: who has a value at each visit, and how follow-up ended."""

from collections.abc import Iterator

from casetrace.model.time_units import time_unit
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Columns, Figure, Row, Section, Table
from casetrace.report.document.tables import header, number_cell, number_heading, row, table, within
from casetrace.report.phrases import more_rows, share
from casetrace.report.printer import cell, group_name, named_visit

#: What is said of the reasons why there is no value, and why a value has no percent change.
REASONS = {"missing": "missing: ", "no_percent": "no percent change: "}


def flow(content: CohortContent) -> tuple[Figure, ...]:
    """The figures of the flow, and of each patient's time in the study."""
    return tuple(content.drawn_figures("flow", "swimmer"))


def follow_up(content: CohortContent) -> Section:
    """The section of who has a value at each visit, and how follow-up ended."""
    columns = ("Patients", "Lesions") if content.outcome.of_lesions else ("Patients",)
    visits = table(header("Visit", *columns), rows=_visits(content))
    ending = Section(("Completion of follow-up",), (_disposition(content),))
    return Section(("Follow-up",), (Columns(((visits,), (ending,))),), "follow-up", 2, "Follow-up")


def _visits(content: CohortContent) -> Iterator[Row]:
    outcome, name = content.outcome, content.primary.outcome
    for visit in outcome.every_visit:
        measured = [content.enrolled("evaluable", unit, outcome=name, visit=visit) for unit in outcome.units]
        yield row(named_visit(visit, capital=True), *map(share, measured))
        for variable, words in REASONS.items():
            for group in content.printer.groups("evaluable", outcome.bearer, variable, visit=visit, outcome=name):
                of_group = [quantity.where(group=group) for quantity in measured]
                counts = [share(missing) if missing.has("count") else "" for missing in of_group]
                yield row(within(words, group_name(group)), *counts)


def _disposition(content: CohortContent) -> Table:
    listed = content.listings["disposition"]
    rows = [
        row(
            *(cell("disposition", patient["patient_id"], name, patient[name]) for name in ("patient_id", "status")),
            number_cell(cell("disposition", patient["patient_id"], "after_week", patient["after_week"])),
            cell("disposition", patient["patient_id"], "reason", patient["reason"]),
        )
        for patient in listed.rows
    ]
    names = header("Patient", "Status", number_heading(f"Last data, {time_unit()}"), "Reason")
    return table(names, rows=rows, notes=more_rows(listed, "disposition"))
