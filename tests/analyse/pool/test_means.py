import pandas as pd
import pytest

from casetrace.methods.pooling import hartung_knapp
from casetrace.methods.register import METHODS
from casetrace.model.direction import HIGHER_IS_BETTER, LOWER_IS_BETTER
from tests.analyse.pool.cohorts import MadeUp, made_up, pooled, pooled_results, three

WEEK_4 = "reduction.size_mm.week_4.patient.all.observed"


def alike(last: float = 70.0) -> list[MadeUp]:
    return [made_up(name, {4: [40, 50, 60, last + step]}) for step, name in enumerate("abc")]


def by_id(cohorts: list[MadeUp], fewest: int = 3) -> pd.DataFrame:
    return pooled(cohorts, fewest).set_index("result_id")


def test_three_cohorts_are_pooled_by_their_means_and_standard_errors():
    rows = by_id(three())
    own = [f"{WEEK_4}.cohort={name}" for name in ("first", "second", "third")]
    means, ses = ([rows.loc[f"{start}.{name}.t", "estimate"] for start in own] for name in ("mean", "se"))
    expected = hartung_knapp(means, ses, 0.95)
    found = {
        name: rows.loc[f"{WEEK_4}.{name}.hartung_knapp", "estimate"]
        for name in ("mean", "se", "tau2", "i2", "prediction_lower", "prediction_upper")
    }
    numbers = {
        "mean": expected.estimate.value,
        "se": expected.estimate.se,
        "tau2": expected.tau2,
        "i2": expected.heterogeneity.i2,
        "prediction_lower": expected.prediction.lower,
        "prediction_upper": expected.prediction.upper,
    }
    assert found == pytest.approx(numbers, rel=1e-11)
    mean = rows.loc[f"{WEEK_4}.mean.hartung_knapp"]
    limits = (expected.estimate.lower, expected.estimate.upper, 0.95)
    assert (mean["ci_lower"], mean["ci_upper"], mean["ci_level"]) == pytest.approx(limits, rel=1e-10)
    assert (mean["n_patients"], mean["n_lesions"], mean["role"]) == (17, 17, "secondary")


def test_the_cohorts_own_rows_are_those_of_their_results():
    cohorts = three()
    rows = by_id(cohorts)
    for made in cohorts:
        own = made.statistics.set_index("result_id").loc[f"{WEEK_4}.mean.t"]
        here = rows.loc[f"{WEEK_4}.cohort={made.name}.mean.t"]
        same = ["estimate", "ci_lower", "ci_upper", "ci_level", "n_patients", "n_lesions", "status", "note"]
        assert here[same].to_list() == own[same].to_list()


def test_two_cohorts_stand_beside_each_other():
    rows = by_id(three()[:2])
    mean = rows.loc[f"{WEEK_4}.mean.hartung_knapp"]
    assert (mean["status"], mean["n_patients"]) == ("refused", 14)
    assert mean["note"].startswith("2 cohorts can be pooled, fewer than 3")
    assert f"{WEEK_4}.tau2.hartung_knapp" not in rows.index
    assert rows.loc[f"{WEEK_4}.cohort=second.mean.t", "status"] == "ok"


def test_the_fewest_cohorts_are_those_of_config():
    assert by_id(three(), 4).loc[f"{WEEK_4}.mean.hartung_knapp", "status"] == "refused"


def test_a_cohort_left_out_is_listed_and_flags_what_is_pooled_of_the_others():
    rows = by_id([*three(), made_up("fourth", {4: [100, 100]})])
    assert rows.loc[f"{WEEK_4}.cohort=fourth.mean.t", "status"] == "refused"
    mean = rows.loc[f"{WEEK_4}.mean.hartung_knapp"]
    assert (mean["status"], mean["n_patients"]) == ("flagged", 17)
    assert "without fourth" in mean["note"]
    assert "without fourth" in rows.loc[f"{WEEK_4}.prediction_lower.hartung_knapp", "note"]


def test_cohorts_with_one_mean_are_refused():
    rows = by_id([made_up(name, {4: [40, 50, 60]}) for name in "abc"])
    assert rows.loc[f"{WEEK_4}.mean.hartung_knapp", "status"] == "refused"
    assert "all cohort means are equal" in rows.loc[f"{WEEK_4}.mean.hartung_knapp", "note"]


def test_an_interval_narrower_than_that_of_one_mean_for_all_is_flagged():
    rows = by_id(alike())
    for statistic in ("mean", "se"):
        assert "differ by less than expected by chance" in rows.loc[f"{WEEK_4}.{statistic}.hartung_knapp", "note"]
    assert rows.loc[f"{WEEK_4}.tau2.hartung_knapp", "estimate"] == 0


def test_a_mean_that_rests_on_a_flagged_one_is_flagged():
    first, *others = three()
    flagged = first.statistics.assign(note="lesion size rose in a lesion", status="flagged")
    rows = by_id([first._replace(statistics=flagged), *others])
    assert "1 of the 3 means that were pooled is flagged" in rows.loc[f"{WEEK_4}.mean.hartung_knapp", "note"]
    assert rows.loc[f"{WEEK_4}.cohort=first.mean.t", "note"] == "lesion size rose in a lesion"


@pytest.mark.parametrize(
    ("direction", "values", "limit"),
    [(LOWER_IS_BETTER, [70, 80, 100], "100"), (HIGHER_IS_BETTER, [-70, -80, -100], "-100")],
)
def test_an_interval_beyond_what_a_mean_can_be_is_flagged(direction, values, limit):
    cohorts = [made_up(name, {4: [value * share for value in values]}, direction=direction) for name, share in
               (("a", 1), ("b", 0.9), ("c", 0.6))]  # fmt: skip
    gain = {LOWER_IS_BETTER: "reduction", HIGHER_IS_BETTER: "increase"}[direction]
    note = by_id(cohorts).loc[f"{gain}.size_mm.week_4.patient.all.observed.mean.hartung_knapp", "note"]
    assert f"extends beyond {limit} %" in note


def test_a_score_that_can_be_below_0_has_no_end():
    cohorts = [made_up(name, {4: [70 * share, 80 * share, 100 * share]}, minimum=-5) for name, share in
               (("a", 1), ("b", 0.9), ("c", 0.6))]  # fmt: skip
    assert "extends beyond" not in by_id(cohorts).loc[f"{WEEK_4}.mean.hartung_knapp", "note"]


def test_names_of_cohorts_that_a_result_would_not_tell_apart_are_told_apart():
    rows = pooled([made_up(name, {4: [1, 2, 4 + step]}) for step, name in enumerate(("a-b", "a_b", "a--b"))])
    assert rows["result_id"].is_unique
    assert {group for group in rows["group"] if not group.startswith(("omitted", "up_to"))} == {
        "", "cohort=a-b", "cohort=a_b (2)", "cohort=a--b (3)"
    }  # fmt: skip


def test_the_pooled_means_of_some_cohorts_name_the_function_that_adds_them():
    few = [row for row in pooled_results(three()).rows if row["group"].startswith(("omitted", "up_to"))]
    assert {(row["group"].partition("=")[0], row["code"].rpartition(": ")[2]) for row in few} == {
        ("omitted", "_add_leaving_one_out"),
        ("up_to", "_add_cumulative"),
    }


def test_every_method_is_in_the_register():
    assert set(pooled(three())["method"]) <= set(METHODS)


def test_cohorts_without_anything_in_common_give_an_empty_table():
    assert pooled([made_up("a", {4: [1, 2]}), made_up("b", {12: [1, 2]})]).empty
