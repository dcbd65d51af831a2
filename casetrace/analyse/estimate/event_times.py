"""Times to a first response, and from it to a relapse: counts at each visit, cumulative incidence, median."""

import math
from dataclasses import replace

import numpy as np

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.proportions import add_proportion
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.event_times import END, EventTimes, first_relapses, first_responses
from casetrace.analyse.visit_courses import Courses
from casetrace.methods.estimates import Limits
from casetrace.methods.interval_censoring import CumulativeIncidence, turnbull
from casetrace.methods.kaplan_meier import SLACK, KaplanMeier, kaplan_meier
from casetrace.model.endpoint import Endpoint
from casetrace.model.quantities import after_response
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Subject, adds_results
from casetrace.model.summaries import add_count, sizes

#: Fewest patients whose curve is given: of fewer, a fifth of the simulated curves or more end without an interval, and
#: the interval of the median is short with 2 or 3 (docs/calibration.md).
FEWEST_FOR_INTERVAL = 10
TOO_FEW = "a curve of fewer than 10 patients has no reliable CI; see the counts at each visit"
NO_RESPONSE = "no patient responded"
NOBODY_LATER = (
    "no responder has a later visit with a value: no relapse could be observed; see the responses at each visit"
)
LEFT_EARLY = "{number} not followed to the last visit are counted as without the event"
UNKNOWN = "not identifiable: any number of the patients who were censored or not seen may have had the event by then"
NOT_REACHED = "not reached: fewer than half had the event by the last visit"
DIED = (
    "death is a competing event: patients who died without the event are censored, and the curve overestimates its "
    "incidence; see the proportion of all patients at risk in whom it was observed"
)
#: The number of those at risk and so on, and whether it follows from the visits up to its own.
COUNTS = {"at_risk": False, "events": True, "censored": False}


def add_event_times(results: Results, followed: Courses, endpoint: Endpoint, settings: EstimationSettings) -> None:
    """Add what the visits tell of the time to the event of an endpoint, over one unit of analysis."""
    of_response = endpoint.kind == "time_to_response"
    times = first_responses(followed) if of_response else first_relapses(followed)
    among = followed.judged if of_response else np.asarray(followed.responded.any(axis=1))
    whole = followed.subject.resting_on(followed.basis(among, others="selects"))
    if times.units.empty or not times.followed.any():
        _refuse(results, whole, times, NO_RESPONSE if times.units.empty else NOBODY_LATER)
        return
    flag = combined(followed.flag, DIED if "died" in times.reasons else "")
    _add_total(results, whole if not of_response else whole.not_primary, followed, times, settings)
    incidence = turnbull(times.last_without, times.first_with)
    for time in times.times.tolist():
        subject = _at(whole, endpoint, time)
        up_to = subject.resting_on(followed.basis(among, int(time))) if of_response else subject
        _add_counts(results, subject.not_primary, up_to.not_primary, times, time, followed.flag)
        asked = subject if of_response and time == endpoint.visit else subject.not_primary
        _add_incidence(results, asked, times, incidence, time, flag)
    _add_median(results, whole.not_primary, times, incidence, flag)
    if whole.unit_of_analysis == "patient":
        _add_curve(results, whole.not_primary, times, endpoint, settings, flag)


def _at(subject: Subject, endpoint: Endpoint, time: float) -> Subject:
    """The subject at a visit; of a relapse so long after the visit of the response."""
    if endpoint.kind == "time_to_response":
        return replace(subject, visit=int(time))
    return subject.within(after_response(), f"{time:g}")


@adds_results
def _refuse(results: Results, subject: Subject, times: EventTimes, note: str) -> None:
    """Add that there can be no event."""
    results.refuse(subject, "count", "count", sizes(times.units, subject), note)


