"""Visits that a table names and at which nobody has a value, and what a reason says of the disposition."""

from pathlib import Path
from typing import Any

import pytest

from casetrace.model.plan import read_plan
from tests.stages.one_truth import Shape, written
from tests.stages.running import (
    PLAN,
    QUICK_METHODS,
    Run,
    checked_cohort,
    finish,
    ingest_and_clean,
    with_files,
)

WIDE = ["patient_id", "lesion_id", "size week 0 (mm)", "size week 4 (mm)", "size week 12 (mm)"]
SIZES = (("P1", "20", "10"), ("P2", "30", "15"), ("P3", "40", "30"))
LOST = "lost to follow-up"


def wide(text: str = LOST) -> Shape:
    """Everybody is measured at week 4, and has a text at week 12."""
    rows = [[patient, f"{patient}-1", first, second, text] for patient, first, second in SIZES]
    return Shape({"table.csv": written([WIDE, *rows])}, {"table": {"file": "table.csv"}})


def with_reasons() -> Shape:
    """The reason stands in a column of its own, and the cell of the visit is blank."""
    rows = [[patient, f"{patient}-1", first, second, "", LOST] for patient, first, second in SIZES]
    files = {"table.csv": written([[*WIDE, "disposition_reason"], *rows])}
    return Shape(files, {"table": {"file": "table.csv"}})


def long(text: str = "") -> Shape:
    """A row a visit; those of week 12 have a text and no value."""
    values = [(patient, week, value) for patient, *sizes in SIZES for week, value in zip((0, 4), sizes, strict=True)]
    values += [(patient, 12, text) for patient, *_ in SIZES]
    rows = [[patient, f"{patient}-1", str(week), value] for patient, week, value in values]
    files = {"table.csv": written([["patient_id", "lesion_id", "visit", "size_mm"], *rows])}
    return Shape(files, {"table": {"file": "table.csv"}})


def labelled() -> Shape:
    """The rows stop at the second visit, and config gives the label of a third one its week."""
    labels = {"first": 0, "second": 4, "third": 12}
    rows = [
        [patient, f"{patient}-1", label, value]
        for patient, *sizes in SIZES
        for label, value in zip(labels, sizes, strict=False)
    ]
    files = {"table.csv": written([["patient_id", "lesion_id", "visit", "size_mm"], *rows])}
    return Shape(files, {"table": {"file": "table.csv", "visits": {"labels": labels}}})


def of_shape(folder: Path, shape: Shape) -> Run:
    return ingest_and_clean(with_files(folder, shape), checked_cohort(shape.cohort))


def warned(run: Run) -> list[str]:
    return [str(rule) for rule in run.problems("warning")["rule"]]


@pytest.mark.parametrize("shape", [wide(), wide(""), with_reasons(), long(), long(LOST), labelled()])
def test_a_visit_that_is_named_exists_and_stays_primary(folder, shape):
    run = of_shape(folder, shape)
    plan = read_plan(folder / PLAN)
    assert plan.outcomes["size_mm"].follow_up_visits == (4, 12)
    assert {endpoint.visit for endpoint in plan.endpoints.values()} == {12}
    assert "visit without data" in warned(run)
    assert run.problems().empty


@pytest.mark.parametrize("shape", [wide(), with_reasons(), long(LOST)])
def test_who_is_lost_reads_as_lost_without_a_warning(folder, shape):
    run = of_shape(folder, shape)
    disposition = run.frame("clean/disposition")
    assert disposition["status"].tolist() == ["lost"] * 3
    assert disposition["after_week"].tolist() == [4] * 3
    assert warned(run) == ["visit without data"]


def test_nobody_of_those_who_are_lost_is_measured_and_the_reason_is_counted(folder):
    shape = wide()
    cohort = checked_cohort(shape.cohort)
    rows = finish(of_shape(folder, shape), cohort, QUICK_METHODS).statistics
    week = "size_mm.week_12.patient.enrolled"
    assert rows.loc[f"evaluable.{week}.count.count", ["estimate", "n_patients"]].tolist() == [0, 3]
    assert rows.loc[f"evaluable.{week}.missing=lost.count.count", "estimate"] == 3
    primary = rows[rows["role"] == "primary"]
    assert set(primary["visit"]) == {12}
    assert set(primary["status"]) == {"refused"}
    responders = rows.loc[f"responders.{week}.observed.endpoint=partial_response.proportion.clopper_pearson"]
    assert (responders["estimate"], responders["status"]) == (0, "flagged")


def test_a_reason_that_means_no_disposition_leaves_the_status_open(folder):
    shape = with_reasons()
    text = shape.files["table.csv"].replace(LOST.encode(), b"moved house")
    run = of_shape(folder, Shape({"table.csv": text}, shape.cohort))
    assert run.frame("clean/disposition")["status"].tolist() == ["unknown"] * 3


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # Pain has no value at week 4, where size has: it has visits of its own.
        ([["P1", "0", "9", "3"], ["P1", "4", "7", ""], ["P1", "12", "5", "2"]], {"size_mm": (4, 12), "pain": (12,)}),
        # After its last value a blank visit is one that is missing.
        ([["P1", "0", "9", "3"], ["P1", "4", "7", "2"], ["P1", "12", "5", ""]], {"size_mm": (4, 12), "pain": (4, 12)}),
        # A visit at which nobody has anything is one of all.
        ([["P1", "0", "9", "3"], ["P1", "4", "", ""], ["P1", "12", "5", "2"]], {"size_mm": (4, 12), "pain": (4, 12)}),
    ],
)
def test_an_outcome_of_several_in_a_row_has_its_own_visits_up_to_its_last_value(folder, rows, expected):
    header = ["patient_id", "visit", "size_mm", "pain"]
    of_shape(folder, Shape({"table.csv": written([header, *rows])}, {"table": {"file": "table.csv"}}))
    plan = read_plan(folder / PLAN)
    assert {name: outcome.follow_up_visits for name, outcome in plan.outcomes.items()} == expected


def test_a_baseline_that_nobody_has_is_an_error_and_no_later_visit_takes_its_place(folder):
    rows = [[patient, f"{patient}-1", "", first, second] for patient, first, second in SIZES]
    cohort: dict[str, Any] = {"table": {"file": "table.csv"}}
    run = of_shape(folder, Shape({"table.csv": written([WIDE, *rows])}, cohort))
    assert run.problems()["rule"].tolist() == ["no baseline"]
    assert read_plan(folder / PLAN).outcomes["size_mm"].baseline_visit == 0
