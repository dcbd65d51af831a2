"""The mean, and the difference of arms that an endpoint asks for, under every other assumption about the data."""

from casetrace.analyse.estimate.arms import compare_asked
from casetrace.analyse.estimate.outcomes import add_mean_improvements
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.results import Results


def assess_scenarios(results: Results, analysed: OutcomeVisits, settings: EstimationSettings) -> None:
    """The mean percent improvement at each visit in the scenarios that are not estimated in full."""
    for scenario in analysed.scenarios:
        if scenario not in analysed.estimated_scenarios:
            for visit in analysed.visits(scenario):
                add_mean_improvements(results, visit, settings)


def assess_compared(results: Results, analysed: OutcomeVisits, settings: EstimationSettings) -> None:
    """The differences of arms that endpoints ask for, in the scenarios that are not estimated in full."""
    for scenario in analysed.scenarios:
        if scenario not in analysed.estimated_scenarios:
            for endpoint in analysed.plan.endpoints_of(analysed.outcome.name):
                compare_asked(results, analysed, endpoint, scenario, settings)
