"""What a configuration says of the scales of outcomes: what fits them, and what doesn't."""

from typing import Any

import pytest

from casetrace.config.validation import validated_config
from casetrace.model.errors import UserError
from casetrace.model.levels import level_name
from casetrace.model.outcome import Outcome
from casetrace.model.scale import ORDERED, PERCENT_CHANGE, SCALES, SIZE, scale_of
from tests.stages.running import SCHEMA

ORDERED_OUTCOME = {"scale": "ordered", "levels": ["clear", "mild", "severe"], "better": "lower"}


def checked(outcomes: dict[str, Any], **cohort: Any) -> dict[str, Any]:
    config = {"cohorts": {"a": {"table": {"file": "table.csv"}, "outcomes": outcomes, **cohort}}}
    return dict(validated_config(config, SCHEMA)["cohorts"]["a"])


def problems(outcomes: dict[str, Any], **cohort: Any) -> str:
    with pytest.raises(UserError) as caught:
        checked(outcomes, **cohort)
    return str(caught.value)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"levels": ["clear"]}, "outcomes.iga.levels: found 1; expected two levels or more"),
        ({"levels": ["clear", "Clear"]}, "'Clear' stands there twice"),
        ({"levels": [1, 1.0]}, "'1' stands there twice"),
        ({"levels": [True, "yes"]}, "'yes' stands there twice"),
        ({"log_offset": 1}, "outcomes.iga.log_offset: found it in an outcome of the scale ordered"),
        ({"response": {"partial": 50}}, "outcomes.iga.response: found it in an outcome of the scale ordered"),
        ({"baseline_bands": [2]}, "outcomes.iga.baseline_bands: found it in an outcome of the scale ordered"),
        ({"unit": "points"}, "outcomes.iga.unit: found it in an ordered outcome"),
        ({"maximum": 4}, "outcomes.iga.maximum: found it in an ordered outcome"),
        ({"positive": "increase"}, "outcomes.iga.positive: found it in an outcome of the scale ordered"),
    ],
)
def test_what_an_ordered_outcome_can_t_use_is_refused(changes, problem):
    assert problem in problems({"iga": ORDERED_OUTCOME | changes})


def test_an_ordered_outcome_says_its_levels_and_which_end_is_better():
    assert "an ordered outcome without levels" in problems({"iga": {"scale": "ordered"}})
    said = problems({"iga": {"scale": "ordered", "levels": ["clear", "severe"]}})
    assert "lower, where 'clear' is the best, or higher, where 'severe' is" in said


@pytest.mark.parametrize("scale", [{}, {"scale": "score"}, {"scale": "percent_change"}])
def test_levels_need_the_ordered_scale(scale):
    assert "outcomes.iga.levels: found it in an outcome of the scale" in problems({"iga": scale | {"levels": [0, 1]}})


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ({"kind": "percent_change"}, "endpoints.e.kind: found 'percent_change' of 'iga', whose scale is ordered"),
        ({"kind": "change"}, "endpoints.e.kind: found 'change' of 'iga', whose scale is ordered"),
        ({"kind": "response"}, "endpoints.e.from: an ordered outcome responds from a level on"),
        ({"kind": "response", "from": "none"}, "found 'none'; expected one of the levels, clear, mild, severe"),
        ({"kind": "response", "more_than": 1}, "endpoints.e.more_than: found it of an ordered outcome"),
        ({"kind": "response", "from": "mild", "patient_rule": "mean"}, "levels have neither mean nor sum"),
    ],
)
def test_an_endpoint_that_levels_can_t_answer_is_refused(endpoint, problem):
    assert problem in problems({"iga": ORDERED_OUTCOME}, endpoints={"e": endpoint | {"primary": True}})


@pytest.mark.parametrize(
    ("endpoint", "problem"),
    [
        ({"kind": "category"}, "found 'category' of 'size', whose scale is size"),
        ({"kind": "response", "from": "mild"}, "a number, since the outcome has no levels"),
    ],
)
def test_an_endpoint_on_levels_of_an_outcome_without_any_is_refused(endpoint, problem):
    assert problem in problems({"size": {}}, endpoints={"e": endpoint | {"primary": True}})


def test_percentages_as_printed_have_no_units_to_respond_in():
    endpoint = {"kind": "response", "primary": True, "threshold_in": "units", "patient_rule": "sum"}
    said = problems({"change": {"scale": "percent_change"}}, endpoints={"e": endpoint})
    assert "endpoints.e.threshold_in: the scale percent_change has no change in units" in said
    assert "endpoints.e.patient_rule: the scale percent_change has no sum" in said


def test_percentages_as_printed_need_no_scenario_of_their_own():
    scenarios = ["observed", "as_reported"]
    assert "found 'as_reported'" in problems({"change": {"scale": "percent_change"}}, scenarios=scenarios)
    assert checked({"change": {"scale": "percent_change"}, "size": {}}, scenarios=scenarios)


def test_levels_may_be_numbers_and_the_words_yes_and_no():
    outcomes = {"cleared": {"scale": "ordered", "levels": [False, True], "better": "higher"}}
    cohort = checked(outcomes, endpoints={"e": {"kind": "response", "from": True, "primary": True}})
    assert [level_name(level) for level in cohort["outcomes"]["cleared"]["levels"]] == ["no", "yes"]
    assert [level_name(level) for level in (0, 1.0, 2.5, " mild ")] == ["0", "1", "2.5", "mild"]


def test_an_ordered_outcome_is_primary_by_the_short_form_too():
    assert checked({"iga": ORDERED_OUTCOME}, primary={"outcome": "iga"})


def test_a_scale_that_answers_a_change_in_percent_has_one():
    for scale in SCALES.values():
        assert ("percent_change" in scale.kinds) == scale.has_percent_change
        assert ("change" in scale.kinds) == (scale.has_change and not scale.has_levels)
        assert ("category" in scale.kinds) == scale.has_levels
        assert bool(scale.reason) == (not scale.has_log_ratio)
    assert scale_of(None) == SIZE
    assert [scale for scale in SCALES.values() if not scale.needs_baseline] == [ORDERED, PERCENT_CHANGE]


def test_the_level_of_a_value_has_its_name():
    section = {
        "label": "IGA", "unit": "", "better": "lower", "minimum": 0, "maximum": 2, "baseline_visit": 0,
        "log_offset": 0.5, "follow_up_visits": [4], "response": {"complete": 100, "partial": 30, "progression": 20},
        "scale": "ordered", "levels": ["clear", "mild", "severe"],
    }  # fmt: skip
    outcome = Outcome.of("iga", section)
    assert [outcome.level_of(value) for value in (0.0, 2.0, float("nan"), None)] == ["clear", "severe", None, None]
