"""The patients of the cohorts of a study whose patients are at hand, each with a value in the terms of the study."""

from collections.abc import Mapping

import pandas as pd

from casetrace.model.outcome import Outcome
from casetrace.model.visits import improved, observed, patient_visits

#: What is drawn of a cohort's patients, and where it comes from.
PATIENT_COLUMNS = ["patient_id", "improvement", "lesion_visits_row"]


def patients_of(visits: pd.DataFrame, outcome: Outcome, week: int) -> pd.DataFrame:
    """`patient_id`, percent `improvement` and `lesion_visits_row` of each patient at a visit, ascending by improvement.

    A patient's value is the mean over her or his lesions, each counted once a period, as in the cohort's mean. Those
    without a value are left out.

    Parameters
    ----------
    visits
        The cohort's lesion visits.
    outcome, week
        In the cohort's own terms.
    """
    rows = observed(visits.assign(lesion_visits_row=range(len(visits))), outcome.name)
    at_visit = rows[rows["visit"] == week]
    measured = at_visit[at_visit["percent_reduction"].notna()]
    positions = measured["lesion_visits_row"].astype("str").groupby(measured["patient_id"]).agg("; ".join)
    by_patient = improved(patient_visits(at_visit, ()), outcome).dropna(subset="improvement")
    by_patient["lesion_visits_row"] = by_patient["patient_id"].map(positions)
    return by_patient[PATIENT_COLUMNS].sort_values(["improvement", "patient_id"])


def having_new(visits: pd.DataFrame, outcome: Outcome, week: int) -> set[str]:
    """The patients with a new lesion at a visit, as observed."""
    rows = observed(visits, outcome.name)
    return set(rows.loc[(rows["visit"] == week) & (rows["new_lesion"] == 1), "patient_id"])


def lesions_at(visits: pd.DataFrame, outcome: Outcome, week: int) -> pd.DataFrame:
    """`patient_id`, `arm` and percent `improvement` of each lesion with a value at a visit, as observed."""
    rows = improved(observed(visits, outcome.name), outcome)
    at_visit = rows[(rows["visit"] == week) & rows["improvement"].notna()]
    return at_visit[["patient_id", "arm", "improvement"]].reset_index(drop=True)


def together(of_cohorts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of several cohorts with their `cohort`, patients told apart by it."""
    parts = [
        rows.assign(cohort=name, patient_id=[f"{name}/{patient}" for patient in rows["patient_id"]])
        for name, rows in of_cohorts.items()
    ]
    return pd.concat(parts, ignore_index=True)
