"""Made-up cohorts, each with its plan, its results over patients and its lesion visits."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from casetrace.analyse.pool.means import add_means
from casetrace.model.comparisons import Cohort, comparisons, improvement_at
from casetrace.model.forest_panels import ForestPanel, forest_panels
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.results import Interval, Results, Sizes
from casetrace.model.study_terms import StudyTerms
from tests.outcomes import a_plan, an_outcome

NOTHING = "all values are the same"
#: Of the publications of the cohorts of `three`.
YEARS = {"first": 2011, "second": 2014, "third": 2014}
Improvements = Mapping[int, Sequence[float]]


class MadeUp(NamedTuple):
    """One cohort."""

    name: str
    plan: Plan
    statistics: pd.DataFrame
    visits: pd.DataFrame

    @property
    def cohort(self) -> Cohort:
        return Cohort.of(self.name, self.plan, self.statistics, StudyTerms())


def made_up(name: str, improvements: Improvements, outcome: str = "size_mm", **changes: Any) -> MadeUp:
    """A cohort whose patients, one lesion each, have these percent improvements at each week."""
    made = an_outcome(outcome, follow_up_visits=tuple(sorted(improvements)), **changes)
    results = Results()
    for week, values in improvements.items():
        add_mean(results, made, week, values)
    visits = pd.concat([lesion_visits(made, week, values) for week, values in improvements.items()])
    return MadeUp(name, a_plan(made), results.frame(), visits.reset_index(drop=True))


def add_mean(results: Results, outcome: Outcome, week: int, values: Sequence[float]) -> None:
    """The t interval of a cohort, or its refusal."""
    subject, n = improvement_at(outcome, week), Sizes(len(values), len(values))
    if len(set(values)) < 2:
        results.refuse(subject, "mean", "t", n, NOTHING)
        return
    mean, se = float(np.mean(values)), float(stats.sem(values))
    lower, upper = stats.t.interval(0.95, len(values) - 1, mean, se)
    results.add(subject, "mean", mean, "t", n, interval=Interval(float(lower), float(upper), 0.95))
    results.add(subject, "se", se, "t", n)


def lesion_visits(outcome: Outcome, week: int, values: Sequence[float]) -> pd.DataFrame:
    """The observed lesion visits of a week, and a decoy of another scenario."""
    patients = [f"p{number}" for number in range(1, len(values) + 1)]
    rows = pd.DataFrame(
        {
            "patient_id": patients,
            "lesion_id": patients,
            "outcome": outcome.name,
            "period": pd.Series(None, index=range(len(values)), dtype="str"),
            "arm": pd.Series(None, index=range(len(values)), dtype="str"),
            "visit": pd.array([week] * len(values), dtype="Int64"),
            "scenario": "observed",
            "baseline": 10.0,
            "percent_reduction": outcome.direction.improvement(np.array(values, dtype=float)),
            "missing_reason": "",
            "no_percent_reason": "",
            "new_lesion": pd.array([0] * len(values), dtype="Int64"),
            "relapsed": pd.array([0] * len(values), dtype="Int64"),
            "response": "partial",
        }
    )
    rows = rows.assign(value=10 * (1 - rows["percent_reduction"] / 100))
    rows = rows.assign(change=rows["value"] - 10)
    return pd.concat([rows, rows.assign(scenario="no_change", percent_reduction=0.0)])


def pooled_results(cohorts: Sequence[MadeUp], fewest: int = 3) -> Results:
    """The results of the cohorts together."""
    shared, results = list(comparisons([made.cohort for made in cohorts])), Results()
    add_means(results, shared, [made.name for made in cohorts], YEARS, fewest, 0.95)
    return results


def pooled(cohorts: Sequence[MadeUp], fewest: int = 3) -> pd.DataFrame:
    """The same as a table."""
    return pooled_results(cohorts, fewest).frame()


def panels(cohorts: Sequence[MadeUp], titles: Mapping[str, str] | None = None) -> list[ForestPanel]:
    """What the forest plot shows of the cohorts."""
    named = {made.name: made.name for made in cohorts} | dict(titles or {})
    own, visits = {made.name: made.cohort for made in cohorts}, {made.name: made.visits for made in cohorts}
    return list(forest_panels(pooled(cohorts), own, visits, named))


def three() -> list[MadeUp]:
    """Three cohorts with two visits in common; the third has one more."""
    return [
        made_up("first", {4: [40, 55, 60, 75, 80, 100], 12: [60, 80, 95, 100, 100]}),
        made_up("second", {4: [-10, 20, 35, 50, 50, 52, 70, 90], 12: [10, 50, 60, 62, 71, 90]}),
        made_up("third", {4: [30, 45, 62], 12: [50, 55, 91], 26: [10, 20, 30]}),
    ]
