import pandas as pd
import pytest

from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.pooled_patients import patients_of
from tests.analyse.pool.cohorts import made_up, panels, three


def test_the_patients_of_a_panel_are_those_of_the_mean():
    panel = panels(three())[0]
    row = panel.cohorts["second"]
    assert row.patients["improvement"].to_list() == pytest.approx([-10, 20, 35, 50, 50, 52, 70, 90])
    assert row.mean == pytest.approx(row.patients["improvement"].mean())


def test_a_patient_is_the_mean_of_her_lesions_in_all_arms():
    made = made_up("a", {4: [10, 20, 60]})
    visits = made.visits.assign(patient_id=made.visits["patient_id"].replace("p3", "p2"), arm="drug")
    visits["arm"] = visits["arm"].where(visits["lesion_id"] != "p3", "control")
    found = patients_of(visits, made.plan.outcomes["size_mm"], 4)
    assert found.to_numpy().tolist() == [["p1", pytest.approx(10), "0"], ["p2", pytest.approx(40), "1; 2"]]


def test_patients_without_a_value_are_left_out():
    made = made_up("a", {4: [10, 20, 60]})
    visits = made.visits.assign(
        percent_reduction=made.visits["percent_reduction"].where(made.visits["lesion_id"] != "p1")
    )
    assert patients_of(visits, made.plan.outcomes["size_mm"], 4)["patient_id"].to_list() == ["p2", "p3"]


def test_an_increase_that_is_better_counts_upward():
    cohorts = [made_up(name, {4: [10, 20, 60]}, direction=HIGHER_IS_BETTER) for name in "ab"]
    [panel] = panels(cohorts)
    assert panel.way.gain == "increase"
    assert panel.cohorts["a"].patients["improvement"].to_list() == [10, 20, 60]


def test_patients_of_a_cohort_in_another_unit_are_not_on_the_axis():
    cohorts = [made_up("a", {4: [1, 2, 3]}), made_up("b", {4: [1, 2, 4]}), made_up("c", {4: [1, 2]}, unit="cm")]
    [panel] = panels(cohorts)
    assert panel.cohorts["c"].patients.empty
    assert "the unit is cm here" in panel.cohorts["c"].refusal


def test_a_refused_cohort_shows_its_patients():
    [panel] = panels([made_up("a", {4: [100, 100, 100]}), made_up("b", {4: [1, 2, 4]})])
    assert panel.cohorts["a"].refusal
    assert len(panel.cohorts["a"].patients) == 3


def test_what_is_pooled_is_below():
    first, second = panels(three())
    assert (first.visit, first.n_pooled, first.pooled.n_patients) == (4, 3, 17)
    assert first.prediction[0] < first.pooled.lower < first.pooled.upper < first.prediction[1]
    assert second.pooled.title == "Pooled"


def test_nothing_is_pooled_of_two():
    [panel, _] = panels(three()[:2])
    assert panel.pooled.refusal
    assert pd.isna(panel.prediction[0])
