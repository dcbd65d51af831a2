"""The trend of an outcome over many follow-up visits: one slope for each lesion, or patient, that has two visits."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from casetrace.analyse.visits import COURSE, OutcomeVisits
from casetrace.methods.precision import settled
from casetrace.methods.trends import Slopes, least_squares_slopes
from casetrace.model.basis import LESION_VISITS, with_value
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import pooled_note, worsening_note
from casetrace.model.results import Role, Subject


@dataclass(frozen=True)
class Trend:
    """The slopes of the percent improvement over the follow-up visits in one scenario.

    Attributes
    ----------
    subject
        The slope, over what has the outcome, with what it rests on.
    lesions
        Those with an improvement at two visits or more, with their `slope` in percentage points per unit of time.
    worsening, pooled
        Why the mean, and why every result, is flagged; empty where they are not.
    """

    subject: Subject
    lesions: pd.DataFrame
    worsening: str
    pooled: str


def trends(analysed: OutcomeVisits, scenario: str) -> list[Trend]:
    """The trend of an outcome in one scenario; none where so few visits are compared with each other instead.

    The baseline, at which the improvement is 0 for everybody, is no part of it.
    """
    outcome = analysed.outcome
    if not outcome.has_trend:
        return []
    lesions = analysed.lesions(scenario)
    role: Role = "secondary" if scenario == analysed.plan.primary.scenario else "sensitivity"
    first, *_, last = outcome.follow_up_visits
    about = (outcome, last, first, "all", analysed.groups, scenario)
    subject = Subject(Quantity(outcome.trend), outcome.bearer, role, *about)
    courses = lesions.groupby(COURSE, sort=False, dropna=False).ngroup().to_numpy()
    slopes = _slopes(lesions, courses)
    used = lesions["improvement"].notna() & np.isin(courses, slopes.patients)
    sloped = lesions.drop_duplicates(COURSE).iloc[slopes.patients][[*COURSE, "arm"]]
    return [
        Trend(
            subject.resting_on(
                with_value(LESION_VISITS, lesions, used, "percent_reduction"),
                analysed.selecting(scenario, *outcome.follow_up_visits),
            ),
            sloped.assign(slope=settled(slopes.values, 100)),
            worsening_note(lesions[used], outcome),
            pooled_note(sloped),
        )
    ]


def _slopes(lesions: pd.DataFrame, courses: np.ndarray) -> Slopes:
    """The slopes of lesion visits, of which `courses` tells the course, numbered in their order."""
    times, places = np.unique(lesions["visit"].to_numpy(dtype=float), return_inverse=True)
    table = np.full((len(np.unique(courses)), len(times)), np.nan)
    table[courses, places] = lesions["improvement"].to_numpy(dtype=float)
    return least_squares_slopes(times, table)
