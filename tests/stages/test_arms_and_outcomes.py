"""Arms, cross-overs, outcomes of any direction and lesions without a usable baseline, through all stages.

Expected values are worked out by hand.
"""

from typing import Any

import pandas as pd
import pytest

from casetrace.model.errors import UserError
from tests.stages.running import FULL, run_stages, run_to_datasets, run_to_description, simple_cohort

SIZE: dict[str, Any] = {
    "label": "lesion size", "unit": "mm", "baseline_visit": 0, "follow_up_visits": [8], "baseline_bands": [10],
}  # fmt: skip
MOTION: dict[str, Any] = {"label": "range of motion", "unit": "", "better": "higher", "maximum": 180}
PRIMARY = {"outcome": "size_mm", "visit": 8, "unit_of_analysis": "patient", "scenario": "observed"}
SCENARIOS = ["observed", "locf", "no_change", "complete_response"]
#: What a cohort is seen under whose test is about its arms.
FEWER = SCENARIOS if FULL else ["observed", "locf"]


def two_arms() -> dict[str, Any]:
    """A cohort of lesions with an arm, a size, and a range of motion at weeks of its own."""
    columns = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm",
        "S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8},
        "M1": {"outcome": "motion", "visit": 1}, "M3": {"outcome": "motion", "visit": 3},
        "M6": {"outcome": "motion", "visit": 6},
    }  # fmt: skip
    return simple_cohort(
        columns, outcomes={"size_mm": SIZE, "motion": MOTION}, primary=PRIMARY, scenarios=SCENARIOS, explore={}
    )  # fmt: skip


#: Sizes fall by 50, 100 | 0 and 20 % under the drug, by 10 and -20 % under control; patient 2 has a lesion in each arm.
TWO_ARMS = """Patient,Lesion,Arm,S0,S8,M1,M3,M6
1,1a,drug,10,5,40,60,80
1,1b,drug,20,0,50,50,75
2,2a,drug,10,10,20,30,10
2,2b,control,20,18,80,60,120
3,3a,control,10,12,100,100,90
4,4a,drug,5,4,60,90,
"""


