"""Kaplan–Meier: the cumulative incidence by the last visit, and the median time, of an event that visits find."""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.estimates import Limits
from casetrace.methods.kaplan_meier import KaplanMeier, kaplan_meier

#: Weeks of the visits, and the share of the population whose event the visit is the first to find, or an earlier one.
VISITS = np.array([4.0, 8.0, 12.0, 16.0, 20.0, 24.0])
INCIDENCE = np.array([0.20, 0.36, 0.55, 0.64, 0.72, 0.80])
#: The visit by which more than half have the event, which is the median of the times that visits tell.
MEDIAN = float(VISITS[np.argmax(INCIDENCE > 0.5)])
#: Chance that a patient is not seen again after a visit, each visit but the last.
LEAVES = 0.07


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged, in every cell alike: the times depend on neither the correlation nor the ceiling."""
    return [
        Procedure(("kaplan_meier",), "cumulative_incidence", "patient", "coverage", _incidence),
        Procedure(("kaplan_meier",), "median", "patient", "coverage", _median),
    ]


def curve_of(series: Series) -> KaplanMeier:
    """The curve of a series: each patient's time is the visit that finds the event, or the last visit without it."""
    found = np.searchsorted(INCIDENCE, stats.norm.cdf(series.covariate))
    last = np.minimum(series.rng("kaplan_meier").geometric(LEAVES, size=len(found)), len(VISITS)) - 1
    return kaplan_meier(VISITS[np.minimum(found, last)], found <= last, LEVEL)


def _incidence(series: Series) -> Sequence[Hit]:
    limits = curve_of(series).steps[-1].limits
    return covers(Limits(1 - limits.upper, 1 - limits.lower) if limits else None, float(INCIDENCE[-1]))


def _median(series: Series) -> Sequence[Hit]:
    curve = curve_of(series)
    given = math.isfinite(curve.median) and math.isfinite(curve.median_limits.lower)
    return covers(curve.median_limits if given else None, MEDIAN)
