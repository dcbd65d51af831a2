"""Times to response and relapse visit by visit, lasting responses, and treatments to clearance."""

from collections.abc import Iterator

from casetrace.model.endpoint import Endpoint
from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.groups import written
from casetrace.model.quantities import after_response
from casetrace.model.time_units import time_units, unit_behind
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Block, Paragraph, Row, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import capitalised, joined, line, prose
from casetrace.report.document.tables import (
    Entry,
    header,
    number_cell,
    number_heading,
    started,
    table,
)
from casetrace.report.glossary import ANALYSIS_SETS
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import share, units_of
from casetrace.report.printer import group_name, label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.course_endpoints import about_course, durable_words, treatment_words

FIGURE = "time_to_event"
INTRODUCTION = (
    "Event times are interval-censored between the last visit without and the first visit with the event; visits are "
    "named by their planned {units}. Patients without later visits (death, loss to follow-up, end of study) are "
    "censored at their last visit with a value. Cumulative incidence: Turnbull's estimate, next to the proportion of "
    "all patients at risk at the start."
)
CURVE = (
    "The Kaplan–Meier estimate takes the visit at which an event is first observed as its time; Greenwood's "
    "confidence interval on the log(−log) scale."
)
CAPTION = (
    "Cumulative incidence by visit (Turnbull). Events are drawn at the visit at which they are first observed. Below "
    "the curve: number at risk."
)
EVENTS = {"time_to_response": "responded", "time_to_relapse": "relapsed"}


def course_endpoints(content: CohortContent) -> list[Endpoint]:
    """The endpoints that all visits together answer."""
    return [endpoint for endpoint in content.plan.endpoints.values() if endpoint.of_course]


def time_to_event(content: CohortContent) -> Section:
    """The section."""
    shown = course_endpoints(content)
    words: list[Block] = []
    if any(endpoint.kind in TIMES for endpoint in shown):
        words += [Paragraph((INTRODUCTION.format(units=time_units()),)), content.figure(FIGURE, CAPTION)]
    parts = [_part(content, endpoint) for endpoint in shown]
    return Section(("Time to event",), (*words, *parts), "time-to-event", 2, "Time to event")


def _part(content: CohortContent, endpoint: Endpoint) -> Section:
    """One endpoint."""
    title = (label(capitalised(endpoint.label)),)
    units = _units(content, endpoint)
    refused = [quantity for quantity in units if quantity.is_refused("count")]
    if refused:
        note = Paragraph(prose("Not estimated: {note}.", note=refused[0].note("count")))
        return Section(title, (note,))
    if endpoint.kind in TIMES:
        return Section(title, tuple(_of_times(content, endpoint, units)))
    if endpoint.kind == "durable_response":
        return Section(title, tuple(_of_durable(content, units)))
    return Section(title, tuple(_of_treatments(content, quantity) for quantity in units))


def _units(content: CohortContent, endpoint: Endpoint) -> list[Quantity]:
    """The results over each unit of the outcome, that of the endpoint first."""
    units = sorted(content.plan.outcomes[endpoint.outcome].units, key=lambda unit: unit != endpoint.unit_of_analysis)
    return [about_course(content, endpoint, unit) for unit in units]


def _of_times(content: CohortContent, endpoint: Endpoint, units: list[Quantity]) -> Iterator[Block]:
    """What was seen visit by visit, in words and as a table."""
    first, has_curve = units[0], _has_curve(content, endpoint, units)
    curve = [number_heading("Kaplan–Meier, % (", content.level, " CI)")] * has_curve
    yield Paragraph(joined(_sentences(content, endpoint, first), " "))
    names = header(
        "Visit" if endpoint.kind == "time_to_response" else "Time since the response",
        "Of",
        number_heading("At risk"),
        number_heading(f"First seen to have {EVENTS[endpoint.kind]}"),
        number_heading("Censored here"),
        number_heading(f"{capitalised(EVENTS[endpoint.kind])} so far"),
        number_heading("Cumulative incidence, %"),
        *curve,
    )
    rows: list[Row] = []
    for place in _places(content, endpoint):
        rows += started(_time_row(endpoint, quantity, place, len(curve)) for quantity in units)
    yield table(names, rows=rows, wide=True)
    yield Paragraph(joined(_below(units, has_curve=has_curve), " "), "aside")


def _has_curve(content: CohortContent, endpoint: Endpoint, units: list[Quantity]) -> bool:
    """Whether there is a Kaplan–Meier curve."""
    curve = _at(_of_patients(units), endpoint, _places(content, endpoint)[-1]).where(method="kaplan_meier")
    return curve.has("cumulative_incidence")


