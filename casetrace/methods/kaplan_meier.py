"""Time to an event with follow-up that ends: the Kaplan–Meier estimate with Greenwood's interval, and its median."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.ratios import exponential
from casetrace.methods.reduction import logarithm

#: Event-free shares closer than this are the same.
SLACK = 1e-9


@dataclass(frozen=True)
class Step:
    """The estimate at a time at which somebody has the event, or leaves.

    Attributes
    ----------
    time
        When, in the unit of the times.
    at_risk, events, censored
        Patients under observation just before, those with the event, and those who leave without it.
    event_free
        Share of patients without the event after this time.
    limits
        Its interval; None where the share is 0 or 1, which have none.
    """

    time: float
    at_risk: int
    events: int
    censored: int
    event_free: float
    limits: Limits | None


@dataclass(frozen=True)
class KaplanMeier:
    """A Kaplan–Meier curve.

    Attributes
    ----------
    steps
        One for each distinct time, in order.
    median
        Time by which half of the patients have the event; infinite where fewer have.
    median_limits
        Its interval, where the limits of the curve reach half; infinite where they don't.
    """

    steps: tuple[Step, ...]
    median: float
    median_limits: Limits


def kaplan_meier(times: ArrayLike, events: ArrayLike, level: float) -> KaplanMeier:
    """Share of patients without an event by time, some of whom are followed for less long than others.

    Parameters
    ----------
    times
        Array of shape (n,): when each patient had the event, or was last seen without it.
    events
        Array of shape (n,): whether it was the event.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        When there is no patient.

    Notes
    -----
    Kaplan & Meier 1958, doi 10.1080/01621459.1958.10501452. The interval is Greenwood's on the scale of log(-log)
    (Kalbfleisch & Prentice 1980), the median's that of Brookmeyer & Crowley 1982, doi 10.2307/2530286: the same as
    R's ``survfit(conf.type = "log-log")``. Who leaves at the time of an event is still at risk of it. Where the curve
    is at one half over a while, the median is the middle of that while.
    """
    array, happened = np.asarray(times, dtype=float), np.asarray(events, dtype=bool)
    if len(array) == 0:
        raise TooFewError("there is no patient")
    z = float(stats.norm.ppf((1 + level) / 2))
    steps, factors, parts = [], [1.0], [0.0]
    for time in np.unique(array).tolist():
        at_risk, here = int(np.sum(array >= time)), array == time
        failed = int(np.sum(here & happened))
        if failed:
            factors.append(1 - failed / at_risk)
            parts.append(failed / at_risk / (at_risk - failed) if failed < at_risk else math.inf)
        share = math.prod(factors)
        limits = _log_log_limits(share, math.fsum(parts), z)
        steps.append(Step(time, at_risk, failed, int(np.sum(here)) - failed, share, limits))
    return KaplanMeier(tuple(steps), *_median(steps))


def _log_log_limits(share: float, squared: float, z: float) -> Limits | None:
    """Limits ``share^exp(± z se)``, with ``se`` the standard error of ``log(-log(share))``."""
    if not 0 < share < 1:
        return None
    log = float(logarithm(share))
    half = z * math.sqrt(squared) / -log
    return Limits(exponential(log * exponential(half)), exponential(log * exponential(-half)))


def _median(steps: Sequence[Step]) -> tuple[float, Limits]:
    curves = [
        [(step.time, step.event_free) for step in steps],
        [(step.time, step.limits.lower) for step in steps if step.limits],
        [(step.time, step.limits.upper) for step in steps if step.limits],
    ]
    median, lower, upper = (_time_of_half(curve) for curve in curves)
    return median, Limits(lower, upper)


def _time_of_half(curve: Sequence[tuple[float, float]]) -> float:
    """When a falling curve reaches one half; the middle of the while over which it stays there."""
    reached = [time for time, share in curve if share <= 0.5 + SLACK]
    if not reached:
        return math.inf
    passed = [time for time, share in curve if share < 0.5 - SLACK]
    return (reached[0] + (passed[0] if passed else curve[-1][0])) / 2
