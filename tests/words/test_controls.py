"""What a control is called."""

import pytest

from casetrace.words.controls import controls_among, is_control


@pytest.mark.parametrize(
    "name", ["Placebo", "placebo cream", "Vehicle", "control", "Témoin", "standard  care", "Sham-laser"]
)
def test_controls_are_known_by_their_names(name):
    assert is_control(name)


@pytest.mark.parametrize(
    "name", ["", "sodium thiosulphate", "uncontrolled", "control of pain", "observation unit", "weekly"]
)
def test_treatments_are_no_controls(name):
    assert not is_control(name)


def test_a_control_needs_something_to_be_compared_with():
    assert controls_among(["drug", "Placebo", "drug", "Placebo"]) == ["Placebo"]
    assert controls_among(["Placebo", "Placebo"]) == controls_among(["drug", "other"]) == []
