"""The shipped cohort from its raw table to statistics.csv.

Expected values were computed apart from this program: in R 4.2 (base, clubSandwich 0.5.8), and p values and smallest
attainable p values by enumerating all orders of the patients.
"""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from casetrace.methods.register import METHODS
from casetrace.model.results import RESULT_COLUMNS
from tests.stages import running
from tests.stages.running import Run, real_cohort, real_texts, run_stages, without_claims

SPEARMAN_12 = "size_mm.week_12.patient.all.observed.spearman_rho.spearman_exact"
SPEARMAN_4 = "size_mm.week_4.patient.all.observed.spearman_rho.spearman_exact"

#: result_id and the value computed in R.
VALUES_OF_R = {
    "age_years.patient.enrolled.mean.summary": 62.8333333333,
    "age_years.patient.enrolled.sd.summary": 9.13053485107,
    "age_years.patient.enrolled.median.summary": 62,
    "age_years.patient.enrolled.minimum.summary": 49,
    "age_years.patient.enrolled.maximum.summary": 74,
    "baseline.size_mm.week_0.lesion.enrolled.mean.summary": 46.1428571429,
    "baseline.size_mm.week_0.lesion.enrolled.median.summary": 70,
    "baseline.size_mm.week_0.lesion.enrolled.sd.summary": 39.3845509958,
    "reduction.size_mm.week_4.lesion.all.observed.mean.summary": 62.6380552221,
    "reduction.size_mm.week_12.lesion.all.observed.mean.summary": 89.4047619048,
    "reduction.size_mm.week_4.patient.all.observed.mean.summary": 63.17577031,
    "reduction.size_mm.week_4.patient.all.observed.sd.summary": 21.81396884,
    "reduction.size_mm.week_12.patient.all.observed.mean.summary": 89.4047619048,
    "reduction.size_mm.week_12.patient.all.no_change.mean.summary": 74.50396825,
    "reduction.size_mm.week_12.patient.all.locf.mean.summary": 84.40592904,
    "reduction.size_mm.week_12.patient.all.complete_response.mean.summary": 91.17063492,
    "reduction.size_mm.week_12.lesion.all.no_change.mean.summary": 63.86054422,
    "reduction.size_mm.week_12.lesion.all.locf.mean.summary": 80.83533413,
    "reduction.size_mm.week_12.lesion.all.complete_response.mean.summary": 92.43197279,
    "change_in_reduction.size_mm.week_4_to_12.patient.all.observed.mean.summary": 25.47619048,
    "log_ratio.size_mm.week_4.lesion.all.observed.mean.summary": -0.964731596083,
    "log_ratio.size_mm.week_12.lesion.all.observed.mean.summary": -1.93727854325,
    f"reduction_by_baseline.{SPEARMAN_4}": -0.6957252428,
    f"reduction_by_baseline.{SPEARMAN_12}": -0.6668859288553503,
    "baseline_with_dose_mean.size_mm.patient.enrolled.spearman_rho.spearman_exact": 0.9856107606,
}

