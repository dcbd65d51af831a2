"""Compares three arms or more at once, before any two of them: means by permutation, responders by their table."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.arm_responders import by_patient, patient_responders
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import Visit, per_patient
from casetrace.methods.contingency import fisher_freeman_halton
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.group_tests import groups
from casetrace.model.arms import ALL_ARMS
from casetrace.model.basis import joined
from casetrace.model.endpoint import RESPONDERS
from casetrace.model.having import having
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import sizes

#: Fewest patients of an arm.
FEWEST = 2
TOO_FEW = "an arm has fewer than 2 patients and cannot be compared; see the results by arm"
IN_SEVERAL = "the arms share patients and are not independent samples; see the pairwise comparisons within patients"
ALL_ALIKE = "all patients have the same value; see the results by arm"
ONE_ANSWER = "all or no patients responded: no test is possible; see the results by arm"


def compare_all_arms(
    results: Results,
    subject: Subject,
    by_arm: Mapping[str, Visit],
    measures: Mapping[str, Quantity],
    settings: EstimationSettings,
) -> None:
    """Add the tests of no difference between any of the arms at a visit; nothing where there are two.

    Parameters
    ----------
    subject
        The difference of the percent improvement at the visit, over patients.
    by_arm
        The visit of each arm.
    measures
        Quantities whose means are compared, by their column.
    """
    if len(by_arm) < 3:
        return
    visits = list(by_arm.values())
    subject = subject.within("arm", ALL_ARMS)
    for column, quantity in measures.items():
        basis = joined(*(visit.subject.basis for visit in visits))
        _compare_means(results, replace(subject, quantity=quantity, basis=basis), visits, column, settings)
    for endpoint in visits[0].plan.endpoints_of(visits[0].outcome.name):
        if endpoint.is_rated:
            for in_arms in zip(*(patient_responders(visit, endpoint) for visit in visits), strict=True):
                about = replace(
                    subject.of(RESPONDERS.related("difference")).within("endpoint", endpoint.name),
                    analysis_set=in_arms[0].subject.analysis_set,
                    basis=joined(*(rated.subject.basis for rated in in_arms)),
                )
                among = pd.concat([rated.among for rated in in_arms])
                _compare_counts(results, about, [by_patient(rated) for rated in in_arms], among, settings)


@adds_results
def _compare_means(
    results: Results, subject: Subject, visits: Sequence[Visit], column: str, settings: EstimationSettings
) -> None:
    arms = [per_patient(having(visit.lesions, column), column) for visit in visits]
    rows = pd.concat(arms, keys=range(len(arms)), names=["arm"]).reset_index("arm")
    n, reason = sizes(rows, subject), _no_comparison([arm["patient_id"] for arm in arms])
    if reason:
        results.refuse(subject, "variance_share", "groups_permutation_exact", n, reason)
        return
    values = rows[column].to_numpy(dtype=float)
    drawing = settings.drawing(subject.result_id("variance_share", "groups_permutation"))
    try:
        test = groups(values, rows["arm"], exact_assignments=settings.methods["exact_assignments"], **drawing)
    except NoSpreadError:
        results.refuse(subject, "variance_share", "groups_permutation_exact", n, ALL_ALIKE)
        return
    results.add(
        subject,
        "variance_share",
        test.statistic / float(np.sum((values - values.mean()) ** 2)),
        f"groups_permutation_{test.kind}",
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=out_of_reach(test.p_value_minimum, settings),
    )


@adds_results
def _compare_counts(
    results: Results, subject: Subject, arms: Sequence[pd.Series], among: pd.DataFrame, settings: EstimationSettings
) -> None:
    n, reason = sizes(among, subject), _no_comparison([arm.index for arm in arms])
    method = "fisher_freeman_halton_exact"
    if reason:
        results.refuse(subject, "table_probability", method, n, reason)
        return
    counts = [(int(arm.sum()), int((~arm).sum())) for arm in arms]
    rng = settings.stream(subject.result_id("table_probability", "fisher_freeman_halton"))
    drawing = {"exact_steps": settings.methods["exact_assignments"], "resamples": settings.methods["resamples"]}
    try:
        test = fisher_freeman_halton(counts, rng=rng, **drawing)
    except TooFewError:
        results.refuse(subject, "table_probability", method, n, ONE_ANSWER)
        return
    results.add(
        subject,
        "table_probability",
        test.statistic,
        f"fisher_freeman_halton_{test.kind}",
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=out_of_reach(test.p_value_minimum, settings),
    )


def _no_comparison(arms: Sequence[pd.Series | pd.Index]) -> str:
    """Why arms are not compared, of the patients of each; empty where they are."""
    if min(map(len, arms)) < FEWEST:
        return TOO_FEW
    patients = pd.Index([patient for arm in arms for patient in arm])
    return IN_SEVERAL if patients.has_duplicates else ""
