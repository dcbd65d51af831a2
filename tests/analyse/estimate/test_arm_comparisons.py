"""Endpoints that compare arms, changes in units, log ratios, responders, three arms, and cross-overs.

Expected values are those of R 4.2.2 on the data set `anorexia` of its package MASS: weights in lb before and after
family therapy (FT), cognitive behavioural therapy (CBT) or neither (Hand et al. 1993, A Handbook of Small Data Sets,
data set 285). Others are published, worked out by hand, or of SciPy called directly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casetrace.analyse.estimate.arms import compare_arms
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.arms import ArmComparison, Arms
from casetrace.model.endpoint import Endpoint, Threshold
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from casetrace.model.results import Results
from tests.analyse.estimate.cohorts import METHODS
from tests.outcomes import a_motion, a_response, an_endpoint, an_outcome

#: Weight before and after, by treatment.
ANOREXIA = {
    "CBT": (
        (80.5, 82.2), (84.9, 85.6), (81.5, 81.4), (82.6, 81.9), (79.9, 76.4), (88.7, 103.6), (94.9, 98.4),
        (76.3, 93.4), (81, 73.4), (80.5, 82.1), (85, 96.7), (89.2, 95.3), (81.3, 82.4), (76.5, 72.5),
        (70, 90.9), (80.4, 71.3), (83.3, 85.4), (83, 81.6), (87.7, 89.1), (84.2, 83.9), (86.4, 82.7),
        (76.5, 75.7), (80.2, 82.6), (87.8, 100.4), (83.3, 85.2), (79.7, 83.6), (84.5, 84.6), (80.8, 96.2),
        (87.4, 86.7),
    ),
    "Cont": (
        (80.7, 80.2), (89.4, 80.1), (91.8, 86.4), (74, 86.3), (78.1, 76.1), (88.3, 78.1), (87.3, 75.1),
        (75.1, 86.7), (80.6, 73.5), (78.4, 84.6), (77.6, 77.4), (88.7, 79.5), (81.3, 89.6), (78.1, 81.4),
        (70.5, 81.8), (77.3, 77.3), (85.2, 84.2), (86, 75.4), (84.1, 79.5), (79.7, 73), (85.5, 88.3),
        (84.4, 84.7), (79.6, 81.4), (77.5, 81.2), (72.3, 88.2), (89, 78.8),
    ),
    "FT": (
        (83.8, 95.2), (83.3, 94.3), (86, 91.5), (82.5, 91.9), (86.7, 100.3), (79.6, 76.7), (76.9, 76.8),
        (94.2, 101.6), (73.4, 94.9), (80.5, 75.2), (81.6, 77.8), (82.1, 95.5), (77.6, 90.7), (83.5, 92.5),
        (89.9, 93.8), (86, 91.7), (87.3, 98),
    ),
}  # fmt: skip
WEIGHT = a_motion("weight", label="weight", unit="lb", bearer="patient", follow_up_visits=(12,))
SIZE = an_outcome(follow_up_visits=(12,))
FT_AGAINST_CONT = ArmComparison("FT", "Cont")
SETTINGS = EstimationSettings(METHODS | {"exact_assignments": 200_000, "resamples": 199}, 1)


def visits_of(arms: Mapping[str, Iterable[tuple[float, float]]], outcome: Outcome = WEIGHT) -> pd.DataFrame:
    """Lesion visits of patients who are in one arm each, of their values at the baseline and at week 12."""
    rows = [(f"{arm} {n}", arm, *pair) for arm, pairs in arms.items() for n, pair in enumerate(pairs)]
    return frame_of(pd.DataFrame(rows, columns=["patient_id", "arm", "baseline", "value"]), outcome)


def frame_of(rows: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Lesion visits of patients with one lesion."""
    change = rows["value"] - rows["baseline"]
    reduction = -100 * change / rows["baseline"]
    complete = outcome.improvement(reduction) >= 100
    return (
        pd.DataFrame({"period": None}, index=rows.index)
        .astype("str")
        .where(lambda frame: frame.notna())
        .assign(
            **rows,
            lesion_id=rows["patient_id"],
            outcome=outcome.name,
            visit=12,
            scenario="observed",
            change=change,
            percent_reduction=reduction,
            log_ratio=np.log((rows["value"] + 0.5) / (rows["baseline"] + 0.5)),
            response=np.where(complete, "complete", "stable"),
            missing_reason="",
            no_percent_reason="",
            new_lesion=0,
            relapsed=0,
        )
    )