@pytest.fixture(scope="module")
def two_arm_statistics(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """All results of the two-arm cohort."""
    return run_stages(tmp_path_factory.mktemp("arms"), TWO_ARMS, two_arms()).statistics


def of_arm(analysis: str, unit: str, arm: str, statistic: str, at: str = "size_mm.week_8", response: str = "") -> str:
    method = "count" if statistic in ("count", "percent") else "summary"
    return f"{analysis}.{at}.{unit}.all.observed.arm={arm}.{response}{statistic}.{method}"


@pytest.mark.parametrize(
    ("unit", "arm", "n", "mean", "median"),
    [
        ("lesion", "drug", 4, (50 + 100 + 0 + 20) / 4, 35),
        ("patient", "drug", 3, (75 + 0 + 20) / 3, 20),
        ("lesion", "control", 2, (10 - 20) / 2, -5),
        ("patient", "control", 2, (10 - 20) / 2, -5),
    ],
)
def test_the_reduction_of_each_arm_is_over_its_lesions_and_its_patients(two_arm_statistics, unit, arm, n, mean, median):
    rows = two_arm_statistics
    assert rows.loc[of_arm("reduction", unit, arm, "mean"), "estimate"] == pytest.approx(mean, rel=1e-11)
    assert rows.loc[of_arm("reduction", unit, arm, "median"), "estimate"] == pytest.approx(median, rel=1e-11)
    assert rows.loc[of_arm("reduction", unit, arm, "count"), "estimate"] == n
    assert rows.loc[of_arm("reduction", unit, arm, "median"), "status"] == "ok"
    assert rows.loc[of_arm("reduction", unit, arm, "median"), "role"] == "descriptive"


def test_arms_are_counted_and_their_baselines_values_and_responses_described(two_arm_statistics):
    estimate = two_arm_statistics["estimate"]
    assert estimate["arm.lesion.enrolled.arm=drug.count.count"] == 4
    assert estimate["arm.patient.enrolled.arm=drug.count.count"] == 3
    assert estimate["arm.patient.enrolled.arm=control.percent.count"] == 50
    assert estimate["baseline.size_mm.week_0.lesion.enrolled.arm=drug.mean.summary"] == 11.25
    assert estimate["baseline.size_mm.week_0.patient.enrolled.arm=drug.mean.summary"] == 10
    assert estimate[of_arm("value", "lesion", "control", "mean")] == 15
    assert estimate[of_arm("value", "patient", "drug", "median")] == 4
    responses = {
        name: estimate[of_arm("response", "lesion", "drug", "count", response=f"response={name}.")]
        for name in ("complete", "partial", "stable", "progression")
    }
    assert responses == {"complete": 1, "partial": 1, "stable": 2, "progression": 0}
    row = two_arm_statistics.loc[of_arm("response", "lesion", "drug", "count", response="response=complete.")]
    assert row[["analysis", "quantity", "group"]].tolist() == ["response", "response", "arm=drug; response=complete"]
    assert estimate[of_arm("any_complete", "patient", "drug", "count")] == 1
    assert estimate[of_arm("all_complete", "patient", "drug", "count")] == 0


def test_results_over_both_arms_are_flagged_and_take_all_lesions_of_a_patient(two_arm_statistics):
    row = two_arm_statistics.loc["reduction.size_mm.week_8.patient.all.observed.mean.summary"]
    # patient 2 has 0 % in one arm and 10 % in the other
    assert row["estimate"] == pytest.approx((75 + 5 - 20 + 20) / 4, rel=1e-11)
    assert (row["n_patients"], row["n_lesions"], row["role"], row["status"]) == (4, 6, "secondary", "flagged")
    assert "both arms together; see the results by arm" in row["note"]


def test_an_increase_that_is_better_has_its_own_name_sign_and_responses(two_arm_statistics):
    estimate = two_arm_statistics["estimate"]
    # at week 6 from week 1: 100, 50, -50, 50, -10 %, and one lesion without a value
    at = "motion.week_6.lesion.all.observed"
    assert estimate[f"increase.{at}.mean.summary"] == pytest.approx(28, rel=1e-11)
    assert estimate[f"increase.{at}.minimum.summary"] == -50
    shares = [estimate[f"response.{at}.response={name}.count.count"] for name in ("complete", "partial", "stable")]
    assert shares == [1, 2, 1]
    assert estimate[f"response.{at}.response=progression.count.count"] == 1
    assert not two_arm_statistics.index.str.startswith("reduction.motion").any()
    note = two_arm_statistics.loc[f"increase.{at}.mean.summary", "note"]
    assert note.startswith("both arms together; see the results by arm; range of motion fell in a lesion")


def test_scenarios_of_an_increase_are_bounded_by_no_change_and_the_best_value(two_arm_statistics):
    # the sixth lesion, 60 at baseline and 90 at week 3: unchanged 0 %, carried forward 50 %, 180 is 200 % more
    at, known = "motion.week_6.lesion.all", 100 + 50 - 50 + 50 - 10
    for scenario, filled in (("no_change", 0), ("locf", 50), ("complete_response", 200)):
        mean = two_arm_statistics.loc[f"increase.{at}.{scenario}.mean.summary", "estimate"]
        assert mean == pytest.approx((known + filled) / 6, rel=1e-11)


def test_outcomes_have_visits_and_baselines_of_their_own(two_arm_statistics):
    index = two_arm_statistics.index
    assert index.str.startswith("change_in_increase.motion.week_3_to_6.").any()
    assert "baseline.motion.week_1.lesion.enrolled.mean.summary" in index
    assert not index.str.contains("week_8.*motion|motion.week_8").any()
    assert index.str.startswith("increase_by_baseline.motion.week_6.patient").any()
    assert index.str.startswith("increase_of_sum.motion.week_6.patient").any()


def test_what_is_explored_is_what_the_cohort_has_where_config_does_not_choose(two_arm_statistics):
    rows = two_arm_statistics[two_arm_statistics["role"] == "exploratory"]
    assert {name.partition("=")[0] for name in rows["group"].dropna()} == {"baseline_band"}
    assert set(rows["analysis"]) == {
        "reduction",
        "reduction_by_baseline",
        "reduction_on_log_baseline",
        "reduction_between_baseline_band",
        "increase_by_baseline",
        "increase_on_log_baseline",
    }


#: Each patient in one arm: reductions of 10, 20 and 30 % under control, of 40, 50 and 60 % under the drug.
PARALLEL = """Patient,Lesion,Arm,S0,S8
1,1a,control,100,90
2,2a,control,100,80
3,3a,control,100,70
4,4a,drug,100,60
5,5a,drug,100,50
6,6a,drug,100,40
"""
EXPLORED_BY_ARM = {"confounded_from": 0.7, "groups": ["arm"]}
BETWEEN_ARMS = "reduction_between_arm.size_mm.week_8.patient.all.observed.variance_share.groups_permutation_exact"


def explored_by_arm(**columns: str) -> dict[str, Any]:
    """A cohort with an arm and a size, explored by arm."""
    fields = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm", **columns,
        "S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8},
    }  # fmt: skip
    return simple_cohort(
        fields, outcomes={"size_mm": SIZE}, primary=PRIMARY, scenarios=FEWER, explore={"groups": ["arm"]}
    )


