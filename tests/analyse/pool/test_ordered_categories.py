from dataclasses import replace

import pandas as pd
import pytest

from casetrace.analyse.pool.ordered_categories import add_ordered_categories
from casetrace.methods.pooled_categories import cumulative_logit
from casetrace.model.comparisons import Cohort, comparisons
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.endpoint import LEVEL
from casetrace.model.outcome import Thresholds
from casetrace.model.results import Results, Sizes, Subject
from casetrace.model.scale import ORDERED
from casetrace.model.shared_categories import shared_categories
from casetrace.model.study_terms import StudyTerms
from tests.analyse.pool.cohorts import MadeUp, made_up, three
from tests.outcomes import an_outcome

WEEK_4 = "size_mm.week_4.patient.all.observed"
#: Of the three cohorts at week 4 by hand: complete from 100 %, partial from 30 %, progression from 20 % worse.
AT_WEEK_4 = [[1, 5, 0, 0], [0, 6, 2, 0], [0, 3, 0, 0]]


def responses(cohorts: list[MadeUp]) -> pd.DataFrame:
    own, visits = [made.cohort for made in cohorts], {made.name: made.visits for made in cohorts}
    results = Results()
    shared = list(shared_categories(own, list(comparisons(own)), visits))
    add_ordered_categories(results, shared, [made.name for made in cohorts], 3, 0.95)
    return results.frame().set_index("result_id")


def counts(rows: pd.DataFrame, cohort: str) -> list[float]:
    names = ("complete", "partial", "stable", "progression")
    return [rows.loc[f"response.{WEEK_4}.cohort={cohort}.response={name}.count.count", "estimate"] for name in names]


def test_patients_are_counted_by_the_response_of_their_mean_improvement_and_pooled():
    rows = responses(three())
    assert [counts(rows, name) for name in ("first", "second", "third")] == AT_WEEK_4
    expected = cumulative_logit(AT_WEEK_4, 0.95)
    row = rows.loc[f"response_or_better.{WEEK_4}.response=partial.proportion.cumulative_logit"]
    share = expected.shares[1]
    assert share is not None
    assert (row["estimate"], row["ci_lower"], row["ci_upper"]) == pytest.approx(
        (share.proportion, share.limits.lower, share.limits.upper), rel=1e-10
    )
    assert row["n_patients"] == 17
    tau2 = rows.loc[f"response_or_better.{WEEK_4}.tau2_transformed.cumulative_logit", "estimate"]
    assert tau2 == pytest.approx(expected.tau2, rel=1e-10)
    nobody_worse = rows.loc[f"response_or_better.{WEEK_4}.response=stable.proportion.cumulative_logit", "note"]
    assert nobody_worse.startswith("all patients are in this category or a better one")


def test_a_patient_with_a_new_lesion_has_progressed():
    first, *others = three()
    new = (first.visits["patient_id"] == "p6") & (first.visits["visit"] == 4)
    visits = first.visits.assign(new_lesion=first.visits["new_lesion"].mask(new, 1))
    assert counts(responses([first._replace(visits=visits), *others]), "first") == [0, 5, 0, 1]


def test_other_thresholds_of_a_cohort_are_said():
    first, second, third = three()
    other = replace(second.plan.outcomes["size_mm"], response=Thresholds(complete=100, partial=50, progression=20))
    second = second._replace(plan=replace(second.plan, outcomes={"size_mm": other}))
    rows = responses([first, second, third])
    assert counts(rows, "second") == AT_WEEK_4[1]
    row = rows.loc[f"response.{WEEK_4}.cohort=second.response=partial.count.count"]
    assert row["note"] == "counted by the thresholds of first, which are not those of the cohort's own report"
    assert (
        "1 of the 3 cohorts that were pooled is flagged"
        in rows.loc[f"response_or_better.{WEEK_4}.response=partial.proportion.cumulative_logit", "note"]
    )


def test_two_cohorts_and_patients_who_are_all_alike_are_not_pooled():
    name = f"response_or_better.{WEEK_4}.response=partial.proportion.cumulative_logit"
    assert responses(three()[:2]).loc[name, "note"].startswith("2 cohorts with patients, fewer than 3")
    alike = [made_up(name, {4: [40, 50, 60]}) for name in ("a", "b", "c")]
    assert responses(alike).loc[name, "note"].startswith("all patients of all cohorts are in one category")


def ordered(name: str, patients: list[int], levels: tuple[str, ...] = ("none", "mild", "severe")) -> Cohort:
    """A cohort with so many patients at each level of pain at week 12."""
    outcome = an_outcome("pain", follow_up_visits=(12,), scale=ORDERED, levels=levels)
    subject, results = Subject(LEVEL, "patient", "secondary", outcome, 12, scenario="observed"), Results()
    for level, number in zip(levels, patients, strict=True):
        results.add(subject.within("level", level), "count", number, "count", Sizes(sum(patients), 0))
    return Cohort(name, {"pain": outcome}, results.frame(), {}, StudyTerms())


def levels_of(cohorts: list[Cohort]) -> pd.DataFrame:
    results = Results()
    add_ordered_categories(results, list(shared_categories(cohorts, [], {})), [each.name for each in cohorts], 3, 0.95)
    return results.frame().set_index("result_id")


def test_levels_of_an_ordered_outcome_are_pooled_from_the_counts_of_the_cohorts():
    patients = [[3, 2, 1], [1, 4, 4], [5, 2, 0]]
    rows = levels_of([ordered(f"c{place}", numbers) for place, numbers in enumerate(patients)])
    expected = cumulative_logit(patients, 0.95).shares[1]
    name = "level_or_better.pain.week_12.patient.all.observed.level=mild.proportion.cumulative_logit"
    assert expected is not None
    assert rows.loc[name, "estimate"] == pytest.approx(expected.proportion, rel=1e-10)
    assert rows.loc[name, "n_patients"] == 22


def test_where_higher_is_better_the_last_level_is_the_best():
    cohorts = [ordered(name, [1, 2, 3]) for name in ("a", "b", "c")]
    turned = [
        replace(each, outcomes={"pain": replace(each.outcomes["pain"], direction=HIGHER_IS_BETTER)}) for each in cohorts
    ]
    [shared] = shared_categories(turned, [], {})
    assert shared.labels == ("severe", "mild", "none")
    assert [each.counts for each in shared.cohorts] == [(3, 2, 1)] * 3


def test_a_cohort_with_other_levels_is_listed_and_not_pooled():
    cohorts = [ordered(name, [1, 2, 3]) for name in ("a", "b", "c")]
    rows = levels_of([*cohorts, ordered("other", [1, 1, 1], ("none", "some", "severe"))])
    refused = rows.loc["level.pain.week_12.patient.all.observed.cohort=other.count.count"]
    assert refused["status"] == "refused"
    assert "the levels are none, some, severe here and none, mild, severe in a" in refused["note"]
    name = "level_or_better.pain.week_12.patient.all.observed.level=mild.proportion.cumulative_logit"
    assert rows.loc[name, "note"].startswith("without other")
    assert rows.loc[name, "n_patients"] == 18
