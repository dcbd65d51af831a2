import math
from dataclasses import replace

import pytest

from casetrace.model.comparisons import Cohort, Comparison, cohort_mean, comparisons
from casetrace.model.direction import HIGHER_IS_BETTER
from tests.analyse.pool.cohorts import NOTHING, made_up, three


def compared(*cohorts) -> list[Comparison]:
    return list(comparisons([made.cohort for made in cohorts]))


def refusals(comparison: Comparison) -> dict[str, str]:
    return {mean.cohort: mean.refusal for mean in comparison.means}


def test_visits_that_one_cohort_alone_has_are_left_out():
    assert [(each.name, each.visit) for each in compared(*three())] == [("size_mm", 4), ("size_mm", 12)]


def test_outcomes_of_different_names_do_not_stand_beside_each_other():
    assert compared(made_up("a", {4: [1, 2, 3]}), made_up("b", {4: [1, 2, 3]}, outcome="volume_ml")) == []


def test_a_visit_that_some_cohorts_have_holds_those_alone():
    cohorts = [made_up("a", {4: [1, 2], 12: [1, 3]}), made_up("b", {4: [1, 2]}), made_up("c", {12: [1, 2]})]
    found = {each.visit: [mean.cohort for mean in each.means] for each in compared(*cohorts)}
    assert found == {4: ["a", "b"], 12: ["a", "c"]}


def test_a_cohort_measured_in_another_unit_is_refused():
    cohorts = [made_up("a", {4: [1, 2, 3]}, unit="cm"), made_up("b", {4: [1, 2, 3]}), made_up("c", {4: [1, 2, 4]})]
    [comparison] = compared(*cohorts)
    assert [mean.cohort for mean in comparison.pooled] == ["b", "c"]
    assert "the unit is cm here and mm in b and c" in refusals(comparison)["a"]


def test_many_cohorts_that_are_alike_are_not_named_one_by_one():
    alike = [made_up(f"c{number}", {4: [1, 2, 3]}) for number in range(21)]
    [comparison] = compared(made_up("a", {4: [1, 2, 3]}, unit="cm"), *alike)
    assert "the unit is cm here and mm in most cohorts" in refusals(comparison)["a"]


def test_of_two_units_as_common_as_each_other_that_of_the_first_cohort_counts():
    [comparison] = compared(made_up("a", {4: [1, 2]}, unit=""), made_up("b", {4: [1, 2]}))
    assert [mean.cohort for mean in comparison.pooled] == ["a"]
    assert "the unit is mm here and no unit in a" in refusals(comparison)["b"]


def test_a_cohort_in_which_the_outcome_gets_better_the_other_way_is_refused():
    cohorts = [
        made_up("a", {4: [1, 2]}),
        made_up("b", {4: [1, 2]}, direction=HIGHER_IS_BETTER),
        made_up("c", {4: [1, 3]}),
    ]
    [comparison] = compared(*cohorts)
    assert comparison.subject.quantity.analysis == "reduction"
    assert "higher is better here, and lower in a and c" in refusals(comparison)["b"]


def test_a_mean_that_the_cohort_refuses_keeps_its_reason_and_its_patients():
    [comparison] = compared(made_up("a", {4: [100, 100, 100]}), made_up("b", {4: [1, 2]}))
    refused = comparison.means[0]
    assert (refused.refusal, refused.n.patients) == (NOTHING, 3)
    assert math.isnan(refused.mean)


def test_a_mean_is_that_of_the_cohorts_results():
    made = made_up("a", {4: [10, 20, 60]})
    mean = cohort_mean(made.cohort, "size_mm", 4)
    assert mean.mean == 30
    assert mean.se == pytest.approx(math.sqrt(700 / 3))
    assert (mean.n.patients, mean.n.lesions) == (3, 3)


def test_a_mean_without_a_standard_error_is_refused():
    made = made_up("a", {4: [10, 20, 60]})
    rows = made.statistics
    statistics = rows.assign(estimate=rows["estimate"].mask(rows["statistic"] == "se", 0.0))
    assert "the standard error is 0" in cohort_mean(replace(made.cohort, statistics=statistics), "size_mm", 4).refusal


def test_a_cohort_without_a_mean_over_patients_is_refused():
    made = made_up("a", {4: [10, 20, 60]})
    empty = Cohort("a", made.plan.outcomes, made.statistics.head(0))
    assert "no per-patient mean" in cohort_mean(empty, "size_mm", 4).refusal