#: result_id and the number counted by hand in the printed table, or worked out from it on paper.
VALUES_BY_HAND = {
    "patients.patient.enrolled.count.count": 6,
    "lesions.lesion.enrolled.count.count": 7,
    "treatments.treatment.enrolled.sum.sum": 1 + 4 + 4 + 4 + 1 + 3 + 3,
    "sex.patient.enrolled.sex=female.count.count": 6,
    "diagnosis.patient.enrolled.diagnosis=ssc.count.count": 5,
    "disposition.patient.enrolled.status=died.count.count": 1,
    "disposition.patient.enrolled.status=completed.count.count": 5,
    "evaluable.size_mm.week_4.lesion.enrolled.count.count": 7,
    "evaluable.size_mm.week_12.lesion.enrolled.count.count": 5,
    "evaluable.size_mm.week_12.patient.enrolled.count.count": 5,
    "evaluable.size_mm.week_12.patient.enrolled.missing=died.count.count": 1,
    "any_complete.size_mm.week_12.patient.all.observed.count.count": 2,
    "any_complete.size_mm.week_12.patient.all.observed.percent.count": 40,
    "any_complete.size_mm.week_12.patient.enrolled.observed.count.count": 2,
    "any_complete.size_mm.week_12.patient.enrolled.observed.percent.count": 100 / 3,
    "all_complete.size_mm.week_12.patient.all.observed.count.count": 2,
    "response.size_mm.week_4.lesion.all.observed.response=complete.count.count": 1,
    "response.size_mm.week_4.lesion.all.observed.response=complete.percent.count": 100 / 7,
    "response.size_mm.week_4.lesion.all.observed.response=partial.count.count": 6,
    "response.size_mm.week_12.lesion.all.observed.response=complete.count.count": 2,
    "any_complication.patient.enrolled.count.count": 4,
    "any_complication.event.enrolled.count.count": 4,
    # The death, whatever its cause.
    "serious_complication.patient.enrolled.count.count": 1,
    "serious_related_complication.patient.enrolled.count.count": 0,
    # Five patients to week 12, and one to week 4.
    "patient_weeks.patient.enrolled.sum.sum": 64,
    "complication.patient.enrolled.type=transient_pain.count.count": 3,
    "complication.patient.enrolled.type=infection.count.count": 1,
    # The percentages as printed: 100, 57, 50, 38, 75, 60, 59 and 100, 93, 67, 80, 100.
    "reduction.size_mm.week_4.lesion.all.as_reported.mean.summary": 439 / 7,
    "reduction.size_mm.week_12.lesion.all.as_reported.mean.summary": 88,
    "reduction.size_mm.week_12.patient.all.as_reported.mean.summary": 88,
    # Summed sizes of case 6: 160 mm to 65 mm.
    "reduction_of_sum.size_mm.week_4.patient.all.observed.mean.summary": (100 + 400 / 7 + 50 + 37.5 + 75 + 59.375) / 6,
}


@pytest.mark.parametrize("result_id", VALUES_OF_R)
def test_the_real_cohort_gives_the_values_computed_in_r(real_run, result_id):
    assert real_run.statistics.loc[result_id, "estimate"] == pytest.approx(VALUES_OF_R[result_id], rel=1e-8)


@pytest.mark.parametrize("result_id", VALUES_BY_HAND)
def test_the_real_cohort_gives_the_values_counted_in_the_printed_table(real_run, result_id):
    assert real_run.statistics.loc[result_id, "estimate"] == pytest.approx(VALUES_BY_HAND[result_id], rel=1e-11)


@pytest.mark.parametrize(
    ("result_id", "p_value", "n"),
    [(f"reduction_by_baseline.{SPEARMAN_4}", 104 / 720, 6), (f"reduction_by_baseline.{SPEARMAN_12}", 32 / 120, 5)],
)
def test_exact_p_values_are_those_of_the_enumeration(real_run, result_id, p_value, n):
    row = real_run.statistics.loc[result_id]
    assert row["p_value"] == pytest.approx(p_value, rel=1e-14)
    assert row["n_patients"] == n
    assert 0 < row["p_value_minimum"] <= row["p_value"]


def test_the_smallest_attainable_p_of_untied_patients_is_two_in_all_orders(real_run):
    # Ages 59, 59, 65, 71, 74, 49 have one tie and reductions none: 2 of 720 orders give each extreme of rho.
    row = real_run.statistics.loc[f"reduction_by_age_years.{SPEARMAN_4}"]
    assert row["p_value_minimum"] == pytest.approx(4 / 720, rel=1e-14)


def test_denominators_stand_beside_the_proportions(real_run):
    n = real_run.statistics["n_patients"]
    assert n["any_complete.size_mm.week_12.patient.all.observed.count.count"] == 5
    assert n["any_complete.size_mm.week_12.patient.enrolled.observed.count.count"] == 6
    assert n["serious_related_complication.patient.enrolled.count.count"] == 6
    n_lesions = real_run.statistics["n_lesions"]
    assert n_lesions["response.size_mm.week_4.lesion.all.observed.response=complete.count.count"] == 7


