"""Results of several cohorts: the mean of each, and the pooled one with its prediction interval."""

from collections.abc import Sequence

from casetrace.methods.estimates import Limits, NoSpreadError
from casetrace.methods.pooling import hartung_knapp
from casetrace.methods.precision import above, below
from casetrace.methods.trust import caution
from casetrace.model.comparisons import METHOD, CohortMean, Comparison, cohort_labels
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results

TOO_FEW = (
    "{cohorts} can be pooled, fewer than {fewest}: too few to estimate the variance between cohorts; see the mean of "
    "each"
)
ONE_VALUE = "all cohort means are equal: a CI of zero width would overstate the precision; see the mean of each"
WITHOUT = "without {cohorts}, whose mean cannot be pooled; see the reason there"
FLAGGED = "one of the pooled means is flagged; see the reason there"
NARROW = (
    "the cohorts differ by less than expected by chance, and the CI is narrower than under a common mean (Jackson et "
    "al. 2017, doi 10.1002/sim.7411); see the CI of each cohort"
)
BEYOND = "the CI extends beyond {limit} %, the limit of any mean; see the mean of each cohort"


def pooled_results(comparisons: Sequence[Comparison], names: Sequence[str], fewest: int, level: float) -> Results:
    """The results of all comparisons: for each the means of the cohorts, and the pooled mean.

    Parameters
    ----------
    comparisons
        The outcomes and visits that cohorts have in common.
    names
        Names of all cohorts of the study, in order.
    fewest
        Fewest cohorts that are pooled.
    level
        Confidence level between 0 and 1.
    """
    results = Results()
    labels = cohort_labels(names)
    for comparison in comparisons:
        for mean in comparison.means:
            subject = comparison.subject.within("cohort", labels[mean.cohort]).resting_on(mean.basis)
            _add_cohort(results, subject, mean)
        _add_pooled(results, comparison, fewest, level)
    return results


@adds_results
def _add_cohort(results: Results, subject: Subject, mean: CohortMean) -> None:
    if mean.refusal:
        results.refuse(subject, "mean", "t", mean.n, mean.refusal)
        return
    results.add(subject, "mean", mean.mean, "t", mean.n, interval=mean.interval, note=mean.note)
    results.add(subject, "se", mean.se, "t", mean.n)


@adds_results
def _add_pooled(results: Results, comparison: Comparison, fewest: int, level: float) -> None:
    means = comparison.pooled
    subject = comparison.subject.resting_on(*(mean.basis for mean in comparison.means))
    n = _together([mean.n for mean in means])
    if len(means) < fewest:
        cohorts = f"{len(means)} cohort{'' if len(means) == 1 else 's'}"
        results.refuse(subject, "mean", METHOD, n, TOO_FEW.format(cohorts=cohorts, fewest=fewest))
        return
    try:
        pooled = hartung_knapp([mean.mean for mean in means], [mean.se for mean in means], level)
    except NoSpreadError:
        results.refuse(subject, "mean", METHOD, n, ONE_VALUE)
        return
    estimate, prediction = pooled.estimate, pooled.prediction
    shared, possible = _shared_notes(comparison), possible_mean(comparison.outcome)
    narrow = NARROW if pooled.is_narrower_than_fixed else ""
    careful = caution(METHOD, "pooled_mean", "patient", min(mean.n.patients for mean in means))
    note = combined(*shared, narrow, _beyond(Limits(estimate.lower, estimate.upper), possible), careful)
    interval = Interval(estimate.lower, estimate.upper, level)
    results.add(subject, "mean", estimate.value, METHOD, n, interval=interval, note=note)
    results.add(subject, "se", estimate.se, METHOD, n, note=narrow)
    results.add(subject, "tau2", pooled.tau2, METHOD, n)
    results.add(subject, "i2", pooled.heterogeneity.i2, METHOD, n)
    note = combined(*shared, _beyond(prediction, possible))
    for statistic, value in (("prediction_lower", prediction.lower), ("prediction_upper", prediction.upper)):
        results.add(subject, statistic, value, METHOD, n, note=note)


def _together(sizes: Sequence[Sizes]) -> Sizes:
    """The patients and lesions of several cohorts; no lesions where a cohort's mean does not rest on any."""
    lesions = [size.lesions for size in sizes]
    known = [number for number in lesions if number is not None]
    return Sizes(sum(size.patients for size in sizes), sum(known) if known and len(known) == len(lesions) else None)


def _shared_notes(comparison: Comparison) -> list[str]:
    """Why all pooled numbers of a comparison are flagged."""
    left_out = [mean.cohort for mean in comparison.means if mean.refusal]
    return [
        WITHOUT.format(cohorts=" and ".join(left_out)) if left_out else "",
        FLAGGED if any(mean.note for mean in comparison.pooled) else "",
    ]


def possible_mean(outcome: Outcome) -> Limits:
    """The range that a mean percent improvement of any cohort can have, where values can't be below 0."""
    ends = Limits(float("-inf"), float("inf"))
    if outcome.minimum < 0:
        return ends
    return Limits(ends.lower, 100.0) if outcome.direction is LOWER_IS_BETTER else Limits(-100.0, ends.upper)


def _beyond(limits: Limits, possible: Limits) -> str:
    if above(limits.upper, possible.upper):
        return BEYOND.format(limit=f"{possible.upper:g}")
    return BEYOND.format(limit=f"{possible.lower:g}") if below(limits.lower, possible.lower) else ""
