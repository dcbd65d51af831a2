"""Config of endpoints that all visits together answer, and what ingestion fills in of them."""

import copy
from typing import Any

import pytest

from casetrace.config.validation import validated_config
from casetrace.ingest.endpoints import planned_endpoints
from casetrace.model.endpoint import Endpoint, Threshold
from casetrace.model.errors import UserError
from casetrace.model.yaml_files import read_yaml
from tests.stages.running import SCHEMA, shipped_config

OUTCOMES: dict[str, Any] = {
    "size_mm": {
        "measured_on": "lesion", "follow_up_visits": [4, 12], "response": {"complete": 90, "partial": 40},
    },
}  # fmt: skip


def message(**endpoint: Any) -> str:
    """What is said of the shipped configuration with one more endpoint; empty where it is valid."""
    config = copy.deepcopy(shipped_config())
    config["cohorts"]["aarhus-2014"]["endpoints"]["asked"] = endpoint
    try:
        validated_config(config, SCHEMA)
    except UserError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "endpoint",
    [
        {"kind": "time_to_response"},
        {"kind": "time_to_response", "from": 100, "visit": 4, "primary": True, "patient_rule": "any_lesion"},
        {"kind": "time_to_relapse", "more_than": 5, "threshold_in": "units", "unit_of_analysis": "lesion"},
        {"kind": "durable_response", "from": 50, "analysis_set": "treated"},
        {"kind": "treatments_to_clearance", "unit_of_analysis": "lesion"},
    ],
)
def test_endpoints_on_all_visits_are_valid(endpoint):
    assert message(**endpoint) == ""


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ({"kind": "time_to_relapse", "visit": 12}, "asked.visit: found it in an endpoint of kind 'time_to_relapse'"),
        ({"kind": "treatments_to_clearance", "from": 30}, "asked.from: found it in an endpoint of kind 'treatments"),
        ({"kind": "durable_response", "prior": {"alpha": 1, "beta": 1}}, "asked.prior: found it in an endpoint of"),
        ({"kind": "time_to_response", "scenario": "locf"}, "asked.scenario: found 'locf'; expected observed; who is"),
        ({"kind": "time_to_response", "from": 0}, "asked.from: found 0; expected an improvement"),
        ({"kind": "durable_response", "more_than": -5}, "asked.more_than: found -5; expected an improvement"),
        ({"kind": "time_to_response", "visit": 8}, "asked.visit: found 8; expected one of 4, 12"),
        ({"kind": "time_to_death"}, "asked.kind: found 'time_to_death'"),
    ],
)
def test_keys_and_values_that_do_not_fit_are_told_of(endpoint, problem):
    assert problem in message(**endpoint)


@pytest.mark.parametrize(
    ("kind", "threshold"),
    [
        ("time_to_response", 40),
        ("time_to_relapse", 40),
        ("durable_response", 40),
        ("treatments_to_clearance", 90),
    ],
)
def test_without_a_threshold_it_is_that_of_the_outcome(kind, threshold):
    planned = planned_endpoints({"asked": {"kind": kind}}, {}, OUTCOMES, read_yaml(SCHEMA))
    endpoint = Endpoint.of("asked", planned["asked"])
    assert (endpoint.threshold, endpoint.patient_rule) == (Threshold(threshold), "all_lesions")
    assert (endpoint.visit, endpoint.of_course, endpoint.is_rated) == (12, True, False)
