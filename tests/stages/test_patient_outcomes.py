"""Outcomes of the patient as a whole, such as pain, beside the sizes of the lesions."""

import pytest

from tests.stages.one_truth import Shape, written
from tests.stages.running import QUICK_METHODS, check_message, checked_cohort, finish, ingest_and_clean, with_files

SIZES = [
    ["P1", "P1-1", "0", "10"], ["P1", "P1-1", "4", "5"], ["P1", "P1-2", "0", "8"], ["P1", "P1-2", "4", "0"],
    ["P2", "P2-1", "0", "20"], ["P2", "P2-1", "4", "5"], ["P3", "P3-1", "0", "30"], ["P3", "P3-1", "4", "30"],
]  # fmt: skip
PAIN = {("P1", "0"): "8", ("P1", "4"): "2", ("P2", "0"): "5", ("P2", "4"): "4", ("P3", "0"): "6", ("P3", "4"): "3"}
HEADER = ["patient_id", "lesion_id", "visit", "size_mm"]


def two_files() -> Shape:
    pain = [[patient, visit, value] for (patient, visit), value in PAIN.items()]
    files = {
        "sizes.csv": written([HEADER, *SIZES]),
        "pain.csv": written([["patient_id", "visit", "pain"], *pain]),
    }
    return Shape(files, {"tables": [{"file": "sizes.csv"}, {"file": "pain.csv"}]})


def repeated_in_every_row() -> Shape:
    rows = [[*row, PAIN[row[0], row[2]]] for row in SIZES]
    outcomes = {"size_mm": {}, "pain": {"measured_on": "patient"}}
    return Shape(
        {"table.csv": written([[*HEADER, "pain"], *rows])}, {"table": {"file": "table.csv"}, "outcomes": outcomes}
    )


def rows_without_a_lesion() -> Shape:
    rows = [[*row, ""] for row in SIZES] + [[patient, "", visit, "", value] for (patient, visit), value in PAIN.items()]
    outcomes = {"size_mm": {}, "pain": {"measured_on": "patient"}}
    return Shape(
        {"table.csv": written([[*HEADER, "pain"], *rows])}, {"table": {"file": "table.csv"}, "outcomes": outcomes}
    )


@pytest.mark.parametrize("shape", [two_files, repeated_in_every_row, rows_without_a_lesion])
def test_pain_is_counted_once_a_patient_and_adds_no_lesion(folder, shape):
    own = shape()
    cohort = checked_cohort(own.cohort)
    run = finish(ingest_and_clean(with_files(folder, own), cohort), cohort, QUICK_METHODS)
    rows = run.statistics
    assert rows.loc["lesions.lesion.enrolled.count.count", "estimate"] == 4
    pain = rows[rows["outcome"] == "pain"]
    assert set(pain["unit_of_analysis"]) == {"patient"}
    assert pain["n_lesions"].isna().all()
    # 75 %, 20 % and 50 %.
    mean = rows.loc["reduction.pain.week_4.patient.all.observed.mean.summary"]
    assert mean["estimate"] == pytest.approx(145 / 3)
    assert mean["n_patients"] == 3
    size = rows.loc["reduction.size_mm.week_4.lesion.all.observed.mean.summary"]
    # 50 %, 100 %, 75 % and 0 %.
    assert (size["estimate"], size["n_lesions"]) == (pytest.approx(56.25), 4)
    primary = rows[rows["role"] == "primary"]
    assert set(primary["outcome"]) == {"size_mm"}


def test_pain_that_differs_between_the_rows_of_a_patient_is_an_error(folder):
    shape = repeated_in_every_row()
    text = shape.files["table.csv"].replace(b"P1,P1-2,4,0,2", b"P1,P1-2,4,0,3")
    cohort = checked_cohort(shape.cohort)
    run = ingest_and_clean(with_files(folder, Shape({"table.csv": text})), cohort)
    assert '"3"' in check_message(run)


def test_a_patient_without_a_baseline_of_pain_is_named(folder):
    shape = rows_without_a_lesion()
    text = shape.files["table.csv"].replace(b"P2,,0,,5", b"P2,,0,,")
    cohort = checked_cohort(shape.cohort)
    message = check_message(ingest_and_clean(with_files(folder, Shape({"table.csv": text})), cohort))
    assert "patient P2 has no pain at week 0" in message


def test_values_without_a_lesion_say_that_they_may_be_the_patients(folder):
    shape = rows_without_a_lesion()
    cohort = checked_cohort(shape.cohort | {"outcomes": {"size_mm": {}, "pain": {}}})
    message = check_message(ingest_and_clean(with_files(folder, shape), cohort))
    assert "no lesion" in message
    assert "measured_on: patient" in message
