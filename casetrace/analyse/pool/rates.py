"""Shares of responding patients in several cohorts, pooled."""

from collections.abc import Sequence
from dataclasses import replace

from casetrace.methods.estimates import NoSpreadError, SingularError
from casetrace.methods.intervals import clopper_pearson
from casetrace.methods.pooled_proportions import PooledProportion, binomial_normal, freeman_tukey
from casetrace.methods.trust import caution_of_cohorts
from casetrace.model.comparisons import cohort_labels
from casetrace.model.reservations import combined, in_words, some_flagged
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results
from casetrace.model.shared_rates import CohortRate, SharedRate

#: How shares are pooled, and beside it.
EXACT, TRANSFORMED = "binomial_normal", "freeman_tukey"
TOO_FEW = (
    "{cohorts} can be pooled, fewer than {fewest}: too few to estimate the variance between cohorts; see the "
    "proportion of each"
)
ALL, NONE = "all patients of all cohorts responded", "no patient of any cohort responded"
ONE_END = "{who}: the log-odds are infinite; see the exact interval over all patients"
NO_PEAK = "the cohorts are too far apart for a normal distribution of log-odds; see the proportion of each"
IN_ONE = (
    "all patients who {did} are in one cohort: the variance between cohorts rests on it alone, and the model is hardly "
    "identified; see the proportion of each"
)
AS_ONE = "taken as one cohort, without a variance between cohorts; see the proportion of each"
WITHOUT = "without {cohorts}, whose proportion cannot be pooled"
BACK = (
    "the transformation back depends on the sizes of the cohorts and may mislead (Schwarzer et al. 2019, doi "
    "10.1002/jrsm.1348); see the binomial-normal model"
)


def add_rates(results: Results, shared: Sequence[SharedRate], names: Sequence[str], fewest: int, level: float) -> None:
    """Add the shares that cohorts have in common: of each cohort, and pooled.

    Parameters
    ----------
    shared
        What cohorts count.
    names
        Names of all cohorts of the study, in order.
    fewest
        Fewest cohorts that are pooled.
    level
        Confidence level between 0 and 1.
    """
    labels = cohort_labels(names)
    for rate in shared:
        for of_cohort in rate.rates:
            subject = rate.subject.within("cohort", labels[of_cohort.cohort]).resting_on(of_cohort.basis)
            _add_cohort(results, subject, of_cohort, level)
        _add_pooled(results, rate, fewest, level)


@adds_results
def _add_cohort(results: Results, subject: Subject, rate: CohortRate, level: float) -> None:
    if rate.refusal:
        results.refuse(subject, "proportion", rate.method, rate.n, rate.refusal)
        return
    limits = clopper_pearson(rate.count, rate.n.patients, level)
    interval = Interval(limits.lower, limits.upper, level)
    share = rate.count / rate.n.patients
    results.add(subject, "count", rate.count, rate.method, rate.n, note=rate.note)
    results.add(subject, "proportion", share, rate.method, rate.n, interval=interval, note=rate.note)


@adds_results
def _add_pooled(results: Results, shared: SharedRate, fewest: int, level: float) -> None:
    rates = shared.pooled
    subject = shared.subject.resting_on(*(rate.basis for rate in shared.rates))
    n, number = _together([rate.n for rate in rates]), len(rates)
    if number < fewest:
        cohorts = f"{number} cohort{'' if number == 1 else 's'}"
        results.refuse(subject, "proportion", EXACT, n, TOO_FEW.format(cohorts=cohorts, fewest=fewest))
        return
    counts, sizes = [rate.count for rate in rates], [rate.n.patients for rate in rates]
    notes = [*_shared_notes(shared), _in_one_cohort(counts, sizes)]
    try:
        exact = binomial_normal(counts, sizes, level)
    except NoSpreadError:
        results.refuse(subject, "proportion", EXACT, n, ONE_END.format(who=ALL if any(counts) else NONE))
        limits = clopper_pearson(sum(counts), sum(sizes), level)
        interval = Interval(limits.lower, limits.upper, level)
        share, note = sum(counts) / sum(sizes), combined(*notes, AS_ONE)
        results.add(_beside(subject), "proportion", share, "clopper_pearson", n, interval=interval, note=note)
        return
    except SingularError:
        results.refuse(subject, "proportion", EXACT, n, NO_PEAK)
    else:
        careful = caution_of_cohorts(EXACT, "pooled_proportion", number, min(sizes))
        _add(results, subject, exact, EXACT, n, level, combined(*notes, careful))
    try:
        transformed = freeman_tukey(counts, sizes, level)
    except NoSpreadError:
        return
    _add(results, _beside(subject), transformed, TRANSFORMED, n, level, combined(*notes, BACK))


def _add(
    results: Results, subject: Subject, pooled: PooledProportion, method: str, n: Sizes, level: float, note: str
) -> None:
    interval = Interval(pooled.limits.lower, pooled.limits.upper, level)
    results.add(subject, "proportion", pooled.proportion, method, n, interval=interval, note=note)
    results.add(subject, "tau2_transformed", pooled.tau2, method, n)
    results.add(subject, "predicted_lower", pooled.prediction.lower, method, n, note=note)
    results.add(subject, "predicted_upper", pooled.prediction.upper, method, n, note=note)


def _beside(subject: Subject) -> Subject:
    """The same subject, for a comparison of methods."""
    return replace(subject, role="sensitivity")


def _shared_notes(shared: SharedRate) -> list[str]:
    """Why all pooled numbers of a share are flagged."""
    left_out = [rate.cohort for rate in shared.rates if rate.refusal]
    return [
        WITHOUT.format(cohorts=in_words(left_out)) if left_out else "",
        some_flagged([rate.note for rate in shared.pooled], "proportions"),
    ]


def _in_one_cohort(counts: Sequence[int], sizes: Sequence[int]) -> str:
    """Why numbers are flagged that rest on one cohort alone: the only one with a patient who responded, or did not."""
    others = [size - count for count, size in zip(counts, sizes, strict=True)]
    for did, numbers in (("responded", counts), ("did not respond", others)):
        if sum(number > 0 for number in numbers) == 1:
            return IN_ONE.format(did=did)
    return ""


def _together(sizes: Sequence[Sizes]) -> Sizes:
    """The patients of several cohorts; lesions are not counted where patients respond."""
    return Sizes(sum(size.patients for size in sizes))
