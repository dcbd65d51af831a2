"""What a study may declare of lesions that its table does not have, and what it is told of a mistake."""

from typing import Any

import pytest

from casetrace.config.validation import validated_config
from tests.config.test_validation import COHORT, message
from tests.stages.running import SCHEMA, shipped_config

PLACE = f"{COHORT}.declared_scenarios.more"
REDUCTIONS = f"{PLACE}.lesions[0].percent_reduction"


def declared(scenario: Any, name: Any = "more", **of_cohort: Any) -> dict[str, Any]:
    """The shipped configuration with one declared scenario, and changes of its cohort."""
    config = shipped_config()
    cohort = config["cohorts"]["aarhus-2014"]
    if "primary" in of_cohort:
        del cohort["endpoints"]
    cohort |= {"declared_scenarios": {name: scenario}, **of_cohort}
    return config


def scenario(*lesions: Any, **changes: Any) -> dict[str, Any]:
    return {"label": "more lesions", "based_on": "observed", "reason": "a guess", "lesions": list(lesions)} | changes


def lesion(percents: Any, **keys: Any) -> dict[str, Any]:
    return {"percent_reduction": percents} | keys


def outcome(name: str, **keys: Any) -> dict[str, Any]:
    return {name: {"baseline_visit": 0, "follow_up_visits": [4, 12], **keys}}


@pytest.mark.parametrize("percents", [{4: 100, 12: 100}, {"4": 100, "12": 100}, {4: 100, "12": 100.0}])
def test_weeks_may_be_written_as_numbers_or_as_texts(percents):
    config = validated_config(declared(scenario(lesion(percents))), SCHEMA)
    [own] = config["cohorts"]["aarhus-2014"]["declared_scenarios"]["more"]["lesions"]
    assert own["percent_reduction"] == {"4": 100, "12": 100}


@pytest.mark.parametrize(
    "percents",
    [{4: 0}, {12: 100}, {4: -250}, {4: 12.5, 12: 100}],
    ids=["one visit", "nothing left", "growth", "decimals"],
)
def test_any_reduction_that_leaves_something_or_nothing_is_allowed(percents):
    assert message(declared(scenario(lesion(percents)))) == ""


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (declared(scenario(lesion({8: 100}))), f"{REDUCTIONS}: week 8 is no follow-up visit; expected one of 4, 12"),
        (declared(scenario(lesion({0: 100}))), f"{REDUCTIONS}: week 0 is no follow-up visit; expected one of 4, 12"),
        (declared(scenario(lesion({4: 100.5}))), f"{REDUCTIONS}.4: found 100.5; expected at most 100"),
        (declared(scenario(lesion({4: "all"}))), f"{REDUCTIONS}.4: found 'all'; expected a number"),
        (declared(scenario(lesion({4: float("nan")}))), f"{REDUCTIONS}.4: found nan; expected a finite number"),
        (
            declared(scenario(lesion({"week 4": 100}))),
            f"{REDUCTIONS}: the name 'week 4' is not allowed; expected the number of a follow-up visit, such as 4",
        ),
        (declared(scenario(lesion({4.0: 100}))), f"{REDUCTIONS}: the name '4.0' is not allowed; expected the number"),
        (declared(scenario(lesion({True: 100}))), f"{REDUCTIONS}: the name 'True' is not allowed; expected the number"),
        (declared(scenario(lesion({4: 100, "4": 0}))), f"{REDUCTIONS}: the key 4 is not a text"),
        (declared(scenario(lesion({}))), f"{REDUCTIONS}: it is empty"),
        (declared(scenario(lesion(100))), f"{REDUCTIONS}: found 100; expected a mapping"),
        (declared(scenario({})), f"{PLACE}.lesions[0]: the key 'percent_reduction' is missing"),
        (declared(scenario()), f"{PLACE}.lesions: it is empty"),
        (
            declared(scenario(lesion({4: 100}, n_treatments=-1))),
            f"{PLACE}.lesions[0].n_treatments: found -1; expected at least 0",
        ),
        (
            declared(scenario(lesion({4: 100}, patient_id="P1"))),
            f"{PLACE}.lesions[0]: unknown key 'patient_id'; expected one of outcome, percent_reduction, n_treatments",
        ),
        (
            declared(scenario(lesion({4: 100}, outcome="pain"))),
            f"{PLACE}.lesions[0].outcome: found 'pain'; expected one of size_mm",
        ),
        (
            declared(scenario(lesion({4: 100})), scenarios=["observed", "locf"]),
            "",
        ),
        (
            declared(scenario(lesion({4: 100}), based_on="no_change"), scenarios=["observed", "locf"]),
            f"{PLACE}.based_on: found 'no_change'; expected one of observed, locf",
        ),
        (declared(scenario(lesion({4: 100}), based_on="more")), f"{PLACE}.based_on: found 'more'; expected one of"),
        (declared({"label": "more"}), f"{PLACE}: the keys 'based_on', 'reason' and 'lesions' are missing"),
        (
            declared(scenario(lesion({4: 100})), name="complete_response"),
            "declared_scenarios: the name 'complete_response' is not allowed; expected lower case letters, digits and "
            "underscores, and not the name of a built-in scenario",
        ),
        (declared(scenario(lesion({4: 100})), name="More"), "declared_scenarios: the name 'More' is not allowed"),
        (declared(scenario(lesion({4: 100})), name="observed_too"), ""),
    ],
)
def test_a_mistake_is_told_with_its_key_and_what_is_allowed(config, expected):
    text = message(config)
    assert expected in text
    assert bool(text) == bool(expected)
    assert len(text.splitlines()) in (0, 2)


def test_a_lesion_without_an_outcome_has_the_primary_one():
    two = outcome("size_mm") | outcome("volume_ml", follow_up_visits=[26])
    sizes = declared(scenario(lesion({4: 100})), outcomes=two, primary={"outcome": "size_mm"})
    assert message(sizes) == ""
    volumes = declared(scenario(lesion({4: 100})), outcomes=two, primary={"outcome": "volume_ml"})
    assert f"{REDUCTIONS}: week 4 is no follow-up visit; expected one of 26" in message(volumes)


def test_an_outcome_of_the_patient_as_a_whole_has_no_lesion_to_add():
    both = outcome("size_mm") | outcome("pain", measured_on="patient")
    config = declared(scenario(lesion({4: 100}, outcome="pain")), outcomes=both)
    assert f"{PLACE}.lesions[0].outcome: 'pain' is measured on the patient as a whole" in message(config)


def test_values_that_may_be_below_0_may_fall_by_more_than_all():
    config = declared(scenario(lesion({4: 150})), outcomes=outcome("size_mm", minimum=-10))
    assert message(config) == ""
