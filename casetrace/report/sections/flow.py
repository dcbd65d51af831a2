"""The flow of patients and lesions: who has a value at each visit, and how follow-up ended."""

from collections.abc import Iterator

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Columns, Row, Section, Table
from casetrace.report.document.tables import header, number_cell, number_heading, row, table, within
from casetrace.report.phrases import more_rows, share
from casetrace.report.printer import cell, group_name, week


def flow(content: CohortContent) -> Section:
    """The section."""
    caption = (
        f"Patients and lesions with a value of {content.outcome.label} at each visit, and why the others are not "
        "evaluable."
    )
    visits = table(header("Visit", "Patients", "Lesions"), rows=_visits(content))
    ending = Section(("How follow-up ended",), (_disposition(content),))
    columns = Columns(((content.figure("flow", caption),), (visits, ending)))
    return Section(("Flow of patients and lesions",), (columns,), "flow", 2, "Flow")


def _visits(content: CohortContent) -> Iterator[Row]:
    name = content.primary.outcome
    for visit in content.outcome.every_visit:
        lesions, patients = (
            content.enrolled("evaluable", unit, outcome=name, visit=visit) for unit in ("lesion", "patient")
        )
        yield row(week(visit, capital=True), share(patients), share(lesions))
        for group in content.printer.groups("evaluable", "lesion", "missing", visit=visit, outcome=name):
            missing = patients.where(group=group)
            yield row(
                within("missing: ", group_name(group)),
                share(missing) if missing.has("count") else "",
                share(lesions.where(group=group)),
            )


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
    names = header("Patient", "Status", number_heading("Last visit with data, week"), "Reason")
    return table(names, rows=rows, notes=more_rows(listed, "disposition"))
