"""Summaries of a handful of numbers, computed so that they are the same on every machine."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.sums import total

#: Fewest values for a standard deviation.
SD_MINIMUM = 3


@dataclass(frozen=True)
class Summary:
    """Summary of `n` values; `sd` is missing under three of them, everything else where there are none."""

    n: int
    median: float
    minimum: float
    maximum: float
    mean: float
    sd: float


def summarise(values: ArrayLike) -> Summary:
    """Median, range, mean and standard deviation (divisor ``n - 1``) of the values that are not missing.

    Parameters
    ----------
    values
        Array of any length; missing values are left out.

    Returns
    -------
    Summary
        Sums are exactly rounded (Shewchuk 1997, doi 10.1007/PL00009321), so the order of the values does not matter.
    """
    array = np.asarray(values, dtype=float)
    array = array[~np.isnan(array)]
    n = len(array)
    if n == 0:
        return Summary(0, math.nan, math.nan, math.nan, math.nan, math.nan)
    mean = total(array) / n
    sd = math.sqrt(total((array - mean) ** 2) / (n - 1)) if n >= SD_MINIMUM else math.nan
    return Summary(n, float(np.median(array)), float(array.min()), float(array.max()), mean, sd)
