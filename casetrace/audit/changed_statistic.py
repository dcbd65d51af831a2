"""Statistics of many variants of one sample at once, each with one value taken out, put in, or replaced."""

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.rows import Floats


def changed_statistic(statistic: str, values: Floats, removed: Floats, added: Floats) -> tuple[Floats, Floats]:
    """The statistic of a sample in each of its variants.

    Parameters
    ----------
    statistic
        ``count``, ``sum``, ``mean``, ``percent``, ``share``, ``sd``, ``median``, ``minimum``, ``maximum`` or ``range``.
    values
        The sample, shape (n,), without missing values.
    removed, added
        Shape (variants,): the value of the sample that a variant is without, and the one that it has besides; NaN for
        none.

    Returns
    -------
    lower, upper
        Shape (variants,); they differ for a range. NaN where no value is left.
    """
    is_removed, is_added = ~np.isnan(removed), ~np.isnan(added)
    number = len(values) - is_removed + is_added
    with np.errstate(invalid="ignore", divide="ignore"):
        if statistic in ("count", "sum", "mean", "percent", "share"):
            total = np.sum(values) - np.where(is_removed, removed, 0) + np.where(is_added, added, 0)
            if statistic in ("count", "sum"):
                return total, total
            share = total / np.where(number > 0, number, np.nan)
            result = 100 * share if statistic == "percent" else share
            return result, result
        if statistic == "sd":
            result = _sd(values, removed, added, number)
            return result, result
    sample = _Changed(np.sort(values), removed, added)
    if statistic == "median":
        result = (sample.at((number - 1) // 2) + sample.at(number // 2)) / 2
        return result, result
    lowest, highest = sample.at(np.zeros_like(number)), sample.at(number - 1)
    if statistic == "range":
        return lowest, highest
    result = lowest if statistic == "minimum" else highest
    return result, result


def _sd(values: Floats, removed: Floats, added: Floats, number: NDArray[np.int64]) -> Floats:
    """Standard deviations from sums of squares about the sample's mean, which keeps their digits."""
    centre = float(np.mean(values)) if len(values) else 0.0
    lost, gained = np.nan_to_num(removed - centre), np.nan_to_num(added - centre)
    total = np.sum(values - centre) - lost + gained
    squares = np.sum((values - centre) ** 2) - lost**2 + gained**2
    spread = np.maximum(squares - total**2 / np.maximum(number, 1), 0)
    return np.sqrt(spread / np.where(number > 1, number - 1, np.nan))


class _Changed:
    """A sorted sample with one value taken out and one put in, by the rank of its values."""

    def __init__(self, values: Floats, removed: Floats, added: Floats) -> None:
        self.values, self.added = values, added
        last = len(values)
        self.out = np.where(np.isnan(removed), last, np.searchsorted(values, np.nan_to_num(removed)))
        rank = np.searchsorted(values, np.nan_to_num(added))
        self.into = np.where(np.isnan(added), last + 1, rank - (self.out < rank))

    def at(self, rank: NDArray[np.int64]) -> Floats:
        """The value of each variant at a rank; NaN where it has none."""
        if len(self.values) == 0:
            return np.where((rank == 0) & (self.into == 0), self.added, np.nan)
        before = rank - (rank > self.into)
        index = before + (before >= self.out)
        inside = (index >= 0) & (index < len(self.values))
        kept = np.where(inside, self.values[np.clip(index, 0, len(self.values) - 1)], np.nan)
        return np.where(rank == self.into, self.added, kept)
