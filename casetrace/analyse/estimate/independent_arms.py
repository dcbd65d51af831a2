"""Compares two arms that have no patient in common."""

import math

import numpy as np

from casetrace.analyse.estimate.arm_pairs import NO_SPREAD_IN_ARMS, TOO_FEW_IN_AN_ARM, ArmPair
from casetrace.analyse.estimate.means import add_estimate, as_interval
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.group_tests import fisher_exact, hodges_lehmann, two_arms
from casetrace.methods.intervals import miettinen_nurminen, newcombe, welch_interval
from casetrace.methods.trust import few_df
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Subject, adds_results

NO_DIFFERENCE = "all patients of both arms have the same value; look at the results by arm instead"
NO_SHIFT_INTERVAL = (
    "so few patients have no interval of this level for the shift, whatever their values; look at the permutation test "
    "and at the results by arm beside it"
)
NO_ODDS = "everybody or nobody responded in one arm, so that the odds ratio is infinite; look at the difference instead"
NO_WIDTH = (
    "so many values are the same that the interval of the shift would have no width, and none is given; look at the "
    "responses instead"
)


@adds_results
def add_independent(results: Results, subject: Subject, pair: ArmPair, settings: EstimationSettings) -> None:
    """Add the comparisons of the percent change and of the complete response over patients.

    Parameters
    ----------
    subject
        The difference of the percent change, over patients.
    pair
        Two arms with somebody in each and nobody in both.
    """
    first, second = (patients["improvement"].to_numpy(dtype=float) for patients in pair.patients)
    _add_welch(results, subject, first, second, pair, settings)
    try:
        _add_permutation(results, subject, first, second, pair, settings)
        _add_shift(results, subject, first, second, pair, settings)
    except NoSpreadError:
        results.refuse(subject, "mean_difference", "permutation_exact", pair.n, NO_DIFFERENCE)
        results.refuse(subject, "shift", "hodges_lehmann", pair.n, NO_DIFFERENCE)
    for quantity, column in pair.responses.items():
        _add_response(results, subject.of(quantity), column, pair, settings)


@adds_results
def refuse_independent(results: Results, subject: Subject, pair: ArmPair, note: str) -> None:
    """Say once for each quantity why arms are not compared as if they were independent."""
    results.refuse(subject, "mean_difference", "welch_t", pair.n, note)
    for quantity in pair.responses:
        results.refuse(subject.of(quantity), "risk_difference", "newcombe", pair.n, note)


@adds_results
def _add_welch(
    results: Results,
    subject: Subject,
    first: np.ndarray,
    second: np.ndarray,
    pair: ArmPair,
    settings: EstimationSettings,
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
        caveat=pair.mean_note,
    )


@adds_results
def _add_permutation(
    results: Results,
    subject: Subject,
    first: np.ndarray,
    second: np.ndarray,
    pair: ArmPair,
    settings: EstimationSettings,
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
        note=combined(pair.mean_note, out_of_reach(test.p_value_minimum, settings)),
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
            f"{len(first) + len(second)} patients, more than {largest}: too many pairs to take the median of; look at "
            "the difference of the means instead"
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
        interval=None if limits is None else as_interval(limits, settings),
        note=combined(pair.note, "" if limits else missing),
    )


@adds_results
def _add_response(results: Results, subject: Subject, column: str, pair: ArmPair, settings: EstimationSettings) -> None:
    """Add the difference of the proportions of patients with a complete response, with its intervals and exact test."""
    (count_1, n_1), (count_2, n_2) = (
        (int(arm_patients[column].sum()), len(arm_patients)) for arm_patients in pair.patients
    )
    difference = count_1 / n_1 - count_2 / n_2
    for method, limits_of in (("newcombe", newcombe), ("miettinen_nurminen", miettinen_nurminen)):
        interval = as_interval(limits_of(count_1, n_1, count_2, n_2, settings.level), settings)
        results.add(subject, "risk_difference", difference, method, pair.n, interval=interval, note=pair.note)
    if count_1 + count_2 in (0, n_1 + n_2):
        responders = "nobody" if count_1 + count_2 == 0 else "everybody"
        note = f"{responders} responded in either arm; look at the interval of the difference instead"
        results.refuse(subject, "odds_ratio", "fisher_exact", pair.n, note)
        return
    test = fisher_exact([[count_1, n_1 - count_1], [count_2, n_2 - count_2]])
    results.add(
        subject,
        "odds_ratio",
        test.odds_ratio,
        "fisher_exact",
        pair.n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(
            pair.note,
            NO_ODDS if math.isinf(test.odds_ratio) else "",
            out_of_reach(test.p_value_minimum, settings),
        ),
    )
