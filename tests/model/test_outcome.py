"""What an outcome tells of itself: bands, offsets, and what its section of the plan says."""

import math

import pandas as pd
import pytest

from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.outcome import Outcome, Thresholds, band_labels, band_names
from casetrace.model.scale import SCORE, SIZE
from tests.outcomes import a_motion, an_outcome

EDGES = [5.0, 50.0]
SECTION = {
    "label": "lesion size", "unit": "mm", "better": "lower", "minimum": 0, "baseline_visit": 0,
    "follow_up_visits": [4, 12], "best_value": 0, "response": {"complete": 100, "partial": 30, "progression": 20},
    "log_offset": 0.5,
}  # fmt: skip


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


def test_what_a_section_of_the_plan_leaves_out_is_what_most_outcomes_have():
    size = Outcome.of("size_mm", SECTION)
    assert size == an_outcome()
    assert (size.maximum, size.rounded_to, size.baseline_bands) == (None, None, ())
    assert (size.bearer, size.incomplete_baseline, size.scale) == ("lesion", "error", SIZE)


def test_what_a_section_of_the_plan_says_is_kept():
    said = {
        "label": "range of motion", "unit": "degrees", "better": "higher", "minimum": -10, "maximum": 180,
        "best_value": 170, "baseline_visit": 1, "follow_up_visits": [2, 8], "measured_on": "patient", "log_offset": 1,
        "response": {"complete": 90, "partial": 40, "progression": 10}, "rounded_to": 5, "baseline_bands": [20, 90],
        "incomplete_baseline": "set_aside", "scale": "score",
    }  # fmt: skip
    assert Outcome.of("motion", said) == Outcome(
        name="motion", label="range of motion", unit="degrees", bearer="patient", direction=HIGHER_IS_BETTER,
        baseline_visit=1, follow_up_visits=(2, 8), minimum=-10, maximum=180, best_value=170,
        response=Thresholds(90, 40, 10), log_offset=1, rounded_to=5, baseline_bands=(20, 90),
        incomplete_baseline="set_aside", scale=SCORE,
    )  # fmt: skip


@pytest.mark.parametrize(("bearer", "units"), [("lesion", ("patient", "lesion")), ("patient", ("patient",))])
def test_lesions_are_analysed_where_they_bear_the_outcome_and_patients_always(bearer, units):
    assert an_outcome(bearer=bearer).units == units


def test_without_a_maximum_there_is_no_highest_value():
    assert an_outcome().highest == math.inf
    assert an_outcome(maximum=0).highest == 0


def test_a_change_for_the_better_is_called_by_what_the_value_does():
    assert (an_outcome().gain, a_motion().gain) == ("reduction", "increase")


def test_the_bands_of_an_outcome_are_in_its_unit():
    assert an_outcome(unit="cm", baseline_bands=(2,)).bands == ["under 2 cm", "2 cm or more"]
    assert an_outcome().bands == ["all"]


@pytest.mark.parametrize(
    ("weeks", "asked", "compared", "printed"),
    [
        ((4,), (4,), [], [4]),
        ((4, 12, 26), (12,), [(4, 12), (4, 26), (12, 26)], [4, 12, 26]),
        ((1, 2, 4, 8), (8,), [(1, 8), (4, 8)], [1, 2, 4, 8]),
        ((1, 2, 4, 8), (1, 4), [(1, 8), (2, 4)], [1, 2, 4, 8]),
        (tuple(range(1, 21)), (2, 12, 40), [(1, 2), (1, 20), (11, 12)], [1, 2, 12, 20]),
    ],
)
def test_few_visits_are_all_compared_and_printed_of_many_first_last_and_asked(weeks, asked, compared, printed):
    outcome = an_outcome(follow_up_visits=weeks)
    assert outcome.compared_visits(asked) == compared
    assert outcome.printed_visits(asked) == printed
    assert outcome.has_trend == (len(weeks) > 3)
