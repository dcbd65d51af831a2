"""Scenarios: named assumptions about the values of the follow-up visits.

A scenario takes the follow-up visits of one outcome and says which value each lesion has there. `observed` changes
nothing; the others fill in what is missing, or take the percentages that the source prints. None is ever mixed into
another.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from casetrace.model.outcome import COURSE, Outcome

#: Maps the visits of one outcome (`baseline`, `value`, ordered by visit within a lesion and period) and the outcome's
#: section of the plan to the values that take the place of missing ones.
Filling = Callable[[pd.DataFrame, Outcome], pd.Series]


def last_observation(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """The last value before the visit, the baseline included (LOCF)."""
    return (
        visits.groupby(COURSE, sort=False, dropna=False)["value"].ffill().fillna(outcome.unchanged(visits["baseline"]))
    )


def baseline_value(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """The baseline: nothing was gained."""
    return outcome.unchanged(visits["baseline"])


def best_value(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """The best value there is."""
    return _constant(visits, outcome, outcome.best_value)


def worst_value(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """The worst value that config declares."""
    return _constant(visits, outcome, outcome.worst_value)


def _constant(visits: pd.DataFrame, outcome: Outcome, value: float | None) -> pd.Series:
    """One value wherever there is a baseline, or none is needed."""
    filled = pd.Series(np.nan if value is None else float(value), index=visits.index)
    return filled.where(visits["baseline"].notna()) if outcome.scale.needs_baseline else filled


FILLINGS: dict[str, Filling] = {
    "locf": last_observation,
    "no_change": baseline_value,
    "worst_value": worst_value,
    "complete_response": best_value,
}


def apply_scenario(visits: pd.DataFrame, scenario: str, outcome: Outcome) -> pd.DataFrame:
    """The visits of one outcome under one scenario.

    Parameters
    ----------
    visits
        One row per lesion, period and follow-up visit, ordered by visit within each, with `baseline`, `value` and
        `reported_reduction_percent`.
    scenario
        Its name.
    outcome
        The outcome's section of the plan.

    Returns
    -------
    DataFrame
        With `scenario`, and `imputed`, the rule that filled in a value or an empty text. Under `as_reported` the
        percent reduction is the printed one, and no change or logarithm is derived from it.
    """
    result = visits.assign(scenario=scenario, imputed="")
    if scenario == "as_reported":
        return result.assign(from_values=False)
    if scenario != "observed":
        missing = result["value"].isna() & result["merged_into"].isna() & ~result["whole"]
        result["value"] = result["value"].where(~missing, FILLINGS[scenario](visits, outcome))
        result["imputed"] = np.where(missing & result["value"].notna(), scenario, "")
    return result.assign(from_values=True)