def plan_of(outcome: Outcome, *endpoints: Endpoint, reference: str = "Cont") -> Plan:
    named = {endpoint.name: endpoint for endpoint in endpoints or (an_endpoint(outcome),)}
    return Plan({outcome.name: outcome}, named, (), arms=Arms(reference))


def compared(visits: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """All comparisons, and estimates in the arms, by the part of the `result_id` that tells them apart."""
    (outcome,) = plan.outcomes.values()
    results, analysed = Results(), OutcomeVisits(outcome, plan.in_arms(visits), visits)
    for in_arm in analysed.by_arm.values():
        estimate_outcome(results, in_arm, SETTINGS)
    compare_arms(results, analysed, SETTINGS)
    frame = results.frame()
    short = frame["result_id"].str.replace(f".{outcome.name}.week_12", "").str.replace(".observed", "")
    return frame.set_index(short.str.replace(".patient.all", ""))


def limits(row: pd.Series) -> list[float]:
    return [row["ci_lower"], row["ci_upper"]]


@pytest.fixture(scope="module")
def anorexia() -> pd.DataFrame:
    """The three treatments compared, with FT against none as the endpoint, and a gain of 10 % as a response."""
    change = an_endpoint(WEIGHT, comparison=FT_AGAINST_CONT)
    response = a_response(WEIGHT, threshold=Threshold(10), primary=True, comparison=FT_AGAINST_CONT)
    return compared(visits_of(ANOREXIA), plan_of(WEIGHT, change, response))


PAIR = "arm=ft_against_cont"


def test_changes_in_percent_and_in_units_are_compared_as_t_test_does(anorexia):
    # t.test(inc[Treat == "FT"], inc[Treat == "Cont"]) with inc = 100 * (Postwt - Prewt) / Prewt; and Postwt - Prewt
    percent = anorexia.loc[f"increase_difference.{PAIR}.mean_difference.welch_t"]
    assert percent["estimate"] == pytest.approx(8.8078480137335, rel=1e-10)
    assert limits(percent) == pytest.approx([2.7926015829164, 14.8230944445506], rel=1e-10)
    assert percent["p_value"] == pytest.approx(0.0052583951342, rel=1e-9)
    units = anorexia.loc[f"absolute_increase_difference.{PAIR}.mean_difference.welch_t"]
    assert units["estimate"] == pytest.approx(7.7147058823529, rel=1e-10)
    assert limits(units) == pytest.approx([2.9765966415248, 12.4528151231811], rel=1e-10)


def test_what_an_endpoint_asks_of_two_arms_is_primary_and_nothing_else(anorexia):
    primary = anorexia.index[anorexia["role"] == "primary"]
    assert set(primary) == {
        f"increase_difference.{PAIR}.mean_difference.welch_t",
        f"increase_difference.{PAIR}.se.welch_t",
        f"increase_difference.{PAIR}.df.welch_t",
        f"responders_difference.{PAIR}.endpoint=response.risk_difference.newcombe",
    }


def test_log_ratios_are_compared_as_they_are_and_adjusted_for_the_baseline(anorexia):
    # lm(log((Postwt + 0.5) / (Prewt + 0.5)) ~ Treat + log(Prewt + 0.5)) of FT and Cont, and t.test without the baseline
    adjusted = anorexia.loc[f"log_ratio_difference.{PAIR}.mean_difference.ancova.offset_0_5"]
    assert adjusted["estimate"] == pytest.approx(0.10256883122327, rel=1e-10)
    assert limits(adjusted) == pytest.approx([0.05413153307564, 0.15100612937090], rel=1e-10)
    assert adjusted["p_value"] == pytest.approx(0.00011344474915, rel=1e-8)
    plain = anorexia.loc[f"log_ratio_difference.{PAIR}.mean_difference.welch_t.offset_0_5"]
    assert plain["estimate"] == pytest.approx(0.08535053188886, rel=1e-10)
    assert limits(plain) == pytest.approx([0.02867734352537, 0.14202372025235], rel=1e-10)
    ratio = anorexia.loc[f"log_ratio_difference.{PAIR}.ratio.ancova.offset_0_5"]
    assert [ratio["estimate"], *limits(ratio)] == pytest.approx(np.exp([adjusted["estimate"], *limits(adjusted)]))


def test_three_arms_are_compared_at_once_before_any_two(anorexia):
    # anova(lm(inc ~ Treat)); fisher.test(table(Treat, inc >= 10)) on 3 x 2 and on FT and Cont
    together = anorexia.loc["increase_difference.arm=all_arms.variance_share.groups_permutation_monte_carlo"]
    assert together["estimate"] == pytest.approx(798.49986200241 / (798.49986200241 + 6302.82250757773), rel=1e-10)
    at = "endpoint=response"
    table = anorexia.loc[f"responders_difference.arm=all_arms.{at}.table_probability.fisher_freeman_halton_exact"]
    assert table["p_value"] == pytest.approx(0.040425900868235, rel=1e-9)
    fisher = anorexia.loc[f"responders_difference.{PAIR}.{at}.odds_ratio.fisher_exact"]
    assert fisher["p_value"] == pytest.approx(0.043685521526098, rel=1e-9)
    boschloo = anorexia.loc[f"responders_difference.{PAIR}.{at}.risk_difference.boschloo_exact"]
    assert boschloo["p_value"] == pytest.approx(stats.boschloo_exact([[9, 5], [8, 21]], n=128).pvalue, rel=1e-3)
    places = list(anorexia.index)
    assert places.index(together.name) < places.index(f"increase_difference.{PAIR}.mean_difference.welch_t")
    assert {name for name in anorexia["group"] if "against" in name and ";" not in name} == {
        "arm=FT against Cont", "arm=CBT against Cont", "arm=CBT against FT",
    }  # fmt: skip


def test_each_arm_has_its_mean_and_its_share_of_responders_with_intervals(anorexia):
    # t.test(inc[Treat == "FT"])$conf.int; binom.test(9, 17)$conf.int
    assert limits(anorexia.loc["increase.arm=ft.mean.t"]) == pytest.approx(
        [4.0996918817713, 13.5028924255484], rel=1e-10
    )
    share = anorexia.loc["responders.arm=ft.endpoint=response.proportion.clopper_pearson"]
    assert limits(share) == pytest.approx([0.27811830033111, 0.77016731273401], rel=1e-9)
    assert share["role"] == "secondary"


def test_without_a_comparison_as_endpoint_each_arm_has_the_primary_result():
    rows = compared(visits_of(ANOREXIA), plan_of(WEIGHT))
    primary = rows[rows["role"] == "primary"]
    assert set(primary["group"]) == {"arm=Cont", "arm=CBT", "arm=FT"}
    assert set(primary["analysis"]) == {"increase"}


def test_a_treated_patient_without_a_value_is_no_responder_of_her_arm():
    visits = visits_of({"drug": [(10, 0), (10, 0), (10, 9)], "Cont": [(10, 9), (10, 10), (10, 0)]}, SIZE)
    visits.loc[visits["patient_id"] == "drug 1", ["value", "change", "percent_reduction", "log_ratio"]] = np.nan
    visits.loc[visits["patient_id"] == "drug 1", "response"] = None
    plan = plan_of(SIZE, an_endpoint(SIZE), a_response(SIZE))
    rows = compared(visits, plan)
    name = "arm=drug_against_cont.endpoint=response.risk_difference.newcombe"
    evaluable, treated = (rows.loc[f"responders_difference.{at}{name}"] for at in ("", "patient.enrolled."))
    assert (evaluable["estimate"], evaluable["n_patients"]) == (pytest.approx(1 / 2 - 1 / 3), 5)
    assert (treated["estimate"], treated["n_patients"]) == (0, 6)


def responding(drug: tuple[int, int], control: tuple[int, int]) -> pd.DataFrame:
    """The comparison of arms of which so many of so many patients respond completely, of others not at all."""
    arms = {
        name: [(10.0, 0.0)] * number + [(10.0, 10.0 - place / 100) for place in range(total - number)]
        for name, (number, total) in (("drug", drug), ("Cont", control))
    }
    return compared(visits_of(arms, SIZE), plan_of(SIZE, an_endpoint(SIZE), a_response(SIZE)))


def test_intervals_that_exclude_no_difference_beside_a_fisher_test_that_does_not():
    rows = responding((4, 12), (0, 11))
    name = "responders_difference.arm=drug_against_cont.endpoint=response"
    fisher = rows.loc[f"{name}.odds_ratio.fisher_exact"]
    assert fisher["p_value"] == pytest.approx(0.0931677018634, rel=1e-9)
    assert fisher["note"].endswith(
        "P ≥ 0.05 although 0 is excluded by Newcombe's interval and the Miettinen–Nurminen interval: with few patients "
        "a CI and an exact test can disagree; interpret both"
    )
    for method in ("newcombe", "miettinen_nurminen"):
        row = rows.loc[f"{name}.risk_difference.{method}"]
        assert row["ci_lower"] > 0
        assert row["status"] == "flagged"
        assert row["note"].startswith("this CI excludes 0 although P ≥ 0.05 by Fisher's exact test")
    # The unconditional tests agree with the intervals: SciPy's Barnard and Boschloo give 0.0399 and 0.0482.
    for method, p_value in (("barnard_exact", 0.0399), ("boschloo_exact", 0.0482)):
        row = rows.loc[f"{name}.risk_difference.{method}"]
        assert (round(row["p_value"], 4), row["status"]) == (p_value, "ok")


def test_an_interval_of_two_patients_in_each_arm_is_held_against_the_exact_test():
    # Welch from -109 to -46 beside an exact p of 1 in 3
    arms = {"drug": [(100.0, 80.0), (100.0, 69.0)], "Cont": [(100.0, 0.0), (100.0, 1.0)]}
    rows = compared(visits_of(arms, SIZE), plan_of(SIZE))
    pair = "reduction_difference.arm=drug_against_cont.mean_difference"
    welch, exact = rows.loc[f"{pair}.welch_t"], rows.loc[f"{pair}.permutation_exact"]
    assert welch["ci_upper"] < 0
    assert exact["p_value"] == pytest.approx(1 / 3)
    assert "fewer than 4, the CI and P depend on normality" in welch["note"]
    assert "this CI excludes 0 although P ≥ 0.05 by the permutation test" in welch["note"]
    assert "P ≥ 0.05 although 0 is excluded by Welch's interval" in exact["note"]


def test_fewer_than_ten_patients_in_an_arm_are_not_adjusted_for_the_baseline():
    rows = responding((4, 12), (0, 9))
    row = rows.loc["log_ratio_difference.arm=drug_against_cont.mean_difference.ancova.offset_0_5"]
    assert (row["status"], row["note"][:41]) == ("refused", "fewer than 10 patients in an arm: too few")


def crossed(first_sequence: Iterable[Any], second_sequence: Iterable[Any]) -> pd.DataFrame:
    """A cross-over: reductions in both periods, of those with the drug first, and of those with placebo first."""
    rows = [
        (f"{'AB'[order]}{n}", arm, period, 100.0, 100.0 - value)
        for order, sequence in enumerate((first_sequence, second_sequence))
        for n, values in enumerate(sequence)
        for period, arm, value in zip("12", (("drug", "placebo"), ("placebo", "drug"))[order], values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["patient_id", "arm", "period", "baseline", "value"])
    plan = plan_of(SIZE, an_endpoint(SIZE), a_response(SIZE, threshold=Threshold(45)), reference="placebo")
    return compared(frame_of(frame, SIZE), plan)


DRUG_FIRST, PLACEBO_FIRST = [(50, 10), (80, 20), (60, 40), (90, 30)], [(0, 40), (20, 70), (10, 30)]


def test_a_cross_over_has_an_effect_of_the_arm_and_one_of_the_period():
    # t.test(d1, d2, var.equal = TRUE) and t.test(d1, -d2, var.equal = TRUE) of the differences between periods, halved
    rows = crossed(DRUG_FIRST, PLACEBO_FIRST)
    pair = "reduction_difference.arm=drug_against_placebo"
    arm = rows.loc[f"{pair}.treatment_effect.crossover_t"]
    assert [arm["estimate"], *limits(arm)] == pytest.approx(
        [40.8333333333333, 23.456800106224, 58.2098665604426], rel=1e-10
    )
    assert arm["p_value"] == pytest.approx(0.0017911602048586, rel=1e-8)
    period = rows.loc[f"{pair}.period=1_against_2.period_effect.crossover_t"]
    assert [period["estimate"], *limits(period)] == pytest.approx(
        [4.16666666666667, -13.2098665604426, 21.5431998935760], rel=1e-10
    )
    assert period["p_value"] == pytest.approx(0.56461397687949, rel=1e-8)
    # of the 35 ways to deal seven patients to sequences of 4 and 3, one more at most is as extreme
    assert rows.loc[f"{pair}.treatment_effect.crossover_permutation_exact", "p_value"] == pytest.approx(1 / 35)
    assert rows.loc["reduction.arm=drug.period=2.mean.t", "estimate"] == pytest.approx(140 / 3, rel=1e-11)


def test_a_cross_over_in_one_order_tells_no_effect_of_the_period():
    rows = crossed(DRUG_FIRST, [])
    row = rows.loc["reduction_difference.arm=drug_against_placebo.treatment_effect.crossover_t"]
    assert row["status"] == "refused"
    assert "all patients received the arms in the same order" in row["note"]


def test_paired_responders_have_the_interval_of_tango_beside_the_test_of_mcnemar():
    # Reductions of 45 % or more: on the drug 5 of 7, on placebo none; by Tango's score interval for 5 and 0 of 7
    rows = crossed(DRUG_FIRST, PLACEBO_FIRST)
    pair = "responders_difference.arm=drug_against_placebo.endpoint=response.risk_difference"
    score, test = rows.loc[f"{pair}.tango"], rows.loc[f"{pair}.mcnemar_exact"]
    assert (score["estimate"], test["p_value"]) == (pytest.approx(5 / 7), pytest.approx(2 / 2**5))
    assert score["n_patients"] == 7
    for limit in limits(score):
        assert score_statistic(5, 0, 7, limit) == pytest.approx(stats.norm.ppf(0.975), rel=1e-5)
    # Tango's interval excludes 0, and five patients are too few for McNemar's test to.
    assert "P ≥ 0.05 by McNemar's test" in score["note"]
    assert "0 is excluded by Tango's interval" in test["note"]


def score_statistic(first_alone: int, second_alone: int, n: int, difference: float) -> float:
    """Distance of a paired difference from the observed one, with the variance at the maximum of the likelihood.

    Tango 1998, equation 8: that maximum by a search instead of the closed form.
    """
    shares = np.linspace(max(0, -difference), (1 - difference) / 2, 400_001)[1:-1]
    logs = first_alone * np.log(shares + difference) + second_alone * np.log(shares)
    logs += (n - first_alone - second_alone) * np.log(1 - 2 * shares - difference)
    share = shares[np.nanargmax(logs)]
    variance = n * (2 * share + difference * (1 - difference))
    return float(abs(first_alone - second_alone - n * difference) / np.sqrt(variance))


def test_a_reference_is_subtracted_from_the_others_whatever_the_names():
    visits = visits_of({"alpha": [(10, 9), (10, 8)], "beta": [(10, 2), (10, 3)]}, SIZE)
    rows = compared(visits, plan_of(SIZE, reference="alpha"))
    assert rows.loc["reduction_difference.arm=beta_against_alpha.mean_difference.welch_t", "estimate"] == pytest.approx(
        60
    )
    rows = compared(visits, plan_of(SIZE, reference="beta"))
    assert rows.loc["reduction_difference.arm=alpha_against_beta.mean_difference.welch_t", "estimate"] == pytest.approx(
        -60
    )


def test_the_order_of_arms_is_the_declared_one():
    arms = Arms("low", ("none", "low", "high")).among(["high", "low", "none"])
    assert arms.names == ("none", "low", "high")
    assert arms.pairs() == [("none", "low"), ("high", "low"), ("none", "high")]
    assert Arms("low").among(["high", "low", "none"]).names == ("low", "high", "none")
    assert Arms().among(["b", "a"]).pairs([ArmComparison("b", "a")]) == [("b", "a")]
    assert replace(arms, reference="").pairs() == [("none", "low"), ("none", "high"), ("low", "high")]
