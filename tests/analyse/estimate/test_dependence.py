"""The intraclass correlation and the design effect in the results."""

import numpy as np
import pandas as pd
import pytest

from casetrace.analyse.estimate.dependence import add_dependence
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.model.quantities import Quantity
from casetrace.model.results import Results, Subject
from tests.analyse.estimate.cohorts import METHODS, PAIN, SIZE, Course, cohort
from tests.analyse.estimate.test_outcomes import estimates
from tests.methods.test_mixed_degrees import LARGER

SUBJECT = Subject(Quantity("reduction"), "lesion", "secondary", SIZE, 4, scenario="observed")


def dependence(values, patients, **flags) -> pd.DataFrame:
    lesions = [f"L{number}" for number in range(len(values))]
    rows = pd.DataFrame({"patient_id": list(map(str, patients)), "lesion_id": lesions, "improvement": values})
    results = Results()
    add_dependence(results, SUBJECT, rows, "improvement", EstimationSettings(METHODS, 1), **flags)
    return results.frame().set_index("statistic")


def test_from_ten_patients_on_both_have_the_values_of_r():
    # R 4.2.2: see tests/methods/test_intraclass.py.
    rows = dependence(*LARGER)
    icc = rows.loc["icc"]
    numbers = icc[["estimate", "ci_lower", "ci_upper"]].tolist()
    assert numbers == pytest.approx([0.918427079098, 0.756053438665, 0.976985988035], rel=1e-10)
    assert rows.loc["design_effect", "estimate"] == pytest.approx(2.2245694388, rel=1e-10)
    assert pd.isna(rows.loc["design_effect", "ci_lower"])
    assert (icc["n_patients"], icc["n_lesions"], icc["status"], icc["method"]) == (12, 24, "ok", "icc_f")


@pytest.mark.parametrize(
    ("values", "patients", "reason"),
    [
        (range(18), np.repeat(range(9), 2), "9 patients, fewer than 10"),
        (range(12), range(12), "one lesion per patient"),
        (np.repeat(range(10), 2), np.repeat(range(10), 2), "the lesions of each patient are all the same"),
        ([], [], "no observed values"),
    ],
)
def test_what_does_not_tell_how_alike_lesions_are_is_refused_with_the_reason(values, patients, reason):
    rows = dependence(list(values), list(patients))
    assert set(rows["status"]) == {"refused"}
    assert rows["note"].str.startswith(reason).all()
    assert list(rows.index) == ["icc", "design_effect"]


def test_patients_who_hardly_differ_have_no_interval_and_it_is_said():
    values = [number * sign for number in range(10, 20) for sign in (-1, 1)]
    row = dependence(values, np.repeat(range(10), 2)).loc["icc"]
    assert (row["estimate"], row["status"]) == (pytest.approx(-1), "flagged")
    assert pd.isna(row["ci_lower"])
    assert row["note"].startswith("no CI: patients differ by less than expected")


def test_values_piled_up_at_the_end_of_their_range_flag_the_interval():
    row = dependence(*LARGER, at_the_end=True).loc["icc"]
    assert "in simulations with 10 patients and 20 % or more of the values at the best possible" in row["note"]


def test_every_visit_of_lesions_has_both_and_an_outcome_of_the_patient_has_none():
    courses = [Course(f"P{n}", f"P{n}{m}", (20, 2 * n + m % 2)) for n in range(10) for m in range(2)]
    rows = estimates(cohort(courses))
    own = rows[rows["method"] == "icc_f"]
    assert list(own["statistic"]) == ["icc", "design_effect"]
    assert set(own["unit_of_analysis"]) == {"lesion"}
    assert set(own["role"]) == {"secondary"}
    patients = estimates(cohort([Course(f"P{n}", "", (8, n)) for n in range(10)], outcome=PAIN))
    assert not (patients["method"] == "icc_f").any()
