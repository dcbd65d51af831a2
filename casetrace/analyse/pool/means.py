"""Means of several cohorts, pooled by random effects, and what moves the pooled mean."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, SingularError, TooFewError
from casetrace.methods.pooling import FEWEST_COHORTS, Pooled, hartung_knapp, reml
from casetrace.methods.precision import above, below
from casetrace.methods.small_studies import FEWEST_COHORTS as FEWEST_IN_FUNNEL
from casetrace.methods.small_studies import egger
from casetrace.methods.trust import caution, caution_of_cohorts
from casetrace.model.comparisons import (
    AD_HOC,
    K_LESS_1,
    METHOD,
    PARTLETT_RILEY,
    RESTRICTED,
    CohortMean,
    Comparison,
    cohort_labels,
)
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.reservations import combined, in_words, some_flagged
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results

TOO_FEW = (
    "{cohorts} can be pooled, fewer than {fewest}: too few to estimate the variance between cohorts; see the mean of "
    "each"
)
ONE_VALUE = "all cohort means are equal: a CI of zero width would overstate the precision; see the mean of each"
WITHOUT = "without {cohorts}, whose mean cannot be pooled"
NARROW = (
    "the cohorts differ by less than expected by chance, and the CI is narrower than under a common mean (Jackson et "
    "al. 2017, doi 10.1002/sim.7411); see the CI of each cohort"
)
BEYOND = "the interval extends beyond {limit} %, the limit of any mean; see the mean of each cohort"
FEWER_THAN_10 = (
    "{cohorts} can be pooled, fewer than {fewest}: a funnel plot and its test would mislead; see the forest plot"
)
ONE_PRECISION = "all standard errors are equal: their relation to the means cannot be seen"
#: Most cohorts that a note names.
COHORTS_NAMED = 5
NO_YEAR = "the year of {cohorts} is not given in config or cohorts.csv: the order of publication is not known"


def add_means(
    results: Results,
    comparisons: Sequence[Comparison],
    names: Sequence[str],
    years: Mapping[str, int],
    fewest: int,
    level: float,
) -> None:
    """Add the results of all comparisons: for each the means of the cohorts, and the pooled mean.

    Parameters
    ----------
    comparisons
        The outcomes and visits that cohorts have in common.
    names
        Names of all cohorts of the study, in order.
    years
        The year of the publication of each cohort, where it is known.
    fewest
        Fewest cohorts that are pooled.
    level
        Confidence level between 0 and 1.
    """
    labels = cohort_labels(names)
    for comparison in comparisons:
        for mean in comparison.means:
            subject = comparison.subject.within("cohort", labels[mean.cohort]).resting_on(mean.basis)
            _add_cohort(results, subject, mean)
        _add_pooled(results, comparison, fewest, level)
        if len(comparison.pooled) >= max(fewest, FEWEST_COHORTS):
            _add_restricted(results, comparison, level)
            _add_leaving_one_out(results, comparison, labels, fewest, level)
            _add_cumulative(results, comparison, years, labels, level)
            _add_small_studies(results, comparison, level)


@adds_results
def _add_cohort(results: Results, subject: Subject, mean: CohortMean) -> None:
    if mean.refusal:
        results.refuse(subject, "mean", mean.method, mean.n, mean.refusal)
        return
    results.add(subject, "mean", mean.mean, mean.method, mean.n, interval=mean.interval, note=mean.note)
    results.add(subject, "se", mean.se, mean.method, mean.n)


@adds_results
def _add_pooled(results: Results, comparison: Comparison, fewest: int, level: float) -> None:
    """Add what Paule and Mandel's variance gives."""
    means = comparison.pooled
    subject, n = _subject(comparison), _together([mean.n for mean in means])
    if len(means) < fewest:
        reason = TOO_FEW.format(cohorts=_cohorts(len(means)), fewest=fewest)
        results.refuse(subject, "mean", METHOD, n, reason)
        return
    try:
        pooled = _pool(means, level)
    except NoSpreadError:
        results.refuse(subject, "mean", METHOD, n, ONE_VALUE)
        return
    narrow = NARROW if pooled.is_narrower_than_fixed else ""
    _add_mean(results, subject, comparison, pooled.estimate, level, note=narrow)
    _add_mean(results, subject, comparison, pooled.ad_hoc, level, option=AD_HOC)
    results.add(subject, "se", pooled.estimate.se, METHOD, n, note=narrow)
    _add_variance(results, subject, comparison, pooled, METHOD, level)
    results.add(subject, "i2", pooled.heterogeneity.i2, METHOD, n)
    results.add(subject, "q", pooled.heterogeneity.q, METHOD, n, p_value=pooled.heterogeneity.p_value)
    _add_prediction(results, subject, comparison, METHOD, pooled.prediction)


