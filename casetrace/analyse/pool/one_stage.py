"""One-stage analyses: all patients at hand together, the cohort as their stratum."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import NoSpreadError, SingularError, TooFewError
from casetrace.methods.exact_tests import sign_flip
from casetrace.methods.models import mixed_mean
from casetrace.methods.trust import piled_up
from casetrace.methods.van_elteren import van_elteren
from casetrace.model.comparisons import Cohort, Comparison
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.pooled_patients import lesions_at, patients_of, together
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results

#: Fewest cohorts for a variance between them in a model of patients.
FEWEST_FOR_MODEL = 5
#: The improvement of a patient all of whose lesions are gone, in percent.
ALL_GONE = 100.0
MIXED = "mixed_model_cohorts"
NO_SPREAD = "all values are 0: no test is possible"
FEW_COHORTS = (
    "{cohorts} with their patients, fewer than {fewest}: too few for a variance between cohorts in a model of "
    "patients; see the two-stage results"
)
FEW_PATIENTS = "{patients} patients, fewer than {fewest}: too few for a mixed model; see the two-stage results"
NO_MODEL = "the mixed model cannot be fitted ({reason}); see the two-stage results"


def add_one_stage(
    results: Results,
    comparisons: Sequence[Comparison],
    cohorts: Mapping[str, Cohort],
    visits: Mapping[str, pd.DataFrame],
    settings: EstimationSettings,
) -> None:
    """Add the one-stage analyses of every outcome and visit of which two cohorts have their patients.

    Parameters
    ----------
    comparisons
        The outcomes and visits that cohorts have in common.
    cohorts, visits
        The cohorts whose patients are at hand, and the lesion visits of each.
    settings
        How estimates are made.
    """
    for comparison in comparisons:
        pooled = [mean for mean in comparison.means if mean.cohort in cohorts and mean.n.patients]
        if len(pooled) < 2:
            continue
        # The patients behind the cohorts' means.
        basis = (replace(part, fields=(), role="used") for mean in pooled for part in mean.basis[:1])
        subject = replace(comparison.subject, role="sensitivity").resting_on(tuple(basis))
        own = {mean.cohort: cohorts[mean.cohort] for mean in pooled}
        weeks = {name: cohort.own_week(comparison.name, comparison.visit) for name, cohort in own.items()}
        outcomes = {name: cohort.outcomes[comparison.name] for name, cohort in own.items()}
        patients = together({name: patients_of(visits[name], outcomes[name], weeks[name]) for name in own})
        _add_test(results, subject, patients, settings)
        _add_model(results, subject, patients, settings)
        lesions = together({name: lesions_at(visits[name], outcomes[name], weeks[name]) for name in own})
        _add_arms(results, subject, lesions, settings)


def with_ends(comparison: Comparison, cohorts: Mapping[str, Cohort], visits: Mapping[str, pd.DataFrame]) -> Comparison:
    """A comparison that knows whether many of the patients at hand have the best value that there is."""
    if comparison.outcome.minimum < 0 or comparison.outcome.direction is not LOWER_IS_BETTER:
        return comparison
    name, week = comparison.name, comparison.visit
    having = {each: cohorts[each] for each in (mean.cohort for mean in comparison.pooled) if each in cohorts}
    values = [
        patients_of(visits[each], cohort.outcomes[name], cohort.own_week(name, week))["improvement"]
        for each, cohort in having.items()
    ]
    everybody = pd.concat(values) if values else pd.Series(dtype="float64")
    return replace(comparison, at_the_end=piled_up(everybody, ALL_GONE))


@adds_results
def _add_test(results: Results, subject: Subject, patients: pd.DataFrame, settings: EstimationSettings) -> None:
    """Add the sign-flip test of no change: signs change within patients, and the cohort is a stratum as it stands."""
    n = Sizes(len(patients))
    drawing = settings.drawing(subject.result_id("mean", "sign_flip"))
    exact = settings.methods["exact_sign_flip_patients"]
    try:
        test = sign_flip(patients["improvement"], exact_up_to=exact, **drawing)
    except NoSpreadError:
        results.refuse(subject, "mean", "sign_flip_exact", n, NO_SPREAD)
        return
    results.add(
        subject, "mean", test.statistic, f"sign_flip_{test.kind}", n,
        p_value=test.p_value, p_value_minimum=test.p_value_minimum,
    )  # fmt: skip


@adds_results
def _add_model(results: Results, subject: Subject, patients: pd.DataFrame, settings: EstimationSettings) -> None:
    """Add the mean of a mixed model of patients with a random effect of the cohort."""
    n, cohorts = Sizes(len(patients)), patients["cohort"].nunique()
    fewest = settings.methods["model_patients"]
    if cohorts < FEWEST_FOR_MODEL:
        reason = FEW_COHORTS.format(cohorts=f"{cohorts} cohorts", fewest=FEWEST_FOR_MODEL)
        results.refuse(subject, "mean", MIXED, n, reason)
        return
    if len(patients) < fewest:
        results.refuse(subject, "mean", MIXED, n, FEW_PATIENTS.format(patients=len(patients), fewest=fewest))
        return
    try:
        fit = mixed_mean(patients["improvement"], patients["cohort"], settings.level, "kenward_roger")
    except (SingularError, TooFewError) as error:
        results.refuse(subject, "mean", MIXED, n, NO_MODEL.format(reason=_of_cohorts(str(error))))
        return
    interval = Interval(fit.estimate.lower, fit.estimate.upper, settings.level)
    results.add(subject, "mean", fit.estimate.value, MIXED, n, interval=interval, note=fit.caution)


def _of_cohorts(reason: str) -> str:
    """A reason of the model of lesions in patients, as one of patients in cohorts."""
    return reason.replace("patient", "cohort").replace("lesion", "patient")


@adds_results
def _add_arms(results: Results, subject: Subject, lesions: pd.DataFrame, settings: EstimationSettings) -> None:
    """Add van Elteren's test of the two arms that cohorts have in common, over patients who are in one of them."""
    in_arms = lesions[lesions["arm"].notna()]
    arms = sorted(in_arms["arm"].astype("str").unique())
    if len(arms) != 2:
        return
    means = in_arms.groupby(["cohort", "patient_id", "arm"], as_index=False, observed=True)["improvement"].mean()
    alone = means[~means["patient_id"].duplicated(keep=False)]
    n, compared = Sizes(len(alone)), subject.of(subject.quantity.related("difference")).within("arm", " − ".join(arms))
    try:
        test = van_elteren(
            alone["improvement"],
            alone["arm"].astype("str") == arms[0],
            alone["cohort"],
            asymptotic_above=settings.methods["asymptotic_patients"],
        )
    except (TooFewError, NoSpreadError) as error:
        results.refuse(compared, "rank_sum", "van_elteren_exact", n, f"{error}; see the results of each cohort")
        return
    results.add(
        compared, "rank_sum", test.statistic, f"van_elteren_{test.kind}", n,
        p_value=test.p_value, p_value_minimum=test.p_value_minimum,
    )  # fmt: skip
