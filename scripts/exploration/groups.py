"""The percent change in groups of lesions, described and not tested."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from scripts.results.reservations import pooled_note, worsening_note
from scripts.results.rows import Results, Subject, distinct_labels
from scripts.results.summaries import NOT_RECORDED, add_summary, both_units, sizes

#: Columns that tell the groups, by the group's name in config. Arms are described with the cohort.
GROUP_COLUMNS = {
    "baseline_band": "baseline_band",
    "site": "site_group",
    "regimen": "regimen",
    "diagnosis": "diagnosis",
    "sex": "sex",
}

#: The explanatory variable that a group is made of, where it is made of one.
GROUP_VARIABLES = {"baseline_band": "baseline"}


def joined(visits: pd.DataFrame, lesions: pd.DataFrame) -> pd.DataFrame:
    """Lesion visits with what is known of their lesions."""
    return visits.merge(lesions.drop(columns="patient_id"), on="lesion_id", how="left")


def recorded_groups(visits: pd.DataFrame, lesions: pd.DataFrame, outcome: Mapping[str, Any]) -> list[str]:
    """The groups that lesions are in, in order; bands of the baseline where the outcome has edges for them."""
    rows = joined(visits, lesions)
    found = [name for name, column in GROUP_COLUMNS.items() if rows[column].notna().any()]
    return [name for name in found if name != "baseline_band" or outcome.get("baseline_bands")]


def add_groups(
    results: Results,
    subject: Subject,
    outcome: Mapping[str, Any],
    rows: pd.DataFrame,
    groups: list[str],
    orders: Mapping[str, list[str]],
    notes: Mapping[str, str],
) -> None:
    """Number and percent change of the lesions, and of their patients, in each group at one visit.

    Parameters
    ----------
    subject
        The percent change of the outcome at the visit.
    outcome
        The outcome's section of the plan.
    rows
        As `joined` gives them, for this visit, with their `improvement`.
    groups
        Names of the groups.
    orders
        The order of the groups' values where it is not alphabetical.
    notes
        For each explanatory variable, what it can't be told apart from; a group made of one is flagged with it.
    """
    for variable in groups:
        values = rows[GROUP_COLUMNS[variable]].astype("str").fillna(NOT_RECORDED)
        found = set(values)
        order = [value for value in orders.get(variable, []) if value in found]
        order += sorted(found - set(order))
        note = notes.get(GROUP_VARIABLES.get(variable, ""), "")
        for value, label in zip(order, distinct_labels(order), strict=True):
            _add_group(results, subject.within(variable, label), outcome, rows[values == value], note)


def _add_group(
    results: Results, subject: Subject, outcome: Mapping[str, Any], members: pd.DataFrame, note: str
) -> None:
    evaluable = members.dropna(subset=["improvement"])
    by_patient = (
        evaluable.groupby("patient_id", sort=False)
        .agg(improvement=("improvement", "mean"), n_evaluable=("lesion_id", "size"))
        .reset_index()
    )
    flag = "; ".join(filter(None, [note, pooled_note(evaluable)]))
    for own, rows in both_units(subject, evaluable, by_patient):
        results.add(own, "count", len(rows), "count", sizes(rows))
        add_summary(results, own, rows, "improvement", flag=flag, flag_mean=worsening_note(evaluable, outcome))
