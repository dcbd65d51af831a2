"""Cohorts at the edge of what there can be, through all stages. Expected values are worked out by hand."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from tests.stages.made_up import COLUMNS, REQUIRED, cohort, patients, table
from tests.stages.running import (
    EXPLORED,
    ROOT,
    Run,
    run_stages,
    run_to_datasets,
    run_to_description,
    simple_cohort,
)

MINIMAL = {name: COLUMNS[name] for name in REQUIRED}
MEAN_12 = "reduction.size_mm.week_12.patient.all.observed.mean.summary"


def test_one_patient_with_one_lesion_gets_a_mean_and_no_standard_deviation(folder):
    rows = run_stages(folder, table([{}], MINIMAL), cohort("W0", explore=EXPLORED)).statistics
    assert rows.loc[MEAN_12, "estimate"] == 90  # 10 mm to 1 mm
    assert rows.loc[MEAN_12.replace("mean", "sd"), "status"] == "refused"
    correlations = rows[rows["statistic"] == "spearman_rho"]
    assert len(correlations) >= len(EXPLORED["variables"])
    assert (correlations["status"] == "refused").all()


def test_a_visit_at_which_nobody_is_evaluable_is_refused_with_its_reason(folder):
    rows = run_stages(folder, table(patients(6, W12="")), cohort(scenarios=["observed", "no_change"])).statistics
    assert rows.loc[MEAN_12, "status"] == "refused"
    assert "no observed values" in rows.loc[MEAN_12, "note"]
    share = rows.loc["any_complete.size_mm.week_12.patient.all.observed.percent.count"]
    assert share["status"] == "refused"
    assert rows.loc["any_complete.size_mm.week_12.patient.enrolled.observed.percent.count", "estimate"] == 0
    assert rows.loc[MEAN_12.replace("observed", "no_change"), "estimate"] == 0


def test_patients_who_are_all_alike_have_no_correlation(folder):
    alike = [{"Patient": str(i), "Lesion": str(i), "Age": "50", "Dose": "10", "Injections": "3"} for i in range(6)]
    rows = run_stages(folder, table(alike), cohort(explore=EXPLORED)).statistics
    correlations = rows[rows["statistic"] == "spearman_rho"]
    assert len(correlations) >= len(EXPLORED["variables"])
    assert (correlations["status"] == "refused").all()
    assert correlations["note"].str.contains("is the same for all patients").all()
    assert rows.loc[MEAN_12.replace("mean", "sd"), "estimate"] == 0


#: Names of groups, of complications and of patients, each in one row of a table.
GROUPS = ["SSc", "ssc", "ssc 2", "SSC!", "ssc (2)", "<5", ">5", "5", "--", "é", "e\u0301"]
COMPLICATIONS = ["Pain", "pain", "pain 2"]
NAMES = ["A B", "c|d", "é", "001", "2", "03", "=1+1", "<script>", "x" * 200, "P9", "P10"]


@pytest.fixture(scope="module")
def odd_names(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Patients, groups and complications whose names look alike or like something else; read only."""
    made = [
        row | {"Patient": name, "Lesion": name, "Diagnosis": group, "Site": group, "Regimen": group}
        for row, name, group in zip(patients(11), NAMES, GROUPS, strict=True)
    ]
    for row, complication in zip(made, COMPLICATIONS, strict=False):
        row |= {"Event": complication, "Related": "yes"}
    return run_stages(tmp_path_factory.mktemp("names"), table(made), cohort())


def test_groups_whose_names_look_alike_stay_apart(odd_names):
    rows = odd_names.statistics
    counts = rows[rows["analysis"].isin(["diagnosis", "site", "regimen"]) & (rows["statistic"] == "count")]
    assert len(counts) == 3 * len(GROUPS)
    assert set(counts["estimate"]) == {1}


def test_complications_whose_names_look_alike_stay_apart(odd_names):
    rows = odd_names.statistics
    counts = rows[(rows["analysis"] == "complication") & (rows["statistic"] == "count")]
    assert list(counts.loc[counts["unit_of_analysis"] == "patient", "estimate"]) == [1, 1, 1]


def test_patient_names_are_kept_as_they_are(odd_names):
    assert sorted(odd_names.frame("derive/lesions")["patient_id"]) == sorted(NAMES)
    assert odd_names.statistics.loc["patients.patient.enrolled.count.count", "estimate"] == len(NAMES)
    written = odd_names.csv("derive/patient_visits")["patient_id"]
    assert "'=1+1" in set(written)
    assert "=1+1" not in set(written)
    assert "001" in set(written)


