"""The assumptions about the data under which estimates are shown, and how a visit is named under each."""

from casetrace.model.scenarios import SCENARIO_LABELS
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import line
from casetrace.report.outcome import ReportedOutcome
from casetrace.report.printer import named_visit


def shown_scenarios(content: CohortContent) -> list[str]:
    """As observed, and as the primary result is."""
    return list(dict.fromkeys(["observed", content.primary.scenario]))


def visit_name(content: CohortContent, visit: int, scenario: str) -> Inlines:
    """A visit, and the assumption where several are shown."""
    with_scenario = len(shown_scenarios(content)) > 1
    return line(named_visit(visit, capital=True), f", {SCENARIO_LABELS[scenario]}" if with_scenario else "")


def asked_scenarios(content: CohortContent, outcome: ReportedOutcome, visit: int) -> list[str]:
    """As observed, and the assumptions under which endpoints ask about a visit of an outcome."""
    endpoints = content.plan.endpoints_of(outcome.name)
    return list(dict.fromkeys(["observed", *(asked.scenario for asked in endpoints if asked.visit == visit)]))


def assumed_visit(visit: int, scenario: str) -> Inlines:
    """A visit, and the assumption where it is another than as observed."""
    return line(named_visit(visit, capital=True), f", {SCENARIO_LABELS[scenario]}" if scenario != "observed" else "")
