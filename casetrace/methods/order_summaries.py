"""Mean and standard deviation of a sample of which the median with the range or the quartiles is printed."""

import itertools
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class OrderSummary:
    """Printed order statistics of n values: the median, and the range, the quartiles, or both."""

    n: int
    median: float
    range: tuple[float, float] | None = None
    quartiles: tuple[float, float] | None = None


@dataclass(frozen=True)
class MeanAndSd:
    """An estimated mean and standard deviation."""

    mean: float
    sd: float


def wan(summary: OrderSummary) -> MeanAndSd:
    """Estimate the mean and standard deviation of a sample from its order statistics.

    Raises
    ------
    ValueError
        With neither range nor quartiles, with numbers out of order, or with fewer values than they take.

    Notes
    -----
    Wan, Wang, Liu & Tong 2014, doi 10.1186/1471-2288-14-135, for values that are nearly normal: range (their scenario
    1), quartiles (scenario 3) or both (scenario 2). The means of scenarios 1 and 2 are those of Hozo et al. 2005, doi
    10.1186/1471-2288-5-13, and of Bland 2015. Normal quantiles are at Blom's plotting positions.
    """
    _check(summary)
    n, middle = summary.n, summary.median
    if summary.range and summary.quartiles:
        (low, high), (first, third) = summary.range, summary.quartiles
        mean = (low + 2 * first + 2 * middle + 2 * third + high) / 8
        return MeanAndSd(mean, ((high - low) / _range_width(n) + (third - first) / _quartile_width(n)) / 2)
    if summary.range:
        low, high = summary.range
        return MeanAndSd((low + 2 * middle + high) / 4, (high - low) / _range_width(n))
    assert summary.quartiles is not None
    first, third = summary.quartiles
    return MeanAndSd((first + middle + third) / 3, (third - first) / _quartile_width(n))


def _check(summary: OrderSummary) -> None:
    ends, quartiles = summary.range, summary.quartiles
    if ends is None and quartiles is None:
        raise ValueError("a median without a range or quartiles tells no spread")
    if summary.n < (2 if ends else 4):
        raise ValueError(f"{summary.n} values have no such spread")
    numbers = [*(ends or ())[:1], *(quartiles or ())[:1], summary.median, *(quartiles or ())[1:], *(ends or ())[1:]]
    if any(low > high for low, high in itertools.pairwise(numbers)):
        raise ValueError("minimum, quartiles, median and maximum are not in order")


def _range_width(n: int) -> float:
    """Expected range of n standard normal values, approximately."""
    return 2 * float(stats.norm.ppf((n - 0.375) / (n + 0.25)))


def _quartile_width(n: int) -> float:
    """Expected distance of the quartiles of n standard normal values, approximately."""
    return 2 * float(stats.norm.ppf((0.75 * n - 0.125) / (n + 0.25)))
