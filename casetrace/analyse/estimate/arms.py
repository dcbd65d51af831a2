"""Compares the arms of a cohort that has arms, two by two: percent change and complete response, as observed.

Config declares no comparison of arms primary: all of them are secondary. Arms that have patients in common are compared
within those patients; everything over lesions is clustered by patient.
"""

import math
from itertools import combinations

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.arm_pairs import NO_SPREAD_IN_ARMS, TOO_FEW_IN_AN_ARM, ArmPair
from casetrace.analyse.estimate.independent_arms import add_independent, refuse_independent
from casetrace.analyse.estimate.means import add_estimate
from casetrace.analyse.estimate.paired_arms import add_paired
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.clustered import clustered_regression
from casetrace.methods.estimates import Estimate, NoSpreadError
from casetrace.methods.trust import few_df
from casetrace.model.basis import LESION_VISITS, Basis, with_value
from casetrace.model.multiplicity import add_holm
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject, adds_results, distinct_labels
from casetrace.model.summaries import NOT_RECORDED

#: The tests that Holm's method adjusts, by how their methods begin: one for each quantity, unit and pair of arms.
ADJUSTED = ("permutation_", "sign_flip_", "cr2_t", "fisher_exact", "mcnemar_exact")


def compare_arms(results: Results, outcome: Outcome, visits: pd.DataFrame, settings: EstimationSettings) -> None:
    """Every two arms of one outcome at each follow-up visit; nothing where fewer than two are recorded.

    Parameters
    ----------
    visits
        Its lesion visits as observed, with their `improvement`.
    settings
        The study's settings of the methods, and its seed.
    """
    evaluable = visits.assign(arm=visits["arm"].fillna(NOT_RECORDED)).dropna(subset=["improvement"])
    arms = sorted(set(visits["arm"].dropna()) - {NOT_RECORDED})
    labels = dict(zip(arms, distinct_labels(arms), strict=True))
    pairs = list(combinations(arms, 2))
    pair_labels = distinct_labels(f"{labels[first]} against {labels[second]}" for first, second in pairs)
    for week in outcome.follow_up_visits:
        at_visit = evaluable[evaluable["visit"] == week]
        compared = Results()
        for pair, label in zip(pairs, pair_labels, strict=True):
            quantity, groups = Quantity(outcome.gain, "difference"), (("arm", label),)
            subject = Subject(quantity, "patient", "secondary", outcome, week, groups=groups, scenario="observed")
            enrolled = visits[visits["visit"] == week]
            _compare(compared, subject, ArmPair(outcome, pair, at_visit), enrolled, settings)
        if len(pairs) > 1:
            _add_holm(compared)
        results.rows.extend(compared.rows)


def _basis(visits: pd.DataFrame, pair: ArmPair, *, within_patients: bool) -> Basis:
    """What a comparison of two arms at one visit rests on: rows with a value in either arm, and all others.

    Parameters
    ----------
    within_patients
        Whether the arms are compared within the patients who are in both, so that the others are left out.
    """
    used = visits["arm"].isin(pair.arms) & visits["improvement"].notna()
    if within_patients:
        used &= visits["patient_id"].isin(pair.in_both)
    return with_value(LESION_VISITS, visits, used, "percent_reduction", "arm")


def _compare(
    results: Results, subject: Subject, pair: ArmPair, enrolled: pd.DataFrame, settings: EstimationSettings
) -> None:
    """One pair of arms at one visit, over patients and, where they have the outcome, over lesions."""
    subject = subject.resting_on(_basis(enrolled, pair, within_patients=False))
    if pair.empty_arm:
        refuse_independent(results, subject, pair, pair.empty_arm)
    elif pair.in_both.empty:
        add_independent(results, subject, pair, settings)
    else:
        refuse_independent(results, subject, pair, _not_independent(pair))
        add_paired(results, subject.resting_on(_basis(enrolled, pair, within_patients=True)), pair, settings)
    if pair.of_lesions:
        _add_lesions(results, subject.over("lesion"), pair, settings)


def _not_independent(pair: ArmPair) -> str:
    over_lesions = ", and over lesions clustered by patient," if pair.of_lesions else ""
    return (
        f"the same patients stand in both arms ({len(pair.in_both)} of {pair.n.patients}), which are then not "
        f"independent samples; look at the differences within patients{over_lesions} instead"
    )


@adds_results
def _add_lesions(results: Results, subject: Subject, pair: ArmPair, settings: EstimationSettings) -> None:
    """Add the difference of the arms' means over lesions, clustered by patient."""
    if min(len(patients) for patients in pair.patients) < 2:
        results.refuse(subject, "mean_difference", "cr2_t", pair.n, pair.empty_arm or TOO_FEW_IN_AN_ARM)
        return
    try:
        difference = _clustered_difference(pair, settings.level)
    except NoSpreadError:
        results.refuse(subject, "mean_difference", "cr2_t", pair.n, NO_SPREAD_IN_ARMS)
        return
    add_estimate(
        results,
        subject,
        difference,
        "cr2_t",
        pair.n,
        settings,
        statistic="mean_difference",
        note=few_df("cr2_t", difference.df),
        caveat=pair.mean_note,
    )


def _clustered_difference(pair: ArmPair, level: float) -> Estimate:
    """Difference of the arms' means over lesions, which is one coefficient of a regression.

    The other one is the middle of the two means or, where that does not vary between patients, the second mean: the
    regression has no standard error for what does not vary.
    """
    lesions = pd.concat(pair.lesions)
    in_first = (lesions["arm"] == pair.arms[0]).to_numpy(dtype=float)
    values, clusters = lesions["improvement"].to_numpy(dtype=float), lesions["patient_id"].to_numpy()
    middle, second = (np.column_stack([np.ones(len(lesions)), in_first - shift]) for shift in (0.5, 0.0))
    try:
        return clustered_regression(middle, values, clusters, level)[1]
    except NoSpreadError:
        return clustered_regression(second, values, clusters, level)[1]


@adds_results
def _add_holm(results: Results) -> None:
    """Add to the tests of one visit their p values adjusted for the number of pairs of arms."""
    tests = [row for row in results.rows if row["method"].startswith(ADJUSTED) and not math.isnan(row["p_value"])]
    add_holm(results, tests, ["analysis", "unit_of_analysis"])
