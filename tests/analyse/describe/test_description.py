"""What is described, on made-up tables; expected numbers are counted by hand."""

import math

import pandas as pd

from casetrace.analyse.describe.cohort import describe_patients, describe_treatment
from casetrace.analyse.describe.follow_up import describe_disposition, describe_follow_up
from casetrace.analyse.describe.outcomes import describe_outcome
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.results import Results
from casetrace.model.treatment import Treatment
from tests.outcomes import a_plan, an_outcome

SESSIONS = Treatment("session", "sessions")


def estimates(results: Results) -> dict[str, float]:
    frame = results.frame()
    return dict(zip(frame["result_id"], frame["estimate"], strict=True))


def test_patients_and_their_lesions_are_counted():
    patients = pd.DataFrame(
        {"patient_id": ["1", "2"], "age_years": [40.0, None], "sex": ["female", None], "diagnosis": ["A", "A"]}
    )
    lesions = pd.DataFrame({"patient_id": ["1", "1", "2"], "lesion_id": list("abc")})
    results = Results()
    describe_patients(results, patients, lesions)
    found = estimates(results)
    assert found["patients.patient.enrolled.count.count"] == 2
    assert found["age_years.patient.enrolled.mean.summary"] == 40
    assert found["sex.patient.enrolled.sex=not_recorded.percent.count"] == 50
    assert found["lesions_per_patient.patient.enrolled.mean.summary"] == 1.5


def test_unknown_numbers_of_treatments_flag_their_sum():
    lesions = pd.DataFrame(
        {"patient_id": ["1", "2"], "lesion_id": ["a", "b"], "n_treatments": pd.array([3, None], dtype="Int64")}
    ).assign(shared_cell=["no", None], dose_mean=math.nan, dose_min=math.nan, dose_max=math.nan)
    results = Results()
    describe_treatment(results, lesions, SESSIONS)
    row = results.frame().iloc[0]
    assert (row["estimate"], row["status"], row["n_lesions"]) == (3, "flagged", 1)
    assert row["note"].startswith("1 lesions without a number of sessions")


def test_treatments_in_a_shared_cell_are_flagged_with_the_number_if_they_were_shared():
    lesions = pd.DataFrame({"patient_id": ["1", "1"], "lesion_id": ["a", "b"], "n_treatments": [3, 3]})
    lesions = lesions.assign(shared_cell=["no", "yes"], dose_mean=1.0, dose_min=1.0, dose_max=1.0)
    results = Results()
    describe_treatment(results, lesions, SESSIONS)
    found = estimates(results)
    assert found["treatments.treatment.enrolled.sum.sum"] == 6
    assert found["treatments.treatment.enrolled.sum_if_shared.sum"] == 3
    assert results.frame().loc[0, "status"] == "flagged"


def test_completed_is_counted_even_if_nobody_has():
    results = Results()
    describe_disposition(results, pd.DataFrame({"patient_id": ["1"], "status": ["lost"]}))
    assert estimates(results)["disposition.patient.enrolled.status=completed.count.count"] == 0


LESIONS = pd.DataFrame(
    {
        "patient_id": ["1", "1", "2", "2", "3", "3"],
        "lesion_id": ["1", "1", "2", "2", "3", "3"],
        "outcome": "size_mm",
        "period": pd.Series([None] * 6, dtype="str"),
        "arm": pd.Series([None] * 6, dtype="str"),
        "visit": [4, 12] * 3,
        "scenario": "observed",
        "baseline": 10.0,
        "percent_reduction": [10.0, 50, 20, None, None, 80],
        "missing_reason": ["", "", "", "lost", "not recorded", ""],
        "no_percent_reason": "",
        "new_lesion": pd.array([0] * 6, dtype="Int64"),
        "relapsed": pd.array([0] * 6, dtype="Int64"),
        "value": [1.0, 1, 1, None, None, 1],
        "change": [-9.0, -9, -9, None, None, -9],
        "log_ratio": -1.0,
        "response": ["stable", "partial", "stable", None, None, "partial"],
    }
)
OUTCOME = an_outcome()


def test_reasons_add_up_to_those_without_a_value():
    results = Results()
    describe_follow_up(results, OUTCOME, LESIONS)
    counts = {name: value for name, value in estimates(results).items() if name.endswith("count.count")}
    for unit in ("patient", "lesion"):
        for week in (4, 12):
            parts = [v for name, v in counts.items() if name.startswith(f"evaluable.size_mm.week_{week}.{unit}.")]
            assert sum(parts) == 3


def test_primary_and_growth_are_marked_where_they_belong():
    results = Results()
    grown = LESIONS.assign(percent_reduction=LESIONS["percent_reduction"].replace(80, -80))
    describe_outcome(results, OutcomeVisits(OUTCOME, a_plan(OUTCOME), grown))
    frame = results.frame()
    primary = frame[frame["role"] == "primary"]
    assert set(zip(primary["analysis"], primary["visit"], primary["unit_of_analysis"], strict=True)) == {
        ("reduction", 12, "patient")
    }
    flagged = frame[(frame["status"] == "flagged") & (frame["analysis"] == "reduction")]
    assert set(zip(flagged["visit"], flagged["statistic"], strict=True)) == {(12, "mean")}
