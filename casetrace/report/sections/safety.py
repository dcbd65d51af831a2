"""Adverse events and deaths: patients, events, rates, and how many were serious or related to the treatment."""

from collections.abc import Iterator

from casetrace.model.endpoint import WITH_EVENT
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import capitalised, joined, line, prose, strong
from casetrace.report.document.tables import Entry, cell, header, number_cell, number_heading, row, table, within
from casetrace.report.phrases import more_rows, with_interval
from casetrace.report.printer import cell as table_cell
from casetrace.report.printer import group_name, label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.event_endpoints import rates

#: The kinds of adverse events in their rows, after those of each type.
KINDS = {
    "related_complication": "Related to the treatment",
    "serious_complication": "Serious, a death from any cause included",
    "serious_related_complication": "Serious and related to the treatment",
}
SOURCES = (
    "Patients with an event are of all who were treated. Rates are of {weeks} patient-weeks, from the start of "
    "treatment to the end of each patient's follow-up as declared, or else to the last visit with data{treatments}; "
    "their limits are exact Poisson limits. An event is an entry of the source; one entry may stand for several. "
    "A blank cell counts as no event."
)
NO_TIME = (
    "Patients with an event are of all who were treated. A blank cell counts as no event. No rate by time: {note}."
)


def safety(content: CohortContent) -> Section:
    """The section."""
    ci = line(" (", content.level, " CI)")
    names = header(
        "Adverse event",
        "Patients",
        number_heading("%", ci),
        number_heading("Events"),
        *(number_heading("Per ", unit, ci) for unit in rates(content).values()),
        number_heading("Serious"),
        number_heading("Related"),
    )
    shown = table(names, rows=_rows(content), notes=(_sources(content), *footnotes(content)), wide=True)
    return Section(("Safety",), (*_refusal(content), shown, *_listing(content)), "safety", 2, "Safety")


def _refusal(content: CohortContent) -> Iterator[Block]:
    events = content.enrolled("any_complication", "patient")
    if events.is_refused("count"):
        yield Paragraph(prose("Adverse events: {note}.", note=events.note("count")))


def _named(content: CohortContent) -> Iterator[tuple[Entry, Inlines, Quantity]]:
    """The rows on events: their heading, their name, and the patients who had one."""
    for endpoint in content.plan.endpoints.values():
        if endpoint.events:
            name = label(capitalised(endpoint.label))
            role = "primary endpoint" if endpoint.primary else "endpoint"
            group = f"endpoint={endpoint.name}"
            yield (
                cell(strong(name), f" ({role})"),
                (name,),
                content.enrolled(WITH_EVENT.analysis, "patient", group=group),
            )
    everything = content.enrolled("any_complication", "patient")
    if everything.is_refused("count"):
        return
    died = content.enrolled("disposition", "patient", group="status=died").has("count")
    words = "Any, deaths not counted" if died else "Any"
    yield cell(words), (words,), everything
    for group in content.printer.groups("complication", "patient", "type"):
        name = group_name(group)
        yield within(name), (name,), content.enrolled("complication", "patient", group=group)
    for analysis, words in KINDS.items():
        yield cell(words), (words,), content.enrolled(analysis, "patient")


def _rows(content: CohortContent) -> Iterator[Row]:
    for heading, _, patients in _named(content):
        yield row(heading, *_cells(content, patients))
    yield _deaths(content)


def _cells(content: CohortContent, patients: Quantity) -> Iterator[Entry]:
    """The cells of a row: patients, their share, events, their rates, and how many were serious or related."""
    if patients.is_refused("count"):
        yield cell(patients.number("count"), " not recorded", columns=len(rates(content)) + 5)
        return
    exact, events = patients.where(method="clopper_pearson"), patients.of(patients.analysis, "event")
    yield line(share_of(patients), *_of_whom(content, patients))
    yield number_cell(with_interval(exact, "proportion"))
    yield number_cell(events.number("count"))
    for statistic in rates(content):
        yield number_cell(with_interval(events.where(method="poisson_exact"), statistic))
    for condition in ("serious", "related"):
        groups = sorted(filter(None, [str(patients.about.get("group", "")), f"{condition}=yes"]))
        narrowed = events.where(group="; ".join(groups))
        yield number_cell(narrowed.number("count") if narrowed.has("count") else "")


def share_of(patients: Quantity) -> Inlines:
    """How many patients, of how many."""
    return line(patients.number("count"), " of ", patients.size("patients", "count"))


def _of_whom(content: CohortContent, patients: Quantity) -> Inlines:
    """How many of those with a serious event died."""
    died = content.enrolled("disposition", "patient", group="status=died")
    if patients.analysis != "serious_complication" or not died.has("count"):
        return ()
    return prose(", of whom {died} died", died=died.number("count"))


def _deaths(content: CohortContent) -> Row:
    died = content.enrolled("disposition", "patient", group="status=died")
    words = line("Death from any cause (see ", Link(("how follow-up ended",), "#flow"), ")")
    return row(words, share_of(died) if died.has("count") else "none", *[""] * (len(rates(content)) + 4))


def _sources(content: CohortContent) -> Inlines:
    """What the rates are of."""
    weeks, given = content.enrolled("patient_weeks", "patient"), content.enrolled("treatments", "treatment")
    if weeks.is_refused("sum"):
        return prose(NO_TIME, note=weeks.note("sum"))
    treatments = (
        "" if given.is_refused("sum") else line(", and of ", given.number("sum"), f" {content.plan.treatment.plural}")
    )
    return prose(SOURCES, weeks=weeks.number("sum"), treatments=treatments)


def footnotes(content: CohortContent) -> Iterator[Inlines]:
    """Why numbers of the table are flagged or refused, each reason once with the rows that it is about."""
    reasons: dict[str, tuple[Inlines, list[Inlines]]] = {}
    for name, quantity, statistic in _marked(content):
        note = quantity.row(statistic)["note"]
        names = reasons.setdefault(note, ((quantity.note(statistic),), []))[1]
        if note and name not in names:
            names.append(name)
    for reason, names in reasons.values():
        if names:
            yield line("\N{DAGGER} ", joined(names), ": ", reason, ".")


def _marked(content: CohortContent) -> Iterator[tuple[Inlines, Quantity, str]]:
    """The numbers that may bear a flag of their own, each with the name of its row."""
    given = content.enrolled("treatments", "treatment")
    if not given.is_refused("sum"):
        yield (capitalised(content.plan.treatment.plural),), given, "sum"
    for _, name, patients in _named(content):
        yield name, patients, "count"
        rate = patients.of(patients.analysis, "event").where(method="poisson_exact")
        if not rate.is_refused("rate_per_patient_week"):
            yield name, rate, "rate_per_patient_week"


def _listing(content: CohortContent) -> Iterator[Block]:
    listed = content.listings["events"]
    if not listed.rows:
        return
    headings = header("Patient", "Adverse event", number_heading("Week"), "Related", "Serious")
    rows = []
    for event in listed.rows:
        key = f"{event['patient_id']}, {event['number']}"
        patient, kind, week, related, serious = (
            table_cell("events", key, name, event[name])
            for name in ("patient_id", "type", "week", "related", "serious")
        )
        rows.append(row(patient, kind, number_cell(week), related, serious))
    yield Section(("Every adverse event",), (table(headings, rows=rows, notes=more_rows(listed, "events")),))
