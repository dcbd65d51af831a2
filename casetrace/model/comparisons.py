"""What several cohorts have in common: the outcomes and visits at which their means can be compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import pandas as pd

from casetrace.methods.precision import above
from casetrace.model.basis import OF_COHORT, Basis, Part, Role, part
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.results import Interval, Sizes, Subject, distinct_labels
from casetrace.model.study_terms import StudyTerms
from casetrace.model.time_units import USUAL, TimeUnit, time_unit

OTHER_UNIT = "the unit is {own} here and {other} in {cohorts}; use one unit in config to compare them"
OTHER_DIRECTION = "{own} is better here, and {other} in {cohorts}; see the report of the cohort"
BEYOND = "the printed mean is beyond 100 %, the most that {name} can improve on average; see where it is printed"
NO_ERROR = "the standard error is 0 and the cohort would receive all the weight; see its listing of lesions"
NOT_ESTIMATED = "the cohort has no per-patient mean here; see its report"

#: How means are pooled, and with the variance between cohorts of the restricted likelihood.
METHOD, RESTRICTED = "hartung_knapp", "hartung_knapp_reml"
#: What tells intervals of one method apart: the ad hoc correction, and the prediction intervals of Partlett and Riley
#: and on one degree of freedom more.
AD_HOC, PARTLETT_RILEY, K_LESS_1 = "ad_hoc", "partlett_riley", "k_less_1"
#: How the mean of a cohort came about.
OF_COHORTS = ("t", "printed_t", "printed_wan_t", "printed_box_cox_t")

#: Most cohorts whose rows stand in the report, and whose patients in the figure; of more the appendix lists them.
COHORTS_LISTED = 20

#: What so many are called in a note that names those that are alike.
MOST = "most cohorts"

#: Why two cohorts may have patients in common whose values are at hand.
VALUES_AGREE = "patients have the same measured values in both"

#: What a mean rests on that is not there.
NOBODY = Sizes(0)


@dataclass(frozen=True)
class Cohort:
    """A cohort whose patients are at hand.

    Attributes
    ----------
    name
        Its name.
    outcomes, endpoints
        Those of its plan, by their names in the study.
    statistics
        Its statistics.csv.
    terms
        The terms of the study.
    time_unit
        What it counts visits in.
    """

    name: str
    outcomes: Mapping[str, Outcome]
    statistics: pd.DataFrame
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    terms: StudyTerms = field(default_factory=StudyTerms)
    time_unit: TimeUnit = USUAL

    @classmethod
    def of(cls, name: str, plan: Plan, statistics: pd.DataFrame, terms: StudyTerms) -> "Cohort":
        """A cohort in the terms of the study."""
        outcomes, endpoints = terms.outcomes_of(name, plan.outcomes), terms.endpoints_of(name, plan.endpoints)
        return cls(name, outcomes, statistics, endpoints, terms, plan.time_unit)

    def outcome(self, name: str) -> Outcome | None:
        """Its outcome of a name in the study, on a scale with a percent change."""
        outcome = self.outcomes.get(name)
        return outcome if outcome is not None and outcome.scale.has_percent_change else None

    def weeks(self, name: str) -> set[int]:
        """The weeks, in the study, at which it has an outcome."""
        outcome = self.outcome(name)
        return set() if outcome is None else set(self.terms.weeks_of(outcome))

    def own_week(self, name: str, week: int) -> int:
        """The week of its own that is one of the study."""
        return self.terms.weeks_of(self.outcomes[name])[week]

    def mean(self, name: str, week: int) -> "CohortMean":
        """The mean over patients at a week of the study."""
        return cohort_mean(self, name, week)

    def refused(self, name: str, week: int, reason: str) -> "CohortMean":
        """Why there is no mean that can be pooled."""
        return _refused(self, name, week, reason)


class Source(Protocol):
    """What a mean or a rate of a cohort comes from: its patients, or what is printed of them."""

    @property
    def name(self) -> str:
        """The cohort's name."""

    @property
    def terms(self) -> StudyTerms:
        """The terms of the study."""

    def outcome(self, name: str) -> Outcome | None:
        """Its outcome of a name in the study; None where it has none, or nobody knows how it was measured."""

    def weeks(self, name: str) -> set[int]:
        """The weeks, in the study, at which it has a percent improvement of an outcome."""

    def mean(self, name: str, week: int) -> "CohortMean":
        """The mean percent improvement over patients."""

    def refused(self, name: str, week: int, reason: str) -> "CohortMean":
        """Why there is no mean that can be pooled."""