def test_arms_that_config_asks_for_are_compared_over_patients(folder):
    run = run_stages(folder, PARALLEL, explored_by_arm())
    row = run.statistics.loc[BETWEEN_ARMS]
    # 2 of the 20 ways to deal six patients are as far apart; between the arms lie 6 * 15^2 of 1750
    assert row["estimate"] == pytest.approx(1350 / 1750)
    assert (row["p_value"], row["p_value_minimum"]) == (0.1, 0.1)
    assert (row["n_patients"], row["n_lesions"], row["role"]) == (6, 6, "exploratory")


def test_arms_explored_are_described_once_under_the_names_of_the_description(folder):
    rows = run_stages(folder, PARALLEL, explored_by_arm()).statistics
    assert rows.index.is_unique
    assert rows.loc[of_arm("reduction", "patient", "drug", "median"), "estimate"] == 50
    described = rows[(rows["group"] == "arm=drug") & rows["method"].isin(["summary", "count"])]
    assert set(described["role"]) == {"descriptive"}


def test_an_arm_that_stands_for_another_group_is_told(folder):
    raw = PARALLEL.replace("Arm,", "Arm,Sex,").replace("control,", "control,female,").replace("drug,", "drug,male,")
    section = explored_by_arm(Sex="sex")
    section["explore"]["groups"] = ["sex", "arm"]
    rows = run_stages(folder, raw, section).statistics
    confounded = rows.loc["sex_with_arm.size_mm.patient.enrolled.empty_cells.cross_tabulation"]
    assert (confounded["estimate"], confounded["n_patients"]) == (2, 6)
    note = "confounded with sex (2 empty combinations)"
    assert rows.loc[BETWEEN_ARMS, "note"].startswith(note)


def test_arms_that_share_a_patient_are_not_compared_over_patients(folder):
    section = two_arms() | {"explore": EXPLORED_BY_ARM, "scenarios": FEWER}
    row = run_stages(folder, TWO_ARMS, section).statistics.loc[BETWEEN_ARMS]
    assert (row["status"], row["n_patients"], row["n_lesions"]) == ("refused", 4, 6)
    assert row["note"] == (
        "arm is missing, or differs between visits or lesions, in 1 of 4 patients: patients cannot be assigned to "
        "groups; see the comparison of arms within patients"
    )


def test_a_patient_counts_for_the_arm_of_the_lesions_with_a_value(folder):
    # the lesion that patient 1 has under the drug has no value at week 8, so that she is under control alone
    raw = PARALLEL + "1,1b,drug,100,\n"
    row = run_stages(folder, raw, explored_by_arm()).statistics.loc[BETWEEN_ARMS]
    assert row["estimate"] == pytest.approx(1350 / 1750)
    assert (row["n_patients"], row["n_lesions"]) == (6, 6)


def test_a_cohort_without_arms_says_that_there_are_none_to_compare(folder):
    raw = "\n".join(line.replace("control", "").replace("drug", "") for line in PARALLEL.splitlines()) + "\n"
    row = run_stages(folder, raw, explored_by_arm()).statistics.loc[BETWEEN_ARMS]
    assert (row["status"], row["n_patients"]) == ("refused", 6)
    assert row["note"].startswith("arm is missing, or differs between visits or lesions, in 6 of 6 patients")


def test_both_periods_of_a_cross_over_stand_in_both_arms(folder):
    row = run_stages(folder, CROSS_OVER, cross_over() | {"explore": EXPLORED_BY_ARM}).statistics.loc[BETWEEN_ARMS]
    assert row["status"] == "refused"
    assert row["note"].startswith("arm is missing, or differs between visits or lesions, in 2 of 2 patients")


