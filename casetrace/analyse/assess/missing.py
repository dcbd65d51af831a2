"""The tipping point: which value of the missing ones would change what the interval says."""

import math

import pandas as pd

from casetrace.analyse.estimate.outcomes import best_improvement, possible_mean
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import units_of
from casetrace.methods.estimates import Limits, NoSpreadError, TooFewError
from casetrace.methods.missing import TippingPoint, tipping_point
from casetrace.methods.precision import above, below
from casetrace.model.having import having
from casetrace.model.membership import is_among
from casetrace.model.outcome import COURSE, Outcome
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import sizes

NOBODY_MISSING = "not applicable (no missing data)"
NOBODY_CHANGED = "not applicable (no percent change observed); see the values"
NO_INTERVAL = "no tipping point without a CI; see the listing of lesions"
NO_VALUE = "no value of the missing data changes whether the CI includes 0"
NOT_POSSIBLE = (
    "the tipping point would be {side} {limit:.6g} %, the {end} possible value: no possible value of the missing data "
    "changes whether the CI includes 0"
)
LOST = "{side} this value of the missing data the CI includes 0"
REACHED = "the CI excludes 0 only {side} this value of the missing data"


def assess_missing(
    results: Results, subject: Subject, outcome: Outcome, lesions: pd.DataFrame, settings: EstimationSettings
) -> None:
    """The tipping point of the mean percent improvement at one visit.

    Parameters
    ----------
    lesions
        The lesion visits as observed with their `improvement`; those with a baseline and no improvement are missing.
    """
    evaluable = having(lesions, "improvement")
    missing = lesions[lesions["improvement"].isna() & outcome.comparable(lesions["baseline"])]
    for unit, rows in units_of(subject, evaluable, "improvement"):
        unseen = missing
        if unit.unit_of_analysis == "patient":
            unseen = missing[~is_among(missing["patient_id"], rows["patient_id"])]
        possible = possible_mean(best_improvement(unseen, outcome), outcome)
        once = ["patient_id"] if unit.unit_of_analysis == "patient" else [*COURSE]
        _add_tipping_point(results, unit, rows, unseen.drop_duplicates(once), possible, settings)


@adds_results
def _add_tipping_point(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    missing: pd.DataFrame,
    possible: Limits,
    settings: EstimationSettings,
) -> None:
    def refuse(note: str) -> None:
        results.refuse(subject, "tipping_point", "tipping_point", sizes(rows, subject), note)

    if rows.empty:
        return refuse(NOBODY_CHANGED)
    if missing.empty:
        return refuse(NOBODY_MISSING)
    values, patients = rows["improvement"].to_numpy(dtype=float), rows["patient_id"].to_numpy()
    try:
        tipping = tipping_point(values, patients, missing["patient_id"].to_numpy(), settings.level)
    except (NoSpreadError, TooFewError):
        return refuse(NO_INTERVAL)
    if math.isnan(tipping.value):
        return refuse(NO_VALUE)
    if above(tipping.value, possible.upper):
        return refuse(NOT_POSSIBLE.format(side="above", limit=possible.upper, end="largest"))
    if below(tipping.value, possible.lower):
        return refuse(NOT_POSSIBLE.format(side="below", limit=possible.lower, end="smallest"))
    note = _meaning(tipping, float(values.mean()))
    return results.add(
        subject, "tipping_point", tipping.value, "tipping_point", sizes(rows, subject), status="ok", note=note
    )


def _meaning(tipping: TippingPoint, mean: float) -> str:
    """What is so on one side of the tipping point, where the interval of the observed mean leaves 0 out or not."""
    if tipping.leaves_zero_out and tipping.kept_at_mean:
        return LOST.format(side="below" if mean > 0 else "above")
    return REACHED.format(side="above" if mean > 0 else "below")