def test_size_and_dose_are_flagged_as_inseparable(real_run):
    rows = real_run.statistics
    flagged = rows[rows["analysis"].isin(["reduction_by_baseline", "reduction_by_dose_mean"])]
    flagged = flagged[flagged["status"] != "refused"]
    assert set(flagged["method"]) == {"spearman_exact", "holm"}
    assert (flagged["status"] == "flagged").all()
    assert flagged["note"].str.contains("confounded with").all()
    assert flagged.loc[flagged["analysis"] == "reduction_by_baseline", "note"].str.contains("mean dose").all()


def test_only_the_declared_result_is_primary(real_run):
    primary = real_run.statistics.query("role == 'primary'")
    described = primary[
        ["analysis", "outcome", "visit", "unit_of_analysis", "scenario", "analysis_set"]
    ].drop_duplicates()
    assert described.to_numpy().tolist() == [["responders", "size_mm", 12, "patient", "observed", "all"]]
    assert set(primary["group"]) == {"endpoint=response"}
    assert list(zip(primary["statistic"], primary["method"], strict=True)) == [
        ("count", "count"), ("percent", "count"), ("proportion", "clopper_pearson")
    ]  # fmt: skip


def test_every_row_of_the_exploration_is_exploratory_and_no_other(real_run):
    rows = real_run.statistics
    relates = rows["relation"].isin(["by", "on_log", "with", "between"])
    by_group = rows["group"].str.partition("=")[0].isin(["baseline_band", "site", "regimen", "diagnosis"])
    grouped = (rows["analysis"] == "reduction") & by_group
    assert set(rows.index[rows["role"] == "exploratory"]) == set(rows.index[relates | grouped])


def test_scenarios_other_than_the_primary_one_are_sensitivity_analyses(real_run):
    rows = real_run.statistics
    assert set(rows.loc[rows["scenario"].isin(["locf", "no_change", "complete_response", "as_reported"]), "role"]) == {
        "sensitivity"
    }


def test_rows_that_are_refused_or_flagged_say_why_and_others_have_a_number(real_run):
    rows = real_run.statistics
    odd = rows[rows["status"] != "ok"]
    assert (odd["note"].str.len() > 20).all()
    assert rows.loc[rows["status"] == "refused", "estimate"].isna().all()
    assert rows.loc[rows["status"] != "refused", "estimate"].notna().all()


def test_statistics_csv_has_the_declared_columns_and_registered_methods(real_run):
    rows = real_run.csv("statistics")
    assert list(rows.columns) == RESULT_COLUMNS
    assert rows["result_id"].is_unique
    assert set(rows["method"]) <= set(METHODS)


def test_the_cleaning_log_has_every_changed_cell_of_the_real_table(real_run):
    log = real_run.csv("cleaning_log")
    assert log["action"].value_counts().to_dict() == {
        "filled": 7,
        "corrected": 4,
        "flagged": 2,
        "interpreted": 15,
        "set aside": 1,
        "stated": 1,
    }
    filled = log[log["action"] == "filled"]
    assert set(filled["line"]) == {"8"}
    assert list(filled["column"]) == ["1", "2", "3", "5", "6", "7", "9"]


def test_only_the_cell_that_disagrees_with_its_sizes_is_flagged(real_run):
    # Case 4, week 12: 80 mm to 10 mm is 87.5 %, 80 is printed. The other eleven follow from the sizes by rounding.
    warnings = real_run.problems("warning")
    disagreeing = warnings[warnings["rule"] == "printed percentage disagrees with the sizes"]
    assert disagreeing[["line", "column"]].to_numpy().tolist() == [[5, 9]]
    visits = real_run.frame("derive/lesion_visits").query("lesion_id == '4a' and visit == 12").set_index("scenario")
    assert visits.loc["observed", "percent_reduction"] == 87.5
    assert visits.loc["as_reported", "percent_reduction"] == 80