def test_a_missing_visit_has_the_arm_of_its_lesion_or_else_of_its_patient(folder):
    raw = """Patient,Lesion,Arm,Week,Size
1,1a,drug,0,10
1,1a,drug,4,5
1,1a,drug,8,
2,2a,drug,0,10
2,2a,control,4,8
2,2a,,8,
3,3a,control,0,10
3,3a,,4,9
3,3b,,0,10
3,3b,,4,5
"""
    columns = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm", "Week": "visit", "Size": {"outcome": "size_mm"},
    }  # fmt: skip
    sizes = {"size_mm": SIZE | {"follow_up_visits": [4, 8]}}
    run = run_to_datasets(folder, raw, simple_cohort(columns, outcomes=sizes, primary=PRIMARY, scenarios=SCENARIOS))
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed'").set_index(["lesion_id", "visit"])
    arms = visits["arm"].astype("object").where(visits["arm"].notna(), None)
    assert arms[[("1a", 4), ("1a", 8)]].tolist() == ["drug", "drug"]
    assert arms[[("2a", 4), ("2a", 8)]].tolist() == ["control", None]
    assert arms[[("3a", 4), ("3a", 8), ("3b", 4), ("3b", 8)]].tolist() == ["control"] * 4


#: Reductions of 50 and 20 % under the drug (periods 1 and 2), 10 and 0 % under control (periods 2 and 1).
CROSS_OVER = """Patient,Lesion,Period,Arm,Week,Size
1,1a,1,drug,0,10
1,1a,1,drug,8,5
1,1a,2,control,0,20
1,1a,2,control,8,18
2,2a,1,control,0,10
2,2a,1,control,8,10
2,2a,2,drug,0,10
2,2a,2,drug,8,8
"""


def cross_over() -> dict[str, Any]:
    columns = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Period": "period", "Arm": "arm", "Week": "visit",
        "Size": {"outcome": "size_mm"},
    }  # fmt: skip
    return simple_cohort(columns, outcomes={"size_mm": SIZE}, primary=PRIMARY, scenarios=FEWER, explore={})


def test_a_cross_over_has_a_baseline_for_each_period(folder):
    run = run_to_datasets(folder, CROSS_OVER, cross_over())
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed'")
    found = visits[["lesion_id", "period", "arm", "baseline"]].to_numpy().tolist()
    assert found == [["1a", "1", "drug", 10], ["1a", "2", "control", 20], ["2a", "1", "control", 10],
                     ["2a", "2", "drug", 10]]  # fmt: skip
    assert visits["percent_reduction"].tolist() == pytest.approx([50, 10, 0, 20], rel=1e-11)


def test_a_cross_over_is_described_by_arm_and_its_results_over_everyone_are_flagged(folder):
    rows = run_stages(folder, CROSS_OVER, cross_over()).statistics
    for unit in ("lesion", "patient"):
        drug = rows.loc[of_arm("reduction", unit, "drug", "mean")]
        assert drug["estimate"] == pytest.approx(35, rel=1e-11)
        assert (drug["n_patients"], drug["n_lesions"], drug["status"]) == (2, 2, "ok")
        overall = rows.loc[f"reduction.size_mm.week_8.{unit}.all.observed.mean.summary"]
        assert overall["estimate"] == pytest.approx(20, rel=1e-11)
        assert (overall["n_patients"], overall["n_lesions"], overall["status"]) == (2, 4, "flagged")
        note = "each lesion is counted once per period, with both arms together; see the results by arm"
        assert overall["note"] == note
    baseline = rows.loc["baseline.size_mm.week_0.lesion.enrolled.mean.summary"]
    assert (baseline["estimate"], baseline["status"]) == (10, "flagged")
    assert rows.loc["evaluable.size_mm.week_8.lesion.enrolled.percent.count", "estimate"] == 100


def test_lesions_without_a_usable_baseline_are_set_aside_where_config_says_so(folder):
    raw = "Patient,Lesion,S0,S8\n1,1a,10,5\n2,2a,0,3\n3,3a,,4\n4,4a,,\n5,5a,8,\n"
    columns = {
        "Patient": "patient_id", "Lesion": "lesion_id", "S0": {"outcome": "size_mm", "visit": 0},
        "S8": {"outcome": "size_mm", "visit": 8},
    }  # fmt: skip
    sizes = {"size_mm": SIZE | {"incomplete_baseline": "set_aside"}}
    section = simple_cohort(columns, outcomes=sizes, primary=PRIMARY, scenarios=SCENARIOS, explore={})
    run = run_stages(folder, raw, section)
    visits = run.frame("derive/lesion_visits").query("scenario == 'observed'").set_index("lesion_id")
    missing = {"1a": "", "2a": "", "3a": "", "4a": "not recorded", "5a": "not recorded"}
    assert visits["missing_reason"].to_dict() == missing
    assert visits["no_percent_reason"].to_dict() == dict.fromkeys(missing, "") | {
        "2a": "baseline of 0",
        "3a": "no baseline",
    }
    assert visits["percent_reduction"].dropna().to_dict() == {"1a": 50}
    assert visits["change"].dropna().to_dict() == {"1a": -5, "2a": 3}
    assert visits["new_lesion"].dropna().to_dict() == {"1a": 0, "2a": 1, "3a": 1}
    assert visits.loc[["2a", "3a"], ["log_ratio", "response"]].isna().all(axis=None)
    rows = run.statistics
    assert rows.loc["reduction.size_mm.week_8.lesion.all.observed.mean.summary", "n_lesions"] == 1
    worst = rows.loc["reduction.size_mm.week_8.lesion.all.no_change.mean.summary"]
    assert (worst["estimate"], worst["n_lesions"]) == (25, 2)