def test_optional_columns_may_be_absent(folder):
    rows = run_stages(folder, table(patients(6), MINIMAL), cohort("W0", explore=EXPLORED)).statistics
    assert rows.loc["age_years.patient.enrolled.mean.summary", "status"] == "refused"
    assert rows.loc["treatments.treatment.enrolled.sum.sum", "status"] == "refused"
    assert rows.loc["diagnosis.patient.enrolled.diagnosis=not_recorded.count.count", "estimate"] == 6
    by_dose = rows[rows["analysis"] == "reduction_by_dose_mean"]
    assert len(by_dose) > 0
    assert (by_dose["status"] == "refused").all()
    assert (by_dose["n_patients"] == 0).all()


def test_optional_cells_may_be_blank_for_everybody(folder):
    made = [{"Patient": str(i), "Lesion": str(i), "W0": str(10 + i)} for i in range(5)]
    rows = run_to_description(folder, table(made), cohort()).statistics
    assert rows.loc["sex.patient.enrolled.sex=not_recorded.count.count", "estimate"] == 5


def test_explorations_may_be_left_out(folder):
    nothing = {"variables": [], "groups": [], "confounded_from": 0.7}
    run = run_stages(folder, table(patients(6)), cohort(explore=nothing))
    assert "exploratory" not in set(run.statistics["role"])


def test_the_mean_of_a_patient_is_over_her_evaluable_lesions(folder):
    # 50 and 100 % at week 12 for one patient, of whose third lesion nothing is known; 0 % for the other.
    rows = [
        {"Lesion": "a", "W12": "5"},
        {"Lesion": "b", "W12": "0"},
        {"Lesion": "c", "W12": ""},
        {"Patient": "2", "Lesion": "d", "W12": "10"},
    ]
    run = run_to_description(folder, table(rows, MINIMAL), cohort("W0"))
    statistics = run.statistics
    assert statistics.loc[MEAN_12, "estimate"] == (75 + 0) / 2
    assert statistics.loc[MEAN_12, ["n_patients", "n_lesions"]].tolist() == [2, 3]
    assert statistics.loc[MEAN_12.replace("patient", "lesion"), "estimate"] == pytest.approx(150 / 3, rel=1e-15)
    assert statistics.loc["any_complete.size_mm.week_12.patient.all.observed.count.count", "estimate"] == 1
    assert statistics.loc["all_complete.size_mm.week_12.patient.all.observed.count.count", "estimate"] == 0


def test_a_mean_over_lesions_that_grew_is_flagged_and_the_median_is_not(folder):
    rows = run_to_description(folder, table([{"W12": "11"}, *patients(3)], MINIMAL), cohort("W0")).statistics
    assert rows.loc[MEAN_12, "status"] == "flagged"
    assert "lesion size rose in a lesion" in rows.loc[MEAN_12, "note"]
    assert rows.loc[MEAN_12.replace("mean", "median"), "status"] == "ok"
    assert rows.loc[MEAN_12.replace("week_12", "week_4"), "status"] == "ok"


def _three_visits() -> tuple[dict[str, Any], dict[str, Any]]:
    outcome = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["cohorts"]["aarhus-2014"]["outcomes"]
    outcome["size_mm"]["follow_up_visits"] = [4, 12, 26]
    columns = MINIMAL | {"W26": {"field": "value", "outcome": "size_mm", "visit": 26}}
    return simple_cohort(columns, outcomes=outcome, scenarios=["observed", "locf"]), columns


def test_intermittently_missing_visits_are_carried_forward_from_the_visit_before(folder):
    made, columns = _three_visits()
    rows = [
        {"Lesion": "gap", "W4": "8", "W12": "", "W26": "2"},
        {"Patient": "2", "Lesion": "late", "W4": "", "W12": "6", "W26": ""},
        {"Patient": "3", "Lesion": "never", "W4": "", "W12": "", "W26": "5"},
    ]
    run = run_to_description(folder, table(rows, columns), made)
    visits = run.frame("derive/lesion_visits")
    locf = visits[visits["scenario"] == "locf"].pivot_table(index="lesion_id", columns="visit", values="value")
    assert locf.loc["gap"].tolist() == [8, 8, 2]
    assert locf.loc["late"].tolist() == [10, 6, 6]
    assert locf.loc["never"].tolist() == [10, 10, 5]
    changes = run.statistics[run.statistics["analysis"] == "change_in_reduction"]
    pairs = changes[["visit_from", "visit"]].drop_duplicates().astype(int).to_numpy().tolist()
    assert pairs == [[4, 12], [4, 26], [12, 26]]


