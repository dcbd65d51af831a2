"""Values without a percent change, new lesions and relapses; every expected value is worked out by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.outcome import Outcome
from casetrace.model.visits import patient_visits
from tests.analyse.estimate.cohorts import Course, cohort
from tests.outcomes import an_outcome
from tests.stages.running import FULL

#: `make test-full` draws more.
EXAMPLES = 100 if FULL else 25
SIZE = an_outcome(extent=True, incomplete_baseline="set_aside")
NOT_RECORDED = an_outcome(extent=True, incomplete_baseline="not_recorded")
COUNT = an_outcome(unit="", minimum=-10)


def derived(outcome: Outcome, *courses: tuple[float | None, ...], scenarios: tuple[str, ...] = ()) -> pd.DataFrame:
    """The lesion visits of patient P with a lesion for each course of a baseline and two follow-up values."""
    made = [Course("P", f"L{number}", values) for number, values in enumerate(courses)]
    return cohort(made, "size_mm", outcome).visits(*(scenarios or ("observed",)))


def of(visits: pd.DataFrame, column: str) -> list[object]:
    return [None if pd.isna(value) else value for value in visits[column]]


@pytest.mark.parametrize(
    ("baseline", "reason", "changes"),
    [
        (10, "", [-5, 10]),
        (0, "baseline of 0", [5, 20]),
        (-5, "baseline below 0", [10, 25]),
        (None, "no baseline", None),
    ],
)
def test_a_value_is_measured_and_has_a_change_in_its_unit_whatever_the_baseline(baseline, reason, changes):
    visits = derived(COUNT, (baseline, 5, 20))
    assert of(visits, "value") == [5, 20]
    assert of(visits, "missing_reason") == ["", ""]
    assert of(visits, "no_percent_reason") == [reason, reason]
    assert of(visits, "change") == (changes or [None, None])
    assert (of(visits, "percent_reduction") == [None, None]) == bool(reason)
    assert (of(visits, "log_ratio") == [None, None]) == bool(reason)


def test_a_missing_value_has_one_reason_alone():
    visits = derived(COUNT, (0, None, None))
    assert of(visits, "missing_reason") == ["not recorded", "not recorded"]
    assert of(visits, "no_percent_reason") == ["", ""]


number = st.none() | st.sampled_from([-3.0, 0.0, 2.0, 10.0])


@settings(max_examples=EXAMPLES)
@given(number, number, number, st.sampled_from(["observed", "locf", "no_change", "complete_response"]))
def test_every_visit_has_a_percent_change_or_one_reason(baseline, first, second, scenario):
    visits = derived(COUNT, (baseline, first, second), scenarios=(scenario,))
    for row in visits.to_dict("records"):
        has_value, has_percent = pd.notna(row["value"]), pd.notna(row["percent_reduction"])
        assert has_percent == (has_value and row["no_percent_reason"] == "")
        assert has_value or row["missing_reason"] != ""
        assert pd.notna(row["change"]) == (has_value and baseline is not None)


@pytest.mark.parametrize(
    ("outcome", "baseline", "expected"),
    [
        (SIZE, 0, [0, 1]),
        (SIZE, None, [0, 1]),
        (SIZE, 10, [0, 0]),
        (NOT_RECORDED, 0, [0, 1]),
        (NOT_RECORDED, None, [0, 0]),
        # A count of 0, and what is better higher, are no lesions that are not there.
        (COUNT, 0, [None, None]),
        (an_outcome(extent=True, direction=HIGHER_IS_BETTER), 0, [None, None]),
    ],
)
def test_a_lesion_is_new_where_it_was_not_there_at_the_baseline(outcome, baseline, expected):
    assert of(derived(outcome, (baseline, 0, 4)), "new_lesion") == expected


def test_without_a_value_nobody_knows_whether_a_lesion_is_new_or_relapsed():
    visits = derived(SIZE, (0, None, 4))
    assert of(visits, "new_lesion") == [None, 1]
    assert of(visits, "relapsed") == [None, 0]


def test_a_lesion_that_came_back_is_a_relapse_beside_its_response():
    visits = derived(SIZE, (20, 0, 19), (20, 0, 12), (30, 40, 50))
    assert of(visits, "relapsed") == [0, 1, 0, 1, 0, 0]
    assert of(visits, "response") == ["complete", "stable", "complete", "partial", "progression", "progression"]


def test_a_relapse_is_told_by_the_values_of_the_scenario():
    visits = derived(SIZE, (20, 0, None), scenarios=("observed", "locf", "no_change", "as_reported"))
    last = visits[visits["visit"] == 12].set_index("scenario")["relapsed"]
    assert [None if pd.isna(value) else value for value in last] == [None, 0, 1, None]


def test_a_new_lesion_takes_its_patient_out_of_those_with_all_lesions_in_response():
    # Both known lesions are gone at week 12, and a new one has 4 mm: the mean of the values is 4 / 3.
    row = patient_visits(derived(SIZE, (10, 5, 0), (20, 5, 0), (0, 0, 4))).set_index("visit").loc[12]
    assert (row["any_complete"], row["all_complete"]) == (1, 0)
    assert (row["n_lesions"], row["n_evaluable"], row["n_measured"], row["n_new"]) == (3, 2, 3, 1)
    assert row["value"] == pytest.approx(4 / 3)


def test_a_patient_whose_only_lesion_is_new_is_measured_and_has_no_percent_change():
    row = patient_visits(derived(SIZE, (0, 0, 4))).set_index("visit").loc[12]
    assert (row["n_measured"], row["n_evaluable"], row["missing_reason"]) == (1, 0, "")
    assert row["no_percent_reason"] == "baseline of 0"
    assert row["value"] == 4
