"""The data of courses over the follow-up visits: points of lesions, and quantiles where lesions are many."""

from itertools import pairwise

import numpy as np
import pandas as pd

from casetrace.figures.case_series import CaseSeries

#: More lines than this are not drawn: a median and quantiles stand for them.
MOST_LINES = 100

#: The quantiles of the values at a visit, in percent, by the column that has them.
QUANTILES = {"q05": 5, "q25": 25, "q50": 50, "q75": 75, "q95": 95}

#: Columns of the data of a course, in order.
COLUMNS = [
    "outcome", "arm", "mark", "patient_id", "lesion_id", "label", "visit", "value", "unit", "response",
    "last_response", "no_later_value", "lesion_visits_row", "n", *QUANTILES,
]  # fmt: skip


def course_data(series: CaseSeries, column: str, baseline: str | float, unit: str) -> pd.DataFrame:
    """The points, and where lesions are too many to be named the quantiles at each visit.

    Parameters
    ----------
    series
        The outcome, of one arm or of everybody.
    column
        The column of its rows that is drawn.
    baseline
        The column that has the value at the baseline, or the number that all have there.
    unit
        Unit of the values.

    Returns
    -------
    DataFrame
        `mark` says what a row is: a lesion (or patient) at a visit, or quantiles. `response` is that of the visit,
        empty at baseline, and `last_response` that of the lesion's last value; `no_later_value` is filled in at the
        last value of a lesion that has none at the last visit, with the reason; `lesion_visits_row` is the row of the
        dataset, for a baseline the first that has it.
    """
    identity = ["patient_id", "lesion_id", "label", "lesion_visits_row"]
    rows = series.rows.sort_values(["lesion_id", "visit"], kind="stable")
    start = rows.drop_duplicates("lesion_id")
    start = start.assign(value=start[baseline] if isinstance(baseline, str) else baseline)
    follow_up = rows.assign(value=rows[column])[[*identity, "visit", "value", "response"]]
    first = start[[*identity, "value"]].assign(visit=series.baseline_visit, response="")
    points = pd.concat([first, follow_up], ignore_index=True)
    points = points[points["value"].notna()]
    if not isinstance(baseline, str):
        # A change of 0 at the baseline alone says nothing.
        points = points[points.duplicated("lesion_id", keep=False)]
    parts = [_of_lesions(points, rows, series)] if rows["lesion_id"].nunique() <= MOST_LINES else []
    parts += [] if series.labelled else [_quantiles(points)]
    arms = rows["arm"].unique()
    arm = arms[0] if len(arms) == 1 else ""
    data = pd.concat(parts, ignore_index=True).assign(outcome=series.outcome.name, unit=unit, arm=arm)
    data = data.reindex(columns=COLUMNS).astype({"lesion_visits_row": "Int64", "n": "Int64", "visit": "int64"})
    texts = ["patient_id", "lesion_id", "label", "response", "last_response", "no_later_value"]
    return data.assign(**{name: data[name].astype("object").fillna("") for name in texts})


def _of_lesions(points: pd.DataFrame, rows: pd.DataFrame, series: CaseSeries) -> pd.DataFrame:
    """The points of the lesions in order, with what is told of their last ones."""
    points = points.sort_values(["lesion_id", "visit"], kind="stable").reset_index(drop=True)
    points["last_response"] = points.groupby("lesion_id")["response"].transform("last")
    points["no_later_value"] = _reasons_of_ends(points, rows, series)
    return points.assign(mark=series.bearer)


def _quantiles(points: pd.DataFrame) -> pd.DataFrame:
    """Number and quantiles of the values at each visit."""
    records = [
        {"mark": "quantiles", "visit": visit, "n": len(values)}
        | {name: float(np.percentile(values, percent)) for name, percent in QUANTILES.items()}
        for visit, values in points.groupby("visit")["value"]
    ]
    return pd.DataFrame(records)


def _reasons_of_ends(points: pd.DataFrame, rows: pd.DataFrame, series: CaseSeries) -> pd.Series:
    """Why the lesion has no value at the next visit, at its last value; else an empty text."""
    planned = [series.baseline_visit, *series.visits]
    following = dict(pairwise(planned))
    last = ~points.duplicated("lesion_id", keep="last") & (points["visit"] != planned[-1])
    keys = pd.DataFrame({"lesion_id": points["lesion_id"], "visit": points["visit"].map(following)})
    reasons = keys.merge(rows[["lesion_id", "visit", "reason"]], on=["lesion_id", "visit"], how="left")["reason"]
    return reasons.where(last, "").fillna("")


def shown_values(data: pd.DataFrame) -> pd.Series:
    """All values that a course draws: those of lesions, else the quantiles."""
    lesions = data.loc[data["mark"] != "quantiles", "value"]
    return (lesions if len(lesions) else data[list(QUANTILES)].melt()["value"]).astype("float64").dropna()
