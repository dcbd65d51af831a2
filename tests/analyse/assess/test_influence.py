"""The mean without each patient; expected values are worked out by hand."""

from collections.abc import Sequence
from typing import Literal

import pandas as pd
import pytest

from casetrace.analyse.assess.influence import assess_influence
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.outcomes import an_outcome

STATISTICS = ["leave_one_out_minimum", "leave_one_out_maximum", "leave_one_out_largest_shift"]


def influence(
    values: Sequence[float | None], patients: str, unit: Literal["lesion", "patient"] = "lesion"
) -> pd.DataFrame:
    lesions = pd.DataFrame(
        {"patient_id": list(patients), "lesion_id": [f"L{n}" for n in range(len(patients))], "period": None}
    )
    results = Results()
    subject = Subject(Quantity("reduction"), unit, "sensitivity", an_outcome(bearer=unit), 4, scenario="observed")
    assess_influence(results, subject, lesions.assign(improvement=pd.array(values, dtype="Float64").astype(float)))
    return results.frame().set_index(["unit_of_analysis", "statistic"])


def test_the_extremes_and_who_moves_the_mean_most_are_named():
    # a has 0 and 0, b 80 and 100, c 40 and 0. Without each: 55, 10 and 45, over lesions and over patients.
    rows = influence([0, 40, 0, 0, 80, 100], "accabb")
    lesions = rows.loc["lesion"]
    mean = 220 / 6
    assert lesions["estimate"].tolist() == pytest.approx([10, 55, 10 - mean])
    assert lesions["note"].tolist() == ["omitting patient b", "omitting patient a", "omitting patient b"]
    patients = rows.loc["patient"]
    assert patients["estimate"].tolist() == pytest.approx([10, 55, 10 - 110 / 3])
    assert set(rows["status"]) == {"ok"}
    assert set(rows["role"]) == {"sensitivity"}


def test_lesions_and_patients_may_be_moved_by_different_patients():
    rows = influence([50, 50, 50, 50, 0, 90], "aaaabc")
    assert rows.loc[("lesion", "leave_one_out_largest_shift"), "note"] == "omitting patient b"
    assert rows.loc[("patient", "leave_one_out_largest_shift"), "estimate"] == pytest.approx(70 - 140 / 3)


def test_patients_whose_absence_gives_the_same_mean_are_counted():
    rows = influence([0, 0, 30, 30, 90], "abcde").loc["lesion"]
    assert rows["note"].tolist() == [
        "omitting patient e",
        "omitting patient a (same when omitting patient b)",
        "omitting patient e",
    ]


def test_where_all_are_alike_no_patient_is_named():
    rows = influence([100 / 3] * 7, "abcdefg")
    assert set(rows["note"]) == {"no patient changes it"}
    assert rows["estimate"].xs("leave_one_out_largest_shift", level=1).tolist() == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(("values", "patients"), [([], ""), ([50], "a"), ([50, 60], "ab"), ([50, 60, 70], "aab")])
def test_too_few_patients_are_refused(values, patients):
    rows = influence(values, patients)
    assert list(rows.loc["patient"].index) == STATISTICS
    assert set(rows["status"]) == {"refused"}
    assert rows["note"].str.startswith("too few patients to omit one").all()


def test_those_without_a_value_are_left_out():
    rows = influence([0, 30, 60, None], "abcd")
    assert set(rows["n_patients"]) == {3}
    assert rows.loc[("lesion", "leave_one_out_minimum"), "estimate"] == 15


def test_an_outcome_of_the_patient_has_no_lesions():
    rows = influence([0, 30, 60], "abc", unit="patient")
    assert set(rows.index.get_level_values(0)) == {"patient"}
    assert rows["n_lesions"].isna().all()
