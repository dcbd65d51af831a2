"""Ranks that do not mistake a rounding error for a difference."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

#: Two values, or two sums, closer than this share of the largest one are taken as the same. Sums of some hundred values
#: in double precision are off by up to a few 1e-14 of it; values that were recorded with a few digits and differ, or
#: their means and ratios, are much further apart.
SLACK = 1e-12
#: Values from which each different one is put in order once.
MANY = 10_000


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
    if len(array) >= MANY:
        return _ranks_of_distinct(array)
    order = np.argsort(array, kind="stable")
    new = np.diff(array[order]) > SLACK * np.abs(array).max()
    starts = np.flatnonzero(np.concatenate(([True], new)))
    sizes = np.diff(np.append(starts, len(array)))
    ranks = np.empty(len(array))
    ranks[order] = np.repeat(starts + (sizes + 1) / 2, sizes)
    return ranks


def _ranks_of_distinct(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same, each different value put in order once: recorded values, and their ratios, are few."""
    codes, distinct = pd.factorize(array)
    order = np.argsort(distinct)
    new = np.diff(distinct[order]) > SLACK * np.abs(distinct).max()
    tied = np.empty(len(distinct), dtype=np.intp)
    tied[order] = np.cumsum(np.concatenate(([0], new)))
    sizes = np.bincount(tied[codes])
    ranks: NDArray[np.float64] = (np.cumsum(sizes) - (sizes - 1) / 2)[tied][codes]
    return ranks
