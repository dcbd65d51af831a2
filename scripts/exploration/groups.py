"""Reduction in groups of lesions, described and not tested."""

from collections.abc import Mapping

import pandas as pd

from scripts.results.rows import Results, Subject, distinct_labels
from scripts.results.summaries import NOT_RECORDED, add_summary, both_units, growth_note, sizes

#: Columns that tell the groups, by the group's name in config.
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


def add_groups(
    results: Results,
    name: str,
    week: int,
    rows: pd.DataFrame,
    groups: list[str],
    orders: Mapping[str, list[str]],
    notes: Mapping[str, str],
) -> None:
    """Number and reduction of the lesions, and of their patients, in each group at one visit.

    Parameters
    ----------
    name, week
        The outcome and the visit.
    rows
        As `joined` gives them, for this visit.
    groups
        Names of the groups in config.
    orders
        The order of the groups' values where it is not alphabetical.
    notes
        For each explanatory variable, what it can't be told apart from; a group made of one is flagged with it.
    """
    subject = Subject("reduction", "lesion", "exploratory", name, week, scenario="observed")
    for variable in groups:
        values = rows[GROUP_COLUMNS[variable]].astype("str").fillna(NOT_RECORDED)
        found = set(values)
        order = [value for value in orders.get(variable, []) if value in found]
        order += sorted(found - set(order))
        note = notes.get(GROUP_VARIABLES.get(variable, ""), "")
        for value, label in zip(order, distinct_labels(order), strict=True):
            _add_group(results, subject.within(variable, label), rows[values == value], note)


def _add_group(results: Results, subject: Subject, members: pd.DataFrame, flag: str) -> None:
    evaluable = members.dropna(subset=["percent_reduction"])
    by_patient = (
        evaluable.groupby("patient_id", sort=False)
        .agg(percent_reduction=("percent_reduction", "mean"), n_evaluable=("lesion_id", "size"))
        .reset_index()
    )
    for own, rows in both_units(subject, evaluable, by_patient):
        results.add(own, "count", len(rows), "count", sizes(rows))
        add_summary(results, own, rows, "percent_reduction", flag=flag, flag_mean=growth_note(evaluable))
