"""Characteristics, treatment and adverse events of each arm. Expected values are counted by hand."""

from typing import Any

import pandas as pd
import pytest

from casetrace.methods.intervals import clopper_pearson
from casetrace.trace.chain import Lineage
from tests.stages.running import Run, run_stages, run_to_description, simple_cohort
from tests.stages.test_arms_and_outcomes import (
    CROSS_OVER,
    FEWER,
    PARALLEL,
    SCENARIOS,
    SIZE,
    TWO_ARMS,
    cross_over,
    parallel,
    two_arms,
)

COLUMNS: dict[str, Any] = {
    "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm", "Age": "age_years", "Sex": "sex",
    "Injections": "n_treatments", "Event": "event_type", "Serious": "event_serious", "Status": "disposition_status",
    "Until": "disposition_after_week",
    "S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8},
}  # fmt: skip
ROWS = """Patient,Lesion,Arm,Age,Sex,Injections,Event,Serious,Status,Until,S0,S8
1,1a,control,40,female,2,pain,no,,,10,5
2,2a,control,50,female,3,no,,died,4,20,
3,3a,control,60,male,4,no,,,,8,8
4,4a,drug,70,female,1,pain; infection,yes,,,10,5
5,5a,drug,75,female,2,pain,no,,,30,5
5,5b,drug,75,female,2,pain,no,,,5,5
6,6a,placebo,30,female,5,no,,,,10,9
7,7a,placebo,20,female,5,no,,,,9,9
"""
HARM: dict[str, Any] = {
    "harm": {"kind": "events", "serious": True, "primary": True},
    "change": {"kind": "percent_change"},
}