@dataclass(frozen=True)
class CohortMean:
    """The mean percent improvement over the patients of one cohort.

    Attributes
    ----------
    cohort
        Its name.
    mean, se, interval
        As in the cohort's results; of no meaning where there is a `refusal`.
    n
        How many patients and lesions it rests on.
    note
        Why the cohort's results flag it.
    refusal
        Why there is no mean that can be pooled; else empty.
    basis
        The rows of the cohort's results that it is taken from, or that were looked at in vain.
    method
        How the mean and its interval came about.
    """

    cohort: str
    mean: float
    se: float
    interval: Interval
    n: Sizes
    note: str = ""
    refusal: str = ""
    basis: Basis = field(default=(), compare=False, repr=False)
    method: str = "t"


@dataclass(frozen=True)
class Comparison:
    """One outcome at one visit in the cohorts that have it, in the order of config.

    Attributes
    ----------
    name, outcome
        The outcome, and its section of the plan of the first cohort whose unit and direction most cohorts share.
    visit
        The visit, in the unit of time that the cohorts share.
    means
        One of each cohort that has the outcome and the visit.
    at_the_end
        Whether many of the patients at hand have the best value that there is.
    """

    name: str
    outcome: Outcome
    visit: int
    means: tuple[CohortMean, ...]
    at_the_end: bool = False

    @property
    def pooled(self) -> list[CohortMean]:
        """The means that can be pooled."""
        return [mean for mean in self.means if not mean.refusal]

    @property
    def subject(self) -> Subject:
        """What the results are about."""
        return improvement_at(self.outcome, self.visit)


def improvement_at(outcome: Outcome, visit: int) -> Subject:
    """The percent improvement over patients as observed."""
    return Subject(Quantity(outcome.gain), "patient", "secondary", outcome, visit, scenario="observed")


def outcome_that_gains(outcomes: Iterable[Mapping[str, Outcome]], name: str, gain: str) -> Outcome:
    """An outcome as it is in the first cohort in which a change for the better is called so.

    Parameters
    ----------
    outcomes
        Those of each cohort, by their names in the study.
    name, gain
        The outcome in the study, and what a change for the better is called.
    """
    named = [of_cohort[name] for of_cohort in outcomes if name in of_cohort]
    return next(outcome for outcome in named if outcome.gain == gain)


def in_time_unit(cohorts: Sequence[Cohort]) -> list[Cohort]:
    """Those that count their visits in the unit of time of most, which are compared."""
    return [cohort for cohort in cohorts if cohort.time_unit == time_unit()]


def comparisons(cohorts: Sequence[Cohort], printed: Sequence[Source] = ()) -> Iterator[Comparison]:
    """Every outcome and follow-up visit that two cohorts or more have, in the terms of the study.

    Parameters
    ----------
    cohorts
        Those whose patients are at hand, of which at least one has the outcome.
    printed
        Those of which there are printed summaries alone.
    """
    alike = in_time_unit(cohorts)
    sources: list[Source] = [*alike, *printed]
    for name in dict.fromkeys(name for cohort in alike for name in cohort.outcomes):
        for week in sorted({week for cohort in alike for week in cohort.weeks(name)}):
            measured = [source for source in sources if week in source.weeks(name)]
            if len(measured) > 1:
                yield _comparison(name, week, measured)


def _comparison(name: str, week: int, sources: Sequence[Source]) -> Comparison:
    by_scale: dict[tuple[str, str], list[Source]] = {}
    outcomes = {source.name: source.outcome(name) for source in sources}
    for source in sources:
        outcome = outcomes[source.name]
        if outcome is not None:
            by_scale.setdefault((outcome.unit, outcome.direction.better), []).append(source)
    largest = max(by_scale.values(), key=len)
    shared = outcomes[largest[0].name]
    assert shared is not None
    names = " and ".join(source.name for source in largest) if len(largest) <= COHORTS_LISTED else MOST
    means = (_mean(source, name, week, shared, names) for source in sources)
    label = sources[0].terms.labels.get(name, shared.label)
    return Comparison(name, replace(shared, name=name, label=label), week, tuple(means))


