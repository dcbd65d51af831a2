"""The tipping point: which value of the missing ones would change what the interval says."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scripts.analysis.grid import COURSE
from scripts.estimation.outcomes import possible_mean, units_of
from scripts.estimation.settings import EstimationSettings
from scripts.methods.estimates import NoSpreadError, TooFewError
from scripts.methods.missing import tipping_point
from scripts.results.rows import Results, Subject
from scripts.results.summaries import sizes

NOBODY_MISSING = "nobody is missing here, so that nothing can tip"
NO_INTERVAL = "without an interval nothing can tip; look at the listing of lesions instead"
NO_VALUE = "no value of the missing ones changes whether the interval leaves 0 out"
NOT_POSSIBLE = (
    "it would take more than {limit:.6g} %, the most that there can be, so that no possible value of the missing ones "
    "changes whether the interval leaves 0 out"
)


def assess_missing(
    results: Results, subject: Subject, outcome: Mapping[str, Any], lesions: pd.DataFrame, settings: EstimationSettings
) -> None:
    """The tipping point of the mean percent improvement at one visit.

    Parameters
    ----------
    lesions
        The lesion visits as observed with their `improvement`; those with a baseline and no improvement are missing.
    """
    seen = lesions.dropna(subset=["improvement"])
    missing = lesions[lesions["improvement"].isna() & (lesions["baseline"] > 0)]
    best = possible_mean(missing, outcome).upper
    for unit, rows in units_of(subject, seen, "improvement"):
        unseen = missing
        if unit.unit_of_analysis == "patient":
            unseen = missing[~missing["patient_id"].isin(rows["patient_id"])].drop_duplicates("patient_id")
        _add_tipping_point(results, unit, rows, unseen.drop_duplicates([*COURSE]), best, settings)


def _add_tipping_point(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    missing: pd.DataFrame,
    best: float,
    settings: EstimationSettings,
) -> None:
    def refuse(note: str) -> None:
        results.refuse(subject, "tipping_point", "tipping_point", sizes(rows), note)

    if missing.empty:
        return refuse(NOBODY_MISSING)
    values, patients = rows["improvement"].to_numpy(dtype=float), rows["patient_id"].to_numpy()
    try:
        tipping = tipping_point(values, patients, missing["patient_id"].to_numpy(), settings.level)
    except (NoSpreadError, TooFewError):
        return refuse(NO_INTERVAL)
    if math.isnan(tipping.value):
        return refuse(NO_VALUE)
    if tipping.value > best:
        return refuse(NOT_POSSIBLE.format(limit=best))
    return results.add(subject, "tipping_point", tipping.value, "tipping_point", sizes(rows))
