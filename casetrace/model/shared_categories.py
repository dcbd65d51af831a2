"""Which ordered categories of patients several cohorts have in common: responses by percent change, and levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from casetrace.methods.reduction import response_category
from casetrace.model.basis import OF_COHORT, Basis, part
from casetrace.model.comparisons import Cohort, CohortMean, Comparison, improvement_at
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.endpoint import LEVEL, LEVEL_OR_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.pooled_patients import having_new, patients_of
from casetrace.model.quantities import NEW_LESION, Quantity
from casetrace.model.results import Sizes, Subject, distinct_labels

#: The response of a patient, and those with a response or a better one.
RESPONSE, RESPONSE_OR_BETTER = Quantity("response"), Quantity("response_or_better")
#: The responses, best first.
RESPONSES = ("complete", "partial", "stable", "progression")
OTHER_THRESHOLDS = "counted by the thresholds of {cohort}, which are not those of the cohort's own report"
OTHER_LEVELS = "the levels are {own} here and {other} in {cohort}; use the same levels in config to compare them"


@dataclass(frozen=True)
class CohortCategories:
    """The patients of a cohort by category.

    Attributes
    ----------
    cohort
        Its name.
    counts
        Patients in each category, best first; empty where there is a `refusal`.
    note
        Why they are given with a reservation.
    refusal
        Why they cannot be compared; else empty.
    basis
        What they are counted from.
    """

    cohort: str
    counts: tuple[int, ...]
    note: str = ""
    refusal: str = ""
    basis: Basis = field(default=(), compare=False, repr=False)

    @property
    def n(self) -> Sizes:
        """How many patients are counted."""
        return Sizes(sum(self.counts))


@dataclass(frozen=True)
class SharedCategories:
    """Ordered categories that two cohorts or more have.

    Attributes
    ----------
    quantity, or_better
        What is counted in a category, and in it or a better one.
    outcome, visit
        In the study.
    labels
        The categories, best first.
    cohorts
        The patients of each cohort.
    """

    quantity: Quantity
    or_better: Quantity
    outcome: Outcome
    visit: int
    labels: tuple[str, ...]
    cohorts: tuple[CohortCategories, ...]

    @property
    def subject(self) -> Subject:
        """What the results are about."""
        return replace(improvement_at(self.outcome, self.visit), quantity=self.quantity)

    @property
    def pooled(self) -> list[CohortCategories]:
        """Those that can be pooled."""
        return [cohort for cohort in self.cohorts if sum(cohort.counts)]


def shared_categories(
    cohorts: Sequence[Cohort], comparisons: Sequence[Comparison], visits: Mapping[str, pd.DataFrame]
) -> Iterator[SharedCategories]:
    """All that two cohorts or more have whose patients are at hand.

    Parameters
    ----------
    cohorts
        Those that count visits in the unit of time of the study.
    comparisons
        The outcomes and visits of which they have means in common.
    visits
        The lesion visits of each.
    """
    by_name = {cohort.name: cohort for cohort in cohorts}
    for comparison in comparisons:
        own = [mean for mean in comparison.means if mean.cohort in by_name and mean.n.patients]
        if comparison.outcome.scale.has_response and len(own) > 1:
            first = by_name[own[0].cohort]
            counted = (_responses(comparison, mean, by_name[mean.cohort], visits[mean.cohort], first) for mean in own)
            yield SharedCategories(
                RESPONSE, RESPONSE_OR_BETTER, comparison.outcome, comparison.visit, RESPONSES, tuple(counted)
            )
    yield from _shared_levels(cohorts)


def _responses(
    comparison: Comparison, mean: CohortMean, cohort: Cohort, visits: pd.DataFrame, first: Cohort
) -> CohortCategories:
    """The patients of a cohort by the response that their mean improvement is; one with a new lesion has progressed.

    The thresholds are those of the first cohort, the same for all.
    """
    outcome, week = cohort.outcomes[comparison.name], cohort.own_week(comparison.name, comparison.visit)
    patients, thresholds = patients_of(visits, outcome, week), first.outcomes[comparison.name].response
    responses = pd.Series(response_category(patients["improvement"], *thresholds), dtype="object")
    responses = responses.mask(patients["patient_id"].isin(having_new(visits, outcome, week)).to_numpy(), "progression")
    counts = tuple(int((responses == name).sum()) for name in RESPONSES)
    means = tuple(replace(each, fields=(), role="used") for each in mean.basis[:1])
    note = "" if outcome.response == thresholds else OTHER_THRESHOLDS.format(cohort=first.name)
    return CohortCategories(cohort.name, counts, note, basis=(*means, *_new_lesions(cohort, outcome, week)))


def _new_lesions(cohort: Cohort, outcome: Outcome, week: int) -> Basis:
    """The row of the cohort's results with the patients who have a new lesion; nothing where there is none."""
    name = replace(improvement_at(outcome, week), quantity=NEW_LESION).result_id("count", "count")
    row = cohort.statistics[cohort.statistics["result_id"] == name]
    return () if row.empty else (part(OF_COHORT.format(cohort=cohort.name), row, "estimate", role="selects"),)


def _shared_levels(cohorts: Sequence[Cohort]) -> Iterator[SharedCategories]:
    """The levels of every ordered outcome and visit that two cohorts or more have."""
    for name in dict.fromkeys(name for cohort in cohorts for name in cohort.outcomes):
        having = [cohort for cohort in cohorts if name in cohort.outcomes and cohort.outcomes[name].scale.has_levels]
        weeks = {week for cohort in having for week in cohort.terms.weeks_of(cohort.outcomes[name])}
        for week in sorted(weeks):
            measured = [each for each in having if week in each.terms.weeks_of(each.outcomes[name])]
            if len(measured) > 1:
                yield _levels(name, week, measured)


def _levels(name: str, week: int, cohorts: Sequence[Cohort]) -> SharedCategories:
    first = cohorts[0]
    shared = first.outcomes[name]
    outcome = replace(shared, name=name, label=first.terms.labels.get(name, shared.label))
    labels = _best_first(shared)
    counted = (_levels_of(cohort, name, week, labels, first.name) for cohort in cohorts)
    return SharedCategories(LEVEL, LEVEL_OR_BETTER, outcome, week, labels, tuple(counted))


def _best_first(outcome: Outcome) -> tuple[str, ...]:
    labels = distinct_labels(outcome.levels)
    return tuple(labels if outcome.direction is LOWER_IS_BETTER else reversed(labels))


def _levels_of(cohort: Cohort, name: str, week: int, labels: tuple[str, ...], first: str) -> CohortCategories:
    """The patients of a cohort by level, as its results count them."""
    outcome = cohort.outcomes[name]
    own = _best_first(outcome)
    if own != labels:
        texts = {"own": ", ".join(own), "other": ", ".join(labels)}
        return CohortCategories(cohort.name, (), refusal=OTHER_LEVELS.format(cohort=first, **texts))
    subject = replace(improvement_at(outcome, cohort.own_week(name, week)), quantity=LEVEL)
    wanted = {subject.within("level", label).result_id("count", "count"): label for label in labels}
    rows = cohort.statistics[cohort.statistics["result_id"].isin(list(wanted))]
    counts = dict(zip(rows["result_id"].map(wanted), rows["estimate"], strict=True))
    basis = (part(OF_COHORT.format(cohort=cohort.name), rows, "estimate"),)
    return CohortCategories(cohort.name, tuple(int(counts.get(label, 0)) for label in labels), basis=basis)
