"""Lesions that merge with another one of their patient, from the cell to the results."""

import pandas as pd
import pytest

from casetrace.model.errors import UserError
from tests.stages.running import SCENARIOS, Run, run_stages, run_to_datasets, simple_cohort

COLUMNS = {
    "Patient": "patient_id",
    "Lesion": "lesion_id",
    **{f"W{week}": {"outcome": "size_mm", "visit": week} for week in (0, 4, 12)},
}
#: Patient 1 has two lesions, of which the second one merges with the first by week 12.
TABLE = "Patient,Lesion,W0,W4,W12\n1,1a,10,8,12\n1,1b,6,5,{}\n2,2a,20,10,5\n3,3a,10,5,0\n"


def of_1b(run: Run, scenario: str = "observed") -> pd.DataFrame:
    visits = run.frame("derive/lesion_visits")
    return visits[(visits["lesion_id"] == "1b") & (visits["scenario"] == scenario)].set_index("visit")


@pytest.mark.parametrize("text", ["merged with 1a", "Merged into lesion 1A", "konfluiert mit 1a", "fused with no. 1a."])
def test_a_cell_that_names_the_other_lesion_is_a_merger(folder, text):
    run = run_stages(folder, TABLE.format(text), simple_cohort(COLUMNS))
    visits = of_1b(run)
    assert (visits.loc[12, "merged_into"], visits.loc[12, "missing_reason"]) == ("1a", "merged")
    assert pd.isna(visits.loc[12, "value"])
    assert (visits.loc[4, "value"], visits.loc[4, "missing_reason"]) == (5, "")
    # by hand: 10 and 6 at the baseline are 12 together, a quarter less
    other = run.frame("derive/lesion_visits").query("lesion_id == '1a' and visit == 12 and scenario == 'observed'")
    assert other["percent_reduction"].tolist() == [pytest.approx(25)]
    assert other["baseline"].tolist() == [16]
    assert run.statistics.loc["evaluable.size_mm.week_12.lesion.enrolled.missing=merged.count.count", "estimate"] == 1
    (warning,) = run.problems("warning")["found"]
    assert warning == "lesion size of 1a from week 12 on, which is that of 1b too"
    entry = run.csv("cleaning_log").query("field == 'merged_into'")
    assert entry[["line", "raw_text", "new_value"]].to_numpy().tolist() == [["3", text, "1a"]]


def test_no_assumption_gives_a_merged_lesion_a_value(folder):
    run = run_to_datasets(folder, TABLE.format("merged with 1a"), simple_cohort(COLUMNS, scenarios=SCENARIOS))
    for scenario in ("locf", "no_change", "complete_response"):
        assert pd.isna(of_1b(run, scenario).loc[12, "value"]), scenario


def test_once_merged_it_is_so_at_later_visits(folder):
    table = "Patient,Lesion,W0,W4,W12\n1,1a,10,12,9\n1,1b,6,merged with 1a,\n2,2a,20,10,5\n"
    visits = of_1b(run_to_datasets(folder, table, simple_cohort(COLUMNS)))
    assert visits["merged_into"].tolist() == ["1a", "1a"]
    assert visits["missing_reason"].tolist() == ["merged", "merged"]


def test_config_says_with_which_one_a_word_means(folder):
    section = simple_cohort(COLUMNS, mergers={"confluent": "1a"})
    assert of_1b(run_to_datasets(folder, TABLE.format("confluent"), section)).loc[12, "merged_into"] == "1a"


def test_the_other_lesion_may_be_named_as_within_its_patient(folder):
    section = simple_cohort(COLUMNS, lesion_id="within_patient")
    table = "Patient,Lesion,W0,W4,W12\n1,L1,10,8,12\n1,L2,6,5,merged with L1\n2,L1,20,10,5\n2,L2,9,9,merged with L1\n"
    visits = run_to_datasets(folder, table, section).frame("derive/lesion_visits").dropna(subset=["merged_into"])
    pairs = visits[["lesion_id", "merged_into"]].drop_duplicates().to_numpy().tolist()
    assert pairs == [["1-L2", "1-L1"], ["2-L2", "2-L1"]]


