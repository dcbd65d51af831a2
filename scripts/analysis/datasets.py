"""Builds the analysis datasets from the clean tables: lesions, lesion visits and patient visits."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from scripts.analysis.scenarios import apply_scenario
from scripts.methods.reduction import log_ratio, percent_reduction, response_category

Tables = Mapping[str, pd.DataFrame]

LESION_VISIT_COLUMNS = [
    "patient_id", "lesion_id", "outcome", "visit", "scenario", "baseline", "baseline_band", "value", "change",
    "percent_reduction", "log_ratio", "response", "imputed", "missing_reason", "baseline_row", "value_row",
]  # fmt: skip


def lesion_table(tables: Tables, site_groups: Mapping[str, list[str]]) -> pd.DataFrame:
    """One row per lesion with what explains its course: site group, treatment, and its patient's age, sex, diagnosis.

    A site's group is the site itself where config has no groups.
    """
    lesions = tables["lesions"].rename(columns={"row": "lesion_row"})
    group_of = {site: group for group, sites in site_groups.items() for site in sites}
    lesions["site_group"] = lesions["site"].map(group_of) if site_groups else lesions["site"]
    treatments = tables["treatments"].drop(columns="patient_id").rename(columns={"row": "treatment_row"})
    patients = tables["patients"].rename(columns={"row": "patient_row"})
    return lesions.merge(treatments, on="lesion_id", how="left").merge(patients, on="patient_id", how="left")


def lesion_visits(tables: Tables, outcomes: Mapping[str, Any], scenarios: list[str]) -> pd.DataFrame:
    """One row per lesion, outcome, follow-up visit and scenario, whether or not there is a value.

    Parameters
    ----------
    tables
        The clean tables.
    outcomes
        The cohort's outcomes in config.
    scenarios
        The scenarios to derive.
    """
    parts = []
    for name, outcome in outcomes.items():
        visits = _follow_up(tables, name, outcome)
        for scenario in scenarios:
            parts.append(_derived(apply_scenario(visits, scenario, outcome), outcome))
    return pd.concat(parts, ignore_index=True)[LESION_VISIT_COLUMNS]


def of_outcome(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one outcome."""
    return rows[rows["outcome"] == name]


