"""Reports of cohorts without lesions, of primary outcomes of patients, and of lesions that are new or came back."""

import re
from pathlib import Path

import pytest

from tests.report.test_odd_cohorts import report_of
from tests.stages.one_truth import Shape, written
from tests.stages.running import checked_cohort, run_shape

SIZES = [("P1", 20, 10, 0), ("P2", 30, 20, 25), ("P3", 40, 10, 8), ("P4", 12, 3, 4)]
PAIN = {"P1": (6, 3, 1), "P2": (7, 7, 4), "P3": (5, 0, ""), "P4": (0, 2, 2)}
SIZE_HEADERS = [f"size week {week} (mm)" for week in (0, 4, 12)]
PAIN_HEADERS = [f"pain week {week}" for week in (0, 4, 12)]
COLUMNS = {"pain week {visit}": {"outcome": "pain"}}
OF_SIZES = {"size week {visit} (mm)": {"outcome": "size_mm"}}


def of_patients() -> Shape:
    """Pain of patients, in a table without lesions."""
    rows = [[patient, *map(str, values)] for patient, values in PAIN.items()]
    table = {"file": "table.csv", "lesion_id": "patient", "columns": COLUMNS}
    return Shape({"table.csv": written([["patient_id", *PAIN_HEADERS], *rows])}, {"table": table})


def of_both() -> Shape:
    """Sizes of lesions, and the pain of their patients, which is primary."""
    rows = [[patient, f"{patient}-1", *map(str, (*sizes, *PAIN[patient]))] for patient, *sizes in SIZES]
    header = ["patient_id", "lesion_id", *SIZE_HEADERS, *PAIN_HEADERS]
    outcomes = {"size_mm": {"unit": "mm"}, "pain": {"measured_on": "patient"}}
    table = {"file": "table.csv", "columns": OF_SIZES | COLUMNS}
    cohort = {"table": table, "outcomes": outcomes, "primary": {"outcome": "pain"}}
    return Shape({"table.csv": written([header, *rows])}, cohort)


def with_new_lesions() -> Shape:
    """Lesion P1-2 is new at week 12, P2-2 has no baseline, and P5-1 came back from nothing."""
    rows = [[patient, f"{patient}-1", *map(str, sizes)] for patient, *sizes in SIZES]
    rows += [["P1", "P1-2", "0", "0", "5"], ["P2", "P2-2", "", "", "4"], ["P5", "P5-1", "20", "0", "19"]]
    cohort = {
        "table": {"file": "table.csv", "columns": OF_SIZES},
        "outcomes": {"size_mm": {"unit": "mm", "incomplete_baseline": "set_aside"}},
    }
    return Shape({"table.csv": written([["patient_id", "lesion_id", *SIZE_HEADERS], *rows])}, cohort)


@pytest.fixture(scope="module")
def texts(tmp_path_factory) -> dict[str, str]:
    """The texts of the reports, every number of which has its source."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casetrace.figures.saving.NO_STAMP", {})
        shapes = (of_patients, of_both, with_new_lesions)
        return {shape.__name__: text_of(tmp_path_factory.mktemp("shape"), shape()) for shape in shapes}


def text_of(folder: Path, shape: Shape) -> str:
    cohort = checked_cohort(shape.cohort)
    return report_of(run_shape(folder, shape), cohort).words


def test_a_cohort_without_lesions_is_told_in_patients(texts):
    text = texts["of_patients"]
    assert "4 patients were treated. Pain at baseline: median 5.5 (range 0 to 7)." in text
    told = text.partition("Provenance")[0]
    parts = [told.partition(heading)[2].partition(end)[0] for heading, end in (("Summary", "Flags"),)]
    assert not re.findall(r"[^.]{0,60}\blesions?\b(?! visits)[^.]{0,40}", parts[0])


def test_a_primary_outcome_of_patients_is_listed_beside_the_lesions(texts):
    text = texts["of_both"]
    assert "4 patients with 4 lesions were treated." in text
    assert "3 of 4 patients (75 %) could be assessed." in text
    assert "Patients by pain" in text
    assert "Flow of patients" in text


def test_new_lesions_and_relapses_are_told(texts):
    text = texts["with_new_lesions"]
    assert "new lesions at week" in text
    assert "counted as progression" in text
    assert "baseline of 0" in text
    assert "no baseline" in text


@pytest.mark.parametrize("shape", ["of_patients", "of_both"])
def test_an_outcome_of_patients_has_no_column_of_lesions(texts, shape):
    table = texts[shape].partition("Mean reduction of pain, %")[2].partition("Response of pain")[0]
    assert table
    assert "Lesions" not in table
