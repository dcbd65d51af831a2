"""Tests of no change on made-up patients; p values are counted by hand."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.estimate.no_change import add_tests, out_of_reach
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.outcomes import an_outcome

METHODS: dict[str, Any] = {
    "confidence_level": 0.95,
    "exact_sign_flip_patients": 20,
    "asymptotic_patients": 5000,
    "resamples": 199,
}
SUBJECT = Subject(Quantity("reduction"), "patient", "primary", an_outcome(), 4, scenario="observed")


def no_change(values: Sequence[float], methods: Mapping[str, Any] = {}, flag: str = "") -> pd.DataFrame:
    rows = pd.DataFrame({"patient_id": [f"P{n}" for n in range(len(values))], "x": [float(v) for v in values]})
    results = Results()
    add_tests(results, SUBJECT, rows, "x", EstimationSettings({**METHODS, **methods}, 1), flag=flag)
    return results.frame().set_index("statistic")


def test_both_tests_count_all_sign_changes_of_few_patients():
    # 1, 2, 3, 4, 5, -6: |sum| = 9. Sums of a set of -'s of 6 or less, or of 15 or more: 14 sets each of 64.
    rows = no_change([1, 2, 3, 4, 5, -6])
    assert rows["method"].to_dict() == {"mean": "sign_flip_exact", "signed_rank": "signed_rank_exact"}
    assert rows["estimate"].to_dict() == {"mean": 1.5, "signed_rank": 15}
    sets = [sum(n for n in range(1, 7) if bits >> n & 1) for bits in range(0, 128, 2)]
    expected = sum(total <= 6 or total >= 15 for total in sets) / 64
    assert rows["p_value"].tolist() == [expected, expected]
    assert rows["p_value_minimum"].tolist() == [2 / 64, 2 / 64]
    assert rows["status"].tolist() == ["ok", "ok"]
    assert rows["role"].tolist() == ["secondary", "secondary"]


def test_zeros_stay_in_the_mean_and_are_left_out_of_the_ranks():
    rows = no_change([0, 10, 20, 30])
    assert rows["estimate"].to_dict() == {"mean": 15, "signed_rank": 6}
    assert rows["p_value"].tolist() == [0.25, 0.25]
    assert rows["n_patients"].tolist() == [4, 4]


def test_a_p_value_that_is_out_of_reach_is_flagged():
    rows = no_change([10, 20, 30, 40, 50])
    assert rows["p_value_minimum"].tolist() == [2 / 32, 2 / 32]
    assert set(rows["status"]) == {"flagged"}
    assert rows["note"].str.startswith("with this sample size P < 0.05 is unattainable").all()


def test_one_patient_can_have_no_p_value_but_1():
    rows = no_change([90])
    assert rows["p_value"].tolist() == rows["p_value_minimum"].tolist() == [1, 1]
    assert set(rows["status"]) == {"flagged"}


@pytest.mark.parametrize(("values", "why"), [([], "no observed values"), ([0, 0, 0], "no patient's value differs")])
def test_without_a_difference_both_tests_are_refused(values, why):
    rows = no_change(values)
    assert set(rows["status"]) == {"refused"}
    assert rows["note"].str.startswith(why).all()
    assert list(rows.index) == ["mean", "signed_rank"]


def test_more_patients_than_can_be_counted_are_drawn_the_same_way_in_every_run():
    values = [(-1) ** n * n for n in range(1, 22)]
    row = no_change(values).loc["mean"]
    assert row["method"] == "sign_flip_monte_carlo"
    assert math.isnan(row["p_value_minimum"])
    assert row["p_value"] * 200 == pytest.approx(round(row["p_value"] * 200), abs=1e-9)  # (1 + reached) / (1 + 199)
    assert row["p_value"] == no_change(values).loc["mean", "p_value"]
    assert no_change(values[:20]).loc["mean", "method"] == "sign_flip_exact"


def test_above_the_asymptotic_limit_the_normal_distribution_stands_in():
    rows = no_change([1] * 16 + [-1] * 9, {"exact_sign_flip_patients": 8, "asymptotic_patients": 24})
    assert rows["method"].tolist() == ["sign_flip_normal", "signed_rank_normal"]
    # z = 7 / 5 for both, since all ranks are tied.
    assert rows["p_value"].tolist() == pytest.approx([math.erfc(1.4 / math.sqrt(2))] * 2, rel=1e-11)


def test_a_flag_stands_before_the_reason_of_its_own():
    assert no_change([10, 20], flag="both arms together")["note"].str.startswith("both arms together; ").all()
    assert no_change([10] * 6, flag="both arms together")["note"].tolist() == ["both arms together"] * 2


@pytest.mark.parametrize(
    ("minimum", "level", "flagged"),
    [
        (0.0625, 0.95, True),
        (0.03125, 0.95, False),
        (0.03125, 0.99, True),
        (0.0625, 0.9, False),
        (math.nan, 0.95, False),
    ],
)
def test_what_is_out_of_reach_depends_on_the_level_of_the_study(minimum, level, flagged):
    note = out_of_reach(minimum, EstimationSettings({"confidence_level": level}, 1))
    assert bool(note) == flagged
    assert not flagged or f"P < {1 - level:.2g}" in note
