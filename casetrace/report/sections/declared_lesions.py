"""Means with lesions that the table does not have and the study declares."""

from collections.abc import Iterator, Mapping
from typing import Any

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Paragraph, Section
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import BREAK, aside, capitalised, joined, line, prose
from casetrace.report.document.tables import Entry, cell, header, number_cell, number_heading, started, table
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import share
from casetrace.report.printer import label, named_visit, setting

INTRODUCTION = (
    "These lesions are hypothetical and enter no other result. A hypothetical lesion has no patient and no size: only "
    "per-lesion means and responses are given, without confidence intervals."
)
NUMBERS = ("Added lesions, %", "Lesions", "Mean", "Mean without them", "Complete response")


def declared_lesions(content: CohortContent, outcome: ReportedOutcome) -> Iterator[Section]:
    """The section, where the study declares lesions that have the outcome."""
    mean = content.quantity(outcome.gain, "lesion", outcome=outcome.name)
    shown = [
        name
        for name in content.declared_scenarios
        if outcome.visits and mean.where(visit=outcome.visits[0], scenario=name).has("mean")
    ]
    if not shown:
        return
    rows = [row for name in shown for row in started(_visits(content, outcome, name))]
    names = header("Assumption", "Visit", *map(number_heading, NUMBERS))
    title = f"Scenarios with hypothetical lesions: mean {outcome.gain} of {outcome.label}, %"
    yield Section((title,), (Paragraph((INTRODUCTION,)), table(names, rows=rows, wide=True)))


def _visits(content: CohortContent, outcome: ReportedOutcome, name: str) -> Iterator[tuple[Entry, ...]]:
    """The rows of one declared scenario, in the first of them what it assumes."""
    scenario = content.declared_scenarios[name]
    for place, visit in enumerate(outcome.visits):
        assumption = cell(_assumed(content, name, scenario), rows=len(outcome.visits))
        mean = content.quantity(outcome.gain, "lesion", outcome=outcome.name, visit=visit, scenario=name)
        complete = mean.of("response", "lesion").where(group="response=complete")
        yield (
            *([assumption] if place == 0 else []),
            named_visit(visit, capital=True),
            number_cell(_added(content, name, outcome, visit)),
            number_cell(mean.size("lesions", "mean")),
            number_cell(mean.number("mean")),
            number_cell(mean.where(scenario=scenario["based_on"]).number("mean")),
            number_cell(share(complete)),
        )


def _assumed(content: CohortContent, name: str, scenario: Mapping[str, Any]) -> Inlines:
    details = prose(
        "Added to: {based_on}. Reason: {reason}. {totals}",
        based_on=SCENARIO_LABELS[scenario["based_on"]],
        reason=label(scenario["reason"]),
        totals=_totals(content, name),
    )
    return line(label(capitalised(scenario["label"])), BREAK, aside(details))


def _totals(content: CohortContent, name: str) -> Inlines:
    lesions = content.enrolled("lesions", "lesion", scenario=name).number("count", mark=False)
    treatments, plural = content.enrolled("treatments", "treatment", scenario=name), content.plan.treatment.plural
    treatment_words = line(" and ", treatments.number("sum", mark=False), f" {plural}") if treatments.has("sum") else ""
    return prose("Together {lesions} lesions{treatments}.", lesions=lesions, treatments=treatment_words)


def _added(content: CohortContent, name: str, outcome: ReportedOutcome, visit: int) -> Inlines:
    """The percent changes of the added lesions at a visit."""
    path = f"cohorts.{content.name}.declared_scenarios.{name}.lesions"
    percents = [
        lesion["percent_reduction"].get(str(visit))
        for lesion in content.declared_scenarios[name]["lesions"]
        if lesion.get("outcome", content.primary.outcome) == outcome.name
    ]
    return joined(
        ["no value" if value is None else setting(path, outcome.direction.improvement(value)) for value in percents],
        "; ",
    )