COMPARED = {"arm": "drug", "against": "control"}


def parallel(comparison: dict[str, str] | None = COMPARED, **arms: Any) -> dict[str, Any]:
    """A cohort with an arm and a size, whose endpoint is the difference of two arms."""
    fields = {
        "Patient": "patient_id", "Lesion": "lesion_id", "Arm": "arm",
        "S0": {"outcome": "size_mm", "visit": 0}, "S8": {"outcome": "size_mm", "visit": 8},
    }  # fmt: skip
    asked = {"comparison": comparison} if comparison else {}
    ends: dict[str, Any] = {
        "change": {"kind": "percent_change", "primary": True, "scenario": "locf", **asked},
        "response": {"kind": "response", "from": 35, "primary": True, "analysis_set": "treated", **asked},
    }
    return simple_cohort(
        fields, outcomes={"size_mm": SIZE}, endpoints=ends, scenarios=FEWER, explore={}, arms=arms
    )  # fmt: skip


def primary_of(rows: pd.DataFrame) -> set[str]:
    return set(rows.index[(rows["role"] == "primary") & ~rows["statistic"].isin(["se", "df"])])


def test_an_endpoint_that_compares_arms_is_primary_in_its_scenario_and_analysis_set(folder):
    rows = run_stages(folder, PARALLEL, parallel(reference="control")).statistics
    pair = "arm=drug_against_control"
    difference = f"reduction_difference.size_mm.week_8.patient.all.locf.{pair}.mean_difference.welch_t"
    rate = f"responders_difference.size_mm.week_8.patient.enrolled.observed.{pair}.endpoint=response"
    assert primary_of(rows) == {difference, f"{rate}.risk_difference.newcombe"}
    assert rows.loc[difference, "estimate"] == pytest.approx(50 - 20)
    assert rows.loc[f"{rate}.risk_difference.newcombe", "estimate"] == 1


def test_without_a_comparison_each_arm_is_primary_and_the_arms_together_are_not(folder):
    rows = run_stages(folder, PARALLEL, parallel(comparison=None)).statistics
    primary = rows.loc[list(primary_of(rows))]
    assert {group.partition(";")[0] for group in primary["group"]} == {"arm=control", "arm=drug"}
    assert set(primary["analysis"]) == {"reduction", "responders"}
    together = rows.loc["reduction.size_mm.week_8.patient.all.observed.mean.t"]
    assert (together["role"], together["status"]) == ("sensitivity", "flagged")


@pytest.mark.parametrize(
    ("section", "found"),
    [
        (parallel(reference="placebo"), 'arms.reference is "placebo", an arm that no row has'),
        (
            parallel(comparison={"arm": "Drug", "against": "control"}),
            'endpoints.change.comparison.arm is "Drug", an arm that no row has',
        ),
        (parallel(comparison=None, order=["control", "other"]), 'arm "drug", which arms.order leaves out'),
    ],
    ids=["reference", "comparison", "order"],
)
def test_an_arm_of_config_that_the_rows_have_not_stops_the_run_with_the_arms_that_there_are(folder, section, found):
    with pytest.raises(UserError) as error:
        run_stages(folder, PARALLEL, section)
    assert found in str(error.value)
    if "no row" in found:
        assert 'expected: one of the arms of the rows: "control", "drug"' in str(error.value)


def test_a_correction_that_names_an_arm_counts(folder):
    raw, corrections = (
        PARALLEL.replace("6,6a,drug", "6,6a,drg"),
        (
            "table,key,field,old,new,reason,source\n"
            "measurements,6a|size_mm|0,arm,drg,drug,a slip,the clinic\n"
            "measurements,6a|size_mm|8,arm,drg,drug,a slip,the clinic\n"
        ),
    )
    section = parallel(order=["control", "drug"]) | {"corrections": "corrections.csv"}
    rows = run_to_description(folder, raw, section, corrections).statistics
    assert rows.loc["arm.patient.enrolled.arm=drug.count.count", "estimate"] == 3
