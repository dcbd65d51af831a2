"""Made-up cohorts as the analysis stages get them: clean tables, the datasets derived from them, and the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import pandas as pd

from casetrace.derive.datasets import lesion_table, lesion_visits
from casetrace.model.endpoint import Endpoint
from casetrace.model.outcome import Outcome
from casetrace.model.plan import Plan
from tests.outcomes import a_motion, a_pain, a_plan, an_outcome

METHODS: dict[str, Any] = {
    "confidence_level": 0.95,
    "exact_permutation_patients": 5,
    "exact_sign_flip_patients": 8,
    "exact_bootstrap_patients": 5,
    "exact_assignments": 200,
    "asymptotic_patients": 5000,
    "resamples": 99,
    "correlation_patients": 4,
    "bootstrap_patients": 4,
    "model_patients": 10,
    "families": "visit",
}
SIZE = an_outcome(follow_up_visits=(4,))
MOTION = a_motion(follow_up_visits=(4,))
PAIN = a_pain(follow_up_visits=(4,))
SCENARIOS = ["observed", "locf", "no_change", "complete_response"]


class Course(NamedTuple):
    """The values of a lesion, or of a patient as a whole, at the baseline and at each follow-up visit."""

    patient: str
    lesion: str
    values: Sequence[float | None]
    period: str | None = None


@dataclass(frozen=True)
class Cohort:
    """Clean tables by name, and the outcomes of the plan."""

    tables: Mapping[str, pd.DataFrame]
    outcomes: Mapping[str, Outcome]
    endpoints: Mapping[str, Endpoint]

    def visits(self, *scenarios: str) -> pd.DataFrame:
        """The dataset of lesion visits in these scenarios, or in all."""
        return lesion_visits(self.tables, self.outcomes, list(scenarios or SCENARIOS))

    def datasets(self) -> dict[str, pd.DataFrame]:
        """Everything that the analysis stages read."""
        return {**self.tables, "lesions": lesion_table(self.tables, {}), "lesion_visits": self.visits()}

    def plan(self) -> Plan:
        """The plan, in which the source tells of complications."""
        return Plan(dict(self.outcomes), dict(self.endpoints), ("event_type", "event_related", "event_serious"))

    def with_outcome(self, name: str, outcome: Outcome, courses: Sequence[Course]) -> "Cohort":
        """The same cohort with one more outcome, which the lesions and patients that it has already bear."""
        more = _measurements(name, outcome, courses)
        measurements = pd.concat([self.tables["measurements"], more], ignore_index=True)
        outcomes = {**self.outcomes, name: replace(outcome, name=name)}
        return replace(self, tables={**self.tables, "measurements": measurements}, outcomes=outcomes)


def cohort(
    courses: Sequence[Course],
    name: str = "size_mm",
    outcome: Outcome = SIZE,
    patients: Mapping[str, Mapping[str, Any]] | None = None,
    sites: Mapping[str, str] | None = None,
    **primary: Any,
) -> Cohort:
    """A cohort with one outcome.

    Parameters
    ----------
    courses
        One for each lesion, or for each patient where patients bear the outcome.
    patients
        For each patient any of `age_years`, `sex`, `diagnosis` and `dose_mean`.
    sites
        Site of each lesion.
    primary
        What differs from the outcome's last visit over patients as observed.
    """
    lesions = pd.DataFrame([course[:2] for course in courses], columns=["patient_id", "lesion_id"]).drop_duplicates()
    known = pd.DataFrame({"patient_id": lesions["patient_id"].drop_duplicates()}).reset_index(drop=True)
    of_patient = pd.DataFrame.from_dict(dict(patients or {}), orient="index").reindex(known["patient_id"])
    for column in ("age_years", "dose_mean"):
        known[column] = of_patient[column].to_numpy(dtype=float) if column in of_patient else float("nan")
    for column in ("sex", "diagnosis"):
        known[column] = of_patient[column].to_numpy() if column in of_patient else None
        known[column] = known[column].astype("str")
    treatments = lesions.merge(known[["patient_id", "dose_mean"]], on="patient_id")
    treatments[["dose_min", "dose_max", "n_treatments"]] = float("nan")
    texts = {"site": lesions["lesion_id"].map(dict(sites or {})).astype("str"), "regimen": None}
    tables = {
        "patients": known.drop(columns="dose_mean").assign(row=range(len(known))),
        "lesions": lesions.assign(**texts, row=range(len(lesions))).astype({"regimen": "str"}),
        "treatments": treatments.assign(row=range(len(treatments))),
        "measurements": _measurements(name, outcome, courses),
        "events": pd.DataFrame(columns=["patient_id", "type", "related", "serious"], dtype="str").assign(
            week=pd.array([], "Int64")
        ),
        "disposition": pd.DataFrame(
            {
                "patient_id": known["patient_id"],
                "status": "completed",
                "after_week": pd.array([12] * len(known), "Int64"),
                "dated": "yes",
            }
        ),
    }
    named = replace(outcome, name=name)
    return Cohort(tables, {name: named}, a_plan(named, **primary).endpoints)


def _measurements(name: str, outcome: Outcome, courses: Sequence[Course]) -> pd.DataFrame:
    weeks = [outcome.baseline_visit, *outcome.follow_up_visits]
    of_patients = outcome.bearer == "patient"
    rows = [
        (course.patient, course.patient if of_patients else course.lesion, course.period, week, value)
        for course in courses
        for week, value in zip(weeks, course.values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["patient_id", "lesion_id", "period", "visit", "value"]).assign(arm=None)
    frame = frame.astype({"period": "str", "arm": "str", "value": "float64", "visit": "Int64"})
    return frame.assign(
        outcome=name,
        reported_reduction_percent=float("nan"),
        merged_into=pd.Series(None, index=frame.index, dtype="str"),
        row=pd.array(range(len(frame)), dtype="Int64"),
    )
