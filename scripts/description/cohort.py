"""Describes who was treated: patients, lesions, treatment and complications."""

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from scripts.analysis.datasets import band_names
from scripts.results.rows import Results, Sizes, Subject, distinct_labels
from scripts.results.summaries import add_count, add_counts_by, add_summary, sizes

DOSES = ("dose_mean_mg", "dose_min_mg", "dose_max_mg")


def describe_patients(results: Results, patients: pd.DataFrame, lesions: pd.DataFrame) -> None:
    """Number of patients, their age, sex, diagnosis, and how many lesions each bears."""
    everybody = Subject("patients", "patient", "descriptive", analysis_set="enrolled")
    results.add(everybody, "count", len(patients), "count", Sizes(len(patients), len(lesions)))
    enrolled = Subject("", "patient", "descriptive", analysis_set="enrolled")
    add_summary(results, _named(enrolled, "age_years"), patients, "age_years")
    for column in ("sex", "diagnosis"):
        add_counts_by(results, _named(enrolled, column), patients, column, column)
    borne = lesions.groupby("patient_id", sort=False).agg(n_evaluable=("lesion_id", "size")).reset_index()
    borne["number"] = borne["n_evaluable"]
    add_summary(results, _named(enrolled, "lesions_per_patient"), borne, "number")


def describe_lesions(results: Results, lesions: pd.DataFrame) -> None:
    """Number of lesions, their sites and site groups."""
    subject = Subject("lesions", "lesion", "descriptive", analysis_set="enrolled")
    results.add(subject, "count", len(lesions), "count", sizes(lesions))
    add_counts_by(results, _named(subject, "site"), lesions, "site_group", "site")
    add_counts_by(results, _named(subject, "regimen"), lesions, "regimen", "regimen")


def describe_baseline(results: Results, name: str, outcome: Mapping[str, Any], visits: pd.DataFrame) -> None:
    """Baseline values of one outcome per lesion and per patient (mean of the lesions), and their bands.

    Parameters
    ----------
    visits
        The observed lesion visits of the outcome.
    """
    by_lesion = visits.drop_duplicates("lesion_id")
    by_patient = (
        by_lesion.groupby("patient_id", sort=False)
        .agg(baseline=("baseline", "mean"), n_evaluable=("baseline", "count"))
        .reset_index()
    )
    units: list[tuple[Literal["lesion", "patient"], pd.DataFrame]] = [("lesion", by_lesion), ("patient", by_patient)]
    for unit, rows in units:
        subject = Subject(
            "baseline", unit, "descriptive", outcome=name, visit=outcome["baseline_visit"], analysis_set="enrolled"
        )
        add_summary(results, subject, rows, "baseline")
    bands = Subject(
        "baseline_band", "lesion", "descriptive", outcome=name, visit=outcome["baseline_visit"], analysis_set="enrolled"
    )
    order = band_names(outcome.get("baseline_bands", []), outcome["unit"])
    add_counts_by(results, bands, by_lesion, "baseline_band", "baseline_band", order)


def describe_treatment(results: Results, lesions: pd.DataFrame) -> None:
    """Number of injections and their doses, as the table gives them for each lesion."""
    known = lesions["n_injections"].notna()
    injections = Subject("injections", "injection", "descriptive", analysis_set="enrolled")
    absent = "" if known.all() else f"{int((~known).sum())} lesions have no number of injections; they count as none"
    results.add(
        injections,
        "sum",
        float(lesions["n_injections"].sum()),
        "sum",
        sizes(lesions[known]),
        status="flagged" if absent else "ok",
        note=absent,
    )
    per_lesion = Subject("injections", "lesion", "descriptive", analysis_set="enrolled")
    add_summary(results, per_lesion, lesions, "n_injections")
    for column in DOSES:
        add_summary(results, _named(per_lesion, column), lesions, column)


def describe_complications(results: Results, patients: pd.DataFrame, events: pd.DataFrame) -> None:
    """Patients with any complication, a related, a serious, a serious related one, and with each type."""
    related, serious = events["related"] == "yes", events["serious"] == "yes"
    kinds = {
        "any_complication": events,
        "related_complication": events[related],
        "serious_complication": events[serious],
        "serious_related_complication": events[related & serious],
    }
    for name, rows in kinds.items():
        subject = Subject(name, "patient", "descriptive", analysis_set="enrolled")
        add_count(results, subject, patients["patient_id"].isin(rows["patient_id"]), patients)
    types = sorted(events["type"].unique())
    for kind, label in zip(types, distinct_labels(types), strict=True):
        subject = Subject("complication", "patient", "descriptive", analysis_set="enrolled").within("type", label)
        sufferers = events.loc[events["type"] == kind, "patient_id"]
        add_count(results, subject, patients["patient_id"].isin(sufferers), patients)


def _named(subject: Subject, analysis: str) -> Subject:
    return Subject(analysis, subject.unit_of_analysis, subject.role, analysis_set=subject.analysis_set)