def _add_variance(
    results: Results, subject: Subject, comparison: Comparison, pooled: Pooled, method: str, level: float
) -> None:
    """Add the variance between cohorts with its interval, which is one whatever the variance is estimated by."""
    n, careful = _together([mean.n for mean in comparison.pooled]), _caution("tau2", comparison)
    results.add(subject, "tau2", pooled.tau2, method, n, interval=_of_variance(pooled, level), note=careful)


@adds_results
def _add_restricted(results: Results, comparison: Comparison, level: float) -> None:
    """Add what the variance of the restricted likelihood gives, for comparison."""
    subject, n = _sensitivity(comparison), _together([mean.n for mean in comparison.pooled])
    try:
        pooled = _pool(comparison.pooled, level, restricted=True)
    except NoSpreadError:
        results.refuse(subject, "mean", RESTRICTED, n, ONE_VALUE)
        return
    narrow = NARROW if pooled.is_narrower_than_fixed else ""
    _add_mean(results, subject, comparison, pooled.estimate, level, method=RESTRICTED, note=narrow)
    _add_mean(results, subject, comparison, pooled.ad_hoc, level, method=RESTRICTED, option=AD_HOC)
    _add_variance(results, subject, comparison, pooled, RESTRICTED, level)
    _add_prediction(results, subject, comparison, RESTRICTED, pooled.prediction_hk, PARTLETT_RILEY)
    _add_prediction(results, subject, comparison, RESTRICTED, pooled.prediction_hk_wide_df, K_LESS_1)


@adds_results
def _add_leaving_one_out(
    results: Results, comparison: Comparison, labels: Mapping[str, str], fewest: int, level: float
) -> None:
    """Add the pooled mean without each cohort in turn, where enough are left."""
    for left_out in comparison.pooled:
        rest = [mean for mean in comparison.pooled if mean is not left_out]
        subject = _sensitivity(comparison, rest).within("omitted", labels[left_out.cohort])
        if len(rest) < fewest:
            reason = TOO_FEW.format(cohorts=_cohorts(len(rest)), fewest=fewest)
            results.refuse(subject, "mean", METHOD, _together([mean.n for mean in rest]), reason)
        else:
            _add_some(results, subject, comparison, rest, level)


def _few(names: Sequence[str]) -> str:
    """Cohorts by name, or how many they are."""
    return in_words(names) if len(names) <= COHORTS_NAMED else f"{len(names)} cohorts"


@adds_results
def _add_cumulative(
    results: Results, comparison: Comparison, years: Mapping[str, int], labels: Mapping[str, str], level: float
) -> None:
    """Add the pooled mean of the cohorts up to each year, from the third cohort on."""
    undated = [mean.cohort for mean in comparison.pooled if mean.cohort not in years]
    if undated:
        subject = _sensitivity(comparison).within("up_to", "the last year")
        n = _together([mean.n for mean in comparison.pooled])
        results.refuse(subject, "mean", METHOD, n, NO_YEAR.format(cohorts=_few(undated)))
        return
    ordered = sorted(comparison.pooled, key=lambda mean: years[mean.cohort])
    for number, last in enumerate(ordered, start=1):
        following = ordered[number] if number < len(ordered) else None
        if number < FEWEST_COHORTS or (following and years[following.cohort] == years[last.cohort]):
            continue
        subject = _sensitivity(comparison, ordered[:number]).within("up_to", str(years[last.cohort]))
        _add_some(results, subject, comparison, ordered[:number], level)


@adds_results
def _add_small_studies(results: Results, comparison: Comparison, level: float) -> None:
    """Add the test of the asymmetry of the funnel plot, or why there is none."""
    means, subject = comparison.pooled, _sensitivity(comparison)
    n = _together([mean.n for mean in means])
    try:
        found = egger([mean.mean for mean in means], [mean.se for mean in means], level)
    except TooFewError:
        reason = FEWER_THAN_10.format(cohorts=_cohorts(len(means)), fewest=FEWEST_IN_FUNNEL)
        results.refuse(subject, "intercept", "egger", n, reason)
        return
    except SingularError:
        results.refuse(subject, "intercept", "egger", n, ONE_PRECISION)
        return
    interval = Interval(found.lower, found.upper, level)
    results.add(subject, "intercept", found.value, "egger", n, interval=interval, p_value=found.p_value)