def _of_patients(units: list[Quantity]) -> Quantity:
    return next(quantity for quantity in units if quantity.unit == "patient")


def _places(content: CohortContent, endpoint: Endpoint) -> list[int]:
    """The visits, or the times after a response at which there can be one."""
    visits = ReportedOutcome(content.plan.outcomes[endpoint.outcome]).visits
    if endpoint.kind == "time_to_response":
        return visits
    return sorted({later - earlier for later in visits for earlier in visits if later > earlier})


def _at(quantity: Quantity, endpoint: Endpoint, place: int) -> Quantity:
    if endpoint.kind == "time_to_response":
        return quantity.where(visit=place)
    return quantity.where(group=written(sorted({"endpoint": endpoint.name, after_response(): str(place)}.items())))


def _place_words(endpoint: Endpoint, place: int, *, capital: bool = False) -> Inlines:
    if endpoint.kind == "time_to_response":
        return (named_visit(place, capital=capital),)
    return line(group_name(f"{after_response()}={place}"), f" {unit_behind(place)}")


def _sentences(content: CohortContent, endpoint: Endpoint, quantity: Quantity) -> Iterator[Inlines]:
    """Such as `2 of 6 patients had responded by week 4. 5 of 6 patients had responded by week 12; between: 3`."""
    units, places = units_of(quantity.unit), _places(content, endpoint)
    happened = f"had {EVENTS[endpoint.kind]} by"
    after = "" if endpoint.kind == "time_to_response" else " after the response"
    for index, place in enumerate(places):
        at_place = _at(quantity, endpoint, place)
        words = line(share(at_place, units), f" {happened} ", _place_words(endpoint, place), after)
        if index:
            between = prose(
                "; between {earlier} and {place}: {events}",
                earlier=_place_words(endpoint, places[index - 1]),
                place=_place_words(endpoint, place),
                events=at_place.number("events", mark=False),
            )
            words = line(words, between)
        yield line(words, ".")


def _time_row(endpoint: Endpoint, quantity: Quantity, place: int, curves: int) -> tuple[Entry, ...]:
    at_place = _at(quantity, endpoint, place)
    curve = at_place.where(method="kaplan_meier")
    counts = (number_cell(at_place.number(name, mark=False)) for name in ("at_risk", "events", "censored"))
    return (
        _place_words(endpoint, place, capital=True),
        units_of(quantity.unit),
        *counts,
        number_cell(share(at_place)),
        number_cell(at_place.where(method="turnbull").number("cumulative_incidence")),
        *[number_cell(_curve(curve) if curve.has("cumulative_incidence") else "")] * curves,
    )


def _curve(curve: Quantity) -> Inlines:
    """The Kaplan–Meier estimate, with its interval where it has one."""
    number = curve.number("cumulative_incidence")
    if curve.row("cumulative_incidence")["ci_lower"] is None:
        return (number,)
    return line(number, " (", curve.interval("cumulative_incidence", mark=False), ")")


def _below(units: list[Quantity], *, has_curve: bool) -> Iterator[Inlines]:
    """Why who had no event was not followed further, and what is said of the curve."""
    first = units[0]
    groups = first.groups_within("censored")
    if groups:
        reasons = (line(_reason(group), " ", first.where(group=group).number("count", mark=False)) for group in groups)
        yield prose("Censored without the event: {reasons}.", reasons=joined(reasons))
    curve = _of_patients(units).where(method="kaplan_meier")
    if has_curve:
        yield prose(CURVE)
    if curve.is_refused("median"):
        yield prose(
            "{what}: {note}.", what=("Median time not estimated") if has_curve else "No CI", note=curve.note("median")
        )
    else:
        median, unit = curve.number("median"), unit_behind(curve.row("median")["estimate"])
        yield prose("Kaplan–Meier median time: {median} {unit}.", median=median, unit=unit)


def _reason(group: str) -> Inlines:
    reason, _, _ = group.partition("; ")
    return (group_name(reason),)


def _of_durable(content: CohortContent, units: list[Quantity]) -> Iterator[Block]:
    """The share whose response holds, of each unit and set, and how many have no later visit."""
    for quantity in units:
        for analysis_set in ANALYSIS_SETS:
            yield Paragraph(line(durable_words(content, quantity.where(analysis_set=analysis_set)), "."))


def _of_treatments(content: CohortContent, quantity: Quantity) -> Paragraph:
    return Paragraph(line(capitalised(units_of(quantity.unit)), ": ", treatment_words(content, quantity), "."))
