"""Describes what happened to the outcomes: values, reductions, their change between visits, and responses."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from scripts.results.rows import Results, Role, Subject
from scripts.results.summaries import add_count, add_summary, both_units, growth_note

RESPONSES = ("complete", "partial", "stable", "progression")
PATIENT_RESPONSES = ("any_complete", "all_complete")


def role_of(primary: Mapping[str, Any], outcome: str, visit: int, unit: str, scenario: str) -> Role:
    """What the study makes of a result on an outcome, by what config declares primary."""
    if scenario != primary["scenario"]:
        return "sensitivity"
    declared = (primary["outcome"], primary["visit"], primary["unit_of_analysis"])
    return "primary" if (outcome, visit, unit) == declared else "secondary"


def describe_outcome(
    results: Results, name: str, by_lesion: pd.DataFrame, by_patient: pd.DataFrame, primary: Mapping[str, Any]
) -> None:
    """Everything about one outcome, at each visit and in each scenario.

    Parameters
    ----------
    by_lesion, by_patient
        Lesion visits and patient visits of the outcome, in all scenarios.
    primary
        The cohort's `primary` section of config.
    """
    for scenario in by_lesion["scenario"].unique():
        lesions = by_lesion[by_lesion["scenario"] == scenario]
        patients = by_patient[by_patient["scenario"] == scenario]
        weeks = [int(week) for week in lesions["visit"].unique()]
        for week in weeks:
            at_visit = Subject("reduction", "lesion", "secondary", name, week, scenario=scenario)
            _describe_visit(
                results, at_visit, lesions[lesions["visit"] == week], patients[patients["visit"] == week], primary
            )
        for earlier, later in combinations(weeks, 2):
            subject = Subject("change_in_reduction", "lesion", "secondary", name, later, earlier, scenario=scenario)
            _describe_change(results, subject, lesions, primary)


def _describe_visit(
    results: Results, subject: Subject, lesions: pd.DataFrame, patients: pd.DataFrame, primary: Mapping[str, Any]
) -> None:
    growth = growth_note(lesions)
    for unit, rows in both_units(subject, lesions, patients):
        own = _with_role(unit, primary)
        evaluable = rows.dropna(subset=["percent_reduction"])
        add_summary(results, own, evaluable, "percent_reduction", flag_mean=growth)
        if own.unit_of_analysis == "patient":
            if subject.scenario != "as_reported":
                sums = _not_primary(own, "reduction_of_sum")
                add_summary(results, sums, evaluable, "percent_reduction_of_sum", flag_mean=growth)
            _patient_responses(results, own, rows, evaluable)
        else:
            if subject.scenario != "as_reported":
                add_summary(results, _not_primary(own, "value"), evaluable, "value")
                add_summary(results, _not_primary(own, "log_ratio"), evaluable, "log_ratio")
            _lesion_responses(results, own, rows, evaluable)


def _lesion_responses(results: Results, subject: Subject, rows: pd.DataFrame, evaluable: pd.DataFrame) -> None:
    """Lesions in each response category, among the evaluable ones and among all."""
    for analysis_set, among in (("all", evaluable), ("enrolled", rows)):
        own = replace(_not_primary(subject, "response"), analysis_set=analysis_set)
        for response in RESPONSES:
            add_count(results, own.within("response", response), among["response"] == response, among)


def _patient_responses(results: Results, subject: Subject, rows: pd.DataFrame, evaluable: pd.DataFrame) -> None:
    """Patients with any and with all of their lesions in complete response.

    Among the evaluable patients all evaluable lesions count; among all, a lesion without a value is no response.
    """
    everybody = rows.assign(n_evaluable=rows["n_lesions"])
    for analysis_set, among in (("all", evaluable), ("enrolled", everybody)):
        any_complete, all_complete = (
            replace(_not_primary(subject, name), analysis_set=analysis_set) for name in PATIENT_RESPONSES
        )
        add_count(results, any_complete, among["n_complete"] > 0, among)
        add_count(results, all_complete, among["n_complete"] == among["n_evaluable"], among)


def _describe_change(results: Results, subject: Subject, lesions: pd.DataFrame, primary: Mapping[str, Any]) -> None:
    """Change of the percent reduction between two visits, over the lesions with both and over their patients."""
    role: Role = "secondary" if subject.scenario == primary["scenario"] else "sensitivity"
    by_lesion = change_between(lesions, subject)
    growth = growth_note(lesions[lesions["lesion_id"].isin(by_lesion["lesion_id"])])
    by_patient = by_lesion.groupby("patient_id", sort=False).agg(
        change=("change", "mean"), n_evaluable=("change", "size")
    )
    for own, rows in both_units(replace(subject, role=role), by_lesion, by_patient.reset_index()):
        add_summary(results, own, rows, "change", flag_mean=growth)


def change_between(lesions: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    """Difference of the percent reduction (`change`) between the subject's two visits, of each lesion that has both."""
    keys = ["patient_id", "lesion_id"]
    earlier, later = (
        lesions.loc[lesions["visit"] == visit, [*keys, "percent_reduction"]].dropna()
        for visit in (subject.visit_from, subject.visit)
    )
    both = earlier.merge(later, on=keys, suffixes=("_earlier", "_later"))
    both["change"] = both["percent_reduction_later"] - both["percent_reduction_earlier"]
    return both


def _with_role(subject: Subject, primary: Mapping[str, Any]) -> Subject:
    role = role_of(primary, subject.outcome, subject.visit or 0, subject.unit_of_analysis, subject.scenario)
    return replace(subject, role=role)


def _not_primary(subject: Subject, analysis: str) -> Subject:
    """The same subject for another quantity; only the percent reduction is ever primary."""
    return replace(subject, analysis=analysis, role="secondary" if subject.role == "primary" else subject.role)
