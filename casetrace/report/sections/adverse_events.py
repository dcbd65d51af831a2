"""Every adverse event, and the rates of events by time and by treatment."""

from collections.abc import Iterator
from functools import partial

from casetrace.model.quantities import time_at_risk
from casetrace.model.time_units import time_unit, time_units
from casetrace.report.arm_columns import ARM, in_arm
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, line, prose
from casetrace.report.document.tables import Entry, captioned, header, number_cell, number_heading, row, table
from casetrace.report.glossary import ADVERSE_EVENT
from casetrace.report.phrases import more_rows, with_interval
from casetrace.report.printer import cell, group_name
from casetrace.report.quantity import Quantity
from casetrace.report.sections.event_endpoints import rates
from casetrace.report.sections.safety import TOTAL, by_arm, named_events

SOURCES = (
    "Rates: {time} patient-{units}, from the start of treatment to the declared end of follow-up or the last visit "
    "with data{treatments}. Exact Poisson confidence intervals."
)
NO_TIME = "Rate per patient-{unit} not estimated: {note}."


def adverse_events(content: CohortContent) -> Iterator[Section]:
    """The section, where events are recorded."""
    blocks = (*_rates(content), *_listing(content))
    if blocks:
        yield Section(("Adverse events",), blocks, "adverse-events", 2, "Adverse events")


def rated_events(content: CohortContent) -> list[tuple[Entry, Quantity]]:
    """The events that have rates: their heading in the table, and the patients who had one."""
    return [(name, patients) for name, _, patients in named_events(content) if not patients.is_refused("count")]


def _rates(content: CohortContent) -> Iterator[Block]:
    if shown := rated_events(content):
        ci = line(" (", content.level, " CI)")
        arm = [ARM] if content.event_arms else []
        names = header(ADVERSE_EVENT, *arm, *(number_heading("Per ", unit, ci) for unit in rates(content).values()))
        rows = [
            line_of_event
            for name, patients in shown
            for line_of_event in by_arm(content, name, partial(_rate_cells, content, patients))
        ]
        of_rates = table(names, rows=rows, notes=[*_sources(content)], wide=True)
        yield captioned(of_rates, "rates", "Rates of adverse events.")


def _rate_cells(content: CohortContent, patients: Quantity, arm: str) -> Iterator[Entry]:
    events = in_arm(patients, arm).of(patients.analysis, "event").where(method="poisson_exact")
    for statistic in rates(content):
        yield number_cell(with_interval(events, statistic))


def _sources(content: CohortContent) -> Iterator[Inlines]:
    """What the rates are of, in each arm and in all."""
    for arm in (*content.event_arms, ""):
        of_whom = line(group_name(arm) if arm else capitalised(TOTAL), ". ") if content.event_arms else ""
        yield line(of_whom, _source(content, arm))


def _source(content: CohortContent, arm: str) -> Inlines:
    """What the rates are of."""
    time = content.enrolled(time_at_risk(), "patient", group=arm)
    given = content.enrolled("treatments", "treatment", group=arm)
    if time.is_refused("sum"):
        return prose(NO_TIME, unit=time_unit(), note=time.note("sum"))
    treatments = "" if given.is_refused("sum") else line("; ", given.number("sum"), f" {content.plan.treatment.plural}")
    return prose(SOURCES, time=time.number("sum"), units=time_units(), treatments=treatments)


def _listing(content: CohortContent) -> Iterator[Block]:
    listed = content.listings["events"]
    if not listed.rows:
        return
    headings = header("Patient", ADVERSE_EVENT, number_heading(time_unit().capitalize()), "Related", "Serious")
    rows = []
    for event in listed.rows:
        key = f"{event['patient_id']}, {event['number']}"
        patient, kind, time, related, serious = (
            cell("events", key, name, event[name]) for name in ("patient_id", "type", "week", "related", "serious")
        )
        rows.append(row(patient, kind, number_cell(time), related, serious))
    shown = table(headings, rows=rows, notes=more_rows(listed, "events"))
    yield Section(("All adverse events",), (shown,))
