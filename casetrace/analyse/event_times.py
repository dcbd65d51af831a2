"""Times to an event that is looked for at visits: between the last one without it and the first one with it."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casetrace.analyse.visit_courses import Courses, Flags
from casetrace.model.summaries import NOT_RECORDED

Floats = NDArray[np.float64]

#: Why somebody is not followed further who had a value at the last visit.
END = "end of follow-up"


class EventTimes(NamedTuple):
    """When each lesion, or patient, had an event.

    Attributes
    ----------
    units
        One row per lesion or patient who could have it, as of `Courses`.
    last_without, first_with
        Arrays of shape (n,): times since the start of the last visit without it and the first visit with it, infinite
        where it was never seen.
    reasons
        Array of shape (n,): why who never had it was not followed further; empty for the others.
    times
        Array of shape (k,): the times since the start at which there can be a visit.
    """

    units: pd.DataFrame
    last_without: Floats
    first_with: Floats
    reasons: NDArray[np.object_]
    times: Floats

    @property
    def seen(self) -> Flags:
        """Whether each had the event."""
        return np.isfinite(self.first_with)

    @property
    def followed(self) -> Flags:
        """Whether each has a visit after the start."""
        return self.seen | (self.last_without > 0)

    def at_risk(self, time: float) -> int:
        """How many had no event before a time and were seen then or later."""
        return int(np.sum(np.where(self.seen, self.first_with, self.last_without) >= time))

    def events(self, time: float) -> int:
        """In how many the event is first seen at a time."""
        return int(np.sum(self.first_with == time))

    def censored(self, time: float) -> int:
        """How many without the event were last seen at a time."""
        return int(np.sum(~self.seen & (self.last_without == time)))


def first_responses(followed: Courses) -> EventTimes:
    """Time to the first response, as the visits are named, of all who are judged."""
    start = np.full(int(followed.judged.sum()), followed.start, dtype=float)
    last_without, first_with, reasons = _between(followed, followed.judged, followed.responded, start)
    units = followed.units[followed.judged].reset_index(drop=True)
    return EventTimes(units, last_without, first_with, reasons, followed.visits.astype(float))


def first_relapses(followed: Courses) -> EventTimes:
    """Time from the visit of the first response to the first relapse after it, of all who responded."""
    some = np.asarray(followed.responded.any(axis=1))
    start = followed.visits[followed.responded[some].argmax(axis=1)].astype(float)
    last_without, first_with, reasons = _between(followed, some, followed.relapsed, start)
    times = sorted({float(later - earlier) for earlier, later in combinations(followed.visits, 2)})
    units = followed.units[some].reset_index(drop=True)
    return EventTimes(units, last_without - start, first_with - start, reasons, np.array(times))


def _between(
    followed: Courses, some: Flags, happened: Flags, start: Floats
) -> tuple[Floats, Floats, NDArray[np.object_]]:
    """Last visit without the event and first one with it after the start of each of some, and why none was seen."""
    times, places = followed.visits, np.arange(len(followed.visits))
    measured = followed.measured[some] & (times > start[:, None])
    seen = happened[some] & measured
    ever, first = np.asarray(seen.any(axis=1)), seen.argmax(axis=1)
    without = measured & ((places < first[:, None]) | ~ever[:, None])
    last_without = np.where(without, times, start[:, None]).max(axis=1)
    next_places = np.searchsorted(times, last_without, side="right")
    reasons = [
        "" if had else END if place == len(times) else str(texts[place] or NOT_RECORDED)
        for had, place, texts in zip(ever, next_places, followed.reasons[some], strict=True)
    ]
    return last_without, np.where(ever, times[first], np.inf), np.array(reasons, dtype=object)
