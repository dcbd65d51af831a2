"""The primary quantity over patients and over lesions."""

from casetrace.report.cohort_content import CohortContent
from casetrace.report.quantity import Quantity


def primary_quantity(content: CohortContent, unit: str) -> Quantity:
    """The primary quantity over a unit."""
    primary = content.primary
    return content.quantity(
        content.outcome.gain,
        unit,
        outcome=primary.outcome,
        visit=primary.visit,
        scenario=primary.scenario,
    )


def primary_evaluable(content: CohortContent, unit: str) -> Quantity:
    """Who has a value of the primary outcome at its visit, of everybody enrolled."""
    primary = content.primary
    return content.enrolled("evaluable", unit, outcome=primary.outcome, visit=primary.visit)
