"""How many patients moved up, how many down, and whether that is more than chance."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.ranks import SLACK


@dataclass(frozen=True)
class SignTest:
    """The exact sign test.

    Attributes
    ----------
    up, down, same
        Patients with a positive value, a negative value, and a value of 0.
    median
        Median movement of all patients, those who stayed the same among them.
    p_value, p_value_minimum
        Two-sided p value of as many up as down, and the smallest that as many patients who moved could have given.
        Patients who stayed the same are left out of both.
    """

    up: int
    down: int
    same: int
    median: float
    p_value: float
    p_value_minimum: float


def sign_test(values: ArrayLike) -> SignTest:
    """Exact sign test of no movement (Dixon & Mood 1946, doi 10.1080/01621459.1946.10501898).

    Parameters
    ----------
    values
        One change per patient, shape (n,), without missing values. A change below 1e-12 of the largest is 0.

    Raises
    ------
    NoSpreadError
        When there is no value other than 0.
    """
    array = np.asarray(values, dtype=float)
    if not array.any():
        raise NoSpreadError("all values are 0")
    slack = SLACK * float(np.abs(array).max())
    up, down = int(np.count_nonzero(array > slack)), int(np.count_nonzero(array < -slack))
    moved = up + down
    p_value = min(1.0, 2 * float(stats.binom.cdf(min(up, down), moved, 0.5)))
    return SignTest(up, down, len(array) - moved, float(np.median(array)), p_value, 2.0 ** (1 - moved))
