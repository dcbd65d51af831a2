"""Estimates of one outcome: at each visit, and of the change between visits."""

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.absolute_changes import add_absolute_changes
from casetrace.analyse.estimate.bootstraps import add_bootstrap
from casetrace.analyse.estimate.centres import add_centres
from casetrace.analyse.estimate.dependence import add_dependence
from casetrace.analyse.estimate.disagreements import note_disagreements
from casetrace.analyse.estimate.geometric_means import add_geometric_mean
from casetrace.analyse.estimate.log_ratios import add_log_ratios
from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.no_change import add_tests
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.response_rates import add_response_rates
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.estimate.trends import add_trend
from casetrace.analyse.estimate.visit_tests import add_holm_over_visits
from casetrace.analyse.trends import trends
from casetrace.analyse.visits import Change, OutcomeVisits, Visit, response_counts, units_of, with_role
from casetrace.methods.estimates import Limits
from casetrace.methods.reduction import percent_reduction
from casetrace.methods.trust import piled_up
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Subject


def estimate_outcome(results: Results, analysed: OutcomeVisits, settings: EstimationSettings) -> None:
    """Everything about one outcome as observed, and in the primary scenario where that is another."""
    for scenario in analysed.estimated_scenarios:
        for visit in analysed.visits(scenario):
            at_visit = Results()
            _estimate_visit(at_visit, visit, settings)
            note_disagreements(at_visit.rows, settings.level)
            results.rows.extend(at_visit.rows)
        for change in analysed.changes(scenario):
            changed = Results()
            _estimate_change(changed, change, settings)
            note_disagreements(changed.rows, settings.level)
            results.rows.extend(changed.rows)
        for trend in trends(analysed, scenario):
            add_trend(results, trend, settings)
        add_holm_over_visits(results, analysed.outcome, scenario, analysed.groups)
        for endpoint in analysed.plan.endpoints_of(analysed.outcome.name):
            if endpoint.is_rated:
                add_response_rates(results, analysed, scenario, endpoint, settings)


def best_improvement(lesions: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Percent improvement of each lesion if it were at the best value that there is; infinite without a best value."""
    baseline = lesions["baseline"].where(lesions["baseline"] > 0)
    if outcome.best_value is None:
        return pd.Series(np.inf, index=lesions.index)
    if outcome.scale.is_change:
        best = outcome.printed_reduction(pd.Series(float(outcome.best_value), index=lesions.index))
        return outcome.improvement(best)
    best = percent_reduction(baseline, outcome.best_value)
    return pd.Series(outcome.direction.improvement(best), index=lesions.index)


def possible_mean(best: pd.Series, outcome: Outcome) -> Limits:
    """The range that a mean percent improvement can have.

    Its upper end is reached when all are at the best value; its lower end is -100 % where higher is better and a value
    can't be below 0, and there is none where lower is better.

    Parameters
    ----------
    best
        The best improvement of each lesion or patient.
    """
    lowest = -100.0 if outcome.direction is HIGHER_IS_BETTER and outcome.minimum >= 0 else -np.inf
    return Limits(lowest, float(best.mean()) if best.notna().any() else np.inf)


def improvements(visit: Visit) -> list[tuple[Subject, pd.DataFrame, pd.Series]]:
    """Improvements at a visit over lesions and over patients: whose, the rows, and the best that each could have."""
    lesions = having(visit.lesions, "improvement")
    best = units_of(visit.subject, lesions.assign(best=best_improvement(lesions, visit.outcome)), "best")
    rows = units_of(visit.subject, lesions, "improvement")
    return [
        (with_role(unit, visit.plan), frame, bests["best"])
        for (unit, frame), (_, bests) in zip(rows, best, strict=True)
    ]


def add_mean_improvements(results: Results, visit: Visit, settings: EstimationSettings) -> None:
    """Add the mean percent improvement at a visit over lesions and over patients."""
    flag = combined(visit.worsening, visit.pooled)
    for unit, rows, best in improvements(visit):
        _add_mean_improvement(results, unit, rows, best, settings, flag)


def _add_mean_improvement(
    results: Results, subject: Subject, rows: pd.DataFrame, best: pd.Series, settings: EstimationSettings, flag: str
) -> None:
    assert subject.outcome is not None
    possible, at_the_end = possible_mean(best, subject.outcome), piled_up(rows["improvement"], best)
    add_mean(results, subject, rows, "improvement", settings, possible=possible, at_the_end=at_the_end, flag=flag)


def _estimate_visit(results: Results, visit: Visit, settings: EstimationSettings) -> None:
    flag = combined(visit.worsening, visit.pooled)
    for unit, rows, best in improvements(visit):
        _add_mean_improvement(results, unit, rows, best, settings, flag)
        at_the_end = piled_up(rows["improvement"], best)
        add_bootstrap(results, unit, rows, "improvement", settings, at_the_end=at_the_end, flag=flag)
        if unit.unit_of_analysis == "patient":
            add_tests(results, unit, rows, "improvement", settings, at_the_end=at_the_end, flag=flag)
            add_centres(results, unit.not_primary, rows, "improvement", settings, flag=visit.pooled)
        else:
            add_dependence(
                results, unit.not_primary, rows, "improvement", settings, at_the_end=at_the_end, flag=visit.pooled
            )
    if visit.subject.scenario != "as_reported" and visit.outcome.scale.has_change:
        add_absolute_changes(results, visit, settings)
    if visit.subject.scenario != "as_reported" and visit.outcome.scale.has_log_ratio:
        add_geometric_mean(results, visit.subject, visit.lesions, settings, flag=visit.pooled)
        add_log_ratios(results, visit.subject, visit.lesions, settings, flag=visit.pooled)
    if visit.outcome.scale.has_response:
        for unit, counted, among in response_counts(visit):
            add_proportion(results, unit, counted, among, settings, flag=visit.flag(unit))


def _estimate_change(results: Results, change: Change, settings: EstimationSettings) -> None:
    """Change of the percent improvement between two visits, over those who have both."""
    flag = combined(change.worsening, change.pooled)
    for unit, rows in units_of(change.subject, change.lesions, "change"):
        add_mean(results, unit, rows, "change", settings, flag=flag)
        add_bootstrap(results, unit, rows, "change", settings, flag=flag)
        if unit.unit_of_analysis == "patient":
            add_tests(results, unit, rows, "change", settings, flag=flag)
