"""Compares two arms that have no patient in common."""

import numpy as np

from casetrace.analyse.estimate.arm_pairs import NO_SPREAD_IN_ARMS, TOO_FEW_IN_AN_ARM, ArmPair
from casetrace.analyse.estimate.compared_counts import add_risk_difference, arm_count
from casetrace.analyse.estimate.means import add_estimate
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.group_tests import hodges_lehmann, two_arms
from casetrace.methods.intervals import welch_interval
from casetrace.methods.trust import few_df
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Subject, adds_results

NO_DIFFERENCE = "all patients of both arms have the same value; see the results by arm"
NO_SHIFT_INTERVAL = (
    "with so few patients no CI of the shift attains this level; see the permutation test and the results by arm"
)
NO_WIDTH = "many values are tied: a CI of the shift would have zero width; see the responses"


@adds_results
def add_independent(
    results: Results,
    subject: Subject,
    pair: ArmPair,
    column: str,
    settings: EstimationSettings,
    *,
    with_responses: bool,
) -> None:
    """Add the comparisons of the means of a column over patients.

    Parameters
    ----------
    subject
        The difference of the column, over patients.
    pair
        Two arms with somebody in each and nobody in both.
    column
        The percent improvement, or that in the outcome's unit.
    with_responses
        Whether the complete responses are compared too.
    """
    first, second = (means.to_numpy(dtype=float) for means in pair.patient_means(column))
    flag, not_primary = pair.flag_of(column), subject.not_primary
    _add_welch(results, subject, first, second, pair, settings, flag)
    try:
        _add_permutation(results, not_primary, first, second, pair, settings, flag)
        _add_shift(results, not_primary, first, second, pair, settings)
    except NoSpreadError:
        results.refuse(not_primary, "mean_difference", "permutation_exact", pair.n, NO_DIFFERENCE)
        results.refuse(not_primary, "shift", "hodges_lehmann", pair.n, NO_DIFFERENCE)
    for quantity, response in pair.responses.items() if with_responses else ():
        in_first, in_second = (arm_count(patients[response] == 1) for patients in pair.patients)
        add_risk_difference(results, subject.of(quantity), in_first, in_second, pair.n, settings, pair.note)


@adds_results
def refuse_independent(results: Results, subject: Subject, pair: ArmPair, note: str, *, with_responses: bool) -> None:
    """Say once for each quantity why arms are not compared as if they were independent."""
    results.refuse(subject, "mean_difference", "welch_t", pair.n, note)
    for quantity in pair.responses if with_responses else ():
        results.refuse(subject.of(quantity), "risk_difference", "newcombe", pair.n, note)


@adds_results
def _add_welch(
    results: Results,
    subject: Subject,
    first: np.ndarray,
    second: np.ndarray,
    pair: ArmPair,
    settings: EstimationSettings,
    flag: str,
) -> None:
    try:
        estimate = welch_interval(first, second, settings.level)
    except (TooFewError, NoSpreadError) as error:
        note = TOO_FEW_IN_AN_ARM if isinstance(error, TooFewError) else NO_SPREAD_IN_ARMS
        results.refuse(subject, "mean_difference", "welch_t", pair.n, note)
        return
    add_estimate(
        results,
        subject,
        estimate,
        "welch_t",
        pair.n,
        settings,
        statistic="mean_difference",
        note=few_df("welch_t", estimate.df),
        caveat=flag,
    )


@adds_results
def _add_permutation(
    results: Results,
    subject: Subject,
    first: np.ndarray,
    second: np.ndarray,
    pair: ArmPair,
    settings: EstimationSettings,
    flag: str,
) -> None:
    drawing = settings.drawing(subject.result_id("mean_difference", "permutation"))
    test = two_arms(first, second, exact_assignments=settings.methods["exact_assignments"], **drawing)
    results.add(
        subject,
        "mean_difference",
        test.statistic,
        f"permutation_{test.kind}",
        pair.n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(flag, out_of_reach(test.p_value_minimum, settings)),
    )


@adds_results
def _add_shift(
    results: Results,
    subject: Subject,
    first: np.ndarray,
    second: np.ndarray,
    pair: ArmPair,
    settings: EstimationSettings,
) -> None:
    largest = settings.methods["asymptotic_patients"]
    if len(first) + len(second) > largest:
        note = (
            f"not computed for more than {largest} patients ({len(first) + len(second)} here); see the difference of "
            "the means"
        )
        results.refuse(subject, "shift", "hodges_lehmann", pair.n, note)
        return
    estimate = hodges_lehmann(first, second, settings.level)
    limits, missing = estimate.limits, NO_SHIFT_INTERVAL
    if limits is not None and np.isclose(limits.lower, limits.upper, rtol=1e-12):
        limits, missing = None, NO_WIDTH
    results.add(
        subject,
        "shift",
        estimate.shift,
        "hodges_lehmann",
        pair.n,
        interval=None if limits is None else Interval(limits.lower, limits.upper, estimate.level),
        note=combined(pair.note, "" if limits else missing),
    )
