"""The mean under every other assumption about the data."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.describe.outcomes import visit_of
from casetrace.analyse.estimate.outcomes import add_mean_improvements, at_visit, main_scenarios
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.derive.datasets import improved
from casetrace.model.results import Results


def assess_scenarios(
    results: Results,
    name: str,
    outcome: Mapping[str, Any],
    by_lesion: pd.DataFrame,
    primary: Mapping[str, Any],
    settings: EstimationSettings,
) -> None:
    """The mean percent improvement at each visit in the scenarios that are not estimated in full.

    Parameters
    ----------
    by_lesion
        The outcome's lesion visits, in all scenarios.
    """
    for scenario in by_lesion["scenario"].unique():
        if scenario in main_scenarios(primary):
            continue
        lesions = improved(by_lesion[by_lesion["scenario"] == scenario], outcome)
        for week in lesions["visit"].unique():
            visit = visit_of(lesions[lesions["visit"] == week], outcome)
            subject = at_visit(name, outcome, int(week), scenario, primary).resting_on(visit.basis)
            add_mean_improvements(results, subject, outcome, visit, primary, settings)
