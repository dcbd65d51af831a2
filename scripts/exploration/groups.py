"""Reduction in groups of lesions, described and not tested."""

from collections.abc import Mapping

import pandas as pd

from scripts.results.rows import Results, Subject, distinct_labels
from scripts.results.summaries import NOT_RECORDED, add_summary, both_units, sizes

#: Columns that tell the groups, by the group's name in config.
GROUP_COLUMNS = {
    "baseline_band": "baseline_band",
    "site": "site_group",
    "regimen": "regimen",
    "diagnosis": "diagnosis",
    "sex": "sex",
}


def explore_groups(
    results: Results,
    name: str,
    lesions: pd.DataFrame,
    by_lesion: pd.DataFrame,
    groups: list[str],
    orders: Mapping[str, list[str]],
    flags: Mapping[str, str],
) -> None:
    """Number and reduction of the lesions, and of their patients, in each group at each visit.

    Parameters
    ----------
    lesions, by_lesion
        The analysis datasets; visits of one outcome as observed.
    groups
        Names of the groups in config.
    orders
        The order of the groups' values where it is not alphabetical.
    flags
        Why every result on a group is flagged, by the group's name.
    """
    rows = by_lesion.merge(lesions.drop(columns="patient_id"), on="lesion_id", how="left")
    for variable in groups:
        values = rows[GROUP_COLUMNS[variable]].astype("str").fillna(NOT_RECORDED)
        found = set(values)
        order = [value for value in orders.get(variable, []) if value in found]
        order += sorted(found - set(order))
        for week in by_lesion["visit"].unique():
            subject = Subject("reduction", "lesion", "exploratory", name, int(week), scenario="observed")
            for value, label in zip(order, distinct_labels(order), strict=True):
                members = rows[(rows["visit"] == week) & (values == value)]
                _add_group(results, subject.within(variable, label), members, flags.get(variable, ""))


def _add_group(results: Results, subject: Subject, members: pd.DataFrame, flag: str) -> None:
    evaluable = members.dropna(subset=["percent_reduction"])
    by_patient = (
        evaluable.groupby("patient_id", sort=False)
        .agg(percent_reduction=("percent_reduction", "mean"), n_evaluable=("lesion_id", "size"))
        .reset_index()
    )
    for own, rows in both_units(subject, evaluable, by_patient):
        results.add(own, "count", len(rows), "count", sizes(rows))
        add_summary(results, own, rows, "percent_reduction", flag=flag)
