"""Describes what happened to the outcomes: values, reductions, their change between visits, and responses."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any, Literal

import pandas as pd

from scripts.results.rows import Results, Role, Subject
from scripts.results.summaries import add_count, add_summary, both_units

RESPONSES = ("complete", "partial", "stable", "progression")
GROWTH_NOTE = (
    "a lesion grew; a mean percent change over lesions that grew is dominated by them (Vickers 2001, "
    "doi 10.1186/1471-2288-1-6): look at the median and at the log ratio instead"
)

Unit = Literal["lesion", "patient"]


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
            _describe_change(results, subject, lesions, patients, primary)


def _describe_visit(
    results: Results, subject: Subject, lesions: pd.DataFrame, patients: pd.DataFrame, primary: Mapping[str, Any]
) -> None:
    flag = GROWTH_NOTE if (lesions["percent_reduction"] < 0).any() else ""
    for unit, rows in both_units(subject, lesions, patients):
        own = _with_role(unit, primary)
        evaluable = rows.dropna(subset=["percent_reduction"])
        add_summary(results, own, evaluable, "percent_reduction", flag=flag)
        if own.unit_of_analysis == "patient":
            if subject.scenario != "as_reported":
                add_summary(results, _not_primary(own, "reduction_of_sum"), evaluable, "percent_reduction_of_sum")
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
    """Patients with any and with all of their lesions in complete response, among the evaluable ones and among all."""
    everybody = rows.assign(n_evaluable=rows["n_lesions"])
    for analysis_set, among in (("all", evaluable), ("enrolled", everybody)):
        for column in ("any_complete", "all_complete"):
            own = replace(_not_primary(subject, column), analysis_set=analysis_set)
            add_count(results, own, (among[column] == 1).fillna(False), among)


def _describe_change(
    results: Results, subject: Subject, lesions: pd.DataFrame, patients: pd.DataFrame, primary: Mapping[str, Any]
) -> None:
    """Change of the percent reduction between two visits, over those with both."""
    for unit, rows in both_units(subject, lesions, patients):
        own = replace(unit, role="secondary" if unit.scenario == primary["scenario"] else "sensitivity")
        keys = ["patient_id", "lesion_id"] if own.unit_of_analysis == "lesion" else ["patient_id"]
        add_summary(results, own, change_between(rows, keys, own), "change")


def change_between(rows: pd.DataFrame, keys: list[str], subject: Subject) -> pd.DataFrame:
    """Difference of the percent reduction (`change`) between the subject's two visits, one row per `keys`."""
    counts = ["n_evaluable"] if "n_evaluable" in rows else []
    earlier = rows.loc[rows["visit"] == subject.visit_from, [*keys, "percent_reduction"]]
    later = rows.loc[rows["visit"] == subject.visit, [*keys, "percent_reduction", *counts]]
    both = earlier.merge(later, on=keys, suffixes=("_earlier", "_later"))
    both["change"] = both["percent_reduction_later"] - both["percent_reduction_earlier"]
    return both


def _with_role(subject: Subject, primary: Mapping[str, Any]) -> Subject:
    role = role_of(primary, subject.outcome, subject.visit or 0, subject.unit_of_analysis, subject.scenario)
    return replace(subject, role=role)


def _not_primary(subject: Subject, analysis: str) -> Subject:
    """The same subject for another quantity; only the percent reduction is ever primary."""
    return replace(subject, analysis=analysis, role="secondary" if subject.role == "primary" else subject.role)