def test_an_undated_death_is_a_warning(real_run):
    assert "death without a date" in set(real_run.problems("warning")["rule"])
    assert real_run.problems("error").empty


def test_rows_are_conserved_at_every_stage(real_run):
    counts = pd.concat([real_run.csv("check/row_counts"), real_run.frame("derive/row_counts").astype(str)])
    assert (counts["read"].astype(int) == counts["kept"].astype(int) + counts["set_aside"].astype(int)).all()
    cells = counts[counts["rows"] == "measured cells to measurements"].iloc[0]
    # 7 lesions at 3 visits, of which two lesions have no value at week 12.
    assert (cells["read"], cells["kept"]) == ("21", "19")


def test_every_value_is_found_in_the_raw_cell_recorded_for_it(real_run):
    raw = pd.read_csv(
        real_run.folder / "data/aarhus-2014/table1.csv", header=None, dtype="str", keep_default_na=False
    )  # one printed line a record, so records are lines
    cells = real_run.frame("ingest/cells")
    own = cells[cells["line"] > 0]
    for cell in own.itertuples():
        assert raw.iloc[cell.line - 1, cell.column - 1] == cell.text
        assert raw.iloc[0, cell.column - 1] == cell.header
    tables = {name: real_run.frame(f"ingest/{name}") for name in own["table"].unique()}
    read = own[own["how"].isin(["cell", "filled down"])]
    implied = {"regimen", "n_treatments", "related", "serious", "type", "status", "dose_min", "dose_max"}
    for cell in read[~read["field"].isin(implied)].itertuples():
        assert tables[cell.table].loc[cell.row, cell.field] in cell.text


def test_every_value_of_every_ingested_table_has_a_recorded_place(real_run):
    cells = real_run.frame("ingest/cells")
    places = set(zip(cells["table"], cells["row"], cells["field"], strict=True))
    for name in cells["table"].unique():
        frame = real_run.frame(f"ingest/{name}")
        for row, field in ((row, field) for row in frame.index for field in frame if pd.notna(frame.loc[row, field])):
            assert (name, row, field) in places


def _digests(run: Run) -> dict[str, str]:
    files = sorted(path for path in (run.folder / "out").rglob("*") if path.is_file())
    return {str(path.relative_to(run.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_second_run_gives_the_same_bytes(real_run, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(running, "ANALYSED", {})
    raw, corrections = real_texts()
    assert _digests(run_stages(tmp_path, raw, without_claims(real_cohort()), corrections)) == _digests(real_run)


def test_what_cannot_be_told_apart_at_week_12_is_judged_on_the_five_patients_there(real_run):
    # among patients 1 to 5, injections 1, 4, 4, 4, 1 against sizes 3, 70, 6, 80, 4: rho 0.866 (numpy.corrcoef of ranks)
    rows = real_run.statistics
    row = rows.loc["reduction_by_n_treatments.size_mm.week_12.patient.all.observed.spearman_rho.spearman_exact"]
    confounded = "confounded with baseline lesion size (rho 0.87), mean dose (rho 0.87)"
    assert row["note"].startswith(confounded)
    early = rows.loc["reduction_by_n_treatments.size_mm.week_4.patient.all.observed.spearman_rho.spearman_exact"]
    assert early["note"] == "confounded with regimen (η 0.89)"


def test_injections_are_twenty_or_seventeen_if_the_buttock_lesions_shared_theirs(real_run):
    rows = real_run.statistics
    assert rows.loc["treatments.treatment.enrolled.sum.sum", "estimate"] == 20
    assert rows.loc["treatments.treatment.enrolled.sum.sum", "status"] == "flagged"
    assert rows.loc["treatments.treatment.enrolled.sum_if_shared.sum", "estimate"] == 17
