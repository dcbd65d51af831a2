"""The plain answer that the summary begins with, in cohorts of every kind."""

import pytest

from casetrace.report.sections.summary_answer import plain_answer
from casetrace.report.text import joined
from tests.report.manuscripts import described, shipped
from tests.stages.made_up import cohort, patients, table

RESPONSE = {"kind": "response", "primary": True, "from": 30, "label": "response"}


def answer(content) -> str:
    """The answer with ordinary blanks."""
    return " ".join(map(joined, plain_answer(content))).replace("\N{NO-BREAK SPACE}", " ")


def asked(tmp_path, rows, **endpoint) -> str:
    section = cohort(endpoints={"seen": RESPONSE | endpoint}, scenarios=["observed", "no_change"])
    return answer(described(tmp_path, table(rows), section))


def sizes(*values: str) -> list[dict[str, str]]:
    """Patients with these sizes at week 12, all with the same baseline."""
    return [row | {"W0": "20", "W12": value} for row, value in zip(patients(len(values)), values, strict=True)]


def test_the_shipped_cohort(real_run):
    assert answer(shipped(real_run)) == (
        "All 5 patients assessed at week 12 had a reduction of at least 30 %; the lesions cleared completely in 2. "
        "The other patient died before week 12."
    )


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (
            ["10"],
            "The only patient assessed at week 12 had a reduction of at least 30 %; the lesions cleared",
        ),
        (["20"], "The only patient assessed at week 12 had no reduction of at least 30 %."),
        (
            ["0"],
            "The only patient assessed at week 12 had a reduction of at least 30 %; the lesions cleared completely.",
        ),
        (["20", "20"], "Neither of the 2 patients assessed at week 12 had a reduction of at least 30 %."),
        (
            ["0", "0"],
            "Both patients assessed at week 12 had a reduction of at least 30 %; the lesions cleared",
        ),
        (
            ["0", "20", "20"],
            "1 of 3 patients assessed at week 12 had a reduction of at least 30 %; the lesions cleared",
        ),
        (["", ""], "No patient could be assessed at week 12."),
    ],
)
def test_one_all_none_and_some(tmp_path, weeks, expected):
    assert asked(tmp_path, sizes(*weeks)).startswith(expected)


def test_of_all_treated_it_says_so(tmp_path):
    told = asked(tmp_path, sizes("10", "20"), analysis_set="treated")
    assert told.startswith("1 of 2 patients treated had a reduction of at least 30 % at week 12")


def test_patients_with_a_baseline_of_0_are_not_said_to_lack_a_value(tmp_path):
    rows = [{**row, "W0": "0"} if number < 2 else row for number, row in enumerate(sizes("0", "5", "10", "15", ""))]
    endpoints = {"change": {"kind": "percent_change", "primary": True, "label": "change"}}
    outcomes = {"size_mm": {"scale": "count", "better": "lower"}}
    told = answer(described(tmp_path, table(rows), cohort(endpoints=endpoints, outcomes=outcomes)))
    assert "in the 2 patients assessed" in told
    assert told.endswith(
        "The others were not assessed (not recorded in 1) or have no percent change (no baseline above zero)."
    )


def test_an_endpoint_under_an_assumption_names_it(tmp_path):
    told = asked(tmp_path, sizes("10", ""), scenario="no_change")
    assert ", no change assumed (baseline carried forward)" in told


def test_a_change_is_answered_by_its_median(tmp_path):
    endpoints = {"change": {"kind": "percent_change", "primary": True, "label": "change"}}
    told = answer(described(tmp_path, table(sizes("10", "15")), cohort(endpoints=endpoints)))
    assert told.startswith("The median reduction of lesion size from baseline to week 12 was 38 % (range 25 to 50)")
