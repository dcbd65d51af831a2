"""Means of made-up patients. Expected values are worked out by hand, or are quantiles of R 4.2 (`qt`)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from casetrace.analyse.estimate.bootstraps import add_bootstrap
from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import per_patient
from casetrace.methods.estimates import Limits
from casetrace.methods.resampling import DrawnBootstrap
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.outcomes import an_outcome

METHODS: dict[str, Any] = {
    "confidence_level": 0.95,
    "exact_bootstrap_patients": 9,
    "asymptotic_patients": 5000,
    "resamples": 199,
    "bootstrap_patients": 4,
}
PATIENTS = Subject(Quantity("reduction"), "patient", "primary", an_outcome(), 4, scenario="observed")
LESIONS = Subject(Quantity("reduction"), "lesion", "secondary", an_outcome(), 4, scenario="observed")
PERCENT = Limits(-math.inf, 100.0)


def frame(values: Sequence[float], patients: str | None = None) -> pd.DataFrame:
    """One row a lesion; of the patients that the letters name, or else of one patient each."""
    names = list(patients) if patients else [f"P{number}" for number in range(len(values))]
    lesions = [f"L{number}" for number in range(len(values))]
    return pd.DataFrame({"patient_id": names, "lesion_id": lesions, "x": np.array(values, dtype=float)})


def mean_of(rows: pd.DataFrame, subject: Subject = PATIENTS, level: float = 0.95, **settings: Any) -> pd.DataFrame:
    results = Results()
    add_mean(results, subject, rows, "x", EstimationSettings(METHODS | {"confidence_level": level}, 1), **settings)
    return results.frame().set_index("statistic")


def bootstrap_of(rows: pd.DataFrame, subject: Subject = LESIONS, methods: Mapping[str, Any] = {}) -> pd.DataFrame:
    results = Results()
    add_bootstrap(results, subject, rows, "x", EstimationSettings({**METHODS, **methods}, 1))
    return results.frame()


def test_a_mean_over_patients_has_students_interval_standard_error_and_degrees_of_freedom():
    rows = mean_of(frame([10, 20, 30, 40, 50]))
    se = math.sqrt(1000 / 4 / 5)
    quantile = 2.776445105197799  # qt(0.975, 4)
    assert rows["estimate"].to_dict() == pytest.approx({"mean": 30, "se": se, "df": 4}, rel=1e-11)
    limits = rows.loc["mean", ["ci_lower", "ci_upper", "ci_level"]].tolist()
    assert limits == pytest.approx([30 - quantile * se, 30 + quantile * se, 0.95], rel=1e-10)
    assert rows.loc["mean", "p_value"] == pytest.approx(2 * stats.t.sf(30 / se, 4), rel=1e-11)
    assert set(rows["method"]) == {"t"}
    assert set(rows["status"]) == {"ok"}


@pytest.mark.parametrize("values", [[10, 20], [10, 20, 30], [10, 20, 30, 40]])
def test_a_t_interval_of_fewer_than_5_patients_is_flagged_and_has_no_p_value(values):
    rows = mean_of(frame(values))
    assert set(rows["status"]) == {"flagged"}
    assert f"a t interval of {len(values)} patients" in rows.loc["mean", "note"]
    assert rows["p_value"].isna().all()


def test_what_does_not_touch_the_interval_leaves_the_p_value():
    row = mean_of(frame([10, 20, 30, 40, 50]), flag="both arms together").loc["mean"]
    assert (row["status"], math.isnan(row["p_value"])) == ("flagged", False)


def test_a_mean_over_lesions_is_clustered_by_patient():
    # Two patients with two alike lesions each tell no more than two patients with one: their t interval.
    rows = mean_of(frame([10, 10, 30, 30], "aabb"), LESIONS)
    assert rows["estimate"].to_dict() == pytest.approx({"mean": 20, "se": 10, "df": 1}, rel=1e-11)
    assert (rows.loc["mean", "method"], rows.loc["mean", "n_patients"], rows.loc["mean", "n_lesions"]) == (
        "cr2_t",
        2,
        4,
    )


def test_the_level_of_the_study_is_the_level_of_the_interval():
    row = mean_of(frame([10, 20, 30, 40]), level=0.9).loc["mean"]
    quantile = 2.353363434801823  # qt(0.95, 3)
    assert (row["ci_level"], row["ci_upper"]) == (0.9, pytest.approx(25 + quantile * math.sqrt(500 / 12), rel=1e-11))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([], "no observed values"),
        ([50], "a CI needs at least 2 patients"),
        ([50, 50, 50], "all values are equal"),
        ([0.1 + 0.2, 0.3, 0.3], "all values are equal"),
    ],
)
def test_a_mean_without_an_interval_is_refused_and_says_why(values, why):
    rows = mean_of(frame(values))
    assert list(rows.index) == ["mean"]
    assert rows.loc["mean", "status"] == "refused"
    assert rows.loc["mean", "note"].startswith(why)
    assert rows.loc["mean", "n_patients"] == len(values)
    assert math.isnan(rows.loc["mean", "estimate"])


def test_the_lesions_of_one_patient_have_no_interval():
    rows = mean_of(frame([10, 60, 90], "aaa"), LESIONS)
    assert rows.loc["mean", "note"].startswith("a CI needs at least 2 patients")


@pytest.mark.parametrize(
    ("values", "possible", "end"),
    [
        ([80, 100, 100], PERCENT, "100 %"),
        ([-90, -100, -20], Limits(-100, 200), "\N{MINUS SIGN}100 %"),
        ([80, 100, 90], PERCENT, "100 %"),
    ],
)
def test_an_interval_that_leaves_the_possible_range_is_flagged_and_not_cut(values, possible, end):
    row = mean_of(frame(values), possible=possible).loc["mean"]
    assert row["status"] == "flagged"
    assert row["note"].startswith(f"the CI extends beyond {end}")
    assert row["ci_lower"] < possible.lower or row["ci_upper"] > possible.upper


def test_an_interval_within_the_possible_range_is_not_flagged():
    assert set(mean_of(frame([40, 50, 60, 55, 45]), possible=Limits(-100, 100))["status"]) == {"ok"}
    assert set(mean_of(frame([80, 100, 100, 80, 90]))["status"]) == {"ok"}


def test_a_flag_stands_before_the_reason_of_its_own():
    note = mean_of(frame([80, 100, 100]), possible=PERCENT, flag="both arms together").loc["mean", "note"]
    assert note.startswith("both arms together; the CI extends beyond 100 %")


def test_an_option_ends_the_name_of_a_refusal_too():
    for values in ([10, 20], [10]):
        names = mean_of(frame(values), option="offset_1")["result_id"]
        assert all(name.endswith(".t.offset_1") for name in names)


def test_a_patients_mean_is_over_her_own_rows_in_the_order_of_appearance():
    rows = per_patient(frame([10, 60, 20, 30], "baab"), "x")
    assert rows.to_dict("list") == {"patient_id": ["b", "a"], "x": [20, 40], "n_evaluable": [2, 2]}


def test_the_bootstrap_of_few_patients_counts_all_samples_and_is_flagged():
    # Samples of 0, 0, 0, 100: the number of 100s is binomial(4, 1/4). P(0) = 0.316, P(<= 2) = 0.949, P(<= 3) = 0.996.
    rows = bootstrap_of(frame([0, 0, 0, 100])).set_index("statistic")
    assert rows["estimate"].to_dict() == pytest.approx(
        {"mean": 25, "se": 100 * math.sqrt(3 / 16 / 4), "distinct_samples": 35}, rel=1e-11
    )
    assert rows.loc["mean", ["ci_lower", "ci_upper"]].tolist() == [0, 75]
    assert set(rows["method"]) == {"bootstrap_exact"}
    assert set(rows["status"]) == {"flagged"}
    assert rows.loc["mean", "note"].startswith("few distinct bootstrap samples (4 patients)")


def test_fifty_patients_are_drawn_and_not_flagged():
    rows = bootstrap_of(frame(range(0, 500, 10)))
    assert list(zip(rows["statistic"], rows["method"], strict=True)) == [
        ("mean", "bootstrap_percentile"),
        ("se", "bootstrap_percentile"),
        ("mean", "bootstrap_bca"),
    ]
    assert set(rows["status"]) == {"ok"}
    assert set(rows.loc[rows["statistic"] == "mean", "estimate"]) == {245}
    # The standard deviation of the fifty values over the root of fifty, drawn 199 times: within a quarter of it.
    assert rows.loc[1, "estimate"] == pytest.approx(math.sqrt(20825 / 50), rel=0.25)


def test_a_drawn_bootstrap_is_the_same_in_every_run_and_another_one_for_another_visit():
    def limits(week: int) -> list[float]:
        subject = Subject(Quantity("reduction"), "lesion", "secondary", an_outcome(), week, scenario="observed")
        return list(bootstrap_of(frame(range(0, 100, 10)), subject)["ci_lower"].dropna())

    assert limits(4) == limits(4) != limits(12)


@pytest.mark.parametrize(
    ("values", "methods", "why"),
    [
        ([], {}, "no observed values"),
        ([10, 20, 30], {}, "3 patients, fewer than 4"),
        ([10, 20, 30, 40], {"bootstrap_patients": 5}, "4 patients, fewer than 5"),
        ([50] * 5, {}, "all values are equal"),
        ([50] * 12, {}, "all values are equal"),
        (range(12), {"asymptotic_patients": 11}, "12 patients, more than 11"),
    ],
)
def test_a_bootstrap_that_says_nothing_is_refused_once_and_says_why(values, methods, why):
    rows = bootstrap_of(frame(values), methods=methods)
    assert rows["status"].tolist() == ["refused"]
    assert rows["note"].str.startswith(why).all() or not values
    assert rows["statistic"].tolist() == ["mean"]


def test_a_bootstrap_is_never_primary():
    assert set(bootstrap_of(frame([0, 0, 0, 100]), PATIENTS)["role"]) == {"secondary"}


def test_a_bootstrap_without_a_corrected_interval_says_so_and_keeps_the_percentiles(monkeypatch):
    uncorrected = DrawnBootstrap(45.0, 9.0, Limits(30.0, 60.0), None)
    monkeypatch.setattr("casetrace.analyse.estimate.bootstraps.drawn_bootstrap", lambda *_: uncorrected)
    rows = bootstrap_of(frame(range(0, 500, 10))).set_index("method")
    assert rows.loc["bootstrap_bca", "status"] == "refused"
    assert rows.loc["bootstrap_bca", "note"].endswith("see the percentile interval")
    assert rows.loc["bootstrap_percentile", "status"].tolist() == ["ok", "ok"]
