"""Compares the arms of a cohort that has arms, two by two, and all together where there are three or more.

What an endpoint asks of two arms is primary, everything else secondary. Arms that have patients in common are compared
within those patients; everything over lesions is clustered by patient.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.all_arms import compare_all_arms
from casetrace.analyse.estimate.arm_log_ratios import compare_log_ratios
from casetrace.analyse.estimate.arm_pairs import NO_SPREAD_IN_ARMS, TOO_FEW_IN_AN_ARM, ArmPair, pair_basis
from casetrace.analyse.estimate.arm_responders import compare_responders
from casetrace.analyse.estimate.crossovers import add_crossover, add_periods
from casetrace.analyse.estimate.disagreements import note_disagreements
from casetrace.analyse.estimate.independent_arms import add_independent, refuse_independent
from casetrace.analyse.estimate.means import add_estimate
from casetrace.analyse.estimate.paired_arms import add_paired
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits, Visit, with_role
from casetrace.methods.clustered import clustered_regression
from casetrace.methods.estimates import Estimate, NoSpreadError
from casetrace.methods.trust import few_df
from casetrace.model.arms import ArmComparison
from casetrace.model.endpoint import Endpoint
from casetrace.model.having import having
from casetrace.model.multiplicity import add_holm
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import recorded_texts

#: The tests that Holm's method adjusts, by how their methods begin: one for each quantity, unit and pair of arms.
ADJUSTED = ("permutation_", "sign_flip_", "cr2_t", "boschloo_exact", "mcnemar_exact")


@dataclass(frozen=True)
class ArmVisits:
    """One visit of an outcome in one scenario, whole and in each arm.

    Attributes
    ----------
    analysed
        The outcome, with the plan.
    subject
        The difference of the percent improvement there, over patients.
    enrolled
        The lesion visits of everybody, with their `improvement`.
    by_arm
        The visit of each arm.
    """

    analysed: OutcomeVisits
    subject: Subject
    enrolled: pd.DataFrame
    by_arm: Mapping[str, Visit]

    @property
    def measures(self) -> Mapping[str, Quantity]:
        """What is compared of means: the quantity by its column, as far as the scale and the scenario have it."""
        outcome, printed = self.analysed.outcome, self.subject.scenario == "as_reported"
        quantities = {}
        if outcome.scale.has_percent_change:
            quantities["improvement"] = Quantity(outcome.gain, "difference")
        if outcome.scale.has_change and not printed:
            quantities["gain"] = Quantity(outcome.absolute_gain, "difference")
        return quantities


def compare_arms(results: Results, analysed: OutcomeVisits, settings: EstimationSettings) -> None:
    """The arms of one outcome at each follow-up visit; nothing where fewer than two are recorded.

    Parameters
    ----------
    analysed
        Its lesion visits, with the plan, which knows the arms.
    settings
        The study's settings of the methods, and its seed.
    """
    if not analysed.plan.arms.several:
        return
    for scenario in analysed.plan.estimated_scenarios(analysed.outcome.name):
        for at_visit in _arm_visits(analysed, scenario):
            compare_all_arms(results, at_visit.subject, at_visit.by_arm, at_visit.measures, settings)
            _compare_pairs(results, at_visit, settings)
            add_periods(results, at_visit.by_arm.values(), at_visit.measures, settings)


def compare_asked(
    results: Results, analysed: OutcomeVisits, endpoint: Endpoint, scenario: str, settings: EstimationSettings
) -> None:
    """The arms that an endpoint compares, at its visit in another scenario than those that are estimated in full."""
    plan, pair = analysed.plan, endpoint.comparison
    if pair is None or pair not in plan.arm_pairs:
        return
    for at_visit in _arm_visits(analysed, scenario):
        subject = at_visit.subject.within("arm", plan.arm_pairs[pair])
        if subject.visit != endpoint.visit:
            continue
        compared = Results()
        if endpoint.kind == "response":
            compare_responders(compared, subject, pair, at_visit.by_arm, endpoint, settings)
        else:
            asked = endpoint.quantity(analysed.outcome)
            columns = [column for column, quantity in at_visit.measures.items() if quantity == asked]
            for column in columns:
                arms = ArmPair(analysed.outcome, pair, having(at_visit.enrolled, "improvement"))
                _compare_column(compared, replace(subject, quantity=asked), arms, column, at_visit, settings)
        note_disagreements(compared.rows, settings.level)
        results.rows.extend(compared.rows)


def _arm_visits(analysed: OutcomeVisits, scenario: str) -> list[ArmVisits]:
    outcome, lesions = analysed.outcome, analysed.lesions(scenario)
    lesions = lesions.assign(arm=recorded_texts(lesions["arm"]))
    visits = {
        arm: {visit.subject.visit: visit for visit in of_arm.visits(scenario)}
        for arm, of_arm in analysed.by_arm.items()
    }
    subject = Subject(Quantity(outcome.gain, "difference"), "patient", "secondary", outcome, scenario=scenario)
    return [
        ArmVisits(
            analysed,
            replace(subject, visit=time),
            lesions[lesions["visit"] == time],
            {arm: of_arm[time] for arm, of_arm in visits.items() if time in of_arm},
        )
        for time in outcome.follow_up_visits
    ]


def _compare_pairs(results: Results, at_visit: ArmVisits, settings: EstimationSettings) -> None:
    """Every two arms at one visit."""
    plan, compared = at_visit.analysed.plan, Results()
    for pair, label in plan.arm_pairs.items():
        of_pair = Results()
        _compare(of_pair, at_visit, at_visit.subject.within("arm", label), pair, settings)
        note_disagreements(of_pair.rows, settings.level)
        compared.rows.extend(of_pair.rows)
    if len(plan.arm_pairs) > 1:
        _add_holm(compared)
    results.rows.extend(compared.rows)


def _compare(
    results: Results, at_visit: ArmVisits, subject: Subject, arms: ArmComparison, settings: EstimationSettings
) -> None:
    """Two arms at one visit, over patients and, where they have the outcome, over lesions."""
    outcome, plan = at_visit.analysed.outcome, at_visit.analysed.plan
    pair = ArmPair(outcome, arms, having(at_visit.enrolled, "improvement"))
    for column, quantity in at_visit.measures.items():
        _compare_column(results, replace(subject, quantity=quantity), pair, column, at_visit, settings)
    if subject.scenario != "as_reported" and outcome.scale.has_log_ratio:
        basis = pair_basis(at_visit.enrolled, pair, "log_ratio", within_patients=pair.is_paired)
        compare_log_ratios(results, subject.of(Quantity("log_ratio", "difference")).resting_on(basis), pair, settings)
    for endpoint in plan.endpoints_of(outcome.name):
        if endpoint.is_rated and all(arm in at_visit.by_arm for arm in arms):
            compare_responders(results, subject, arms, at_visit.by_arm, endpoint, settings)


def _compare_column(
    results: Results, subject: Subject, pair: ArmPair, column: str, at_visit: ArmVisits, settings: EstimationSettings
) -> None:
    """The means of a column over patients and, where they have the outcome, over lesions."""
    plan, of_column = at_visit.analysed.plan, with_role(subject, at_visit.analysed.plan, pair.arms)
    _compare_means(results, of_column, pair, column, at_visit.enrolled, settings)
    if pair.of_lesions:
        of_lesions = with_role(of_column.over("lesion"), plan, pair.arms)
        of_lesions = of_lesions.resting_on(pair_basis(at_visit.enrolled, pair, column))
        _add_lesions(results, of_lesions, pair, column, settings)


def _compare_means(
    results: Results,
    subject: Subject,
    pair: ArmPair,
    column: str,
    enrolled: pd.DataFrame,
    settings: EstimationSettings,
) -> None:
    """The means of a column over patients, and with the percent change the complete responses."""
    with_responses = column == "improvement" and pair.outcome.scale.has_response
    subject = subject.resting_on(pair_basis(enrolled, pair, column))
    if pair.empty_arm:
        refuse_independent(results, subject, pair, pair.empty_arm, with_responses=with_responses)
    elif not pair.is_paired:
        add_independent(results, subject, pair, column, settings, with_responses=with_responses)
    else:
        refuse_independent(results, subject.not_primary, pair, _not_independent(pair), with_responses=with_responses)
        paired = subject.resting_on(pair_basis(enrolled, pair, column, within_patients=True))
        add_paired(results, paired, pair, column, settings, with_responses=with_responses)
        add_crossover(results, paired.not_primary, pair, column, enrolled, settings)


def _not_independent(pair: ArmPair) -> str:
    over_lesions = " and, clustered by patient, per lesion" if pair.of_lesions else ""
    return (
        f"the arms share patients ({len(pair.in_both)} of {pair.n.patients}) and are not independent samples; see the "
        f"differences within patients{over_lesions}"
    )


@adds_results
def _add_lesions(results: Results, subject: Subject, pair: ArmPair, column: str, settings: EstimationSettings) -> None:
    """Add the difference of the arms' means over lesions, clustered by patient."""
    if min(len(patients) for patients in pair.patients) < 2:
        results.refuse(subject, "mean_difference", "cr2_t", pair.n, pair.empty_arm or TOO_FEW_IN_AN_ARM)
        return
    try:
        difference = _clustered_difference(pair, column, settings.level)
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
        caveat=pair.flag_of(column),
    )


