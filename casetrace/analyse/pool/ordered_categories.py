"""Ordered categories of several cohorts: the patients in each, and their cumulative shares pooled in one stage."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from casetrace.methods.estimates import NoSpreadError, SingularError
from casetrace.methods.pooled_categories import PooledCategories, cumulative_logit
from casetrace.methods.trust import caution_of_cohorts
from casetrace.model.comparisons import cohort_labels
from casetrace.model.reservations import combined, in_words, some_flagged
from casetrace.model.results import Interval, Results, Sizes, adds_results
from casetrace.model.shared_categories import CohortCategories, SharedCategories

METHOD = "cumulative_logit"
TOO_FEW = (
    "{cohorts} with patients, fewer than {fewest}: too few to estimate the variance between cohorts; see the counts of "
    "each"
)
ONE_CATEGORY = "all patients of all cohorts are in one category: the log-odds are infinite; see the counts"
NO_PEAK = "the cohorts are too far apart for a normal distribution of log-odds; see the counts of each"
WITHOUT = "without {cohorts}, whose categories cannot be compared"
NOBODY = "no patient is in this category or a better one: the log-odds are infinite; see the counts"
EVERYBODY = "all patients are in this category or a better one: the log-odds are infinite; see the counts"


def add_ordered_categories(
    results: Results, shared: Sequence[SharedCategories], names: Sequence[str], fewest: int, level: float
) -> None:
    """Add the ordered categories that cohorts have in common: the patients of each cohort, and what is pooled.

    Parameters
    ----------
    shared
        What cohorts have in common.
    names
        Names of all cohorts of the study, in order.
    fewest
        Fewest cohorts that are pooled.
    level
        Confidence level between 0 and 1.
    """
    labels = cohort_labels(names)
    for categories in shared:
        for cohort in categories.cohorts:
            _add_cohort(results, categories, cohort, labels[cohort.cohort])
        _add_pooled(results, categories, fewest, level)


@adds_results
def _add_cohort(results: Results, categories: SharedCategories, cohort: CohortCategories, label: str) -> None:
    subject = categories.subject.within("cohort", label).resting_on(cohort.basis)
    variable = categories.quantity.name
    if cohort.refusal:
        results.refuse(subject, "count", "count", cohort.n, cohort.refusal)
        return
    for category, count in zip(categories.labels, cohort.counts, strict=True):
        results.add(subject.within(variable, category), "count", count, "count", cohort.n, note=cohort.note)


@adds_results
def _add_pooled(results: Results, categories: SharedCategories, fewest: int, level: float) -> None:
    """Add the cumulative shares of a typical cohort, and the variance between cohorts; or why there are none."""
    cohorts = categories.pooled
    subject = replace(categories.subject, quantity=categories.or_better)
    subject = subject.resting_on(*(cohort.basis for cohort in categories.cohorts))
    n, found = Sizes(sum(cohort.n.patients for cohort in cohorts)), _pooled(cohorts, fewest, level)
    reached = [subject.within(categories.quantity.name, label) for label in categories.labels[:-1]]
    if isinstance(found, str):
        for each in reached:
            results.refuse(each, "proportion", METHOD, n, found)
        return
    smallest = min(cohort.n.patients for cohort in cohorts)
    careful = caution_of_cohorts(METHOD, "pooled_category", len(cohorts), smallest)
    note = combined(*_shared_notes(categories), careful)
    up_to = list(accumulate(map(sum, zip(*(cohort.counts for cohort in cohorts), strict=True))))
    for each, share, number in zip(reached, found.shares, up_to, strict=False):
        if share is None:
            results.refuse(each, "proportion", METHOD, n, EVERYBODY if number else NOBODY)
        else:
            interval = Interval(share.limits.lower, share.limits.upper, level)
            results.add(each, "proportion", share.proportion, METHOD, n, interval=interval, note=note)
    results.add(subject, "tau2_transformed", found.tau2, METHOD, n)


def _shared_notes(categories: SharedCategories) -> list[str]:
    """Why all pooled shares are flagged."""
    left_out = [cohort.cohort for cohort in categories.cohorts if cohort.refusal]
    return [
        WITHOUT.format(cohorts=in_words(left_out)) if left_out else "",
        some_flagged([cohort.note for cohort in categories.pooled], "cohorts"),
    ]


def _pooled(cohorts: Sequence[CohortCategories], fewest: int, level: float) -> PooledCategories | str:
    """What is pooled, or the reason why nothing is."""
    if len(cohorts) < fewest:
        number = f"{len(cohorts)} cohort{'' if len(cohorts) == 1 else 's'}"
        return TOO_FEW.format(cohorts=number, fewest=fewest)
    try:
        return cumulative_logit([cohort.counts for cohort in cohorts], level)
    except NoSpreadError:
        return ONE_CATEGORY
    except SingularError:
        return NO_PEAK
