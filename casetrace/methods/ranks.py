"""Ranks that do not mistake a rounding error for a difference."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Two values, or two sums, closer than this share of the largest one are taken as the same. Sums of some hundred values
#: in double precision are off by up to a few 1e-14 of it; values that were recorded with a few digits and differ, or
#: their means and ratios, are much further apart.
SLACK = 1e-12


def mid_ranks(values: ArrayLike) -> NDArray[np.float64]:
    """Ranks from 1 to n, tied values at their mean rank.

    Parameters
    ----------
    values
        Array of shape (n,) without missing values.

    Returns
    -------
    numpy.ndarray
        Ranks of shape (n,), multiples of one half. Values are tied when they differ by no more than their rounding
        (see `SLACK`): 0.1 + 0.2 and 0.15 + 0.15 get one rank.
    """
    array = np.asarray(values, dtype=float)
    if len(array) == 0:
        return array
    order = np.argsort(array, kind="stable")
    new = np.diff(array[order]) > SLACK * np.abs(array).max()
    starts = np.flatnonzero(np.concatenate(([True], new)))
    sizes = np.diff(np.append(starts, len(array)))
    ranks = np.empty(len(array))
    ranks[order] = np.repeat(starts + (sizes + 1) / 2, sizes)
    return ranks
