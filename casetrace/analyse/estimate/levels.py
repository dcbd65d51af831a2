"""Estimates of an ordered outcome: shares at a level or better, and the tests of no movement from the baseline."""

import numpy as np

from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.response_rates import add_response_rates
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.levels import STEPS, Levels, has_baseline, level_labels, levels_at, movement_at
from casetrace.analyse.visits import OutcomeVisits, Visit
from casetrace.methods.exact_tests import signed_rank
from casetrace.methods.sign_test import sign_test
from casetrace.model.endpoint import LEVEL_OR_BETTER
from casetrace.model.reservations import combined
from casetrace.model.results import Results, adds_results
from casetrace.model.summaries import NOBODY, sizes

NO_MOVEMENT = "no patient moved to another level: no test is possible; see the shift table"
TESTS = (("excess", "sign_test"), ("signed_rank", "signed_rank_exact"))


def estimate_levels(results: Results, analysed: OutcomeVisits, settings: EstimationSettings) -> None:
    """Everything about one ordered outcome as observed, and in the primary scenario where that is another."""
    for scenario in analysed.estimated_scenarios:
        if scenario == "as_reported":
            continue
        for visit in analysed.visits(scenario):
            for levels in levels_at(visit):
                _add_shares(results, levels, visit, settings)
            if has_baseline(visit):
                patients = next(each for each in movement_at(visit) if each.subject.unit_of_analysis == "patient")
                _add_tests(results, patients, visit, settings)
        for endpoint in analysed.plan.endpoints_of(analysed.outcome.name):
            if endpoint.threshold is not None:
                add_response_rates(results, analysed, scenario, endpoint, settings)


@adds_results
def _add_shares(results: Results, levels: Levels, visit: Visit, settings: EstimationSettings) -> None:
    """Add the share at each level or a better one, but for the worst, at which or better all are."""
    outcome, subject = visit.outcome, levels.subject.of(LEVEL_OR_BETTER)
    standing = outcome.standing(levels.rows["level"])
    for number, label in enumerate(level_labels(outcome)):
        if number != outcome.worst_value:
            reached = standing >= outcome.standing(levels.rows["level"] * 0 + number)
            add_proportion(results, subject.within("level", label), reached, levels.rows, settings, flag=visit.pooled)


@adds_results
def _add_tests(results: Results, levels: Levels, visit: Visit, settings: EstimationSettings) -> None:
    """Add the sign test of the direction of movement, and the signed-rank test of the steps, over patients."""
    steps, n = levels.rows["steps"].to_numpy(dtype=float), sizes(levels.rows, levels.subject)
    moved, by_steps = levels.subject.not_primary, levels.subject.of(STEPS)
    if not np.any(steps):
        note = NO_MOVEMENT if len(steps) else NOBODY
        results.refuse(moved, "excess", "sign_test", n, note)
        results.refuse(by_steps, "signed_rank", "signed_rank_exact", n, note)
        return
    signs = sign_test(steps)
    results.add(
        moved, "excess", signs.up - signs.down, "sign_test", n,
        p_value=signs.p_value, p_value_minimum=signs.p_value_minimum,
        note=combined(visit.pooled, out_of_reach(signs.p_value_minimum, settings)),
    )  # fmt: skip
    ranks = signed_rank(steps, asymptotic_above=settings.methods["asymptotic_patients"])
    results.add(
        by_steps, "signed_rank", ranks.statistic, f"signed_rank_{ranks.kind}", n,
        p_value=ranks.p_value, p_value_minimum=ranks.p_value_minimum,
        note=combined(visit.pooled, out_of_reach(ranks.p_value_minimum, settings)),
    )  # fmt: skip
