"""Adverse events and deaths: patients, events, and how many were serious or related to the treatment."""

from collections.abc import Iterator

from casetrace.model.endpoint import WITH_EVENT
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Link
from casetrace.report.document.prose import capitalised, line, prose, strong
from casetrace.report.document.tables import Entry, cell, header, number_cell, number_heading, row, table, within
from casetrace.report.phrases import share
from casetrace.report.printer import group_name, label
from casetrace.report.quantity import Quantity

#: The kinds of adverse events in their rows, after those of each type.
KINDS = {
    "related_complication": "Related to the treatment",
    "serious_complication": "Serious, including death from any cause",
    "serious_related_complication": "Serious and related to the treatment",
}
OF_TREATED = (
    "Of all treated patients. An event is an entry in the source, which may comprise several events. A blank cell is "
    "counted as no event."
)


def safety(content: CohortContent) -> Section:
    """The section: patients with an event, and how many were serious or related to the treatment."""
    names = header(
        "Adverse event",
        "Patients (%)",
        number_heading(content.level, " CI, %"),
        number_heading("Events"),
        number_heading("Serious"),
        number_heading("Related"),
    )
    rows = [row(heading, *_cells(content, patients)) for heading, _, patients in named_events(content)]
    shown = table(names, rows=[*rows, _deaths(content)], notes=[(OF_TREATED,)], wide=True)
    return Section(("Safety",), (*_refusal(content), shown), "safety", 2, "Safety")


def _refusal(content: CohortContent) -> Iterator[Block]:
    events = content.enrolled("any_complication", "patient")
    if events.is_refused("count"):
        yield Paragraph(prose("Adverse events: {note}.", note=events.note("count")))


def named_events(content: CohortContent) -> Iterator[tuple[Entry, Inlines, Quantity]]:
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
    words = "Any, excluding deaths" if died else "Any"
    yield cell(words), (words,), everything
    for group in content.printer.groups("complication", "patient", "type"):
        name = group_name(group)
        yield within(name), (name,), content.enrolled("complication", "patient", group=group)
    for analysis, words in KINDS.items():
        yield cell(words), (words,), content.enrolled(analysis, "patient")


def _cells(content: CohortContent, patients: Quantity) -> Iterator[Entry]:
    """The cells of a row: patients, their share, events, and how many of these were serious or related."""
    if patients.is_refused("count"):
        yield cell(patients.number("count"), " not recorded", columns=5)
        return
    exact, events = patients.where(method="clopper_pearson"), patients.of(patients.analysis, "event")
    yield line(share(patients), *_of_whom(content, patients))
    yield number_cell(exact.interval("proportion", mark=False))
    yield number_cell(events.number("count"))
    for condition in ("serious", "related"):
        groups = sorted(filter(None, [str(patients.about.get("group", "")), f"{condition}=yes"]))
        narrowed = events.where(group="; ".join(groups))
        yield number_cell(narrowed.number("count") if narrowed.has("count") else "")


def _of_whom(content: CohortContent, patients: Quantity) -> Inlines:
    """How many of those with a serious event died."""
    died = content.enrolled("disposition", "patient", group="status=died")
    if patients.analysis != "serious_complication" or not died.has("count"):
        return ()
    return prose(", of whom {died} died", died=died.number("count"))


def _deaths(content: CohortContent) -> Row:
    died = content.enrolled("disposition", "patient", group="status=died")
    words = line("Death from any cause (see ", Link(("completion of follow-up",), "#follow-up"), ")")
    return row(words, share(died) if died.has("count") else "none", *[""] * 4)
