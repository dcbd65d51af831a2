"""The paragraph of the results on what the primary outcome's mean depends on."""

from collections.abc import Iterator

from casetrace.report.article.parts import plain
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.inlines import Inlines
from casetrace.report.document.prose import PERCENT, joined, line, prose
from casetrace.report.printer import label, named_visit
from casetrace.report.quantity import Quantity
from casetrace.report.sections.filled_in import scenarios_at
from casetrace.report.sections.primary_result import primary_quantity

#: What each assumption is in a sentence, for what is printed of it.
ASSUMED = {
    "no_change": "if missing values were assumed to be unchanged from baseline",
    "worst_value": "if missing values were assumed to be the worst value declared",
    "locf": "with the last observation carried forward",
    "complete_response": "if missing values were assumed to be the best possible value",
}
PRINTED = "with the percentages printed in the source instead of those calculated from the values"


def sensitivity_text(content: CohortContent) -> Inlines:
    """The paragraph; empty where arms or levels have no such mean."""
    if content.arm_groups or not content.outcome.about.scale.has_percent_change:
        return ()
    observed = primary_quantity(content, content.primary.unit_of_analysis).where(scenario="observed")
    if observed.is_refused("mean"):
        return ()
    return joined(map(plain, [*_assumptions(content, observed), *_influence(content, observed)]), " ")


def told_scenarios(content: CohortContent) -> list[str]:
    """The assumptions that give another mean than the observed one; not the best value for who died."""
    outcome, primary = content.outcome, content.primary
    told = [name for name in scenarios_at(content, outcome, primary.visit) if name in (*ASSUMED, "as_reported")]
    died = content.enrolled(
        "evaluable", "patient", outcome=primary.outcome, visit=primary.visit, group="missing=died"
    ).has("count")
    return [name for name in told if not (died and name == "complete_response")]


def _assumptions(content: CohortContent, observed: Quantity) -> Iterator[Inlines]:
    means = []
    for scenario in told_scenarios(content):
        mean = observed.where(scenario=scenario)
        if mean.has("mean") and not mean.is_refused("mean"):
            means.append(line(mean.number("mean", mark=False), PERCENT, " ", ASSUMED.get(scenario, PRINTED)))
    if means:
        yield prose(
            "The mean percent {gain} of {outcome} at {visit} was {observed} % (observed data); it would be {means}.",
            gain=content.outcome.gain,
            outcome=label(content.outcome.label),
            visit=named_visit(content.primary.visit),
            observed=observed.number("mean", mark=False),
            means=joined(means, "; "),
        )


def _influence(content: CohortContent, observed: Quantity) -> Iterator[Inlines]:
    """The mean without one patient at a time, and the range that rounding allows."""
    ends = ("leave_one_out_minimum", "leave_one_out_maximum")
    if observed.has(ends[0]) and not observed.is_refused(ends[0]):
        lowest, highest = (observed.number(end, mark=False) for end in ends)
        text = "Omitting one patient at a time, the mean ranged from {lowest} to {highest} %."
        if lowest.text != highest.text:
            yield prose(text, lowest=lowest, highest=highest)
    if observed.has("rounding_lower") and not observed.is_refused("rounding_lower"):
        lowest, highest = (observed.number(f"rounding_{end}", mark=False) for end in ("lower", "upper"))
        text = "Given the rounding of the measurements, the observed mean may lie between {lowest} and {highest} %."
        yield prose(text, lowest=lowest, highest=highest)
