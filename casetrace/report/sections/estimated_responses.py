"""The responses with their intervals."""

from collections.abc import Iterator

from casetrace.report.arm_columns import arm_cells, arm_names, in_population
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Section
from casetrace.report.document.tables import (
    Entry,
    header,
    number_heading,
    started,
    table,
)
from casetrace.report.glossary import ALL_COMPLETE, ANY_COMPLETE
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.phrases import proportion_cells
from casetrace.report.sections.shown_scenarios import shown_scenarios, visit_name


def proportion_headers(content: CohortContent) -> list[Entry]:
    """The column names of a proportion with its intervals."""
    share = number_heading("Proportion, % (", content.level, " CI, Clopper–Pearson)")
    limits = map(number_heading, ("Wilson CI", "One-sided upper limit (no events)"))
    return [number_heading("Of"), share, *limits]


def estimated_responses(content: CohortContent, outcome: ReportedOutcome) -> Section:
    """The responses of one outcome."""
    rows: list[Row] = []
    for scenario in shown_scenarios(content):
        for visit in outcome.visits:
            key = {"outcome": outcome.name, "visit": visit, "scenario": scenario}
            rows += started(
                (
                    visit_name(content, visit, scenario),
                    *arm_cells(content, arm),
                    words,
                    *proportion_cells(content.quantity(analysis, unit, **key, group=_group(arm, response))),
                )
                for arm in content.populations
                for analysis, unit, response, words in _response_kinds(outcome)
            )
    names = header("Visit", *arm_names(content), "Response", *proportion_headers(content))
    return Section(
        ((f"Response of {outcome.label} in evaluable lesions and patients"),), (table(names, rows=rows, wide=True),)
    )


def _group(arm: str, response: str) -> str:
    return in_population(arm, "response", response) if response else arm


def _response_kinds(outcome: ReportedOutcome) -> Iterator[tuple[str, str, str, str]]:
    """What counts as a response: analysis, unit, category and words."""
    if outcome.of_lesions:
        yield "any_complete", "patient", "", f"patients, {ANY_COMPLETE}"
        yield "all_complete", "patient", "", f"patients, {ALL_COMPLETE}"
    for response in ("complete", "partial", "progression"):
        yield "response", outcome.bearer, response, f"{outcome.bearers}, {response}"
