"""Adverse events and deaths: patients, events, and how many were serious or related to the treatment."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from casetrace.model.endpoint import WITH_EVENT
from casetrace.model.groups import read, written
from casetrace.report.arm_columns import ARM, in_arm
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Cell, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines, Value
from casetrace.report.document.prose import capitalised, joined, line, prose, strong
from casetrace.report.document.tables import (
    Entry,
    captioned,
    cell,
    header,
    number_cell,
    number_heading,
    row,
    started,
    table,
    within,
)
from casetrace.report.phrases import share
from casetrace.report.printer import cell as value
from casetrace.report.printer import group_name, label
from casetrace.report.quantity import Quantity

#: The kinds of adverse events in their rows, after those of each type.
KINDS = {
    "related_complication": "Related to the treatment",
    "serious_complication": "Serious, including death from any cause",
    "serious_related_complication": "Serious and related to the treatment",
}
TOTAL = "all arms"
#: Deaths are told of one by one up to this many.
MOST_DEATHS = 2
#: Of those whose seriousness is not recorded deaths are known to be serious.
AT_LEAST = "at least "
OF_TREATED = (
    "The denominator is all treated patients. An event is an entry in the source, which may comprise several. A "
    "blank cell is counted as no event."
)


def safety(content: CohortContent) -> Section:
    """The section: patients with an event, and how many were serious or related to the treatment, by arm and in all."""
    names = header(
        "Adverse event",
        *([ARM] if content.event_arms else []),
        "Patients (%)",
        number_heading(content.level, " CI, %"),
        number_heading("Events"),
        number_heading("Serious"),
        number_heading("Related"),
    )
    rows = [
        line_of_event
        for name, _, patients in named_events(content)
        for line_of_event in by_arm(content, name, partial(_cells, content, patients))
    ]
    rows += by_arm(content, "Death from any cause", partial(_deaths, content))
    notes = [(OF_TREATED,), *_causes(content)]
    shown = captioned(table(names, rows=rows, notes=notes, wide=True), "safety", "Adverse events.")
    return Section(("Safety",), (*_refusal(content), shown), "safety", 2, "Safety")


def by_arm(content: CohortContent, name: Entry, cells: Callable[[str], Iterable[Entry]]) -> list[Row]:
    """The row of an event or, where events are counted by arm, one of each arm and the last of everybody."""
    if not content.event_arms:
        return [row(name, *cells(""))]
    rows = [(group_name(arm) if arm else TOTAL, *cells(arm)) for arm in (*content.event_arms, "")]
    spanning = replace(name if isinstance(name, Cell) else cell(name), rows=len(rows))
    return started([(spanning, *rows[0]), *rows[1:]])


def _refusal(content: CohortContent) -> Iterator[Block]:
    events = content.enrolled("any_complication", "patient")
    if events.is_refused("count"):
        yield Paragraph(prose("Adverse events: {note}.", note=events.note("count")))
    elif content.all_arm_groups and not content.event_arms:
        of_arm = content.enrolled("any_complication", "patient", group=content.all_arm_groups[0])
        yield Paragraph(prose("All arms combined: {note}.", note=of_arm.note("count")))


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


def _cells(content: CohortContent, everybody: Quantity, arm: str) -> Iterator[Entry]:
    """The cells of a row: patients, their share, events, and how many of these were serious or related."""
    patients = in_arm(everybody, arm)
    if patients.is_refused("count"):
        least = line(AT_LEAST, patients.number("count_at_least")) if patients.has("count_at_least") else ()
        yield cell(least or line(patients.number("count"), " not recorded"), columns=5)
        return
    exact, events = patients.where(method="clopper_pearson"), patients.of(patients.analysis, "event")
    yield line(share(patients), *_of_whom(patients))
    yield number_cell(exact.interval("proportion", mark=False))
    yield number_cell(events.number("count"))
    for condition in ("serious", "related"):
        narrowed = in_arm(events, f"{condition}=yes")
        yield number_cell(narrowed.number("count") if narrowed.has("count") else "")


def _of_whom(patients: Quantity) -> Inlines:
    """How many of those with a serious event died."""
    died = _died(patients)
    if patients.analysis != "serious_complication" or not died.has("count"):
        return ()
    return prose(", of whom {died} died", died=died.number("count"))


def _died(patients: Quantity) -> Quantity:
    """The deaths among those of whom a quantity is."""
    arm = written(pair for pair in read(str(patients.about.get("group", ""))) if pair[0] == "arm")
    return in_arm(patients.of("disposition", "patient").where(group=arm), "status=died")


def reasons_of_death(content: CohortContent) -> list[Value]:
    """Why patients died, as recorded, where they are few; a mere `died` is no reason."""
    disposition = content.listings["disposition"]
    deaths = [row for row in disposition.rows if row["status"] == "died"]
    if len(deaths) > MOST_DEATHS or disposition.more:
        return []
    return [
        value("disposition", row["patient_id"], "reason", row["reason"])
        for row in deaths
        if isinstance(row["reason"], str) and row["reason"] != row["status"]
    ]


def _causes(content: CohortContent) -> Iterator[Inlines]:
    """What the deaths are recorded as, below the table."""
    if reasons := reasons_of_death(content):
        yield line("Deaths, as recorded: ", joined(reasons, "; "), ".")


def _deaths(content: CohortContent, arm: str) -> tuple[Entry, ...]:
    died = _died(content.enrolled("disposition", "patient", group=arm))
    return (share(died) if died.has("count") else "none recorded", *[""] * 4)