@adds_results
def _add_total(
    results: Results, subject: Subject, followed: Courses, times: EventTimes, settings: EstimationSettings
) -> None:
    """Add in how many the event was ever seen, with the exact interval, and why others were not followed further."""
    seen, n = times.units["patient_id"].notna() & times.seen, sizes(times.units, subject)
    add_count(results, subject, seen, times.units, flag=followed.flag)
    early = int(np.sum((times.reasons != "") & (times.reasons != END)))
    flag = combined(followed.flag, LEFT_EARLY.format(number=early) if early else "")
    add_proportion(results, subject.not_primary, seen, times.units, settings, flag=flag)
    because = subject.not_primary.resting_on(subject.basis, followed.reason_basis)
    for reason in sorted(set(times.reasons) - {""}):
        number = int((times.reasons == reason).sum())
        results.add(because.within("censored", reason), "count", number, "count", n, note=followed.flag)


@adds_results
def _add_counts(results: Results, whole: Subject, up_to: Subject, times: EventTimes, time: float, flag: str) -> None:
    """Add who is at risk, has the event or leaves at one time, and in how many it was seen by then."""
    n = sizes(times.units, whole)
    by_then = times.units["patient_id"].notna() & (times.first_with <= time)
    add_count(results, up_to, by_then, times.units, flag=flag)
    for statistic, is_known in COUNTS.items():
        number = {"at_risk": times.at_risk, "events": times.events, "censored": times.censored}[statistic](time)
        results.add(up_to if is_known else whole, statistic, number, "count", n, note=flag)


@adds_results
def _add_incidence(
    results: Results, subject: Subject, times: EventTimes, incidence: CumulativeIncidence, time: float, flag: str
) -> None:
    """Add the cumulative incidence by one time, where the visits tell it."""
    lowest, highest = incidence.by(time)
    n = sizes(times.units, subject)
    if highest - lowest > SLACK:
        results.refuse(subject, "cumulative_incidence", "turnbull", n, UNKNOWN)
        return
    results.add(subject, "cumulative_incidence", lowest, "turnbull", n, note=flag)


@adds_results
def _add_median(
    results: Results, subject: Subject, times: EventTimes, incidence: CumulativeIncidence, flag: str
) -> None:
    """Add the two visits between which half have the event."""
    n, shares = sizes(times.units, subject), incidence.probability.cumsum()
    place = int((shares >= 0.5 - SLACK).argmax())
    ends = {"median_after": incidence.lower[place], "median_by": incidence.upper[place]}
    for statistic, time in ends.items():
        if math.isfinite(incidence.upper[place]):
            results.add(subject, statistic, float(time), "turnbull", n, note=flag)
        else:
            results.refuse(subject, statistic, "turnbull", n, NOT_REACHED)


@adds_results
def _add_curve(
    results: Results, whole: Subject, times: EventTimes, endpoint: Endpoint, settings: EstimationSettings, flag: str
) -> None:
    """Add the Kaplan–Meier curve with the visit at which the event was first seen as its time, and the median."""
    n = sizes(times.units, whole)
    if len(times.units) < FEWEST_FOR_INTERVAL:
        results.refuse(whole, "median", "kaplan_meier", n, TOO_FEW)
        return
    last = [after if math.isinf(by) else by for after, by in zip(times.last_without, times.first_with, strict=True)]
    curve = kaplan_meier(last, times.seen, settings.level)
    for time in times.times.tolist():
        steps = [step for step in curve.steps if step.time <= time]
        share, limits = (steps[-1].event_free, steps[-1].limits) if steps else (1.0, None)
        interval = as_interval(Limits(1 - limits.upper, 1 - limits.lower), settings) if limits else None
        subject = _at(whole, endpoint, time)
        results.add(subject, "cumulative_incidence", 1 - share, "kaplan_meier", n, interval=interval, note=flag)
    _add_curve_median(results, whole, curve, settings, flag, times)


@adds_results
def _add_curve_median(
    results: Results, subject: Subject, curve: KaplanMeier, settings: EstimationSettings, flag: str, times: EventTimes
) -> None:
    """Add the median time of the Kaplan–Meier curve."""
    n = sizes(times.units, subject)
    if math.isinf(curve.median):
        results.refuse(subject, "median", "kaplan_meier", n, NOT_REACHED)
        return
    limits = curve.median_limits
    interval = Interval(limits.lower, limits.upper, settings.level) if math.isfinite(limits.lower) else None
    results.add(subject, "median", curve.median, "kaplan_meier", n, interval=interval, note=flag)
