"""The plan of the analysis, with what config leaves to the data."""

import json
from typing import Any

import pytest

from casetrace.ingest.measured import falls_as_it_heals
from casetrace.ingest.plan import assumed_directions, label_of, late_baselines, study_plan
from casetrace.model.endpoint import Threshold
from casetrace.model.plan import Plan, Primary, read_plan, write_plan
from casetrace.model.treatment import Treatment
from tests.ingest.reading import mapped, schema
from tests.outcomes import a_response, an_endpoint, an_outcome

TREATMENT = {"name": "session", "plural": "sessions", "dose_label": "fluence", "dose_unit": "J/cm²"}
LONG = ("patient_id,visit,size_mm,pain", "P1,0,9,3", "P1,12,5,2", "P1,4,7,", "P2,0,9,")


def plan_of(
    *lines: str,
    primary: dict[str, Any] | None = None,
    endpoints: dict[str, Any] | None = None,
    outcomes: dict[str, Any] | None = None,
    **table: Any,
) -> dict[str, Any]:
    result = mapped(*lines, outcomes=outcomes, **table)
    found = (result.visits, result.units, result.of_patients, result.scales)
    declared = (outcomes or {}, endpoints or {}, primary or {})
    return study_plan(*found, *declared, result.recorded, TREATMENT, schema())


def test_outcomes_and_their_visits_are_those_of_the_data():
    outcomes = plan_of(*LONG)["outcomes"]
    assert list(outcomes) == ["pain", "size_mm"]
    size = outcomes["size_mm"]
    assert (size["label"], size["unit"], size["baseline_visit"], size["follow_up_visits"]) == ("size", "mm", 0, [4, 12])
    assert (outcomes["pain"]["label"], outcomes["pain"]["unit"]) == ("pain", "")
    assert outcomes["pain"]["follow_up_visits"] == [12]
    assert size["response"] == {"complete": 100, "partial": 30, "progression": 20}


def test_without_a_baseline_week_the_first_week_with_data_is_the_baseline():
    size = plan_of("patient_id,visit,size_mm", "P1,2,9", "P1,6,5")["outcomes"]["size_mm"]
    assert (size["baseline_visit"], size["follow_up_visits"]) == (2, [6])


def test_what_config_declares_is_kept():
    declared = {"size_mm": {"label": "Lump", "unit": "cm", "follow_up_visits": [12], "maximum": 50}}
    plan = plan_of(*LONG, outcomes=declared)
    assert list(plan["outcomes"]) == ["size_mm"]
    size = plan["outcomes"]["size_mm"]
    assert {key: size[key] for key in declared["size_mm"]} == declared["size_mm"]
    assert size["baseline_visit"] == 0


@pytest.mark.parametrize(
    ("declared", "best"),
    [
        ({}, 0),
        ({"minimum": 1}, 1),
        ({"minimum": -10}, 0),
        ({"better": "higher", "maximum": 100}, 100),
        ({"better": "higher", "maximum": 100, "best_value": 90}, 90),
    ],
)
def test_the_best_value_is_the_one_nearest_to_nothing_or_the_maximum(declared, best):
    assert plan_of(*LONG, outcomes={"pain": declared})["outcomes"]["pain"]["best_value"] == best


def test_the_primary_result_is_the_last_visit_of_the_first_outcome():
    primary = Plan.of(plan_of(*LONG, primary={"unit_of_analysis": "patient", "scenario": "observed"})).primary
    assert primary == Primary("pain", 12, "patient", "observed")


def test_a_declared_primary_result_is_kept():
    assert Plan.of(plan_of(*LONG, primary={"outcome": "size_mm"})).primary.visit == 12
    assert Plan.of(plan_of(*LONG, primary={"outcome": "size_mm", "visit": 4})).primary.visit == 4


def test_the_fields_that_columns_give_are_named_in_order():
    assert plan_of(*LONG)["recorded"] == ["patient_id", "value", "visit"]


def test_a_table_without_anything_measured_has_a_plan_without_outcomes():
    plan = plan_of("patient_id,site", "P1,Knee")
    assert (plan["outcomes"], plan["endpoints"]) == ({}, {})


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("size_mm", "mm", "size"),
        ("lesion_area_mm2", "mm²", "lesion area"),
        ("pain_score", "", "pain score"),
        ("mm", "mm", "mm"),
    ],
)
def test_a_label_is_the_name_in_words_without_its_unit(name, unit, label):
    assert label_of(name, unit) == label


