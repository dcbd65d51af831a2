"""What follows from the course of a lesion: whether it is new at a visit, and whether it relapsed."""

import pandas as pd

from casetrace.methods.relapse import relapsed
from casetrace.model.direction import LOWER_IS_BETTER
from casetrace.model.outcome import COURSE, Outcome


def new_lesions(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Whether a lesion is there at a visit that was not there at the baseline: 1 or 0, missing without a value.

    Its size was 0 at the baseline; or it has no baseline, and config says that such a lesion is new. It is missing
    where the outcome is not the size of a lesion.

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
    if outcome.incomplete_baseline == "new_lesion":
        absent |= visits["baseline"].isna()
    return (absent & (visits["value"] > 0)).astype("Int64").where(visits["value"].notna() & visits["from_values"])


def relapses(visits: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """Whether the value at a visit is a relapse from the best one before it: 1 or 0, missing without a value.

    Parameters
    ----------
    visits
        As of `new_lesions`, ordered by visit within each course.
    outcome
        The outcome of the plan.
    """
    grouped = visits.groupby(COURSE, sort=False, dropna=False)
    course, visit = grouped.ngroup(), grouped.cumcount()
    values = visits["value"].groupby([course, visit], sort=False).first().unstack()
    result = relapsed(
        visits["baseline"].groupby(course, sort=False).first().reindex(values.index),
        values,
        outcome.response.progression,
        lower_is_better=outcome.direction is LOWER_IS_BETTER,
    )
    told = pd.Series(result[course.to_numpy(), visit.to_numpy()], index=visits.index).astype("Int64")
    return told.where(visits["value"].notna() & visits["from_values"])
