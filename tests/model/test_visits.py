"""Lesion visits and patient visits of made-up lesions; expected values are worked out by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from casetrace.model.visits import improved, lesions_of, observed, patient_visits
from tests.outcomes import a_motion, a_pain, an_outcome


def nothing(frame: pd.DataFrame) -> pd.Series:
    """A column of text in which all is missing."""
    return pd.Series(None, index=frame.index, dtype="str")


def visits(*lesions: tuple[str, float, float | None]) -> pd.DataFrame:
    """Lesion visits at one visit: patient, baseline, value."""
    patient, baseline, value = zip(*lesions, strict=True)
    frame = pd.DataFrame({"patient_id": patient, "baseline": baseline, "value": pd.array(value, dtype="float64")})
    frame["percent_reduction"] = 100 * (1 - frame["value"] / frame["baseline"])
    frame["change"] = frame["value"] - frame["baseline"]
    frame["response"] = np.where(frame["percent_reduction"] == 100, "complete", "stable")
    frame["missing_reason"] = np.where(frame["value"].isna(), "lost", "")
    frame["no_percent_reason"] = ""
    frame["new_lesion"] = pd.array([0] * len(frame), dtype="Int64")
    frame["relapsed"] = pd.array([0] * len(frame), dtype="Int64")
    frame = frame.assign(period=nothing(frame), arm=nothing(frame))
    return frame.assign(lesion_id=[str(n) for n in range(len(frame))], outcome="size_mm", visit=4, scenario="observed")


def of_patient(*lesions: tuple[float, float | None]) -> pd.Series:
    return patient_visits(visits(*(("1", *lesion) for lesion in lesions))).iloc[0]


def test_a_patient_has_the_mean_of_her_lesions_and_the_reduction_of_their_sum():
    # 75 mm to 30 mm and 85 mm to 35 mm: 60 and 58.8 %, and 160 mm to 65 mm.
    row = of_patient((75, 30), (85, 35))
    assert row["percent_reduction"] == pytest.approx((60 + 100 * 50 / 85) / 2, rel=1e-14)
    assert row["percent_reduction_of_sum"] == pytest.approx(100 * 95 / 160, rel=1e-14)
    assert (row["baseline"], row["n_lesions"], row["n_evaluable"]) == (80, 2, 2)


def test_lesions_without_a_value_count_in_nothing_but_the_number_of_lesions():
    row = of_patient((10, 5), (1000, None))
    assert (row["percent_reduction"], row["percent_reduction_of_sum"], row["baseline"]) == (50, 50, 10)
    assert (row["n_lesions"], row["n_evaluable"], row["missing_reason"]) == (2, 1, "")


@pytest.mark.parametrize(
    ("values", "any_complete", "all_complete"),
    [([0, 0], 1, 1), ([0, 5], 1, 0), ([5, 5], 0, 0), ([0, None], 1, 1), ([5, None], 0, 0)],
)
def test_complete_responses_are_counted_among_the_evaluable_lesions(values, any_complete, all_complete):
    row = of_patient(*((10, value) for value in values))
    assert (row["any_complete"], row["all_complete"]) == (any_complete, all_complete)


def test_a_patient_without_an_evaluable_lesion_has_nothing_but_a_reason():
    row = of_patient((10, None), (20, None))
    missing = ["percent_reduction", "percent_reduction_of_sum", "baseline", "any_complete", "all_complete"]
    assert row[missing].isna().all()
    assert (row["n_evaluable"], row["missing_reason"]) == (0, "lost")


def test_printed_percentages_give_no_reduction_of_a_sum():
    reported = visits(("1", 10, 5)).assign(change=math.nan, scenario="as_reported")
    assert patient_visits(reported)["percent_reduction_of_sum"].isna().all()


def test_patients_stand_in_the_order_of_the_table():
    assert patient_visits(visits(("9", 1, 1), ("10", 1, 1), ("a", 1, 1)))["patient_id"].tolist() == ["9", "10", "a"]


def test_the_lesions_of_a_patient_are_parted_by_arm_and_period_and_taken_together_over_everyone():
    both = visits(("1", 10, 5), ("1", 20, 0), ("1", 10, 10)).assign(arm=["drug", "drug", "control"], period="1")
    parted = patient_visits(both).set_index("arm")
    assert parted["percent_reduction"].to_dict() == {"drug": 75, "control": 0}
    assert parted["value"].to_dict() == {"drug": 2.5, "control": 10}
    assert parted["n_lesions"].to_dict() == {"drug": 2, "control": 1}
    together = patient_visits(both, parts=())
    assert together[["percent_reduction", "n_lesions"]].to_numpy().tolist() == [[50, 3]]


def test_what_is_the_same_for_all_rows_parts_nobody_and_is_kept():
    rows = visits(("1", 10, 5), ("2", 20, 5), ("1", 30, None))
    same = patient_visits(rows)[["outcome", "visit", "scenario"]].drop_duplicates()
    assert same.to_dict("records") == [{"outcome": "size_mm", "visit": 4, "scenario": "observed"}]
    later = pd.concat([rows, rows.assign(visit=8, period="2")], ignore_index=True)
    apart = [patient_visits(each) for each in (rows, rows.assign(visit=8, period="2"))]
    expected = pd.concat(apart, ignore_index=True)
    pd.testing.assert_frame_equal(patient_visits(later), expected, check_dtype=False)
    assert patient_visits(rows.head(0)).empty


@pytest.mark.parametrize(("direction", "expected"), [(LOWER_IS_BETTER, [50, -25]), (HIGHER_IS_BETTER, [-50, 25])])
def test_an_improvement_is_a_reduction_or_an_increase(direction, expected):
    rows = improved(pd.DataFrame({"percent_reduction": [50.0, -25.0]}), an_outcome(direction=direction))
    assert rows["improvement"].tolist() == expected


def test_no_change_is_no_negative_zero():
    rows = improved(pd.DataFrame({"percent_reduction": [0.0]}), a_motion())
    assert math.copysign(1, rows["improvement"][0]) == 1


def test_observed_visits_are_those_of_one_outcome_and_no_scenario():
    both = pd.concat(
        [visits(("1", 1, 1)), visits(("1", 1, 1)).assign(scenario="locf"), visits(("1", 1, 1)).assign(outcome="pain")]
    )
    assert len(observed(both, "size_mm")) == 1


def test_what_a_patient_bears_as_a_whole_has_a_row_a_patient_with_means_and_texts_that_all_lesions_share():
    lesions = pd.DataFrame(
        {"lesion_id": ["1a", "1b", "2a"], "patient_id": ["1", "1", "2"], "sex": ["f", "f", "m"],
         "site": ["knee", "elbow", "foot"], "n_treatments": pd.array([1, 4, None], dtype="Int64")}
    )  # fmt: skip
    assert lesions_of(lesions, an_outcome()) is lesions
    of_patients = lesions_of(lesions, a_pain())
    assert list(of_patients) == list(lesions)
    assert of_patients[["lesion_id", "patient_id", "sex"]].to_numpy().tolist() == [["1", "1", "f"], ["2", "2", "m"]]
    assert of_patients["site"].isna().tolist() == [True, False]
    assert of_patients["n_treatments"].tolist()[0] == 2.5
    assert math.isnan(of_patients["n_treatments"].tolist()[1])
