"""What reports say of times to an event, lasting responses and treatments to clearance.

Under CASETRACE_EXAMPLES all figures are drawn.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.report import test_odd_cohorts
from tests.report.reading import Report
from tests.report.test_odd_cohorts import drawn_for_the_report_alone, rendered  # noqa: F401 (a fixture)
from tests.stages.made_up import cohort, table

FIGURE = "time_to_event"
KINDS = ("time_to_response", "time_to_relapse", "durable_response", "treatments_to_clearance")


@pytest.fixture(autouse=True)
def with_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the figure that cohorts with such an endpoint have."""
    monkeypatch.setattr(test_odd_cohorts, "FIGURES", [*test_odd_cohorts.FIGURES, FIGURE])


def report(folder: Path, courses: list[tuple[str, str, str, str]], drawn: bool = True, **response: Any) -> Report:
    """The report of patients with a baseline, two visits and a disposition, with its figure where it is `drawn`."""
    endpoints = {kind: {"kind": kind} for kind in KINDS} | {
        "time_to_response": {"kind": "time_to_response", "primary": True, "label": "first response", **response}
    }
    section = cohort("Status", "Injections", explore={}, endpoints=endpoints)
    rows = [
        {"Patient": f"P{n}", "Lesion": f"{n}a", "Injections": str(n % 5 + 1), "Status": status}
        | dict(zip(("W0", "W4", "W12"), values, strict=True))
        for n, (*values, status) in enumerate(courses)
    ]
    return rendered(folder, table(rows, section["tables"][0]["columns"]), section, drawn=[FIGURE] if drawn else ())


def test_visits_are_told_in_plain_english(folder):
    courses = [("9", "0", "0", ""), ("9", "9", "0", ""), ("9", "9", "", "died"), ("9", "0", "9", "")]
    words = report(folder, courses, more_than=50).words
    assert "2 of 4 patients (50 %) had responded by week 4." in words
    assert "3 of 4 patients (75 %) had responded by week 12; between week 4 and week 12: 1." in words
    assert "1 of 3 patients (33 %) had relapsed by 8 weeks after the response." in words
    assert "Censored without the event: died 1." in words
    assert "No CI: a curve of fewer than 10 patients has no reliable CI" in words
    assert "(first response at the last visit with a value, not counted: 1)" in words
    assert "Median number" not in words
    assert (
        "Patients: median 2 (1 to 4) injections of those who cleared completely: 3 of 4 patients (75 %); 1 did not."
        in words
    )


def test_from_ten_patients_on_the_curve_has_its_interval(folder):
    courses = [("9", "0", "0", "")] * 4 + [("9", "9", "0", "")] * 3 + [("9", "9", "9", "")] * 3
    words = report(folder, courses).words
    assert "Kaplan–Meier, % (95 % CI)" in words
    assert "Kaplan–Meier median time: 12 weeks." in words


@pytest.mark.parametrize(
    ("course", "drawn"), [(("9", "9", "9", ""), True), (("9", "", "9", ""), False), (("9", "0", "0", ""), False)]
)
def test_a_single_patient_has_a_report(folder, course, drawn):
    assert "Time to event" in report(folder, [course], drawn).words


def test_where_nobody_responds_nobody_relapses(folder):
    words = report(folder, [("9", "9", "9", "")] * 3, drawn=False).words
    assert "0 of 3 patients (0 %) had responded by week 12; between week 4 and week 12: 0." in words
    assert "Not estimated: no patient responded." in words


def test_a_cohort_without_such_an_endpoint_has_no_such_section(folder, monkeypatch):
    monkeypatch.setattr(test_odd_cohorts, "FIGURES", test_odd_cohorts.FIGURES[:-1])
    section = cohort("W4", explore={})
    words = rendered(folder, table([{"Patient": "1"}], section["tables"][0]["columns"]), section).words
    assert "Time to event" not in words