def _clustered_difference(pair: ArmPair, column: str, level: float) -> Estimate:
    """Difference of the arms' means over lesions, which is one coefficient of a regression.

    The other one is the middle of the two means or, where that does not vary between patients, the second mean: the
    regression has no standard error for what does not vary.
    """
    lesions = pd.concat(pair.lesions)
    in_first = (lesions["arm"] == pair.arms[0]).to_numpy(dtype=float)
    values, clusters = lesions[column].to_numpy(dtype=float), lesions["patient_id"].to_numpy()
    middle, second = (np.column_stack([np.ones(len(lesions)), in_first - shift]) for shift in (0.5, 0.0))
    try:
        return clustered_regression(middle, values, clusters, level)[1]
    except NoSpreadError:
        return clustered_regression(second, values, clusters, level)[1]


@adds_results
def _add_holm(results: Results) -> None:
    """Add to the tests of one visit their p values adjusted for the number of pairs of arms."""
    families: dict[str, list[dict[str, object]]] = {}
    for row in results.rows:
        if row["method"].startswith(ADJUSTED) and not math.isnan(row["p_value"]):
            families.setdefault(dict(row["subject"].groups).get("endpoint", ""), []).append(row)
    for tests in families.values():
        add_holm(results, tests, ["analysis", "unit_of_analysis", "analysis_set"])
