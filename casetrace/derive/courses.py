"""What follows from the course of a lesion: whether it is new at a visit, and whether it relapsed."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.relapse import relapsed
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.mergers import merged_parts
from casetrace.model.outcome import COURSE, Outcome


def new_lesions(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Whether a lesion is there at a visit that was not there at the baseline: 1 or 0, missing without a value.

    Its size was 0 at the baseline; or it has no baseline, and config does not say that this was not recorded. It is
    missing where the outcome is not the size of a lesion.

    Parameters
    ----------
    visits
        The visits of one outcome in one scenario, with `baseline`, `value` and `from_values`.
    outcome
        The outcome of the plan.
    """
    if not outcome.of_lesion_sizes:
        return pd.Series(pd.NA, index=visits.index, dtype="Int64")
    absent = visits["baseline"] == 0
    if outcome.incomplete_baseline != "not_recorded":
        absent |= visits["baseline"].isna()
    return (absent & (visits["value"] > 0)).astype("Int64").where(visits["value"].notna() & visits["from_values"])


def relapses(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Whether the value at a visit is a relapse from the best one before it: 1 or 0, missing without a value.

    It is missing where the scale of the outcome has no percent change that is computed.

    Parameters
    ----------
    visits
        As of `new_lesions`, ordered by visit within each course.
    outcome
        The outcome of the plan.
    """
    if not (outcome.scale.has_response and outcome.scale.needs_baseline):
        return pd.Series(pd.NA, index=visits.index, dtype="Int64")
    grouped = visits.groupby(COURSE, sort=False, dropna=False)
    place = (grouped.ngroup().to_numpy(), grouped.cumcount().to_numpy())
    shape = (grouped.ngroups, max(place[1], default=-1) + 1)
    baseline, values = np.full(shape[0], np.nan), np.full(shape, np.nan)
    alone = ~visits["whole"].to_numpy()
    baseline[place[0][alone]], values[place] = visits.loc[alone, "baseline"], visits["value"]
    told = pd.Series(_relapsed(baseline, values, outcome)[place], index=visits.index)
    if not alone.all():
        parts = merged_parts(visits)
        for row in visits[visits["whole"]].itertuples():
            told[row.Index] = _relapsed([row.baseline], _sums(row, visits, parts), outcome)[0, -1]
    return told.astype("Int64").where(visits["value"].notna() & visits["from_values"])


def _relapsed(baseline: ArrayLike, values: ArrayLike, outcome: Outcome) -> NDArray[np.bool_]:
    lower_is_better = outcome.direction is LOWER_IS_BETTER
    return relapsed(baseline, values, outcome.response.progression, lower_is_better=lower_is_better)


def _sums(row: Any, visits: pd.DataFrame, parts: pd.DataFrame) -> NDArray[np.float64]:
    """The values up to a visit of a lesion and of those that have merged with it by then, added; shape (1, visits).

    Missing where one of them that had not merged yet has no value.
    """
    of_whole = parts[(parts["whole"] == row.lesion_id) & (parts["since"] <= row.visit)]
    in_period = visits["period"].isna() if pd.isna(row.period) else visits["period"] == row.period
    members = visits["lesion_id"].isin([row.lesion_id, *of_whole["lesion_id"]]) & in_period
    apart = visits[members & (visits["visit"] <= row.visit) & visits["merged_into"].isna()]
    sums = apart.groupby("visit")["value"].agg(lambda values: values.sum(skipna=False))
    return np.asarray(sums, dtype=float)[None]