def observed(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The visits of one outcome as observed."""
    return rows[(rows["outcome"] == name) & (rows["scenario"] == "observed")]


def _follow_up(tables: Tables, name: str, outcome: Mapping[str, Any]) -> pd.DataFrame:
    """Every lesion at every follow-up visit of an outcome, beside its baseline, ordered by lesion and visit."""
    measured = of_outcome(tables["measurements"], name)
    weeks = pd.DataFrame({"visit": pd.array(outcome["follow_up_visits"], dtype="Int64")})
    grid = tables["lesions"][["patient_id", "lesion_id"]].merge(weeks, how="cross")
    start = measured[measured["visit"] == outcome["baseline_visit"]]
    start = start[["lesion_id", "value", "row"]].rename(columns={"value": "baseline", "row": "baseline_row"})
    values = measured[["lesion_id", "visit", "value", "reported_reduction_percent", "row"]]
    visits = grid.merge(start, on="lesion_id", how="left").merge(values, on=["lesion_id", "visit"], how="left")
    visits = visits.rename(columns={"row": "value_row"}).astype({"baseline_row": "Int64", "value_row": "Int64"})
    visits["outcome"] = name
    visits["baseline_band"] = band_labels(visits["baseline"], outcome.get("baseline_bands", []), outcome["unit"])
    visits["missing_reason"] = _missing_reason(visits, tables["disposition"])
    return visits


def _missing_reason(visits: pd.DataFrame, disposition: pd.DataFrame) -> pd.Series:
    """Why a visit has no value: the patient's disposition if it came before, else `not recorded`."""
    own = visits[["patient_id"]].merge(disposition, on="patient_id", how="left")
    ended = (visits["visit"] > own["after_week"]).fillna(False) & ~own["status"].isin(["completed", "unknown"])
    reason = pd.Series(np.where(ended, own["status"], "not recorded"), index=visits.index)
    return reason.where(visits["value"].isna(), "").astype("str")


def _derived(visits: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.DataFrame:
    """Change, percent reduction, log ratio and response of one outcome's visits."""
    result = visits.copy()
    by_size = result["from_sizes"]
    reduction = percent_reduction(result["baseline"], result["value"])
    result["percent_reduction"] = np.where(by_size, reduction, result["reported_reduction_percent"])
    result["change"] = (result["value"] - result["baseline"]).where(by_size)
    logs = log_ratio(result["baseline"], result["value"], outcome["log_offset"])
    result["log_ratio"] = pd.Series(logs, index=result.index).where(by_size)
    result["response"] = response_category(result["percent_reduction"], **outcome["response"])
    return result


def band_labels(values: pd.Series, edges: list[float], unit: str) -> pd.Series:
    """The band of each value, named by its edges; a band includes its lower edge.

    Parameters
    ----------
    values
        Values in `unit`; a missing one has no band.
    edges
        Inner edges in ascending order. Without any, all values are in one band named `all`.
    """
    names = band_names(edges, unit)
    numbers = np.digitize(values.to_numpy(dtype=float), edges)
    labels = pd.Series([names[number] for number in numbers], index=values.index, dtype="str")
    return labels.where(values.notna())


def band_names(edges: list[float], unit: str) -> list[str]:
    """Names of the bands between `edges`, lowest first."""
    if not edges:
        return ["all"]
    inner = [f"{low:g} to under {high:g} {unit}" for low, high in pairwise(edges)]
    return [f"under {edges[0]:g} {unit}", *inner, f"{edges[-1]:g} {unit} or more"]


def patient_visits(visits: pd.DataFrame) -> pd.DataFrame:
    """One row per patient, outcome, follow-up visit and scenario, over the patient's lesions with a reduction there.

    Returns
    -------
    DataFrame
        `percent_reduction` is the mean over lesions, `percent_reduction_of_sum` that of their summed size (missing
        under `as_reported`), `baseline` their mean baseline; `n_lesions` counts all lesions and `n_evaluable` those
        with a reduction; `n_complete`, and `any_complete` and `all_complete` (0 or 1), the complete responses among
        those. All are missing where no lesion is evaluable.
    """
    keys = ["patient_id", "outcome", "visit", "scenario"]
    evaluable = visits["percent_reduction"].notna()
    seen = visits.assign(
        evaluable=evaluable,
        complete=(visits["response"] == "complete") & evaluable,
        baseline=visits["baseline"].where(evaluable),
        value=visits["value"].where(evaluable & visits["change"].notna()),
    )
    groups = seen.groupby(keys, sort=False, observed=True)
    result = groups.agg(
        n_lesions=("lesion_id", "size"),
        n_evaluable=("evaluable", "sum"),
        baseline=("baseline", "mean"),
        percent_reduction=("percent_reduction", "mean"),
        value_sum=("value", "sum"),
        n_values=("value", "count"),
        baseline_sum=("baseline", "sum"),
        n_complete=("complete", "sum"),
        missing_reason=("missing_reason", "first"),
    ).reset_index()
    some = result["n_evaluable"] > 0
    result["percent_reduction_of_sum"] = 100 * (
        1 - result["value_sum"] / result["baseline_sum"].where(result["n_values"] > 0)
    )
    result["any_complete"] = (result["n_complete"] > 0).astype("Int64").where(some)
    result["all_complete"] = (result["n_complete"] == result["n_evaluable"]).astype("Int64").where(some)
    result["missing_reason"] = result["missing_reason"].where(~some, "")
    return result.drop(columns=["value_sum", "n_values", "baseline_sum"])
