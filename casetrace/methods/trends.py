"""Course over visits in one number per patient: the slope of a line through the values."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.ranks import SLACK
from casetrace.methods.sums import dot

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Slopes:
    """Slopes of the patients who have one.

    Attributes
    ----------
    values
        A slope per patient, in the unit of the values per unit of time, in the order of the patients.
    patients
        Which patients these are, as rows of the table.
    left_out
        Number of patients with values at fewer than two different times.
    """

    values: Floats
    patients: NDArray[np.int_]
    left_out: int


def least_squares_slopes(times: ArrayLike, values: ArrayLike) -> Slopes:
    """Least-squares slope of each patient over the visits (Matthews et al. 1990, doi 10.1136/bmj.300.6719.230).

    Parameters
    ----------
    times
        Times of the visits, of shape (visits,) where all patients have the same, else (patients, visits).
    values
        Array of shape (patients, visits). A visit with a missing value, or a missing time, is left out.

    Returns
    -------
    Slopes
        Summary measures over patients, for `t_interval` and `sign_flip`. A patient counts once, however many visits
        she or he has.
    """
    table = np.asarray(values, dtype=float)
    visits = np.broadcast_to(np.asarray(times, dtype=float), table.shape)
    slopes = np.array([_slope(moments, row) for moments, row in zip(visits, table, strict=True)], dtype=float)
    patients = np.flatnonzero(~np.isnan(slopes))
    return Slopes(slopes[patients], patients, len(table) - len(patients))


def _slope(times: Floats, values: Floats) -> float:
    """Slope of one patient; missing with fewer than two different times."""
    seen = ~(np.isnan(times) | np.isnan(values))
    moments, outcome = times[seen], values[seen]
    if len(moments) == 0 or np.ptp(moments) <= SLACK * np.abs(moments).max():
        return math.nan
    centred = moments - math.fsum(moments) / len(moments)
    return dot(centred, outcome - outcome[0]) / dot(centred, centred)
