"""The grid of the analysis: every lesion, in each of its periods, at every follow-up visit of an outcome."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from casetrace.model.mergers import merged_parts
from casetrace.model.outcome import COURSE, Outcome

#: Why a lesion has no value of its own once it has merged with another one.
MERGED = "merged"


def follow_up(tables: Mapping[str, pd.DataFrame], name: str, outcome: Outcome) -> pd.DataFrame:
    """Every lesion at every follow-up visit of an outcome, beside its baseline, ordered by lesion, period and visit.

    Parameters
    ----------
    tables
        The clean tables.
    name, outcome
        The outcome and its section of the plan.

    Returns
    -------
    DataFrame
        With `baseline` (that of the same period; of a lesion with which others have merged the sum of all, and then
        `whole`), `value`, `arm`, `merged_into`, `missing_reason`, and the rows of the measurements.
    """
    measurements = tables["measurements"]
    measured = measurements[measurements["outcome"] == name]
    follow_up = pd.DataFrame({"visit": pd.array(outcome.follow_up_visits, dtype="Int64")})
    grid = _courses(bearers(tables, outcome), measured).merge(follow_up, how="cross")
    start = measured.loc[measured["visit"] == outcome.baseline_visit, [*COURSE, "value", "row"]]
    start = start.rename(columns={"value": "baseline", "row": "baseline_row"})
    values = measured[[*COURSE, "visit", "arm", "value", "reported_reduction_percent", "merged_into", "row"]]
    visits = grid.merge(start, on=COURSE, how="left").merge(values, on=[*COURSE, "visit"], how="left")
    visits = visits.rename(columns={"row": "value_row"}).astype({"baseline_row": "Int64", "value_row": "Int64"})
    visits["arm"] = _arms(visits, measurements)
    # A lesion that has merged with another one is part of it ever after.
    since = visits.groupby(COURSE, sort=False, dropna=False)["merged_into"].ffill()
    visits["merged_into"] = since.where(visits["value"].isna()).astype("str")
    visits = _as_wholes(visits, merged_parts(measured))
    visits["missing_reason"] = _missing_reason(visits, tables["disposition"])
    return visits


def _as_wholes(visits: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """The visits with the baselines of merged lesions added to that of the lesion in whose value they are (`whole`)."""
    visits = visits.assign(whole=False)
    periods = visits["period"].fillna("")
    alone = visits["baseline"].groupby([visits["lesion_id"], periods], sort=False).first()
    for part in parts.fillna({"period": ""}).itertuples():
        of_whole = (visits["lesion_id"] == part.whole) & (periods == part.period) & (visits["visit"] >= part.since)
        visits.loc[of_whole, "whole"] = True
        visits.loc[of_whole, "baseline"] += alone.get((part.lesion_id, part.period), np.nan)
    return visits


def bearers(tables: Mapping[str, pd.DataFrame], outcome: Outcome) -> pd.DataFrame:
    """`patient_id` and `lesion_id` of everything that has the outcome; a patient as a whole bears her or his name."""
    if outcome.bearer == "patient":
        patients = tables["patients"][["patient_id"]]
        return patients.assign(lesion_id=patients["patient_id"])
    return tables["lesions"][["patient_id", "lesion_id"]]


def _courses(lesions: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """Every lesion in each period that it has measurements of; in one without a name where it has none."""
    return lesions.merge(measured[COURSE].drop_duplicates(), on="lesion_id", how="left")


def _arms(visits: pd.DataFrame, measurements: pd.DataFrame) -> pd.Series:
    """The arm of each visit: as measured there, else the one arm of the lesion in that period, else of the patient."""
    arms = visits["arm"]
    for bearer in ("lesion_id", "patient_id"):
        keys = [bearer, "period"]
        of_bearer = measurements.groupby(keys, sort=False, dropna=False)["arm"].agg(["nunique", "first"]).reset_index()
        constant = of_bearer.loc[of_bearer["nunique"] == 1, [*keys, "first"]]
        arms = arms.fillna(visits[keys].merge(constant, on=keys, how="left")["first"])
    return arms.astype("str")


def _missing_reason(visits: pd.DataFrame, disposition: pd.DataFrame) -> pd.Series:
    """Why a visit has no value: `merged`, or the patient's disposition, if it came before the visit, or `not recorded`.

    It is empty where there is a value.
    """
    dispositions = visits[["patient_id"]].merge(disposition, on="patient_id", how="left")
    # One who was lost at no known time and without any data was so at every visit.
    ended = (visits["visit"] > dispositions["after_week"]).fillna(True) & ~dispositions["status"].isin(
        ["completed", "unknown"]
    )
    reason = pd.Series(np.where(ended, dispositions["status"], "not recorded"), index=visits.index)
    reason = reason.mask(visits["merged_into"].notna(), MERGED)
    return reason.where(visits["value"].isna(), "").astype("str")
