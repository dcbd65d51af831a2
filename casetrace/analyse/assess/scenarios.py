"""The mean under every other assumption about the data."""

import pandas as pd

from casetrace.analyse.describe.outcomes import visit_of
from casetrace.analyse.estimate.outcomes import add_mean_improvements, at_visit, main_scenarios
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Primary
from casetrace.model.results import Results
from casetrace.model.visits import improved


def assess_scenarios(
    results: Results,
    name: str,
    outcome: Outcome,
    by_lesion: pd.DataFrame,
    primary: Primary,
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