def test_a_plan_is_read_as_it_was_written(folder):
    sections = plan_of(*LONG, primary={"unit_of_analysis": "lesion", "scenario": "locf"})
    write_plan(sections, folder / "plan.json")
    written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert written == sections
    assert list(written) == ["outcomes", "endpoints", "recorded", "judged", "treatment", "arms"]
    # The table names no lesion, so that sizes are those of patients.
    size = an_outcome("size_mm", label="size", extent=True, bearer="patient")
    pain = an_outcome("pain", label="pain", unit="", follow_up_visits=(12,), bearer="patient")
    change = an_endpoint(pain, unit_of_analysis="patient", scenario="locf")
    response = a_response(pain, name="partial_response", label="partial or complete response", scenario="locf")
    endpoints = {"percent_change": change, "partial_response": response}
    assert read_plan(folder / "plan.json") == Plan(
        {"pain": pain, "size_mm": size},
        endpoints,
        ("patient_id", "value", "visit"),
        Treatment(**TREATMENT),  # type: ignore[arg-type]
    )


def test_beside_declared_follow_up_the_first_of_it_is_never_the_baseline():
    declared = {"size_mm": {"follow_up_visits": [4, 12]}}
    size = plan_of("patient_id,visit,size_mm", "P1,4,9", "P1,12,5", outcomes=declared)["outcomes"]["size_mm"]
    assert size["baseline_visit"] == 0


def test_a_baseline_after_week_0_is_told_of_unless_it_is_declared():
    lines = ("patient_id,visit,size_mm", "P1,4,9", "P1,12,5")
    (problem,) = late_baselines(plan_of(*lines), {}, "table.csv")
    assert (problem.severity, problem.file, problem.line) == ("warning", "table.csv", 0)
    assert "week 4" in problem.found
    declared = {"size_mm": {"baseline_visit": 4}}
    assert list(late_baselines(plan_of(*lines, outcomes=declared), declared, "table.csv")) == []
    assert list(late_baselines(plan_of(*LONG), {}, "table.csv")) == []


def test_an_outcome_that_may_be_better_high_is_told_of_unless_its_better_end_is_declared():
    lines = ("patient_id,visit,cd4", "P1,0,2.12", "P1,52,2.47")
    (problem,) = assumed_directions(plan_of(*lines, outcomes={"cd4": {}}), {"cd4": {}}, "table.csv")
    assert (problem.severity, problem.rule) == ("warning", "better end of an outcome")
    assert "outcomes.cd4.better" in problem.remedy
    for better in ("lower", "higher"):
        declared = {"cd4": {"better": better, "maximum": 30}}
        assert list(assumed_directions(plan_of(*lines, outcomes=declared), declared, "table.csv")) == []
    assert list(assumed_directions(plan_of(*LONG), {}, "table.csv")) == []


@pytest.mark.parametrize(
    ("label", "falls"),
    [
        *[(label, True) for label in ("pain", "size", "number of lesions", "dlqi score")],
        *[(label, False) for label in ("score", "count", "cd4 count", "lung volume", "weight")],
    ],
)
def test_only_words_of_lesions_and_symptoms_tell_that_less_is_better(label, falls):
    assert falls_as_it_heals(label) is falls


def test_a_study_that_declares_no_endpoint_asks_for_the_percent_change_and_for_a_partial_response():
    plan = Plan.of(plan_of(*LONG, primary={"outcome": "size_mm", "visit": 4}))
    change, response = plan.endpoints.values()
    assert (change.kind, change.primary, change.visit, change.threshold) == ("percent_change", True, 4, None)
    assert (response.kind, response.primary, response.visit) == ("response", False, 4)
    assert (response.threshold, response.patient_rule) == (Threshold(30), "all_lesions")


def test_what_an_endpoint_leaves_out_is_that_of_its_outcome():
    declared = {"cleared": {"kind": "response", "more_than": 99}, "change": {"kind": "change", "outcome": "size_mm"}}
    plan = Plan.of(plan_of(*LONG, endpoints=declared))
    cleared, change = plan.endpoints.values()
    assert (cleared.outcome, cleared.visit, cleared.label) == ("pain", 12, "cleared")
    assert cleared.threshold == Threshold(99, strict=True)
    assert (change.outcome, change.visit, change.primary) == ("size_mm", 12, False)


def test_an_important_difference_is_in_percent_of_a_percent_change_and_in_the_unit_of_a_change():
    of = {kind: {"kind": kind, "important_difference": 5} for kind in ("percent_change", "change")}
    percent, units = Plan.of(plan_of(*LONG, endpoints=of)).endpoints.values()
    assert (percent.threshold, units.threshold) == (Threshold(5), Threshold(5, in_units=True))
    assert (percent.patient_rule, units.patient_rule) == ("mean", "mean")
