"""The made-up cohort that the stages are timed on is what it is said to be, and its models are left out."""

import pytest

from benchmarks.large_cohort import LargeCohort, estimate, large_cohort

PATIENTS = 200


@pytest.fixture(scope="module")
def cohort() -> LargeCohort:
    return large_cohort(PATIENTS)


def test_a_patient_has_two_lesions_and_a_twentieth_of_the_values_is_missing(cohort: LargeCohort) -> None:
    observed = cohort.visits[cohort.visits["scenario"] == "observed"]
    assert observed.groupby("patient_id")["lesion_id"].nunique().tolist() == [2] * PATIENTS
    assert len(observed) == PATIENTS * 2 * 2
    assert observed["value"].isna().mean() == pytest.approx(0.05, abs=0.03)
    assert observed["baseline"].notna().all()


def test_estimates_are_timed_without_models(cohort: LargeCohort) -> None:
    rows = estimate(cohort).frame().set_index(["method", "statistic"])
    assert set(rows.loc[["gee_exchangeable", "mixed_model_kenward_roger"], "status"]) == {"refused"}
    assert set(rows.loc[[("cr2_t", "mean"), ("t", "mean")], "status"]) <= {"ok", "flagged"}
