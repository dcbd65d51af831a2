"""The improvement in the outcome's own unit: means over lesions and patients, medians, and the tests of no change."""

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.centres import add_centres
from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.no_change import add_tests
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import Visit, change_in_unit_basis, units_of, with_role
from casetrace.methods.trust import piled_up
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results


def add_absolute_changes(results: Results, visit: Visit, settings: EstimationSettings) -> None:
    """Add the improvement at a visit in the outcome's unit."""
    outcome, flag = visit.outcome, visit.pooled
    quantity = Quantity(outcome.absolute_gain)
    subject = visit.subject.of(quantity).chosen_alike(change_in_unit_basis(visit.lesions))
    lesions = having(visit.lesions, "gain")
    lesions = lesions.assign(best=best_gain(lesions, outcome))
    units = zip(units_of(subject, lesions, "gain"), units_of(subject, lesions, "best"), strict=True)
    for (unit, rows), (_, bests) in units:
        of_unit = with_role(unit, visit.plan)
        at_the_end = piled_up(rows["gain"], bests["best"])
        add_mean(results, of_unit, rows, "gain", settings, at_the_end=at_the_end, flag=flag)
        if unit.unit_of_analysis == "patient":
            add_tests(results, of_unit, rows, "gain", settings, at_the_end=at_the_end, flag=flag)
            add_centres(results, of_unit.not_primary, rows, "gain", settings, flag=flag)


def best_gain(lesions: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Improvement of each lesion in the outcome's unit if it were at the best value; infinite without a best value."""
    if outcome.best_value is None:
        return pd.Series(np.inf, index=lesions.index)
    return pd.Series(outcome.direction.improvement(lesions["baseline"] - outcome.best_value), index=lesions.index)