def test_two_outcomes_of_one_cohort_are_kept_apart(folder):
    outcomes = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["cohorts"]["aarhus-2014"]["outcomes"]
    pain = outcomes["size_mm"] | {"label": "pain", "unit": "points", "maximum": 10, "follow_up_visits": [12]}
    pain.pop("baseline_bands")
    columns = MINIMAL | {f"Pain {week}": {"field": "value", "outcome": "pain", "visit": week} for week in (0, 12)}
    made = simple_cohort(columns, outcomes=outcomes | {"pain": pain})
    rows = [row | {"Pain 0": "8", "Pain 12": "2"} for row in patients(5)]
    run = run_stages(folder, table(rows, columns), made)
    assert run.statistics.loc["reduction.pain.week_12.patient.all.observed.mean.summary", "estimate"] == 75
    assert not run.statistics.index.str.startswith("reduction.pain.week_4").any()
    assert set(run.statistics.query("role == 'primary'")["outcome"]) == {"size_mm"}
    (folder / "alone").mkdir()
    alone = run_stages(folder / "alone", table(rows, MINIMAL), cohort("W0"))
    sizes = [name for name in alone.statistics.index if ".size_mm." in name]
    pd.testing.assert_frame_equal(run.statistics.loc[sizes], alone.statistics.loc[sizes])


def test_a_lost_patient_is_missing_as_lost_and_an_unexplained_one_as_not_recorded(folder):
    rows = [
        {"W12": "", "Status": "lost"},
        {"Patient": "2", "Lesion": "2a", "W12": ""},
        {"Patient": "3", "Lesion": "3a", "W4": ""},
    ]
    run = run_to_datasets(folder, table(rows), cohort())
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed'").set_index(["lesion_id", "visit"])
    assert visits.loc[("1a", 12), "missing_reason"] == "lost"
    assert visits.loc[("2a", 12), "missing_reason"] == "not recorded"
    assert visits.loc[("3a", 4), "missing_reason"] == "not recorded"
    status = run.frame("clean/disposition").set_index("patient_id")["status"]
    assert status.to_dict() == {"1": "lost", "2": "unknown", "3": "completed"}
    assert list(run.problems("warning")["rule"]) == ["missing visits without a reason"]


def test_the_order_of_the_rows_moves_no_number(folder):
    rows = patients(7)
    names = [f"run{number}" for number in range(2)]
    results = []
    for name, order in zip(names, itertools.islice(itertools.permutations(range(7)), 0, 5000, 2700), strict=True):
        (folder / name).mkdir()
        section = cohort(scenarios=["observed", "locf"], explore=EXPLORED)
        run = run_stages(folder / name, table([rows[index] for index in order]), section)
        results.append(run.statistics.sort_index())
    for other in results[1:]:
        assert list(other.index) == list(results[0].index)
        np.testing.assert_array_equal(other["estimate"], results[0]["estimate"])
        np.testing.assert_array_equal(other["p_value"], results[0]["p_value"])


def test_growth_of_exactly_a_fifth_counts_as_progression(folder):
    # 10 to 12 mm: 100 * (1 - 12 / 10) is a little more than -20 in floating point.
    run = run_to_datasets(folder, table([{"W12": "12"}], MINIMAL), cohort("W0"))
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed' and visit == 12")
    assert list(visits["response"]) == ["progression"]


def test_a_lesion_without_a_value_is_no_response_among_all_who_were_treated(folder):
    lesions = [{"Lesion": "1a", "W12": "0"}, {"Lesion": "1b", "W12": ""}]
    rows = run_to_description(folder, table(lesions), cohort()).statistics
    complete = "all_complete.size_mm.week_12.patient"
    assert rows.loc[f"{complete}.all.observed.count.count", "estimate"] == 1
    assert rows.loc[f"{complete}.enrolled.observed.count.count", "estimate"] == 0
    assert rows.loc["any_complete.size_mm.week_12.patient.enrolled.observed.count.count", "estimate"] == 1


def test_percentages_in_columns_of_their_own_count_as_one_visit(folder):
    rows = [{"P4": "50", "P12": "90"}]
    counts = run_to_datasets(folder, table(rows), cohort()).csv("check/row_counts")
    visits = counts[counts["rows"] == "measured cells to measurements"].iloc[0]
    assert (visits["read"], visits["kept"], visits["set_aside"]) == ("3", "3", "0")


def test_an_outcome_that_a_lesion_never_has_is_not_missed(folder):
    section = cohort()
    pain = {**section["outcomes"]["size_mm"], "label": "pain", "unit": "points", "follow_up_visits": [4]}
    section["outcomes"] = {**section["outcomes"], "pain": pain}
    section["tables"][0]["columns"] |= {
        "Pain0": {"field": "value", "outcome": "pain", "visit": 0},
        "Pain4": {"field": "value", "outcome": "pain", "visit": 4},
    }
    rows = [row | {"Pain0": "9", "Pain4": "3"} for row in patients(3)] + [{"Patient": "Q", "Lesion": "Qa"}]
    statistics = run_to_description(folder, table(rows, section["tables"][0]["columns"]), section).statistics
    assert statistics.loc["evaluable.pain.week_4.lesion.enrolled.count.count", "estimate"] == 3
