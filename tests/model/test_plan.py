"""The plan as a type, and the helpers by which tests make one."""

from dataclasses import replace

import pytest

from casetrace.model.endpoint import Threshold
from casetrace.model.plan import Primary, read_plan, write_plan
from tests.outcomes import a_motion, a_pain, a_plan, a_response, an_outcome, plan_sections


@pytest.mark.parametrize(
    ("scenario", "scenarios"), [("observed", ["observed"]), ("no_change", ["observed", "no_change"])]
)
def test_the_primary_scenario_is_a_main_scenario_beside_what_was_observed(scenario, scenarios):
    assert a_plan(an_outcome(), scenario=scenario).primary.main_scenarios == scenarios


def test_a_plan_that_is_written_from_its_outcomes_is_read_as_the_same(tmp_path):
    bands = an_outcome(baseline_bands=(5, 50), rounded_to=1, incomplete_baseline="set_aside")
    plan = a_plan(bands, a_pain(), a_motion("motion"), outcome="motion")
    more = (
        a_response(bands, historical_rate=0.3, prior=(1, 2)),
        a_response(bands, name="strict", threshold=Threshold(5, True, True)),
    )
    plan = replace(plan, endpoints=plan.endpoints | {endpoint.name: endpoint for endpoint in more})
    write_plan(plan_sections(plan), tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == plan


def test_the_primary_result_of_a_made_up_plan_is_the_last_visit_of_its_first_outcome():
    size, pain = an_outcome(), a_pain(follow_up_visits=(8,))
    assert a_plan(size, pain).primary == Primary("size_mm", 12, "patient", "observed")
    assert a_plan(size, pain, outcome="pain", scenario="locf").primary == Primary("pain", 8, "patient", "locf")


def test_the_visits_that_endpoints_ask_about_are_in_order_each_once():
    size = an_outcome(follow_up_visits=(4, 12, 26))
    plan = a_plan(size, visit=26)
    more = [replace(a_response(size), name=f"at {week}", visit=week) for week in (12, 4, 12)]
    plan = replace(plan, endpoints=plan.endpoints | {endpoint.name: endpoint for endpoint in more})
    assert plan.asked_visits("size_mm") == (4, 12, 26)
    assert plan.asked_visits("pain") == ()
