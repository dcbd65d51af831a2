"""Lesion visits and patient visits: those of an outcome, percent improvement, lesions taken together by patient."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from casetrace.methods.reduction import percent_reduction
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.grouping import aggregated
from casetrace.model.outcome import Outcome

#: What parts a patient's lesions in the dataset of patient visits.
PARTS = ("period", "arm")


def lesions_of(lesions: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """The dataset of lesions; for an outcome measured on the patient as a whole one row per patient.

    That row has the patient's name as `lesion_id`, means over the lesions, and texts that are the same for all of them.
    """
    if outcome.bearer == "lesion":
        return lesions
    groups = lesions.groupby("patient_id", sort=False)
    columns = lesions.columns.drop(["patient_id", "lesion_id"])
    numbers = [name for name in columns if pd.api.types.is_numeric_dtype(lesions[name])]
    means = groups[numbers].mean().astype("float64")
    different = {name: groups[name].nunique() for name in columns.drop(numbers)}
    texts = {name: groups[name].first().where(number < 2) for name, number in different.items()}
    result = pd.concat([means, pd.DataFrame(texts)], axis=1).reset_index()
    return result.assign(lesion_id=result["patient_id"])[list(lesions.columns)]


def of_outcome(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one outcome."""
    return rows[rows["outcome"] == name]


def observed(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The visits of one outcome as observed."""
    return rows[(rows["outcome"] == name) & (rows["scenario"] == "observed")]


def improved(rows: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Lesion or patient visits of one outcome with their percent `improvement`: the reduction, or else the increase.

    Those of lesions also have their improvement in the outcome's unit (`gain`), or how well their level stands
    (`standing`), those of patients `improvement_of_sum`.
    """
    columns = {name: name.replace("percent_reduction", "improvement") for name in rows if "percent_reduction" in name}
    way = outcome.direction
    improvements = {new: way.improvement(rows[name]) for name, new in columns.items()}
    if "change" in rows:
        improvements["gain"] = way.improvement(-rows["change"])
        if outcome.scale.has_levels:
            improvements["standing"] = outcome.standing(rows["value"])
    return rows.assign(**improvements)


def patient_level(levels: Any, outcome: Outcome) -> pd.Series:
    """The level of each patient, of the levels of lesions grouped by patient: the worst or the best, as config says."""
    lower_is_worse = (outcome.direction is HIGHER_IS_BETTER) == (outcome.patient_level == "worst")
    return levels.min() if lower_is_worse else levels.max()


def patient_level_visits(visits: pd.DataFrame, outcome: Outcome, parts: Sequence[str] = PARTS) -> pd.DataFrame:
    """One row per patient, follow-up visit and scenario of an ordered outcome, in the shape of `patient_visits`.

    `value` and `baseline` are the patient's level, of the lesions that have one there.
    """
    result = patient_visits(visits, parts)
    keys = ["patient_id", "outcome", *parts, "visit", "scenario"]
    groups = visits.groupby(keys, sort=False, observed=True, dropna=False)
    counted = groups["value"].count().reset_index(drop=True)
    reasons = groups["missing_reason"].first().reset_index(drop=True)
    levels = {name: patient_level(groups[name], outcome).to_numpy() for name in ("baseline", "value")}
    return result.assign(n_evaluable=counted, missing_reason=reasons.where(counted == 0, ""), **levels)


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
        `percent_reduction` is the mean over the lesions, `baseline` their mean baseline and `percent_reduction_of_sum`
        the reduction of the sum of their values (missing under `as_reported`); `n_lesions` counts all lesions and
        `n_evaluable` those with a reduction; `n_complete`, and `any_complete` and `all_complete` (0 or 1), the complete
        responses among those; a patient with a new lesion is in no complete response of all. All of these are missing
        where no lesion is evaluable. `value` is the mean over the lesions with a value, `n_measured` their number,
        `n_new` how many of them are new and `n_relapsed` how many relapsed.
    """
    keys = ["patient_id", "outcome", *parts, "visit", "scenario"]
    evaluable, value = visits["percent_reduction"].notna(), visits["value"]
    rows = visits.assign(
        evaluable=evaluable,
        complete=(visits["response"] == "complete") & evaluable,
        baseline=visits["baseline"].where(evaluable),
        value=value.where(visits["scenario"] != "as_reported"),
        summed=value.where(evaluable & visits["change"].notna()),
        measured=value.notna(),
    )
    telling = [key for key in keys if key == "patient_id" or not _is_constant(rows[key])]
    groups = rows.groupby(telling, sort=False, observed=True, dropna=False)
    result = aggregated(
        groups,
        n_lesions=("lesion_id", "size"),
        n_evaluable=("evaluable", "sum"),
        baseline=("baseline", "mean"),
        value=("value", "mean"),
        percent_reduction=("percent_reduction", "mean"),
        value_sum=("summed", "sum"),
        n_values=("summed", "count"),
        baseline_sum=("baseline", "sum"),
        n_complete=("complete", "sum"),
        n_measured=("measured", "sum"),
        n_new=("new_lesion", "sum"),
        n_relapsed=("relapsed", "sum"),
        missing_reason=("missing_reason", "first"),
        no_percent_reason=("no_percent_reason", "max"),
    )
    same_for_all = {key: rows[key].array.take(np.zeros(len(result), dtype=int)) for key in keys if key not in telling}
    result = result.assign(**same_for_all)[[*keys, *result.columns.drop(telling)]]
    has_evaluable = result["n_evaluable"] > 0
    sums = result.pop("baseline_sum").where(result.pop("n_values") > 0)
    n_complete, unmeasured = result["n_complete"], result["n_measured"] == 0
    all_complete = (n_complete == result["n_evaluable"]) & (result["n_new"] == 0)
    return result.assign(
        percent_reduction_of_sum=percent_reduction(sums, result.pop("value_sum")),
        any_complete=(n_complete > 0).astype("Int64").where(has_evaluable),
        all_complete=all_complete.astype("Int64").where(has_evaluable),
        missing_reason=result["missing_reason"].where(unmeasured & ~has_evaluable, ""),
        no_percent_reason=result["no_percent_reason"].where(~has_evaluable, ""),
    )


def _is_constant(column: pd.Series) -> bool:
    """Whether all rows have the same in a column, or nothing: to group by it would part none of them."""
    if column.empty or column.array.isna().all():
        return not column.empty
    return bool((column == column.iloc[0]).fillna(value=False).all())
