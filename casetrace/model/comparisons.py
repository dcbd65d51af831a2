"""What several cohorts have in common: the outcomes and visits at which their means can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from casetrace.model.basis import OF_COHORT, Basis, Part, Role, part
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.quantities import Quantity
from casetrace.model.results import Interval, Sizes, Subject, distinct_labels
from casetrace.model.time_units import USUAL, TimeUnit, time_unit

OTHER_UNIT = "the unit is {own} here and {other} in {cohorts}; use one unit in config to compare them"
OTHER_DIRECTION = "{own} is better here, and {other} in {cohorts}; see the report of the cohort"
NO_ERROR = "the standard error is 0 and the cohort would receive all the weight; see its listing of lesions"
NOT_ESTIMATED = "the cohort has no per-patient mean here; see its report"

#: How means are pooled.
METHOD = "hartung_knapp"

#: What a mean rests on that is not there.
NOBODY = Sizes(0)


class Cohort(NamedTuple):
    """One cohort: its name, the outcomes of its plan, its statistics.csv, and what it counts visits in."""

    name: str
    outcomes: Mapping[str, Outcome]
    statistics: pd.DataFrame
    time_unit: TimeUnit = USUAL


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
    """

    cohort: str
    mean: float
    se: float
    interval: Interval
    n: Sizes
    note: str = ""
    refusal: str = ""
    basis: Basis = field(default=(), compare=False, repr=False)


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
    """

    name: str
    outcome: Outcome
    visit: int
    means: tuple[CohortMean, ...]

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


def outcome_that_gains(plans: Mapping[str, Plan], name: str, gain: str) -> Outcome:
    """An outcome as it is in the first plan in which a change for the better is called so."""
    outcomes = [plan.outcomes[name] for plan in plans.values() if name in plan.outcomes]
    return next(outcome for outcome in outcomes if outcome.gain == gain)


def comparisons(cohorts: Sequence[Cohort]) -> Iterator[Comparison]:
    """Every outcome and follow-up visit that two cohorts or more have which count in the unit of time of most."""
    alike = [cohort for cohort in cohorts if cohort.time_unit == time_unit()]
    for name in dict.fromkeys(name for cohort in alike for name in cohort.outcomes):
        having = [cohort for cohort in alike if _has_percent_change(cohort, name)]
        visits = {visit for cohort in having for visit in cohort.outcomes[name].follow_up_visits}
        for visit in sorted(visits):
            measured = [cohort for cohort in having if visit in cohort.outcomes[name].follow_up_visits]
            if len(measured) > 1:
                yield _comparison(name, visit, measured)


def _has_percent_change(cohort: Cohort, name: str) -> bool:
    """Whether a cohort has the outcome, on a scale with a percent change."""
    return name in cohort.outcomes and cohort.outcomes[name].scale.has_percent_change


def _comparison(name: str, visit: int, cohorts: Sequence[Cohort]) -> Comparison:
    by_scale: dict[tuple[str, str], list[Cohort]] = {}
    for cohort in cohorts:
        outcome = cohort.outcomes[name]
        by_scale.setdefault((outcome.unit, outcome.direction.better), []).append(cohort)
    largest = max(by_scale.values(), key=len)
    shared = largest[0].outcomes[name]
    names = " and ".join(cohort.name for cohort in largest)
    means = (
        cohort_mean(cohort, name, visit)
        if cohort in largest
        else _refused(cohort, name, visit, _mismatch(cohort, name, shared, names))
        for cohort in cohorts
    )
    return Comparison(name, shared, visit, tuple(means))


def _mismatch(cohort: Cohort, name: str, shared: Outcome, cohorts: str) -> str:
    """Why a cohort's outcome is not that of the others."""
    outcome = cohort.outcomes[name]
    if outcome.direction != shared.direction:
        return OTHER_DIRECTION.format(own=outcome.direction.better, other=shared.direction.better, cohorts=cohorts)
    units = {"own": outcome.unit or "no unit", "other": shared.unit or "no unit"}
    return OTHER_UNIT.format(cohorts=cohorts, **units)


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
    subject = improvement_at(cohort.outcomes[name], visit)
    return cohort.statistics[cohort.statistics["result_id"] == subject.result_id(statistic, "t")]


def _part(cohort: Cohort, rows: pd.DataFrame, *fields: str, role: Role = "used") -> Part:
    return part(OF_COHORT.format(cohort=cohort.name), rows, *fields, role=role)


def _refused(cohort: Cohort, name: str, visit: int, reason: str, n: Sizes = NOBODY) -> CohortMean:
    missing = float("nan")
    basis = (_part(cohort, _rows(cohort, name, visit, "mean"), "estimate", role="left out"),)
    interval = Interval(missing, missing, missing)
    return CohortMean(cohort.name, missing, missing, interval, n, refusal=reason, basis=basis)


def cohort_labels(names: Sequence[str]) -> dict[str, str]:
    """What each cohort is called in `group`; names that a result's name would not tell apart get a number."""
    return dict(zip(names, distinct_labels(names), strict=True))