def test_a_column_of_a_long_table_says_so(folder):
    columns = {"Patient": "patient_id", "Lesion": "lesion_id", "Week": "visit", "Size": {"outcome": "size_mm"}}
    rows = ["1,1a,0,10,", "1,1a,12,12,", "1,1b,0,6,", "1,1b,12,,1a", "2,2a,0,20,", "2,2a,12,5,"]
    table = "\n".join(["Patient,Lesion,Week,Size,Merged with", *rows]) + "\n"
    assert of_1b(run_to_datasets(folder, table, simple_cohort(columns))).loc[12, "merged_into"] == "1a"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,1a,10,8,12\n1,1b,6,5,merged with 2a\n", 'lesion "1b" merged with "2a"'),
        ("1,1a,10,8,12\n1,1b,6,5,merged with 1b\n", "one of the other lesions of patient 1: 1a"),
        ("1,1a,10,8,12\n1,1b,6,5,merged with the big one\n", 'merged with "big one"'),
        ("1,1a,10,8,12\n1,1b,6,merged with 1a,3\n", "after it merged at week 4"),
        ("1,1a,10,8,merged with 1b\n1,1b,6,5,merged with 1a\n", "lesion 1a merged with 1b, which merged with it"),
        ("1,1a,10,8,12\n1,1b,6,5,merged\n", "which is not named"),
    ],
)
def test_what_cannot_be_is_an_error_with_its_place(folder, rows, said):
    with pytest.raises(UserError) as error:
        run_to_datasets(folder, f"Patient,Lesion,W0,W4,W12\n{rows}2,2a,20,10,5\n", simple_cohort(COLUMNS))
    assert said in str(error.value)
    assert "table.csv, line " in str(error.value)


def test_a_size_beside_the_word_is_an_error(folder):
    columns = {"Patient": "patient_id", "Lesion": "lesion_id", "Week": "visit", "Size": {"outcome": "size_mm"}}
    rows = ["1,1a,0,10,", "1,1a,12,12,", "1,1b,0,6,", "1,1b,12,4,1a", "2,2a,0,20,", "2,2a,12,5,"]
    table = "\n".join(["Patient,Lesion,Week,Size,Merged with", *rows]) + "\n"
    with pytest.raises(UserError, match='lesion "1b" merged, and its size 4 at that visit'):
        run_to_datasets(folder, table, simple_cohort(columns))


WIDE = "Patient,Lesion,W0,W4,W12,Merged with\n1,1a,10,8,12,\n1,1b,6,5,,1a\n2,2a,20,10,5,\n"


def test_a_column_of_a_wide_table_says_so_with_its_visit(folder):
    columns = COLUMNS | {"Merged with": {"field": "merged_into", "outcome": "size_mm", "visit": 12}}
    assert of_1b(run_to_datasets(folder, WIDE, simple_cohort(columns))).loc[12, "merged_into"] == "1a"


@pytest.mark.parametrize("column", [{}, {"Merged with": "reported_reduction_percent"}])
def test_a_column_without_a_visit_is_not_left_out_in_silence(folder, column):
    with pytest.raises(UserError, match=r"no visit: table\.csv, line 1, column 6"):
        run_to_datasets(folder, WIDE.replace(",1a\n2", ",50\n2"), simple_cohort(COLUMNS | column))


def relapses(folder, rows: str) -> dict[tuple[str, int], object]:
    table = f"Patient,Lesion,W0,W4,W8,W12\n{rows}2,2a,20,10,5,5\n"
    columns = COLUMNS | {"W8": {"outcome": "size_mm", "visit": 8}}
    outcomes = {"size_mm": {"label": "lesion size", "unit": "mm", "follow_up_visits": [4, 8, 12]}}
    visits = run_to_datasets(folder, table, simple_cohort(columns, outcomes=outcomes)).frame("derive/lesion_visits")
    visits = visits[visits["scenario"] == "observed"]
    return {(row.lesion_id, row.visit): row.relapsed for row in visits.itertuples()}


def test_a_relapse_is_judged_by_the_sum_of_the_lesions(folder):
    """By hand: 10 and 10 are 4 and 5 at week 4, together 9; a fifth more, which is a relapse, is 10.8."""
    sizes = {"1": 9, "3": 10, "4": 11}
    found = relapses(
        folder, "".join(f"{n},{n}a,10,4,{size},9\n{n},{n}b,10,5,merged with {n}a,\n" for n, size in sizes.items())
    )
    assert [found[f"{n}a", 8] for n in sizes] == [0, 0, 1]
    assert all(pd.isna(found[f"{n}b", 8]) for n in sizes)


def test_a_later_merger_changes_no_earlier_relapse(folder):
    """By hand: 1a grows from 10 to 12 and 15 without an improvement before, which the 10 of 1b must not make one."""
    found = relapses(folder, "1,1a,10,12,15,16\n1,1b,10,5,5,merged with 1a\n")
    assert [found["1a", 4], found["1a", 8]] == [0, 0]
