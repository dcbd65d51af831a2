"""Scenarios: named assumptions about the values of the follow-up visits.

A scenario takes the follow-up visits of one outcome and says which value each lesion has there. `observed` changes
nothing; the others fill in what is missing, or take the percentages that the source prints. None is ever mixed into
another.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from casetrace.derive.grid import COURSE

#: Maps the visits of one outcome (`baseline`, `value`, ordered by visit within a lesion and period) and the outcome's
#: section of the plan to the values that take the place of missing ones.
Filling = Callable[[pd.DataFrame, Mapping[str, Any]], pd.Series]


def last_observation(visits: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.Series:
    """The last value before the visit, the baseline included (LOCF)."""
    return visits.groupby(COURSE, sort=False, dropna=False)["value"].ffill().fillna(visits["baseline"])


def baseline_value(visits: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.Series:
    """The baseline: nothing was gained (worst case)."""
    return visits["baseline"]


def best_value(visits: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.Series:
    """The best value there is (best case)."""
    return pd.Series(float(outcome["best_value"]), index=visits.index)


FILLINGS: dict[str, Filling] = {"locf": last_observation, "worst_case": baseline_value, "best_case": best_value}

#: What each scenario means, in the words of the report.
SCENARIO_LABELS = {
    "observed": "as observed",
    "as_reported": "percentages as printed in the source",
    "locf": "last observation carried forward",
    "worst_case": "worst case: what is missing did not change",
    "best_case": "best case: what is missing is at its best",
}

SCENARIO_NOTES = {
    "observed": "What was measured; a lesion without a value at a visit is not counted there. Nothing is filled in.",
    "as_reported": "The percentages that the source prints are taken in place of those computed from the values.",
    "locf": "A missing value is the last one before it, else the baseline; after a death that is mere arithmetic.",
    "worst_case": "A missing value is the baseline, so that nothing was gained.",
    "best_case": "A missing value is the best that there is; with the worst case, a bound.",
}


def apply_scenario(visits: pd.DataFrame, scenario: str, outcome: Mapping[str, Any]) -> pd.DataFrame:
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
        missing = result["value"].isna() & (result["baseline"] > 0)
        result["value"] = result["value"].where(~missing, FILLINGS[scenario](visits, outcome))
        result["imputed"] = np.where(missing, scenario, "")
    return result.assign(from_values=True)