def _pool(means: Sequence[CohortMean], level: float, *, restricted: bool = False) -> Pooled:
    between = reml if restricted else None
    return hartung_knapp([mean.mean for mean in means], [mean.se for mean in means], level, between)


def _of_variance(pooled: Pooled, level: float) -> Interval:
    """The interval of the variance between cohorts."""
    return Interval(pooled.tau2_limits.lower, pooled.tau2_limits.upper, level)


def _add_some(
    results: Results, subject: Subject, comparison: Comparison, means: Sequence[CohortMean], level: float
) -> None:
    """Add the pooled mean of some of the cohorts, and the variance between them."""
    n = _together([mean.n for mean in means])
    try:
        pooled = _pool(means, level)
    except NoSpreadError:
        results.refuse(subject, "mean", METHOD, n, ONE_VALUE)
        return
    narrow = NARROW if pooled.is_narrower_than_fixed else ""
    interval = Interval(pooled.estimate.lower, pooled.estimate.upper, level)
    beyond = _beyond(Limits(interval.lower, interval.upper), possible_mean(comparison.outcome))
    results.add(subject, "mean", pooled.estimate.value, METHOD, n, interval=interval, note=combined(narrow, beyond))
    results.add(subject, "tau2", pooled.tau2, METHOD, n, interval=_of_variance(pooled, level))


def _add_mean(
    results: Results,
    subject: Subject,
    comparison: Comparison,
    estimate: Estimate,
    level: float,
    *,
    method: str = METHOD,
    option: str = "",
    note: str = "",
) -> None:
    """Add a pooled mean with its interval and all reservations."""
    means = comparison.pooled
    limits = Limits(estimate.lower, estimate.upper)
    careful = _caution("pooled_mean_ad_hoc" if option else "pooled_mean", comparison)
    flags = combined(*_shared_notes(comparison), note, _beyond(limits, possible_mean(comparison.outcome)), careful)
    interval, n = Interval(estimate.lower, estimate.upper, level), _together([mean.n for mean in means])
    about = subject if not option else replace(subject, role="sensitivity")
    results.add(about, "mean", estimate.value, method, n, interval=interval, option=option, note=flags)


def _add_prediction(
    results: Results, subject: Subject, comparison: Comparison, method: str, limits: Limits, option: str = ""
) -> None:
    """Add the two ends of a prediction interval."""
    careful = _caution(f"further_cohort_{option}" if option else "further_cohort", comparison, method)
    note = combined(*_shared_notes(comparison), _beyond(limits, possible_mean(comparison.outcome)), careful)
    n = _together([mean.n for mean in comparison.pooled])
    for statistic, value in (("prediction_lower", limits.lower), ("prediction_upper", limits.upper)):
        results.add(subject, statistic, value, method, n, option=option, note=note)


def _caution(statistic: str, comparison: Comparison, method: str = METHOD) -> str:
    """Why an interval over the cohorts is not to be trusted: by their number, and by the patients of the smallest."""
    means = comparison.pooled
    fewest = min(mean.n.patients for mean in means)
    of_cohorts = caution_of_cohorts(method, statistic, len(means), fewest, at_the_end=comparison.at_the_end)
    return of_cohorts or (caution(METHOD, statistic, "patient", fewest) if statistic == "pooled_mean" else "")


def _subject(comparison: Comparison) -> Subject:
    """What the pooled results are about, resting on all cohorts."""
    return comparison.subject.resting_on(*(mean.basis for mean in comparison.means))


def _sensitivity(comparison: Comparison, means: Sequence[CohortMean] = ()) -> Subject:
    """The same, as a sensitivity analysis, resting on some of the cohorts."""
    subject = replace(comparison.subject, role="sensitivity")
    return subject.resting_on(*(mean.basis for mean in means or comparison.means))


def _cohorts(number: int) -> str:
    return f"{number} cohort{'' if number == 1 else 's'}"


def _together(sizes: Sequence[Sizes]) -> Sizes:
    """The patients and lesions of several cohorts; no lesions where a cohort's mean does not rest on any."""
    lesions = [size.lesions for size in sizes]
    known = [number for number in lesions if number is not None]
    return Sizes(sum(size.patients for size in sizes), sum(known) if known and len(known) == len(lesions) else None)


def _shared_notes(comparison: Comparison) -> list[str]:
    """Why all pooled numbers of a comparison are flagged."""
    left_out = [mean.cohort for mean in comparison.means if mean.refusal]
    return [
        WITHOUT.format(cohorts=in_words(left_out)) if left_out else "",
        some_flagged([mean.note for mean in comparison.pooled], "means"),
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
