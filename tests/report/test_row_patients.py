"""Patients whom nothing names: the report and the manuscript say that each row was taken for one.

Under CASETRACE_EXAMPLES all figures are drawn.
"""

from dataclasses import replace

from casetrace.report.manuscript import manuscript
from tests.report.documents import document_text
from tests.report.manuscripts import content_of
from tests.report.test_odd_cohorts import drawn_for_the_report_alone, report_of
from tests.stages.one_truth import Shape, written
from tests.stages.running import checked_cohort, run_shape

__all__ = ["drawn_for_the_report_alone"]

SAID = (
    "The source does not identify patients: each of its rows is taken as one patient, numbered by row.",
    "Patients bear the numbers of their rows, since the source does not name them.",
    "nothing names the patient: each row is one, by its number (6 rows)",
)
IN_METHODS = "The source did not identify patients; each of its rows was taken as one patient."
HEADER = ["Age", *(f"Size (mm) week {week}" for week in (0, 4, 12))]


def shape(*, named: bool) -> Shape:
    """Six patients in a row each, with a column that names them or without one."""
    rows = [[str(40 + n), f"{30 + 7 * n}", f"{20 + 5 * n}", f"{3 + 2 * n}"] for n in range(6)]
    lines = [HEADER, *rows]
    if named:
        lines = [["Patient", *HEADER], *([str(n), *row] for n, row in enumerate(rows, start=1))]
    key = {} if named else {"patient_id": "row"}
    return Shape({"rows.csv": written(lines)}, {"table": {"file": "rows.csv"} | key})


def test_the_report_says_that_rows_are_patients_and_has_a_source_of_every_number(folder):
    run, section = run_shape(folder, shape(named=False)), checked_cohort(shape(named=False).cohort)
    report = report_of(run, section)
    assert [words for words in SAID if words not in report.words] == []
    content = content_of(run, section)
    assert IN_METHODS not in document_text(manuscript(content))
    assert IN_METHODS in document_text(manuscript(replace(content, rows_are_patients=True)))


def test_the_report_of_patients_with_names_says_nothing_of_the_kind(folder):
    own = shape(named=True)
    report = report_of(run_shape(folder, own), checked_cohort(own.cohort), drawn=())
    assert [words for words in SAID if words in report.words] == []