def _mean(source: Source, name: str, week: int, shared: Outcome, cohorts: str) -> CohortMean:
    """The mean of a cohort, or why its outcome is not that of the others."""
    outcome = source.outcome(name)
    if outcome is not None and outcome.direction != shared.direction:
        reason = OTHER_DIRECTION.format(own=outcome.direction.better, other=shared.direction.better, cohorts=cohorts)
        return source.refused(name, week, reason)
    if outcome is not None and outcome.unit != shared.unit and not _is_declared(source, name):
        units = {"own": outcome.unit or "no unit", "other": shared.unit or "no unit"}
        return source.refused(name, week, OTHER_UNIT.format(cohorts=cohorts, **units))
    mean = source.mean(name, week)
    if outcome is None and not mean.refusal and _is_beyond(mean.mean, shared):
        return source.refused(name, week, BEYOND.format(name=shared.label))
    return mean


def _is_beyond(mean: float, outcome: Outcome) -> bool:
    """Whether a mean percent improvement is more than all of a value that cannot fall below 0."""
    return outcome.direction is LOWER_IS_BETTER and outcome.minimum >= 0 and bool(above(mean, 100.0))


def _is_declared(source: Source, name: str) -> bool:
    """Whether config says of which outcome of the study a cohort's is: a percentage is the same in every unit."""
    return isinstance(source, Cohort) and source.name in source.terms.outcomes.get(name, {})


def cohort_mean(cohort: Cohort, name: str, visit: int) -> CohortMean:
    """The mean over patients as the cohort's results have it, with its t interval."""
    mean, se = (_rows(cohort, name, visit, statistic) for statistic in ("mean", "se"))
    if mean.empty:
        return _refused(cohort, name, visit, NOT_ESTIMATED)
    row = mean.iloc[0]
    n = Sizes(int(row["n_patients"]), None if pd.isna(row["n_lesions"]) else int(row["n_lesions"]))
    if row["status"] == "refused":
        return _refused(cohort, name, visit, str(row["note"]), n)
    error = float(se["estimate"].iloc[0])
    if not error > 0:
        return _refused(cohort, name, visit, NO_ERROR, n)
    return CohortMean(
        cohort.name,
        float(row["estimate"]),
        error,
        Interval(float(row["ci_lower"]), float(row["ci_upper"]), float(row["ci_level"])),
        n,
        note=str(row["note"]),
        basis=(_part(cohort, mean, "estimate", "ci_lower", "ci_upper"), _part(cohort, se, "estimate")),
    )


def _rows(cohort: Cohort, name: str, visit: int, statistic: str) -> pd.DataFrame:
    """The row of the cohort's results with the mean over patients, or with its standard error; none where it is not."""
    subject = improvement_at(cohort.outcomes[name], cohort.own_week(name, visit))
    return cohort.statistics[cohort.statistics["result_id"] == subject.result_id(statistic, "t")]


def _part(cohort: Cohort, rows: pd.DataFrame, *fields: str, role: Role = "used") -> Part:
    return part(OF_COHORT.format(cohort=cohort.name), rows, *fields, role=role)


def _refused(cohort: Cohort, name: str, visit: int, reason: str, n: Sizes = NOBODY) -> CohortMean:
    missing = float("nan")
    basis = (_part(cohort, _rows(cohort, name, visit, "mean"), "estimate", role="left out"),)
    interval = Interval(missing, missing, missing)
    return CohortMean(cohort.name, missing, missing, interval, n, refusal=reason, basis=basis)


def mean_rows(statistics: pd.DataFrame) -> pd.DataFrame:
    """Of the results of all cohorts together the means: of each cohort, and pooled, with the prediction interval.

    Parameters
    ----------
    statistics
        Without what is pooled of some of the cohorts, or by a method for comparison.
    """
    of_all = ~statistics["group"].str.contains(r"^(?:omitted|up_to|.*; )", regex=True)
    return statistics[
        statistics["analysis"].isin([way.gain for way in (LOWER_IS_BETTER, HIGHER_IS_BETTER)])
        & statistics["method"].isin([*OF_COHORTS, METHOD])
        & (statistics["option"] == "")
        & of_all
    ]


def cohort_labels(names: Sequence[str]) -> dict[str, str]:
    """What each cohort is called in `group`; names that a result's name would not tell apart get a number."""
    return dict(zip(names, distinct_labels(names), strict=True))
