"""Endpoints on adverse events: what they ask, and the share of patients and the rates that answer it."""

from collections.abc import Iterator
from functools import partial

from casetrace.model.endpoint import WITH_EVENT, Endpoint
from casetrace.model.events import EventKind
from casetrace.model.quantities import rate_of_time
from casetrace.model.time_units import time_unit
from casetrace.report.arm_columns import in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import enumerated, joined, line, prose, strong, with_article
from casetrace.report.phrases import share
from casetrace.report.printer import label
from casetrace.report.quantity import Quantity
from casetrace.report.sections.arm_answers import each_of


def rates(content: CohortContent) -> dict[str, str]:
    """The rates of events, and what they are by."""
    return {rate_of_time(): f"patient-{time_unit()}", "rate_per_treatment": content.plan.treatment.name}


def events_asked(endpoint: Endpoint) -> Inlines:
    """What an endpoint on events asks, in words."""
    kind = endpoint.events
    assert kind is not None
    adjectives = [name for name, holds in (("serious", kind.serious), ("related", kind.related)) if holds]
    words = with_article(" ".join(filter(None, [enumerated(adjectives) if adjectives else "", "adverse event"])))
    return prose("Proportion of treated patients with {words}{type}", words=words, type=_type(kind))


def _type(kind: EventKind) -> Inlines:
    return line(", ", label(kind.type)) if kind.type else ()


def events_answer(content: CohortContent, endpoint: Endpoint) -> Inlines:
    """The share of patients with its exact interval, and the rates beside it; of each arm where these are counted."""
    if content.event_arms:
        return each_of(content.event_arms, partial(_answer, content, endpoint))
    return _answer(content, endpoint, "")


def _answer(content: CohortContent, endpoint: Endpoint, arm: str) -> Inlines:
    group = in_population(arm, "endpoint", endpoint.name)
    patients = content.enrolled(WITH_EVENT.analysis, "patient", group=group)
    if patients.is_refused("count"):
        if patients.has("count_at_least"):
            least = line("at least ", patients.number("count_at_least", mark=False))
            return prose("{least} ({note})", least=least, note=patients.note("count_at_least"))
        return prose("not estimated ({note})", note=patients.note("count"))
    interval = patients.where(method="clopper_pearson").interval("proportion")
    counted = prose(
        "{share}, {level} CI {interval} %",
        share=share(patients, "treated patients"),
        level=content.level,
        interval=interval,
    )
    return joined(
        [(strong(counted),), *_rates(content, content.enrolled(WITH_EVENT.analysis, "event", group=group))], "; "
    )


def _rates(content: CohortContent, events: Quantity) -> Iterator[Inlines]:
    for statistic, unit in rates(content).items():
        rate = events.where(method="poisson_exact")
        if not rate.is_refused(statistic):
            yield prose(
                "{number} per {unit} ({level} CI {interval})",
                number=rate.number(statistic),
                unit=unit,
                level=content.level,
                interval=rate.interval(statistic, mark=False),
            )
