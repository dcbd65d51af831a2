"""Mean log ratios of made-up patients; expected values are worked out by hand."""

from collections.abc import Sequence
from math import exp, log
from typing import Any

import pandas as pd
import pytest

from casetrace.analyse.estimate.log_ratios import add_log_ratios
from casetrace.analyse.estimate.models import add_models
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.analyse.estimate.cohorts import METHODS, PAIN, SIZE, Course, cohort
from tests.methods.test_mixed_degrees import LARGER

QUANTILE = 12.706204736432095  # qt(0.975, 1) of R 4.2


def log_ratios(courses: Sequence[Course], outcome: Outcome = SIZE, **settings: Any) -> pd.DataFrame:
    """Results by the end of their names, from the unit on."""
    visits = cohort(courses, outcome=outcome).visits("observed")
    subject = Subject(Quantity("reduction"), outcome.bearer, "primary", outcome, 4, scenario="observed")
    results = Results()
    add_log_ratios(results, subject, visits, EstimationSettings(METHODS, 1), **settings)
    frame = results.frame()
    return frame.set_index(frame["result_id"].str.removeprefix("log_ratio.size_mm.week_4."))


def one_each(*pairs: tuple[float, float]) -> list[Course]:
    return [Course(f"P{n}", f"L{n}", pair) for n, pair in enumerate(pairs)]


