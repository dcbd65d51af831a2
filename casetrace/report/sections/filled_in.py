"""Which assumptions about the data fill in nothing at a visit, so that their numbers are those as observed."""

from typing import Any

from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.outcome import ReportedOutcome

#: What stands below a table that leaves such rows out.
NOT_REPEATED = (
    "Without missing data at a visit, assumptions about missing data give the observed results, which are not repeated."
)
#: The numbers that tell two sets of values apart.
COMPARED = ("minimum", "median", "mean", "maximum", "sd")
#: The part of a result that is compared.
COLUMNS = ("estimate", "n_patients", "n_lesions")


def scenarios_at(content: CohortContent, outcome: ReportedOutcome, visit: int) -> list[str]:
    """The assumptions to print of an outcome at a visit: those that change a number, and the primary one.

    The percentages that the source prints are no assumption about what is missing, and always printed.
    """
    always = {"observed", "as_reported", content.primary.scenario}
    return [name for name in content.scenarios if name in always or not _is_observed(content, outcome, visit, name)]


def not_repeated(content: CohortContent, outcome: ReportedOutcome) -> tuple[Inlines, ...]:
    """What is said below a table of all assumptions that leaves some out at a visit."""
    shown = (len(scenarios_at(content, outcome, visit)) for visit in outcome.visits)
    return ((NOT_REPEATED,),) if any(number < len(content.scenarios) for number in shown) else ()


def level_scenarios_at(content: CohortContent, outcome: ReportedOutcome, visit: int) -> list[str]:
    """The assumptions to print of an ordered outcome: those that change a number at a level, and those of endpoints."""
    observed = _at_levels(content, outcome, visit, "observed")
    always = {"observed", *(endpoint.scenario for endpoint in content.plan.endpoints_of(outcome.name))}
    return [
        scenario
        for scenario in content.scenarios
        if scenario != "as_reported"
        and (scenario in always or _at_levels(content, outcome, visit, scenario) != observed)
    ]


def levels_not_repeated(content: CohortContent, outcome: ReportedOutcome) -> tuple[Inlines, ...]:
    """What is said below a table of the levels under all assumptions that leaves some out at a visit."""
    most = len([scenario for scenario in content.scenarios if scenario != "as_reported"])
    shown = (len(level_scenarios_at(content, outcome, visit)) for visit in outcome.visits)
    return ((NOT_REPEATED,),) if any(number < most for number in shown) else ()


def _at_levels(content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str) -> list[tuple[Any, ...]]:
    """The number of patients at each level, and of all with one."""
    counted = content.quantity("level", "patient", outcome=outcome.name, visit=visit, scenario=scenario)
    rows = (counted.where(group=group).row("count") for group in counted.groups("level"))
    return [(row["group"], *(row[column] for column in COLUMNS)) for row in rows]


def _is_observed(content: CohortContent, outcome: ReportedOutcome, visit: int, scenario: str) -> bool:
    """Whether the percent change at a visit has the same numbers as observed."""
    for unit in outcome.units:
        change = content.quantity(outcome.gain, unit, outcome=outcome.name, visit=visit)
        filled, observed = (change.where(scenario=name) for name in (scenario, "observed"))
        for statistic in COMPARED:
            first, second = filled.row(statistic), observed.row(statistic)
            if any(first[column] != second[column] for column in COLUMNS):
                return False
    return True
