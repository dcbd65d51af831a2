"""Means with their intervals: over lesions clustered by patient, over patients, and by the bootstrap over patients."""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.clustered import clustered_mean
from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, TooFewError
from casetrace.methods.intervals import t_interval
from casetrace.methods.precision import above, below
from casetrace.methods.trust import caution, few_df
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Sizes, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes

NO_SPREAD = "all values are equal: a CI of zero width would overstate the precision; see the listing of lesions"
TOO_FEW = "a CI needs at least 2 patients; see the listing of lesions"
SAME_MEANS = (
    "all patients have the same mean: a CI of zero width would overstate the precision; see the listing of lesions"
)
BEYOND = (
    "the CI extends beyond {limit} %, the limit of any mean (few patients, or many values at the limit); treat "
    "as approximate"
)


class NotedEstimate(NamedTuple):
    """An estimate, and why it is flagged; empty where it is not."""

    estimate: Estimate
    note: str


def as_interval(limits: Limits | Estimate, settings: EstimationSettings) -> Interval:
    """Limits with the level of the study."""
    return Interval(limits.lower, limits.upper, settings.level)


@adds_results
def add_estimate(
    results: Results,
    subject: Subject,
    estimate: Estimate,
    method: str,
    n: Sizes,
    settings: EstimationSettings,
    *,
    statistic: str = "mean",
    option: str = "",
    note: str = "",
    caveat: str = "",
) -> None:
    """Add an estimate with its interval and t test, and rows for its standard error and degrees of freedom.

    Parameters
    ----------
    note
        Why its interval is doubtful; then the t test is so too, and has no p value.
    caveat
        Why it is flagged anyway.
    """
    doubtful, note = bool(note), combined(caveat, note)
    results.add(
        subject,
        statistic,
        estimate.value,
        method,
        n,
        interval=as_interval(estimate, settings),
        p_value=math.nan if doubtful else estimate.p_value,
        option=option,
        note=note,
    )
    results.add(subject, "se", estimate.se, method, n, option=option, note=note)
    results.add(subject, "df", estimate.df, method, n, option=option, note=note)


@adds_results
def add_mean(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    column: str,
    settings: EstimationSettings,
    *,
    possible: Limits | None = None,
    at_the_end: bool = False,
    option: str = "",
    flag: str = "",
) -> NotedEstimate | None:
    """Add the mean of a column with its t interval, standard error and degrees of freedom, or why there is none.

    Parameters
    ----------
    subject
        Over patients the rows are patients; over lesions they are clustered by patient.
    rows
        One row per unit of analysis without a missing value, with `patient_id`.
    possible
        The range that a mean can have; an interval that leaves it is flagged, and never cut.
    at_the_end
        Whether many of the values are at the end of the range that they can have.
    option
        The end of the result's name.
    flag
        Why the mean is flagged anyway.
    """
    over_lesions = subject.unit_of_analysis == "lesion"
    method = "cr2_t" if over_lesions else "t"
    values, n = rows[column].to_numpy(dtype=float), sizes(rows, subject)
    try:
        if over_lesions:
            estimate = clustered_mean(values, rows["patient_id"].to_numpy(), settings.level)
        else:
            estimate = t_interval(values, settings.level)
    except (NoSpreadError, TooFewError) as error:
        results.refuse(subject, "mean", method, n, why_no_interval(values, error), option=option)
        return None
    careful = caution(method, "mean", subject.unit_of_analysis, n.patients, at_the_end=at_the_end)
    note = combined(beyond(estimate, possible), few_df(method, estimate.df), careful)
    add_estimate(results, subject, estimate, method, n, settings, option=option, note=note, caveat=flag)
    return NotedEstimate(estimate, combined(flag, note))


def beyond(limits: Estimate, possible: Limits | None) -> str:
    """Why an interval that leaves the possible range is flagged; empty where it does not."""
    if possible is None:
        return ""
    if above(limits.upper, possible.upper):
        return BEYOND.format(limit=_printed(possible.upper))
    if below(limits.lower, possible.lower):
        return BEYOND.format(limit=_printed(possible.lower))
    return ""


def why_no_interval(values: np.ndarray, error: Exception) -> str:
    """Why values have no interval: there are none, too few of them, or they do not differ."""
    return NOBODY if not len(values) else TOO_FEW if isinstance(error, TooFewError) else no_spread(values)


def no_spread(values: np.ndarray) -> str:
    """Why values whose standard error is 0 have no interval."""
    return NO_SPREAD if np.allclose(values, values[0], rtol=1e-12, atol=0) else SAME_MEANS


def _printed(limit: float) -> str:
    return f"{limit:.6g}".replace("-", "\N{MINUS SIGN}")
