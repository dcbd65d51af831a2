"""Builds the analysis datasets from the clean tables: lesions, lesion visits and patient visits."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from casetrace.derive.grid import bearer, follow_up
from casetrace.derive.scenarios import apply_scenario
from casetrace.methods.precision import lowest_reaching
from casetrace.methods.reduction import log_ratio, percent_reduction, response_category
from casetrace.model.direction import direction

Tables = Mapping[str, pd.DataFrame]

LESION_VISIT_COLUMNS = [
    "patient_id", "lesion_id", "outcome", "period", "arm", "visit", "scenario", "baseline", "baseline_band", "value",
    "change", "percent_reduction", "log_ratio", "response", "imputed", "missing_reason", "baseline_row", "value_row",
]  # fmt: skip

#: What parts a patient's lesions in the dataset of patient visits.
PARTS = ("period", "arm")


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


def lesions_of(lesions: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.DataFrame:
    """The dataset of lesions; for an outcome measured on the patient as a whole one row per patient.

    That row has the patient's name as `lesion_id`, means over the lesions, and texts that are the same for all of them.
    """
    if bearer(outcome) == "lesion":
        return lesions
    groups = lesions.groupby("patient_id", sort=False)
    columns = lesions.columns.drop(["patient_id", "lesion_id"])
    numbers = [name for name in columns if pd.api.types.is_numeric_dtype(lesions[name])]
    means = groups[numbers].mean().astype("float64")
    different = {name: groups[name].nunique() for name in columns.drop(numbers)}
    texts = {name: groups[name].first().where(number < 2) for name, number in different.items()}
    result = pd.concat([means, pd.DataFrame(texts)], axis=1).reset_index()
    return result.assign(lesion_id=result["patient_id"])[list(lesions.columns)]


def lesion_visits(tables: Tables, outcomes: Mapping[str, Any], scenarios: list[str]) -> pd.DataFrame:
    """One row per lesion, outcome, period, follow-up visit and scenario, whether or not there is a value.

    Parameters
    ----------
    tables
        The clean tables.
    outcomes
        The outcomes of the plan.
    scenarios
        The scenarios to derive.
    """
    parts = []
    for name, outcome in outcomes.items():
        visits = follow_up(tables, name, outcome)
        visits["outcome"] = name
        visits["baseline_band"] = band_labels(visits["baseline"], outcome.get("baseline_bands", []), outcome["unit"])
        for scenario in scenarios:
            parts.append(_derived(apply_scenario(visits, scenario, outcome), outcome))
    return pd.concat(parts, ignore_index=True)[LESION_VISIT_COLUMNS]


def of_outcome(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one outcome."""
    return rows[rows["outcome"] == name]


def observed(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The visits of one outcome as observed."""
    return rows[(rows["outcome"] == name) & (rows["scenario"] == "observed")]


def _derived(visits: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.DataFrame:
    """Change, percent reduction, log ratio and response of one outcome's visits, where the baseline lets them be."""
    result = visits.copy()
    baseline = result["baseline"].where(result["baseline"] > 0)
    by_value = result["from_values"] & baseline.notna()
    reduction = percent_reduction(baseline, result["value"])
    result["percent_reduction"] = np.where(result["from_values"], reduction, result["reported_reduction_percent"])
    result["change"] = (result["value"] - baseline).where(by_value)
    logs = log_ratio(baseline, result["value"].where(by_value), outcome["log_offset"])
    result["log_ratio"] = pd.Series(logs, index=result.index).where(by_value)
    improvement = direction(outcome).improvement(result["percent_reduction"])
    result["response"] = response_category(improvement, **outcome["response"])
    return result


def improved(rows: pd.DataFrame, outcome: Mapping[str, Any]) -> pd.DataFrame:
    """Lesion or patient visits of one outcome with their percent `improvement`: the reduction, or else the increase.

    Those of patients also have `improvement_of_sum`.
    """
    columns = {name: name.replace("percent_reduction", "improvement") for name in rows if "percent_reduction" in name}
    way = direction(outcome)
    return rows.assign(**{new: way.improvement(rows[name]) for name, new in columns.items()})


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
    numbers = np.digitize(values.to_numpy(dtype=float), [lowest_reaching(edge) for edge in edges])
    labels = pd.Series([names[number] for number in numbers], index=values.index, dtype="str")
    return labels.where(values.notna())


def band_names(edges: list[float], unit: str) -> list[str]:
    """Names of the bands between `edges`, lowest first."""
    if not edges:
        return ["all"]
    of_unit = f" {unit}" if unit else ""
    inner = [f"{low:g} to under {high:g}{of_unit}" for low, high in pairwise(edges)]
    return [f"under {edges[0]:g}{of_unit}", *inner, f"{edges[-1]:g}{of_unit} or more"]


def patient_visits(visits: pd.DataFrame, parts: Sequence[str] = PARTS) -> pd.DataFrame:
    """One row per patient, outcome, follow-up visit and scenario, over the patient's lesions with a reduction there.

    Parameters
    ----------
    visits
        Lesion visits.
    parts
        What parts the lesions of a patient: `period` and `arm` for the dataset, nothing for results over everyone, in
        which a lesion counts once a period.

    Returns
    -------
    DataFrame
        `value` and `percent_reduction` are means over the lesions, `baseline` their mean baseline and
        `percent_reduction_of_sum` the reduction of the sum of their values (missing under `as_reported`); `n_lesions`
        counts all lesions and `n_evaluable` those with a reduction; `n_complete`, and `any_complete` and `all_complete`
        (0 or 1), the complete responses among those. All are missing where no lesion is evaluable.
    """
    keys = ["patient_id", "outcome", *parts, "visit", "scenario"]
    evaluable = visits["percent_reduction"].notna()
    seen = visits.assign(
        evaluable=evaluable,
        complete=(visits["response"] == "complete") & evaluable,
        baseline=visits["baseline"].where(evaluable),
        value=visits["value"].where(evaluable & visits["change"].notna()),
    )
    groups = seen.groupby(keys, sort=False, observed=True, dropna=False)
    result = groups.agg(
        n_lesions=("lesion_id", "size"),
        n_evaluable=("evaluable", "sum"),
        baseline=("baseline", "mean"),
        value=("value", "mean"),
        percent_reduction=("percent_reduction", "mean"),
        value_sum=("value", "sum"),
        n_values=("value", "count"),
        baseline_sum=("baseline", "sum"),
        n_complete=("complete", "sum"),
        missing_reason=("missing_reason", "first"),
    ).reset_index()
    some = result["n_evaluable"] > 0
    sums = result["baseline_sum"].where(result["n_values"] > 0)
    result["percent_reduction_of_sum"] = percent_reduction(sums, result["value_sum"])
    result["any_complete"] = (result["n_complete"] > 0).astype("Int64").where(some)
    result["all_complete"] = (result["n_complete"] == result["n_evaluable"]).astype("Int64").where(some)
    result["missing_reason"] = result["missing_reason"].where(~some, "")
    return result.drop(columns=["value_sum", "n_values", "baseline_sum"])
