"""Comparisons of arms on made-up lesion visits.

Expected values are worked out by hand, published, or those of SciPy and statsmodels called directly.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casetrace.analyse.estimate.arms import compare_arms
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results
from tests.outcomes import a_plan, an_outcome

METHODS = {
    "confidence_level": 0.95,
    "exact_sign_flip_patients": 20,
    "exact_assignments": 200_000,
    "asymptotic_patients": 5000,
    "resamples": 199,
    "model_patients": 10,
    "exact_bootstrap_patients": 5,
}
SIZE = an_outcome(follow_up_visits=(8,))
SCORE = replace(SIZE, label="score", bearer="patient")
PAIR = "drug_against_control"

Visit = tuple[str, str, str | None, float]


def visits_of(rows: Iterable[Visit], periods: Sequence[str] | None = None, week: int = 8) -> pd.DataFrame:
    """Observed lesion visits of patient, lesion, arm and percent reduction; 100 % is a complete response."""
    frame = pd.DataFrame(rows, columns=["patient_id", "lesion_id", "arm", "improvement"])
    frame["improvement"] = frame["improvement"].astype("float64")
    left = 100 - frame["improvement"]
    complete = np.where(frame["improvement"] >= 100, "complete", "stable")
    return frame.assign(
        outcome="size_mm",
        visit=week,
        scenario="observed",
        period=periods or None,
        baseline=100.0,
        value=left,
        change=left - 100,
        percent_reduction=frame["improvement"],
        log_ratio=np.log((left + 0.5) / 100.5),
        response=pd.Series(complete).where(frame["improvement"].notna()),
        missing_reason="",
        no_percent_reason="",
        new_lesion=pd.array([0] * len(frame), dtype="Int64"),
        relapsed=pd.array([0] * len(frame), dtype="Int64"),
    )


def compared(visits: pd.DataFrame, outcome: Outcome = SIZE, methods: Mapping[str, Any] = METHODS) -> pd.DataFrame:
    """All comparisons by `result_id`."""
    results, plan = Results(), a_plan(outcome).in_arms(visits)
    compare_arms(results, OutcomeVisits(outcome, plan, visits), EstimationSettings(methods, 1))
    return results.frame().set_index("result_id")


def named(end: str, unit: str = "patient", analysis: str = "reduction_difference", pair: str = PAIR) -> str:
    return f"{analysis}.size_mm.week_8.{unit}.all.observed.arm={pair}.{end}"


def one_lesion_each(drug: Iterable[float], control: Iterable[float]) -> list[Visit]:
    """A patient with one lesion for each value; the drug sorts behind `control`, so it is called `a drug`."""
    rows: list[Visit] = []
    for arm, values in (("a drug", drug), ("control", control)):
        rows.extend((f"{arm} {n}", f"{arm} {n}", arm, value) for n, value in enumerate(values))
    return rows


def arms(drug: Iterable[float], control: Iterable[float], **settings: Any) -> pd.DataFrame:
    """The comparison of patients with one lesion each."""
    frame = compared(visits_of(one_lesion_each(drug, control)), **settings)
    return frame.rename(index=lambda name: name.replace("a_drug_against_control", PAIR))


#: Additional hours of sleep under two drugs, of the same ten patients (Student 1908, doi 10.2307/2331554).
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def test_arms_without_a_patient_in_common_are_compared_by_welch_as_r_does_in_its_documentation():
    # R 4.2, t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p-value = 0.07939, -3.3654832 to 0.2054832
    rows = arms(*SLEEP)
    welch = rows.loc[named("mean_difference.welch_t")]
    assert welch["estimate"] == pytest.approx(-1.58, rel=1e-11)
    assert (welch["ci_lower"], welch["ci_upper"]) == (
        pytest.approx(-3.3654832, abs=5e-8),
        pytest.approx(0.2054832, abs=5e-8),
    )
    assert welch["p_value"] == pytest.approx(0.07939, abs=5e-6)
    assert rows.loc[named("df.welch_t"), "estimate"] == pytest.approx(17.776, abs=5e-4)
    assert (welch["n_patients"], welch["n_lesions"], welch["role"]) == (20, 20, "secondary")


def test_patients_in_both_arms_are_compared_within_themselves_as_r_does_in_its_documentation():
    # R 4.2, t.test(extra ~ group, paired): t = -4.0621, df = 9, p-value = 0.002833, -2.4598858 to -0.7001142.
    # All differences but one that is 0 have one sign: 2 * 2 of 2^10 sign changes, and 2 of 2^9, are as extreme.
    rows = compared(visits_of((str(n), f"{n}{arm}", arm, value) for arm, values in zip("AB", SLEEP, strict=True)
                              for n, value in enumerate(values)))  # fmt: skip
    pair = "a_against_b"
    paired = rows.loc[named("mean.t", pair=pair)]
    assert paired["estimate"] == pytest.approx(-1.58, rel=1e-11)
    assert (paired["ci_lower"], paired["ci_upper"]) == (
        pytest.approx(-2.4598858, abs=5e-8),
        pytest.approx(-0.7001142, abs=5e-8),
    )
    assert paired["p_value"] == pytest.approx(0.002833, abs=5e-7)
    assert (paired["n_patients"], paired["n_lesions"]) == (10, 20)
    assert rows.loc[named("mean.sign_flip_exact", pair=pair), "p_value"] == 4 / 1024
    assert rows.loc[named("signed_rank.signed_rank_exact", pair=pair), "p_value"] == 2 / 512
    refused = rows.loc[named("mean_difference.welch_t", pair=pair)]
    assert refused["status"] == "refused"
    assert refused["note"].startswith("the arms share patients (10 of 10)")
    assert not rows.index.str.contains("permutation|hodges|miettinen|fisher").any()


def test_proportions_of_complete_response_have_the_intervals_that_newcombe_published():
    # Newcombe 1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, table II, example (a).
    rows = arms([100] * 56 + [50] * 14, [100] * 48 + [50] * 32)
    for analysis in ("any_complete_difference", "all_complete_difference"):
        newcombe = rows.loc[named("risk_difference.newcombe", analysis=analysis)]
        assert newcombe["estimate"] == pytest.approx(0.2, rel=1e-11)
        assert [round(newcombe[end], 4) for end in ("ci_lower", "ci_upper")] == [0.0524, 0.3339]
        score = rows.loc[named("risk_difference.miettinen_nurminen", analysis=analysis)]
        assert [round(score[end], 4) for end in ("ci_lower", "ci_upper")] == [0.0528, 0.3382]
        fisher = rows.loc[named("odds_ratio.fisher_exact", analysis=analysis)]
        expected = stats.fisher_exact([[56, 14], [48, 32]])
        assert (fisher["estimate"], fisher["p_value"]) == (
            pytest.approx(expected.statistic),
            pytest.approx(expected.pvalue),
        )


def test_few_patients_have_a_counted_p_value_beside_the_smallest_possible():
    # Of the 10 ways to deal five patients to 2 and 3, this and no other gives the drug the two highest; to have the two
    # lowest (-20, 0; mean -10 against 35) is less far apart than 47.5 against -3.33.
    rows = arms([75, 20], [0, 10, -20])
    test = rows.loc[named("mean_difference.permutation_exact")]
    assert test["estimate"] == pytest.approx(47.5 + 10 / 3, rel=1e-11)
    assert (test["p_value"], test["p_value_minimum"]) == (0.1, 0.1)
    assert "with this sample size P < 0.05 is unattainable" in test["note"]
    shift = rows.loc[named("shift.hodges_lehmann")]
    # differences 75, 65, 95, 20, 10, 40: their median
    assert shift["estimate"] == 52.5
    assert math.isnan(shift["ci_lower"])
    assert (shift["status"], shift["note"][:16]) == ("flagged", "with so few pati")


def test_a_patient_counts_once_with_the_mean_and_the_responses_of_her_lesions():
    visits: list[Visit] = [
        ("1", "1a", "drug", 100), ("1", "1b", "drug", 50), ("2", "2a", "drug", 100), ("3", "3a", "drug", 0),
        ("4", "4a", "control", 10), ("5", "5a", "control", 20), ("5", "5b", "control", 30), ("6", "6a", "control", 0),
    ]  # fmt: skip
    rows = compared(visits_of(visits))
    pair = "control_against_drug"
    patients = stats.ttest_ind([10, 25, 0], [75, 100, 0], equal_var=False)
    welch = rows.loc[named("mean_difference.welch_t", pair=pair)]
    assert welch["estimate"] == pytest.approx(35 / 3 - 175 / 3, rel=1e-11)
    se = rows.loc[named("se.welch_t", pair=pair), "estimate"]
    assert welch["estimate"] / se == pytest.approx(patients.statistic, rel=1e-9)
    assert math.isnan(welch["p_value"])
    assert (welch["n_patients"], welch["n_lesions"]) == (6, 8)
    lesions = rows.loc[named("mean_difference.cr2_t", "lesion", pair=pair)]
    assert lesions["estimate"] == pytest.approx(15 - 62.5, rel=1e-11)
    some, every = (
        rows.loc[named("risk_difference.newcombe", analysis=f"{which}_complete_difference", pair=pair), "estimate"]
        for which in ("any", "all")
    )
    assert (some, every) == (pytest.approx(-2 / 3), pytest.approx(-1 / 3))


def test_over_patients_with_one_lesion_each_the_clustered_standard_error_is_that_of_welch():
    # CR2 with clusters of one is HC2, for two groups that of Welch (Imbens & Kolesar 2016, doi 10.1162/REST_a_00552).
    rows = arms([10, 40, 90, 100], [-10, 0, 30])
    assert rows.loc[named("se.cr2_t", "lesion"), "estimate"] == pytest.approx(
        rows.loc[named("se.welch_t"), "estimate"], rel=1e-10
    )


def test_an_arm_in_which_all_are_the_same_is_compared_with_one_in_which_they_are_not():
    rows = arms([100, 100, 100], [20, 50, 60])
    for unit, method in (("patient", "welch_t"), ("lesion", "cr2_t")):
        assert rows.loc[named(f"mean_difference.{method}", unit), "estimate"] == pytest.approx(100 - 130 / 3, rel=1e-11)


def test_lesions_in_both_arms_are_compared_within_their_patients_and_others_are_left_out():
    visits: list[Visit] = [
        ("1", "1a", "drug", 100), ("1", "1b", "drug", 60), ("1", "1c", "control", 30),
        ("2", "2a", "drug", 100), ("2", "2b", "control", 0),
        ("3", "3a", "drug", 100), ("3", "3b", "control", 100),
        ("4", "4a", "drug", 90),
    ]  # fmt: skip
    rows = compared(visits_of(visits))
    pair = "control_against_drug"
    paired = rows.loc[named("mean.t", pair=pair)]
    assert paired["estimate"] == pytest.approx((30 - 80 - 100 + 0) / 3, rel=1e-11)
    assert (paired["n_patients"], paired["n_lesions"], paired["status"]) == (3, 7, "flagged")
    assert paired["note"].startswith("1 patient with data in only one arm is excluded; ")
    assert "a t interval of 3 patients" in paired["note"]
    assert math.isnan(paired["p_value"])
    some = rows.loc[named("risk_difference.mcnemar_exact", analysis="any_complete_difference", pair=pair)]
    # patients 1 and 2 have a complete response under the drug alone: 2 of the 2 with one alone, p = 2 / 2^2
    assert (some["estimate"], some["p_value"], some["p_value_minimum"]) == (pytest.approx(-2 / 3), 0.5, 0.5)
    every = rows.loc[named("risk_difference.mcnemar_exact", analysis="all_complete_difference", pair=pair)]
    assert (every["estimate"], every["p_value"]) == (pytest.approx(-1 / 3), 1)
    lesions = rows.loc[named("mean_difference.cr2_t", "lesion", pair=pair)]
    assert lesions["estimate"] == pytest.approx(130 / 3 - 450 / 5, rel=1e-11)
    assert (lesions["n_patients"], lesions["n_lesions"]) == (4, 8)


def test_patients_whose_arms_add_up_to_the_same_have_a_difference_with_an_interval():
    rows = compared(visits_of((str(n), f"{n}{arm}", arm, value) for n, first in enumerate((100.0, 0.0, 40.0))
                              for arm, value in (("A", first), ("B", 100 - first))))  # fmt: skip
    paired, lesions = (rows.loc[named(end, unit, pair="a_against_b")]
                       for end, unit in (("mean.t", "patient"), ("mean_difference.cr2_t", "lesion")))  # fmt: skip
    # With a lesion in either arm for each patient, both are the t interval of the patients' differences.
    for column in ("estimate", "ci_lower", "ci_upper"):
        assert lesions[column] == pytest.approx(paired[column], rel=1e-9)


def test_periods_of_a_cross_over_are_compared_within_patients_over_whom_the_outcome_is_measured():
    visits = visits_of(
        [("1", "1", "A", 50.0), ("1", "1", "B", 10.0), ("2", "2", "B", 0.0), ("2", "2", "A", 100.0)],
        periods=["1", "2", "1", "2"],
    )
    rows = compared(visits, SCORE)
    assert set(rows["unit_of_analysis"]) == {"patient"}
    assert set(rows["analysis"]) == {
        "reduction_difference", "absolute_reduction_difference", "log_ratio_difference", "response_difference",
        "reduction", "absolute_reduction",
    }  # fmt: skip
    assert rows["n_lesions"].isna().all()
    assert rows.loc[named("mean.t", pair="a_against_b"), "estimate"] == pytest.approx(70, rel=1e-11)
    response = rows.loc[named("risk_difference.mcnemar_exact", analysis="response_difference", pair="a_against_b")]
    assert (response["estimate"], response["p_value"]) == (0.5, 1)


def test_of_more_than_two_arms_each_pair_is_compared_and_its_p_value_adjusted_by_holm():
    values = {"a": [0.0, 1, 2], "b": [10.0, 11, 12], "c": [1.5, 2.5, 20]}
    visits = visits_of(
        (f"{arm}{n}", f"{arm}{n}", arm, value) for arm, own in values.items() for n, value in enumerate(own)
    )
    rows = compared(visits)
    pairs = ["a_against_b", "a_against_c", "b_against_c"]
    groups = ["arm=all arms", *(f"arm={pair.replace('_', ' ')}" for pair in pairs)]
    assert list(dict.fromkeys(rows["group"])) == groups
    raw = [rows.loc[named("mean_difference.permutation_exact", pair=pair), "p_value"] for pair in pairs]
    # Of the 20 ways: with 0, 1, 2 on either side; with 0, 1, 1.5 or 0, 1, 2 on either side; and all but six.
    assert raw == pytest.approx([2 / 20, 4 / 20, 14 / 20])
    adjusted = [rows.loc[named("p_value_holm.holm", pair=pair), "estimate"] for pair in pairs]
    assert adjusted == pytest.approx([3 * 0.1, 2 * 0.2, 0.7])
    assert named("p_value_holm.holm", "lesion", pair=pairs[0]) in rows.index
    assert not arms([1, 2], [3, 5]).index.str.contains("holm").any()


def test_lesions_without_an_arm_are_left_out_and_counted_in_the_note():
    rows = compared(visits_of([*one_lesion_each([10, 20, 40], [0, 5, 9]), ("9", "9a", None, 70), ("9", "9b", None, 1)]))
    welch = rows.loc[named("mean_difference.welch_t", pair="a_drug_against_control")]
    assert (welch["n_patients"], welch["n_lesions"], welch["status"]) == (6, 6, "flagged")
    assert welch["note"].startswith("2 lesions without a recorded arm are excluded; with 2.3 degrees of freedom")
    assert "see the exact test" in welch["note"]
    assert not rows["group"].str.contains("not recorded").any()


def test_one_arm_alone_is_compared_with_nothing():
    assert compared(visits_of([("1", "1a", "drug", 10), ("2", "2a", None, 20)])).empty


def test_an_arm_without_anybody_evaluable_is_refused_once_for_each_quantity():
    rows = arms([10, 20], [math.nan, math.nan])
    assert (rows["status"] == "refused").all()
    assert set(rows["note"]) == {"no observed values in control; see the flow of patients and lesions"}
    assert rows["analysis"].value_counts().to_dict() == {
        "reduction_difference": 2, "absolute_reduction_difference": 2, "any_complete_difference": 1,
        "all_complete_difference": 1, "log_ratio_difference": 1,
    }  # fmt: skip


def test_one_patient_in_an_arm_has_a_test_and_no_interval():
    rows = arms([90], [10, 20, 35])
    for unit, method in (("patient", "welch_t"), ("lesion", "cr2_t")):
        row = rows.loc[named(f"mean_difference.{method}", unit)]
        assert (row["status"], row["note"][:43]) == ("refused", "a CI needs at least 2 patients in each arm;")
    test = rows.loc[named("mean_difference.permutation_exact")]
    assert (test["p_value"], test["p_value_minimum"]) == (0.25, 0.25)


def test_arms_in_which_everybody_is_the_same_are_refused_but_for_the_intervals_of_proportions():
    rows = arms([100] * 3, [100] * 4)
    given = rows[rows["status"] != "refused"]
    assert set(given["method"]) == {"newcombe", "miettinen_nurminen"}
    assert given["ci_lower"].lt(0).all()
    assert given["ci_upper"].gt(0).all()
    note = rows.loc[named("odds_ratio.fisher_exact", analysis="any_complete_difference"), "note"]
    assert note.startswith("the odds ratio is undefined: every patient responded")


def test_arms_that_differ_without_spread_have_tests_and_no_interval_of_the_means():
    # Of the 924 ways to deal twelve patients to two sixes, this and its reverse alone are as far apart.
    rows = arms([100] * 6, [0] * 6)
    for unit, method in (("patient", "welch_t"), ("lesion", "cr2_t")):
        row = rows.loc[named(f"mean_difference.{method}", unit)]
        assert (row["status"], row["note"][:45]) == ("refused", "all values within each arm are equal: a CI of")
    assert rows.loc[named("mean_difference.permutation_exact"), "p_value"] == pytest.approx(2 / 924, rel=1e-11)
    shift = rows.loc[named("shift.hodges_lehmann")]
    assert (shift["estimate"], shift["status"], math.isnan(shift["ci_lower"])) == (100, "flagged", True)
    odds = rows.loc[named("odds_ratio.fisher_exact", analysis="all_complete_difference")]
    assert (odds["estimate"], odds["p_value"], odds["status"]) == (math.inf, pytest.approx(2 / 924), "flagged")


def test_lesions_that_grew_flag_the_comparisons_of_means():
    rows = arms([10, -40, 30], [20, 30, 40])
    flagged = rows.index[rows["note"].str.contains("lesion size rose in a lesion")]
    assert {name.rpartition(".")[2] for name in flagged} == {"welch_t", "permutation_exact", "cr2_t"}


def test_a_comparison_within_patients_is_not_flagged_for_the_lesion_of_another_patient():
    visits = [(patient, f"{patient}{arm}", arm, value) for patient, arm, value in (
        ("1", "A", 10.0), ("1", "B", 30.0), ("2", "A", 0.0), ("2", "B", 50.0), ("3", "A", -70.0))]  # fmt: skip
    rows = compared(visits_of(visits))
    assert "rose" not in rows.loc[named("mean.t", pair="a_against_b"), "note"]
    assert "rose" in rows.loc[named("mean_difference.cr2_t", "lesion", pair="a_against_b"), "note"]


def test_above_the_limit_the_shift_is_refused_and_the_test_takes_the_normal_distribution():
    rows = arms([10, 20, 40], [0, 5, 9], methods=METHODS | {"asymptotic_patients": 5})
    assert rows.loc[named("shift.hodges_lehmann"), "status"] == "refused"
    assert "see the difference of the means" in rows.loc[named("shift.hodges_lehmann"), "note"]
    assert 0 < rows.loc[named("mean_difference.permutation_normal"), "p_value"] < 0.2


def test_a_drawn_test_says_so_and_is_the_same_in_every_run():
    draw = METHODS | {"exact_assignments": 3}
    first, again = (arms([10, 20, 40], [0, 5, 9], methods=draw) for _ in range(2))
    name = named("mean_difference.permutation_monte_carlo")
    assert first.loc[name, "p_value"] == again.loc[name, "p_value"]
    assert math.isnan(first.loc[name, "p_value_minimum"])


def in_arms(
    first: Sequence[float], second: Sequence[float], paired: bool, names: tuple[str, str], prefix: str
) -> pd.DataFrame:
    """The comparison of two arms of these names, of the same patients or of others, by the end of the `result_id`."""
    rows = [
        (f"{prefix}{n}{'' if paired else arm}", f"{prefix}{arm}{n}", arm, value)
        for arm, values in zip(names, (first, second), strict=True)
        for n, value in enumerate(values)
    ]
    frame = compared(visits_of(rows))
    return frame.set_index(frame.index.str.replace(r"size_mm.*arm=[^.]*\.", "", regex=True)).sort_index()


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize(
    ("first", "second"), [([5.0, 90, 100], [10.0, -20, 40, 40]), ([100.0, 100, 100, 20], [0.0, 100, 15])]
)
def test_exchanging_the_names_of_the_arms_turns_the_signs_and_no_name_of_a_patient_matters(first, second, paired):
    there = in_arms(first, second, paired, ("A", "B"), "")
    back = in_arms(first, second, paired, ("B", "A"), "z")
    assert list(there.index) == list(back.index)
    turned = there["statistic"].isin(["mean_difference", "shift", "risk_difference", "mean"])
    for column, other in (("estimate", "estimate"), ("ci_lower", "ci_upper"), ("ci_upper", "ci_lower")):
        np.testing.assert_allclose(there.loc[turned, column], -back.loc[turned, other], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(there["p_value"], back["p_value"], rtol=1e-9)
    assert (there["status"] == back["status"]).all()
