"""Estimates of one outcome: at each visit, and of the change between visits."""

from itertools import combinations

import numpy as np
import pandas as pd

from casetrace.analyse.describe.outcomes import (
    Visit,
    change_basis,
    change_between,
    response_counts,
    visit_of,
    with_role,
)
from casetrace.analyse.estimate.bootstraps import add_bootstrap
from casetrace.analyse.estimate.log_ratios import add_log_ratios
from casetrace.analyse.estimate.means import add_mean, units_of
from casetrace.analyse.estimate.no_change import add_tests
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import Limits
from casetrace.methods.reduction import percent_reduction
from casetrace.methods.trust import piled_up
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Primary
from casetrace.model.reservations import combined, pooled_note, worsening_note
from casetrace.model.results import Results, Subject
from casetrace.model.visits import improved


def estimate_outcome(
    results: Results,
    name: str,
    outcome: Outcome,
    by_lesion: pd.DataFrame,
    primary: Primary,
    settings: EstimationSettings,
) -> None:
    """Everything about one outcome as observed, and in the primary scenario where that is another.

    Parameters
    ----------
    name, outcome
        The outcome and its section of the plan.
    by_lesion
        Its lesion visits, in all scenarios.
    primary
        The plan's `primary` section.
    settings
        How estimates are made.
    """
    for scenario in main_scenarios(primary):
        lesions = improved(by_lesion[by_lesion["scenario"] == scenario], outcome)
        weeks = [int(week) for week in lesions["visit"].unique()]
        for week in weeks:
            visit = visit_of(lesions[lesions["visit"] == week], outcome)
            subject = at_visit(name, outcome, week, scenario, primary).resting_on(visit.basis)
            _estimate_visit(results, subject, outcome, visit, primary, settings)
        for earlier, later in combinations(weeks, 2):
            analysis = f"change_in_{outcome.gain}"
            change = Subject(analysis, outcome.bearer, "secondary", name, later, earlier, scenario=scenario)
            _estimate_change(results, change, lesions, outcome, settings)


def main_scenarios(primary: Primary) -> list[str]:
    """The scenarios that are estimated in full: as observed, and the primary one."""
    return list(dict.fromkeys(["observed", primary.scenario]))


def at_visit(name: str, outcome: Outcome, week: int, scenario: str, primary: Primary) -> Subject:
    """The percent improvement of an outcome at one visit in one scenario, in the unit that has it."""
    subject = Subject(outcome.gain, outcome.bearer, "secondary", name, week, scenario=scenario)
    return with_role(subject, primary)


def best_improvement(lesions: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Percent improvement of each lesion if it were at the best value that there is; infinite without a best value."""
    baseline = lesions["baseline"].where(lesions["baseline"] > 0)
    if outcome.best_value is None:
        return pd.Series(np.inf, index=lesions.index)
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
    outcome
        The outcome's section of the plan.
    """
    lowest = -100.0 if outcome.direction is HIGHER_IS_BETTER and outcome.minimum >= 0 else -np.inf
    return Limits(lowest, float(best.mean()) if best.notna().any() else np.inf)


def improvements(subject: Subject, visit: Visit, outcome: Outcome) -> list[tuple[Subject, pd.DataFrame, pd.Series]]:
    """Improvements at a visit over lesions and over patients: whose, the rows, and the best that each could have."""
    lesions = visit.lesions.dropna(subset=["improvement"])
    best = units_of(subject, lesions.assign(best=best_improvement(lesions, outcome)), "best")
    return [
        (unit, rows, bests["best"])
        for (unit, rows), (_, bests) in zip(units_of(subject, lesions, "improvement"), best, strict=True)
    ]


def add_mean_improvements(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    visit: Visit,
    primary: Primary,
    settings: EstimationSettings,
) -> None:
    """Add the mean percent improvement at a visit over lesions and over patients."""
    flag = combined(visit.worsening, visit.pooled)
    for unit, rows, best in improvements(subject, visit, outcome):
        _add_mean_improvement(results, with_role(unit, primary), rows, best, outcome, settings, flag)


def _add_mean_improvement(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    best: pd.Series,
    outcome: Outcome,
    settings: EstimationSettings,
    flag: str,
) -> None:
    possible, at_the_end = possible_mean(best, outcome), piled_up(rows["improvement"], best)
    add_mean(results, subject, rows, "improvement", settings, possible=possible, at_the_end=at_the_end, flag=flag)


def _estimate_visit(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    visit: Visit,
    primary: Primary,
    settings: EstimationSettings,
) -> None:
    flag = combined(visit.worsening, visit.pooled)
    for unit, rows, best in improvements(subject, visit, outcome):
        own = with_role(unit, primary)
        _add_mean_improvement(results, own, rows, best, outcome, settings, flag)
        at_the_end = piled_up(rows["improvement"], best)
        add_bootstrap(results, own, rows, "improvement", settings, at_the_end=at_the_end, flag=flag)
        if own.unit_of_analysis == "patient":
            add_tests(results, own, rows, "improvement", settings, at_the_end=at_the_end, flag=flag)
    if subject.scenario != "as_reported":
        add_log_ratios(results, subject, visit.lesions, outcome, settings, flag=visit.pooled)
    for own, counted, among in response_counts(subject, visit):
        add_proportion(results, own, counted, among, settings, flag=visit.pooled)


def _estimate_change(
    results: Results, subject: Subject, lesions: pd.DataFrame, outcome: Outcome, settings: EstimationSettings
) -> None:
    """Change of the percent improvement between two visits, over those who have both."""
    both = change_between(lesions, subject)
    worsening = worsening_note(lesions[lesions["lesion_id"].isin(both["lesion_id"])], outcome)
    flag = combined(worsening, pooled_note(both))
    for unit, rows in units_of(subject.resting_on(change_basis(lesions, subject)), both, "change"):
        add_mean(results, unit, rows, "change", settings, flag=flag)
        add_bootstrap(results, unit, rows, "change", settings, flag=flag)
        if unit.unit_of_analysis == "patient":
            add_tests(results, unit, rows, "change", settings, flag=flag)