def test_the_ratio_and_its_limits_are_those_of_the_mean_logarithm_with_each_offset():
    rows = log_ratios(one_each((10, 0), (20, 10)))
    for offset, option in ((0.25, "offset_0_25"), (0.5, "offset_0_5"), (1, "offset_1")):
        logs = [log(offset / (10 + offset)), log((10 + offset) / (20 + offset))]
        mean, half = sum(logs) / 2, QUANTILE * abs(logs[0] - logs[1]) / 2
        for unit, method in (("lesion", "cr2_t"), ("patient", "t")):
            row = rows.loc[f"{unit}.all.observed.mean.{method}.{option}"]
            assert row[["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx([mean, mean - half, mean + half])
            ratio = rows.loc[f"{unit}.all.observed.ratio.{method}.{option}"]
            limits = [exp(mean), exp(mean - half), exp(mean + half)]
            assert ratio[["estimate", "ci_lower", "ci_upper"]].tolist() == pytest.approx(limits)
    assert set(rows["role"]) == {"secondary"}


def test_a_patients_log_ratio_is_the_mean_over_her_lesions():
    courses = [Course("A", "a1", (10, 10)), Course("A", "a2", (10, 0)), Course("B", "b1", (10, 10))]
    rows = log_ratios(courses)
    alone = log(0.5 / 10.5)
    assert rows.loc["lesion.all.observed.mean.cr2_t.offset_0_5", "estimate"] == pytest.approx(alone / 3)
    patient = rows.loc["patient.all.observed.mean.t.offset_0_5"]
    assert patient["estimate"] == pytest.approx(alone / 4)
    assert (patient["n_patients"], patient["n_lesions"]) == (2, 3)


def test_a_baseline_of_0_has_no_log_ratio():
    rows = log_ratios(one_each((10, 0), (20, 10), (0, 5)))
    assert set(rows["n_patients"]) == {2}


def test_a_ratio_has_no_interval_where_the_mean_has_none():
    rows = log_ratios(one_each((10, 5)))
    assert set(rows["status"]) == {"refused"}
    assert not rows.index.str.contains(".ratio.", regex=False).any()


def test_models_are_refused_under_ten_patients_and_point_to_the_robust_interval():
    rows = log_ratios(one_each(*((10 + n, 1 + n % 3) for n in range(9))))
    for method in ("gee_exchangeable", "mixed_model_kenward_roger"):
        row = rows.loc[f"lesion.all.observed.mean.{method}"]
        assert row["status"] == "refused"
        assert row["note"].startswith("9 patients, fewer than 10")
        assert row["note"].endswith("see the cluster-robust CI")


def balanced() -> list[Course]:
    """Ten patients with two lesions each that are more like each other than like those of others."""
    return [Course(f"P{n}", f"P{n}{m}", (20, 2 * n + m)) for n in range(10) for m in range(2)]


def test_models_of_a_balanced_cohort_have_the_mean_over_lesions_and_patients_less_one_degrees_of_freedom():
    rows = log_ratios(balanced())
    mean = rows.loc["lesion.all.observed.mean.cr2_t.offset_0_5"]
    for method in ("gee_exchangeable", "mixed_model_kenward_roger"):
        row = rows.loc[f"lesion.all.observed.mean.{method}"]
        assert row["estimate"] == pytest.approx(mean["estimate"], rel=1e-6)
        assert rows.loc[f"lesion.all.observed.df.{method}", "estimate"] == pytest.approx(9, rel=1e-9)
        assert row["ci_lower"] < row["estimate"] < row["ci_upper"]


def models_of(values: Sequence[float], patients: Sequence[int]) -> pd.DataFrame:
    """Results of both models by the end of their names, of lesions with these log ratios."""
    lesions = [f"L{number}" for number in range(len(values))]
    rows = pd.DataFrame({"patient_id": list(map(str, patients)), "lesion_id": lesions, "log_ratio": values})
    subject = Subject(Quantity("log_ratio"), "lesion", "secondary", SIZE, 4, scenario="observed")
    results = Results()
    add_models(results, subject, rows, EstimationSettings(METHODS, 1), "")
    frame = results.frame()
    return frame.set_index(frame["result_id"].str.removeprefix("log_ratio.size_mm.week_4.lesion.all.observed."))


def test_the_mixed_model_has_the_error_and_degrees_of_freedom_of_r():
    # R 4.2.2, lmerTest 3.1.3 with pbkrtest 0.5.2: see tests/methods/test_mixed_degrees.py.
    rows = models_of(*LARGER)
    numbers = [rows.loc[f"{name}.mixed_model_kenward_roger", "estimate"] for name in ("mean", "se", "df")]
    assert numbers == pytest.approx([20.7775912098, 2.16084524403, 10.9944120299], rel=5e-9)
    mean = rows.loc["mean.mixed_model_kenward_roger"]
    quantile = 2.20112165155  # qt(0.975, 10.9944120299) of R 4.2.2
    assert mean["ci_upper"] - mean["estimate"] == pytest.approx(quantile * 2.16084524403, rel=5e-9)


def test_a_mixed_model_with_few_degrees_of_freedom_is_flagged():
    # One of ten patients has eight of the nineteen lesions.
    eight = [0.6, -1.6, -0.8, -0.2, 0.6, -0.4, -1.6, 1.8]
    values = [0.3, -1.4, 1.3, 0.2, 2.6, 1.6, -0.5, *eight, 0.9, -0.3, -0.4, 0.0]
    rows = models_of(values, [0, 1, 2, 3, 4, 5, 6, *[7] * 8, 8, 8, 9, 9])
    assert rows.loc["df.mixed_model_kenward_roger", "estimate"] < 4
    mean = rows.loc["mean.mixed_model_kenward_roger"]
    assert mean["status"] == "flagged"
    assert "degrees of freedom, fewer than 4" in mean["note"]
    assert pd.isna(mean["p_value"])


def test_a_model_that_the_data_does_not_determine_is_refused_with_its_reason():
    # Lesions of a patient are less alike than those of two patients: no variance is left between patients.
    courses = [Course(f"P{n}", f"P{n}{m}", (20, (5, 15)[m])) for n in range(10) for m in range(2)]
    row = log_ratios(courses).loc["lesion.all.observed.mean.mixed_model_kenward_roger"]
    assert row["status"] == "refused"
    assert row["note"].endswith("see the cluster-robust CI")


def test_a_flag_stands_on_every_number():
    rows = log_ratios(balanced(), flag="both arms together")
    assert rows["note"].str.startswith("both arms together").all()
    assert set(rows["status"]) == {"flagged"}


def test_an_outcome_of_the_patient_has_no_lesions_and_no_models():
    rows = log_ratios([Course(f"P{n}", "", (8, n)) for n in range(4)], PAIN)
    assert set(rows["unit_of_analysis"]) == {"patient"}
    assert not rows["method"].isin(["gee_exchangeable", "mixed_model_kenward_roger"]).any()
    assert rows["n_lesions"].isna().all()
