"""Names that nearly agree, and arms that change within a period."""

import pandas as pd

from tests.stages.running import problems_of, simple_cohort

COHORT = simple_cohort(
    {"patient_id": "patient_id"}, outcomes={"vas": {"unit": ""}}, primary={"outcome": "vas"}, lesion_id="patient"
)


def warnings(folder, header: str, *rows: str) -> pd.DataFrame:
    frame = problems_of(folder, "\n".join([header, *rows, ""]), COHORT).problems("warning")
    return frame[["rule", "line", "column", "found"]]


def test_arms_that_differ_by_case_alone_are_told_of_at_the_rarer_spelling(folder):
    rows = ("1,Drug,0,9", "1,Drug,4,5", "2,drug ,0,9", "2,Drug,4,4", "3,placebo,0,9", "3,placebo,4,9")
    (found,) = warnings(folder, "patient_id,arm,week,vas", *rows).to_numpy().tolist()
    assert found == ["nearly the same name", 4, 2, 'arm "drug" beside "Drug"']


def test_arms_that_differ_by_a_sign_or_a_letter_of_another_script_are_told_of(folder):
    rows = ("1,cream-A,0,9", "1,cream-A,4,5", "2,cream A,0,9", "2,cream-\u0410,4,4")
    found = warnings(folder, "patient_id,arm,week,vas", *rows)
    assert list(found["rule"]) == ["nearly the same name"] * 2


def test_an_arm_that_changes_within_a_period_is_told_of_and_one_between_periods_is_not(folder):
    rows = ("1,1,a,0,9", "1,1,b,4,5", "1,2,b,0,9", "1,2,b,4,5")
    (found,) = warnings(folder, "patient_id,period,arm,week,vas", *rows).to_numpy().tolist()
    assert found == ["arm changed within a period", 3, 3, 'arm "b" of lesion 1']