def trial(rows: str = ROWS) -> dict[str, Any]:
    """A cohort of three arms whose primary endpoint is serious events."""
    columns = {name: COLUMNS[name] for name in rows.splitlines()[0].split(",")}
    return simple_cohort(
        columns,
        outcomes={"size_mm": SIZE | {"baseline_bands": [9]}},
        endpoints=HARM,
        scenarios=FEWER,
        explore={},
        arms={"order": ["placebo", "control", "drug"]},
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_stages(tmp_path_factory.mktemp("trial"), ROWS, trial())


@pytest.fixture(scope="module")
def rows(run: Run) -> pd.DataFrame:
    return run.statistics


def test_a_value_that_only_another_arm_has_is_counted_in_each_and_rests_on_those_who_have_it(run, rows):
    lineage = Lineage.read(run.folder / "out")
    count = "sex.patient.enrolled.arm=drug.sex=male.count.count"
    assert rows.loc[count, "estimate"] == 0
    patient_3 = lineage.origins.cells.number("table.csv", 4, 5)
    assert patient_3 is not None
    assert lineage.cell(patient_3).text == "male"
    assert count in lineage.results_of(patient_3)


@pytest.mark.parametrize(
    ("arm", "age", "women", "borne", "injections"),
    [("control", 50, 2, 1, 9), ("drug", 72.5, 2, 1.5, 5), ("placebo", 25, 2, 1, 10)],
)
def test_each_arm_has_its_characteristics_and_treatment(rows, arm, age, women, borne, injections):
    of_arm = f"enrolled.arm={arm}"
    estimate = rows["estimate"]
    assert estimate[f"age_years.patient.{of_arm}.median.summary"] == age
    assert estimate[f"sex.patient.{of_arm}.sex=female.count.count"] == women
    assert estimate[f"lesions_per_patient.patient.{of_arm}.median.summary"] == borne
    assert estimate[f"treatments.treatment.{of_arm}.sum.sum"] == injections


def test_what_nobody_in_an_arm_has_is_counted_as_none(rows):
    assert rows.loc["sex.patient.enrolled.arm=drug.sex=male.count.count", "estimate"] == 0
    band = "baseline_band.size_mm.week_0.lesion.enrolled.arm={}.baseline_band=under_9_mm.count.count"
    assert [rows.loc[band.format(arm), "estimate"] for arm in ("placebo", "control", "drug")] == [0, 1, 1]
    assert rows.loc["disposition.patient.enrolled.arm=drug.status=died.count.count", "estimate"] == 0
    assert rows.loc["complication.patient.enrolled.arm=placebo.type=pain.count.count", "estimate"] == 0


def test_the_arms_add_up_to_everybody(rows):
    for name in (
        "sex.patient.enrolled{}.sex=female.count.count",
        "treatments.treatment.enrolled{}.sum.sum",
        "any_complication.patient.enrolled{}.count.count",
        "any_complication.event.enrolled{}.count.count",
        "patient_weeks.patient.enrolled{}.sum.sum",
        "disposition.patient.enrolled{}.status=died.count.count",
    ):
        arms = [rows.loc[name.format(f".arm={arm}"), "estimate"] for arm in ("placebo", "control", "drug")]
        assert sum(arms) == rows.loc[name.format(""), "estimate"], name


def test_events_of_an_arm_are_of_its_patients_its_time_and_its_treatments(rows):
    of_arm = "enrolled.arm=drug"
    patients = rows.loc[f"any_complication.patient.{of_arm}.proportion.clopper_pearson"]
    limits = clopper_pearson(2, 2, 0.95)
    assert patients["estimate"] == 1
    assert (patients["ci_lower"], patients["ci_upper"]) == pytest.approx((limits.lower, limits.upper))
    assert rows.loc[
        f"any_complication.event.{of_arm}.rate_per_patient_week.poisson_exact", "estimate"
    ] == pytest.approx(rows.loc[f"any_complication.event.{of_arm}.count.count", "estimate"] / 16)
    # 2 of the 4 weeks and more: one of the three patients died after week 4, of 4 + 8 + 8 weeks in all
    assert rows.loc["patient_weeks.patient.enrolled.arm=control.sum.sum", "estimate"] == 20


def test_an_endpoint_on_events_is_primary_in_each_arm_and_secondary_over_all(rows):
    harm = rows[rows.index.str.startswith("with_event.patient") & (rows["method"] == "clopper_pearson")]
    assert harm["role"].to_dict() == {
        "with_event.patient.enrolled.arm=placebo.endpoint=harm.proportion.clopper_pearson": "primary",
        "with_event.patient.enrolled.arm=control.endpoint=harm.proportion.clopper_pearson": "primary",
        "with_event.patient.enrolled.arm=drug.endpoint=harm.proportion.clopper_pearson": "primary",
        "with_event.patient.enrolled.endpoint=harm.proportion.clopper_pearson": "secondary",
    }


def test_results_of_an_arm_rest_on_the_arm_and_on_its_patients_alone(run):
    parts = run.frame("provenance/lineage")
    of_age = parts[parts["result_id"] == "age_years.patient.enrolled.arm=drug.median.summary"]
    assert set(of_age["dataset"]) == {"clean/patients", "derive/lesion_visits"}


def test_events_of_patients_in_several_arms_are_not_divided(folder):
    section = cross_over()
    section["tables"][0]["columns"]["Event"] = {"field": "event_type"}
    raw = "\n".join(
        f"{line},{'Event' if number == 0 else 'pain' if number == 1 else ''}"
        for number, line in enumerate(CROSS_OVER.splitlines())
    )
    rows = run_to_description(folder, raw + "\n", section).statistics
    refused = rows.loc["any_complication.patient.enrolled.arm=drug.count.count"]
    assert refused["status"] == "refused"
    assert refused["note"] == "2 patients in more than one arm: their adverse events cannot be assigned to an arm"
    assert not rows.index.str.startswith("any_complication.event.enrolled.arm=").any()
    assert rows.loc["any_complication.patient.enrolled.count.count", "estimate"] == 1


def test_a_patient_with_a_lesion_in_each_arm_is_described_in_both(folder):
    section = two_arms()
    section["tables"][0]["columns"]["Age"] = {"field": "age_years"}
    ages = {"1": 30, "2": 40, "3": 50, "4": 60}
    lines = TWO_ARMS.splitlines()
    raw = "\n".join([f"{lines[0]},Age", *(f"{line},{ages[line[0]]}" for line in lines[1:])]) + "\n"
    estimate = run_to_description(folder, raw, section).statistics["estimate"]
    assert estimate["age_years.patient.enrolled.arm=drug.median.summary"] == 40
    assert estimate["age_years.patient.enrolled.arm=control.median.summary"] == 45


def test_treatments_of_lesions_in_several_arms_are_not_divided(folder):
    section = cross_over()
    section["tables"][0]["columns"]["Injections"] = {"field": "n_treatments"}
    lines = CROSS_OVER.splitlines()
    raw = "\n".join([f"{lines[0]},Injections", *(f"{line},3" for line in lines[1:])]) + "\n"
    rows = run_to_description(folder, raw, section).statistics
    for name in (
        "treatments.treatment.enrolled.arm=drug.sum.sum",
        "treatments.lesion.enrolled.arm=drug.median.summary",
    ):
        assert rows.loc[name, "status"] == "refused"
        assert rows.loc[name, "note"] == "2 lesions in more than one arm: their treatments cannot be assigned to an arm"


def test_a_death_is_a_serious_event_where_nothing_says_which_events_are(folder):
    raw = "\n".join(",".join(cells[:7] + cells[8:]) for cells in (line.split(",") for line in ROWS.splitlines()))
    rows = run_stages(folder, raw + "\n", trial(raw)).statistics
    refused = rows.loc["serious_complication.patient.enrolled.count.count"]
    assert (refused["status"], rows.loc["serious_complication.patient.enrolled.count_at_least.count", "estimate"]) == (
        "refused",
        1,
    )
    assert "serious_complication.patient.enrolled.arm=drug.count_at_least.count" not in rows.index
    assert "with_event.patient.enrolled.arm=control.endpoint=harm.count_at_least.count" in rows.index
    assert "serious_related_complication.patient.enrolled.count_at_least.count" not in rows.index


def test_the_difference_that_an_endpoint_asks_for_is_estimated_under_every_assumption(folder):
    raw = PARALLEL.replace("3,3a,control,100,70", "3,3a,control,100,")
    rows = run_stages(folder, raw, parallel(reference="control") | {"scenarios": SCENARIOS}).statistics
    name = "reduction_difference.size_mm.week_8.patient.all.{}.arm=drug_against_control.mean_difference.welch_t"
    # control: 10 and 20 %, and a third one without a value, unchanged 0 % and complete 100 %; the drug: mean 50 %
    found = {name_of: rows.loc[name.format(name_of), "estimate"] for name_of in SCENARIOS}
    assert found == pytest.approx(
        {"observed": 50 - 15, "locf": 50 - 10, "no_change": 50 - 10, "complete_response": 50 - 130 / 3}
    )
    roles = [rows.loc[name.format(name_of), "role"] for name_of in SCENARIOS]
    assert roles == ["sensitivity", "primary", "sensitivity", "sensitivity"]
    rate = "responders_difference.size_mm.week_8.patient.enrolled.{}.arm=drug_against_control.endpoint=response"
    complete = rows.loc[f"{rate.format('complete_response')}.risk_difference.newcombe", "estimate"]
    assert complete == pytest.approx(1 - 1 / 3)
