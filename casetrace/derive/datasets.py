"""Builds the analysis datasets from the clean tables: lesions, lesion visits and patient visits."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from casetrace.derive.courses import new_lesions, relapses
from casetrace.derive.scenarios import apply_scenario
from casetrace.methods.reduction import log_ratio, percent_reduction, response_category
from casetrace.model.grid import follow_up
from casetrace.model.outcome import Outcome, band_labels

Tables = Mapping[str, pd.DataFrame]

LESION_VISIT_COLUMNS = [
    "patient_id", "lesion_id", "outcome", "period", "arm", "visit", "scenario", "baseline", "baseline_band", "value",
    "change", "percent_reduction", "log_ratio", "response", "new_lesion", "relapsed", "imputed", "merged_into",
    "missing_reason", "no_percent_reason", "baseline_row", "value_row",
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


def lesion_visits(tables: Tables, outcomes: Mapping[str, Outcome], scenarios: list[str]) -> pd.DataFrame:
    """One row per lesion, outcome, period, follow-up visit and scenario, whether or not there is a value."""
    return pd.concat([rows for _, rows in visits_in_parts(tables, outcomes, scenarios)], ignore_index=True)


def visits_in_parts(
    tables: Tables, outcomes: Mapping[str, Outcome], scenarios: list[str]
) -> Iterator[tuple[Outcome, pd.DataFrame]]:
    """The rows of `lesion_visits`, in their order: of each outcome and scenario.

    Parameters
    ----------
    tables
        The clean tables.
    outcomes
        The outcomes of the plan.
    scenarios
        The scenarios to derive.
    """
    for name, outcome in outcomes.items():
        visits = follow_up(tables, name, outcome)
        visits["outcome"] = name
        visits["baseline_band"] = band_labels(visits["baseline"], outcome.baseline_bands, outcome.unit)
        for scenario in scenarios:
            yield outcome, _derived(apply_scenario(visits, scenario, outcome), outcome)[LESION_VISIT_COLUMNS]


def _derived(visits: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Change, percent reduction, log ratio, response and course of one outcome's visits, where its scale has them.

    Without a baseline above 0 there are no percentage and no logarithm, with the reason in `no_percent_reason`; without
    any baseline no change.
    """
    if not outcome.scale.needs_baseline:
        return _without_baseline(visits, outcome)
    result = visits.copy()
    baseline = result["baseline"].where(result["baseline"] > 0)
    by_value = result["from_values"] & baseline.notna()
    reduction = percent_reduction(baseline, result["value"])
    result["percent_reduction"] = np.where(result["from_values"], reduction, result["reported_reduction_percent"])
    result["change"] = (result["value"] - result["baseline"]).where(result["from_values"])
    logs = log_ratio(baseline, result["value"].where(by_value), outcome.log_offset)
    result["log_ratio"] = pd.Series(logs, index=result.index).where(by_value)
    improvement = outcome.direction.improvement(result["percent_reduction"])
    result["response"] = response_category(improvement, *outcome.response)
    result["new_lesion"], result["relapsed"] = new_lesions(result, outcome), relapses(result, outcome)
    result["no_percent_reason"] = _no_percent_reason(result)
    return result


def _no_percent_reason(visits: pd.DataFrame) -> pd.Series:
    """Why a value has no percent change from the baseline; empty where it has one, or where there is no value."""
    baseline = visits["baseline"]
    reason = pd.Series("no baseline", index=visits.index).mask(baseline == 0, "baseline of 0")
    reason = reason.mask(baseline < 0, "baseline below 0")
    without = visits["from_values"] & visits["value"].notna() & visits["percent_reduction"].isna()
    return reason.where(without, "").astype("str")


def _without_baseline(visits: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Steps between levels, or percent reductions as printed with the responses that they are."""
    result = visits.assign(change=np.nan, percent_reduction=np.nan, log_ratio=np.nan, no_percent_reason="")
    if outcome.scale.is_change:
        reduction = outcome.printed_reduction(result["value"])
        result["percent_reduction"] = reduction.where(result["from_values"], result["reported_reduction_percent"])
    if outcome.scale.has_levels:
        result["change"] = (result["value"] - result["baseline"]).where(result["from_values"])
    improvement = outcome.direction.improvement(result["percent_reduction"])
    result["response"] = response_category(improvement, *outcome.response)
    result["new_lesion"], result["relapsed"] = new_lesions(result, outcome), relapses(result, outcome)
    return result
