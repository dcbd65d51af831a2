"""Describes who was followed up: disposition, and who has a value at each visit and why the others do not."""

import pandas as pd

from scripts.results.rows import Results, Subject
from scripts.results.summaries import add_count, add_counts_by


def describe_disposition(results: Results, disposition: pd.DataFrame) -> None:
    """How the follow-up of each patient ended."""
    subject = Subject("disposition", "patient", "descriptive", analysis_set="enrolled")
    add_counts_by(results, subject, disposition, "status", "status", ["completed"])


def describe_follow_up(results: Results, name: str, by_lesion: pd.DataFrame, by_patient: pd.DataFrame) -> None:
    """Lesions and patients with a value of one outcome at each visit, and the reasons for those without.

    Parameters
    ----------
    by_lesion, by_patient
        The observed visits of the outcome.
    """
    for visit in by_lesion["visit"].unique():
        lesions = by_lesion[by_lesion["visit"] == visit]
        patients = by_patient[by_patient["visit"] == visit]
        patients = patients.assign(n_evaluable=patients["n_lesions"])
        of_lesions = Subject("evaluable", "lesion", "descriptive", name, int(visit), analysis_set="enrolled")
        of_patients = Subject("evaluable", "patient", "descriptive", name, int(visit), analysis_set="enrolled")
        for subject, rows in ((of_lesions, lesions), (of_patients, patients)):
            add_count(results, subject, rows["missing_reason"] == "", rows)
            for reason in sorted(set(rows["missing_reason"]) - {""}):
                add_count(results, subject.within("missing", reason), rows["missing_reason"] == reason, rows)
