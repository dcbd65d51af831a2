"""What an outcome tells of itself: bands, offsets, and what its section of the plan says."""

import math

import pandas as pd
import pytest

from casetrace.model.outcome import band_labels, band_names
from tests.outcomes import an_outcome

EDGES = [5.0, 50.0]


@pytest.mark.parametrize(
    ("size", "band"),
    [
        (0, "under 5 mm"),
        (4.999, "under 5 mm"),
        (5, "5 to under 50 mm"),
        (49.9, "5 to under 50 mm"),
        (50, "50 mm or more"),
        (1000, "50 mm or more"),
    ],
)
def test_a_band_includes_its_lower_edge(size, band):
    assert band_labels(pd.Series([size]), EDGES, "mm").tolist() == [band]


def test_a_missing_value_has_no_band():
    assert band_labels(pd.Series([math.nan, 7.0]), EDGES, "mm").isna().tolist() == [True, False]


def test_without_edges_all_values_are_in_one_band():
    assert band_names([], "mm") == ["all"]
    assert band_labels(pd.Series([1.0, 100.0]), [], "mm").tolist() == ["all", "all"]


def test_bands_of_an_outcome_without_a_unit_are_plain_numbers():
    assert band_names([3, 7], "") == ["under 3", "3 to under 7", "7 or more"]


def test_bands_are_named_lowest_first():
    assert band_names([0.5, 2, 10], "cm") == ["under 0.5 cm", "0.5 to under 2 cm", "2 to under 10 cm", "10 cm or more"]


def test_half_the_offset_of_the_outcome_that_and_twice_that_are_shown_together():
    offsets = an_outcome(log_offset=0.5).log_offsets
    assert [tuple(offset) for offset in offsets] == [
        (0.25, "0.25", "offset_0_25"),
        (0.5, "0.5", "offset_0_5"),
        (1.0, "1", "offset_1"),
    ]


def test_offsets_are_named_by_few_digits_and_apart():
    # 0.1 and its multiples have no end as binary fractions.
    assert [offset.option for offset in an_outcome(log_offset=0.1).log_offsets] == [
        "offset_0_05",
        "offset_0_1",
        "offset_0_2",
    ]
    assert [offset.text for offset in an_outcome(log_offset=1 / 3).log_offsets][1] == "0.333333333333"
    assert len({offset.option for offset in an_outcome(log_offset=1e-9).log_offsets}) == 3
