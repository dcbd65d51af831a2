"""Assess how far the results depend on missing values and lesions, on single patients and on rounding."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.assess.influence import assess_influence
from casetrace.analyse.assess.missing import assess_missing
from casetrace.analyse.assess.rounding import assess_rounding, rounded_to
from casetrace.analyse.assess.scenarios import assess_compared, assess_scenarios
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits, improvement_basis
from casetrace.config.declared_scenarios import declared_problems
from casetrace.model.basis import LESION_VISITS, MEASUREMENTS, Basis, part
from casetrace.model.errors import UserError
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from casetrace.model.visits import of_outcome


def assessed(
    by_lesion: pd.DataFrame,
    recorded: pd.DataFrame,
    plan: Plan,
    settings: EstimationSettings,
    named: Callable[[object], str] = str,
) -> Results:
    """All sensitivity analyses of a cohort, in the order of the report.

    Parameters
    ----------
    by_lesion
        The lesion visits of all outcomes and scenarios.
    recorded
        The measurements as they were ingested, as text.
    plan
        The outcomes and the primary result.
    settings
        How estimates are made.
    named
        What the patient or the lesion is called that a `patient_id` or a `lesion_id` stands for.
    """
    results = Results()
    in_arms = plan.in_arms(by_lesion)
    for name, outcome in plan.outcomes.items():
        outcome_visits = of_outcome(by_lesion, name)
        assess_compared(results, OutcomeVisits(outcome, in_arms, outcome_visits), settings)
        if not outcome.scale.has_percent_change:
            continue
        analysed = OutcomeVisits(outcome, plan, outcome_visits)
        assess_scenarios(results, analysed, settings)
        observed = analysed.lesions("observed")
        values = of_outcome(recorded, name)
        digit = rounded_to(outcome, values["value"])
        known = outcome.rounded_to is not None or not outcome.scale.is_rounded
        all_values = () if known else recorded_basis(values, observed)
        for time in outcome.follow_up_visits:
            lesions = observed[observed["visit"] == time]
            subject = Subject(
                Quantity(outcome.gain), outcome.bearer, "sensitivity", outcome, time, scenario="observed"
            ).resting_on(improvement_basis(lesions))
            assess_missing(results, subject, outcome, lesions, settings)
            assess_influence(results, subject, lesions, named)
            assess_rounding(results, subject.resting_on(subject.basis, all_values), outcome, lesions, digit, named)
    return results


def recorded_basis(values: pd.DataFrame, observed: pd.DataFrame) -> Basis:
    """What the last digit recorded rests on: all values, and the visits at which one could have been."""
    return (
        part(MEASUREMENTS, values, "value", role="selects"),
        part(LESION_VISITS, observed, "baseline", "value", role="selects"),
    )


def check_declared(declared: Mapping[str, Any], by_lesion: pd.DataFrame, plan: Plan, path: str) -> None:
    """Check the declared scenarios against the outcomes and visits that config left to the data.

    Parameters
    ----------
    declared
        The cohort's `declared_scenarios`.
    by_lesion
        The lesion visits of all outcomes and scenarios.
    plan
        The outcomes and the primary result.
    path
        The cohort's path in config.

    Raises
    ------
    UserError
        When an added lesion has an outcome, or a visit, that the cohort has not.
    """
    outcomes = {
        name: {"measured_on": outcome.bearer, "minimum": outcome.minimum, "follow_up_visits": outcome.follow_up_visits}
        for name, outcome in plan.outcomes.items()
    }
    cohort = {
        "outcomes": outcomes,
        "primary": {"outcome": plan.primary.outcome},
        "scenarios": list(by_lesion["scenario"].unique()),
        "declared_scenarios": declared,
    }
    problems = sorted(declared_problems(cohort, path))
    if problems:
        raise UserError("\n".join(map(str, problems)))
