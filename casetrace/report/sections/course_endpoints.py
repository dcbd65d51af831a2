"""Endpoints that all visits together answer: what they ask, and the numbers that answer it."""

from casetrace.model.endpoint import Endpoint
from casetrace.model.endpoint_kinds import TIMES
from casetrace.model.time_units import time_unit, unit_behind
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, joined, line, prose, strong, with_article
from casetrace.report.glossary import ANALYSIS_SETS
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import estimable, median_range, share, units_of
from casetrace.report.printer import named_visit, setting
from casetrace.report.quantity import Quantity

ASKED = {
    "time_to_response": "Time from baseline to the first visit with {threshold} of {outcome}{rule}, per {unit}",
    "time_to_relapse": "Time from the first visit with {threshold} of {outcome}{rule} to relapse ({loss} of "
    "{progression} % or more from the best value so far{zero}), per {unit}",
    "durable_response": "Proportion of {units} whose first response, {threshold} of {outcome}{rule}, persists at all "
    "later visits",
    "treatments_to_clearance": "Total number of {treatments} of the {units} with {threshold} of {outcome}{rule} at "
    "any visit",
}
FROM_ZERO = ", or any increase from zero"


def course_asked(content: CohortContent, endpoint: Endpoint, threshold: Inlines, rule: str) -> Inlines:
    """What an endpoint on all visits asks, in words."""
    outcome = ReportedOutcome(content.plan.outcomes[endpoint.outcome])
    lower = outcome.direction.better == "lower"
    return prose(
        ASKED[endpoint.kind],
        threshold=threshold,
        outcome=outcome.label,
        rule=rule,
        unit=endpoint.unit_of_analysis,
        treatments=content.plan.treatment.plural,
        units=units_of(endpoint.unit_of_analysis),
        loss=with_article(outcome.direction.loss),
        progression=setting(f"plan.outcomes.{outcome.name}.response.progression", outcome.about.response.progression),
        zero=FROM_ZERO if lower else "",
    )


def about_course(content: CohortContent, endpoint: Endpoint, unit: str) -> Quantity:
    """The results that answer an endpoint on all visits, over one unit."""
    return content.quantity(
        endpoint.kind, unit, outcome=endpoint.outcome, scenario="observed", group=f"endpoint={endpoint.name}"
    )


def course_answer(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """What the results answer."""
    quantity = about_course(content, endpoint, endpoint.unit_of_analysis)
    if quantity.is_refused("count"):
        return prose("not estimated ({note})", note=quantity.note("count"))
    if endpoint.kind in TIMES:
        seen = event_share(content, quantity, endpoint)
        return joined([(strong(seen),), *_times(quantity, endpoint)], "; ")
    if endpoint.kind == "durable_response":
        first, second = sorted(ANALYSIS_SETS, key=lambda name: name != endpoint.analysis_set)
        asked, also = (durable_words(content, quantity.where(analysis_set=name)) for name in (first, second))
        return line(strong(asked), "; ", also)
    return treatment_words(content, quantity)


def event_share(content: CohortContent, quantity: Quantity, endpoint: Endpoint) -> Inlines:
    """In how many the event was seen at any visit, with the exact interval."""
    happened = "responded" if endpoint.kind == "time_to_response" else "who had responded relapsed"
    return _with_exact(content, quantity, line(share(quantity, units_of(quantity.unit)), f" {happened}"))


def _with_exact(content: CohortContent, quantity: Quantity, counted: Inlines) -> Inlines:
    """A count with its exact interval, where it has one."""
    exact = quantity.where(method="clopper_pearson")
    if exact.is_refused("proportion"):
        return counted
    text = "{counted}, {level} CI {interval} %"
    return prose(text, counted=counted, level=content.level, interval=exact.interval("proportion"))


def _times(quantity: Quantity, endpoint: Endpoint) -> list[Inlines]:
    """The cumulative incidence at the visit that is asked about, and between which visits half have the event."""
    words = []
    if endpoint.kind == "time_to_response":
        at_visit = quantity.where(visit=endpoint.visit, method="turnbull")
        incidence = estimable(at_visit, "cumulative_incidence", PERCENT)
        by = "cumulative incidence by {visit} (Turnbull): {number}"
        words.append(prose(by, visit=named_visit(endpoint.visit), number=incidence))
    return [*words, median_words(quantity, endpoint)]


def median_words(quantity: Quantity, endpoint: Endpoint) -> Inlines:
    """Between which visits half have the event, or that fewer do."""
    ends = quantity.where(method="turnbull")
    if ends.is_refused("median_by"):
        return prose("median time not estimated ({note})", note=ends.note("median_by"))
    after, by = ends.number("median_after", mark=False), ends.number("median_by")
    if endpoint.kind == "time_to_response":
        return prose("median time: after {unit} {after}, by {unit} {by}", unit=time_unit(), after=after, by=by)
    text = "median time: more than {after} and at most {by} {units} after the response"
    return prose(text, after=after, by=by, units=unit_behind(ends.row("median_by")["estimate"]))


def durable_words(content: CohortContent, quantity: Quantity) -> Inlines:
    """How many responses hold, with the exact interval, and how many no later visit can confirm."""
    among = ANALYSIS_SETS[quantity.about["analysis_set"]]
    words = _with_exact(content, quantity, share(quantity, f"{among} {units_of(quantity.unit)}"))
    if not quantity.row("unconfirmed")["estimate"]:
        return words
    number = quantity.number("unconfirmed", mark=False)
    return line(words, prose(" (first response at the last visit with a value, not counted: {number})", number=number))


def treatment_words(content: CohortContent, quantity: Quantity) -> Inlines:
    """The treatments of those who cleared, and how many did not."""
    counted = share(quantity, units_of(quantity.unit))
    missed = prose("; {number} did not", number=quantity.number("not_cleared"))
    if quantity.is_refused("median"):
        return line(strong(counted), " cleared completely", missed)
    text = "median {median} {treatments} of those who cleared completely: {counted}"
    return line(
        strong(prose(text, median=median_range(quantity), treatments=content.plan.treatment.plural, counted=counted)),
        missed,
    )
