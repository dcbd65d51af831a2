"""Endpoints on adverse events, and the separator of events, as config declares them."""

from typing import Any

import pytest

from casetrace.config.declared_scenarios import primary_outcome
from casetrace.ingest.endpoints import planned_endpoints
from casetrace.model.endpoint import Endpoint
from casetrace.model.events import EventKind
from tests.config.test_validation import COHORT, in_cohort, message
from tests.ingest.reading import schema

HARM = f"{COHORT}.endpoints.harm"


def harm(**keys: Any) -> dict[str, Any]:
    return in_cohort("endpoints/harm", {"kind": "events", **keys})


@pytest.mark.parametrize(
    "keys",
    [{}, {"primary": True, "label": "harm"}, {"event_type": "infection", "serious": True, "related": True}],
)
def test_an_endpoint_on_events_has_no_outcome_and_no_visit(keys):
    assert message(harm(**keys)) == ""


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"outcome": "size_mm"}, f"{HARM}.outcome: found it in an endpoint of kind 'events'"),
        ({"visit": 12}, f"{HARM}.visit: found it in an endpoint of kind 'events'"),
        ({"from": 30}, f"{HARM}.from: found it in an endpoint of kind 'events'"),
        ({"unit_of_analysis": "lesion"}, f"{HARM}.unit_of_analysis: events are of a patient; expected patient"),
        ({"kind": "response", "serious": True}, f"{HARM}.serious: found it in an endpoint of kind 'response'"),
    ],
)
def test_keys_that_do_not_fit_are_told(keys, problem):
    assert problem in message(harm(**keys))


def test_an_ordered_outcome_is_named_by_an_endpoint_on_its_levels():
    config = in_cohort("outcomes/grade", {"scale": "ordered", "levels": ["none", "mild", "severe"], "better": "lower"})
    config["cohorts"]["aarhus-2014"]["endpoints"]["grade"] = {"kind": "category", "outcome": "grade"}
    assert "found it in an endpoint of kind" not in message(config)


def test_a_plan_has_the_events_that_are_asked_for():
    declared = {"harm": {"kind": "events", "event_type": "Infection", "related": True}}
    outcomes = {"size_mm": {"measured_on": "lesion", "follow_up_visits": [4], "response": {"partial": 30}}}
    endpoint = Endpoint.of("harm", planned_endpoints(declared, {}, outcomes, schema())["harm"])
    assert endpoint.events == EventKind("Infection", related=True)
    assert (endpoint.primary, endpoint.outcome, endpoint.analysis_set, endpoint.label) == (True, "", "enrolled", "harm")


def test_a_declared_scenario_is_of_the_first_endpoint_on_an_outcome():
    on_events = {"kind": "events", "primary": True}
    assert primary_outcome({"endpoints": {"harm": on_events}, "primary": {}}) is None
    on_size = {"kind": "change", "primary": False, "outcome": "size_mm"}
    assert primary_outcome({"endpoints": {"harm": on_events, "size": on_size}, "primary": {}}) == "size_mm"


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"field": "event_type", "separator": ";"}, ""),
        ({"field": "event_type", "separator": [",", "and"]}, ""),
        ({"field": "event_week", "separator": ""}, ""),
        ({"field": "site", "separator": ";"}, ".separator: the column gives site; expected a column of events"),
        ({"field": "event_type", "checked": "pain", "separator": ";"}, ".separator: the column has checkboxes"),
        ({"field": "event_type", "separator": []}, ".separator"),
    ],
)
def test_a_separator_is_of_a_column_of_events(entry, problem):
    told = message(in_cohort("table/columns/Complications", entry))
    assert problem in told if problem else told == ""


@pytest.mark.parametrize("value", ["no", "perhaps"])
def test_the_seriousness_of_all_events_can_be_stated_as_one_of_its_categories(value):
    config = in_cohort("table/stated/event_serious", {"value": value, "source": "Results"})
    cells = config["cohorts"]["aarhus-2014"]["table"]["columns"]["Complications"]["cells"]
    for shape in cells:
        shape.get("set", {}).pop("event_serious", None)
    assert ("one of yes, no, unknown" in message(config)) == (value == "perhaps")
