import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.derive.scenarios import FILLINGS, apply_scenario
from casetrace.model.scenarios import SCENARIO_LABELS
from tests.outcomes import an_outcome

OUTCOME = an_outcome(best_value=0, worst_value=120)


def visits(values: list[float], baseline: float = 10, reported: float = math.nan) -> pd.DataFrame:
    """One lesion's visits in order."""
    return (
        pd.DataFrame(
            {"lesion_id": "a", "baseline": baseline, "value": values, "reported_reduction_percent": reported},
            dtype="object",
        )
        .astype({"baseline": float, "value": float, "reported_reduction_percent": float})
        .assign(period=None, merged_into=None, whole=False)
    )


def filled(scenario: str, values: list[float]) -> list[float]:
    return list(apply_scenario(visits(values), scenario, OUTCOME)["value"])


NAN = math.nan


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("locf", [10, 8, 8, 6]),
        ("no_change", [10, 8, 10, 6]),
        ("complete_response", [0, 8, 0, 6]),
    ],
)
def test_a_missing_value_is_filled_by_the_rule_of_the_scenario(scenario, expected):
    assert filled(scenario, [NAN, 8, NAN, 6]) == expected


def test_the_best_value_is_that_of_config():
    assert apply_scenario(visits([NAN]), "complete_response", an_outcome(best_value=2))["value"].tolist() == [2]


def test_observed_and_as_reported_fill_in_nothing():
    for scenario in ("observed", "as_reported"):
        result = apply_scenario(visits([NAN, 8]), scenario, OUTCOME)
        assert np.isnan(result["value"][0])
        assert set(result["imputed"]) == {""}


def test_a_lesion_is_not_filled_from_another():
    both = pd.concat([visits([5]), visits([NAN, 8], baseline=20).assign(lesion_id="b")], ignore_index=True)
    assert apply_scenario(both, "locf", OUTCOME)["value"].tolist() == [5, 20, 8]


@pytest.mark.parametrize("scenario", FILLINGS)
def test_without_a_baseline_nothing_is_filled_in(scenario):
    result = apply_scenario(visits([NAN], baseline=NAN), scenario, OUTCOME)
    assert result["value"].isna().all()
    assert result["imputed"].tolist() == [""]


@given(st.lists(st.one_of(st.just(NAN), st.floats(0, 100)), min_size=1, max_size=5), st.sampled_from(list(FILLINGS)))
def test_scenarios_touch_missing_values_alone_and_say_which(values, scenario):
    before = visits(values)
    result = apply_scenario(before, scenario, OUTCOME)
    missing = before["value"].isna()
    assert result.loc[~missing, "value"].equals(before.loc[~missing, "value"])
    assert result["value"].notna().all()
    assert (result["imputed"] == scenario).equals(missing)


def test_a_value_is_carried_forward_within_its_period_alone():
    both = pd.concat([visits([5, 4]).assign(period="1"), visits([NAN, 8]).assign(period="2")], ignore_index=True)
    assert apply_scenario(both, "locf", OUTCOME)["value"].tolist() == [5, 4, 10, 8]


def test_a_baseline_of_0_is_a_value_that_may_stay_unchanged():
    result = apply_scenario(visits([NAN], baseline=0), "no_change", OUTCOME)
    assert result["value"].tolist() == [0]
    assert result["imputed"].tolist() == ["no_change"]


def test_the_last_value_is_carried_forward_without_a_baseline_too():
    assert apply_scenario(visits([4, NAN], baseline=NAN), "locf", OUTCOME)["value"].tolist() == [4, 4]


def test_every_scenario_has_its_words():
    assert set(FILLINGS) < set(SCENARIO_LABELS)
