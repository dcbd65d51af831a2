"""Mean and standard deviation of a sample of which the median with the range or the quartiles is printed."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

Floats = NDArray[np.float64]

#: Powers among which the transformation is looked for, and how near 0 it is taken for the logarithm.
POWERS, LOGARITHM = (0.0, 3.0), 1e-8
#: Points of the grid on which its best power is bracketed.
GRID = 301
#: Nodes of the quadrature over the transformed values.
NODES = 400


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


def box_cox(summary: OrderSummary) -> MeanAndSd:
    """Estimate the mean and standard deviation from order statistics of values that need not be nearly normal.

    Raises
    ------
    ValueError
        As `wan`, and where a number is not above 0: powers and logarithms are of positive values.

    Notes
    -----
    McGrath et al. 2020, doi 10.1177/0962280219889080, the Box-Cox method. The power under which the printed numbers are
    most nearly symmetric about the median; the mean of the transformed values by Luo et al. 2018, doi
    10.1177/0962280216669183, their standard deviation by `wan`; back by the mean and standard deviation of a normal
    distribution cut off, on both sides alike, where a transformed value would be of a number below 0. The authors draw
    from it, or integrate; here it is integrated. As in their software no power is below 0.
    """
    _check(summary)
    numbers = _ends(summary)
    if min(numbers) <= 0:
        raise ValueError("the Box-Cox method takes numbers above 0 alone")
    if numbers[0] == summary.median or numbers[-1] == summary.median:
        raise ValueError("the median is an end of the spread: no power makes the numbers symmetric")
    power = _power(summary)
    moved = _transformed(summary, lambda value: _raised(value, power))
    return _back(_luo(moved), wan(moved).sd, power)


def _ends(summary: OrderSummary) -> list[float]:
    """The printed numbers beside the median, in order."""
    ends, quartiles = summary.range or (), summary.quartiles or ()
    return [*ends[:1], *quartiles, *ends[1:]]


def _raised(value: float, power: float) -> float:
    """Box & Cox 1964, doi 10.1111/j.2517-6161.1964.tb00553.x."""
    return math.log(value) if power < LOGARITHM else math.expm1(power * math.log(value)) / power


def _transformed(summary: OrderSummary, transform: Callable[[float], float]) -> OrderSummary:
    """The summary of the transformed values."""

    def both(pair: tuple[float, float] | None) -> tuple[float, float] | None:
        return None if pair is None else (transform(pair[0]), transform(pair[1]))

    return replace(
        summary, median=transform(summary.median), range=both(summary.range), quartiles=both(summary.quartiles)
    )


def _power(summary: OrderSummary) -> float:
    """The power that makes distances from the median most nearly the same on both sides."""

    def asymmetry(power: float) -> float:
        moved = _transformed(summary, lambda value: _raised(value, power))
        pairs = [pair for pair in (moved.range, moved.quartiles) if pair]
        return math.fsum(((high - moved.median) / (moved.median - low) - 1) ** 2 for low, high in pairs)

    grid = np.linspace(*POWERS, GRID)
    best = int(np.argmin([asymmetry(float(power)) for power in grid]))
    bracket = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, GRID - 1)]))
    found = optimize.minimize_scalar(asymmetry, bounds=bracket, method="bounded", options={"xatol": 1e-12})
    return float(min((found.x, *bracket), key=asymmetry))


def _luo(summary: OrderSummary) -> float:
    """The mean of nearly normal values, weighted by the number of them: Luo et al. 2018, equations 7, 11 and 15."""
    n, middle = float(summary.n), summary.median
    if summary.range and summary.quartiles:
        of_range, of_quartiles = 2.2 / (2.2 + math.pow(n, 0.75)), 0.7 - 0.72 / math.pow(n, 0.55)
        parts = (of_range * sum(summary.range) / 2, of_quartiles * sum(summary.quartiles) / 2)
        return math.fsum((*parts, (1 - of_range - of_quartiles) * middle))
    if summary.range:
        share = 4 / (4 + math.pow(n, 0.75))
        return share * sum(summary.range) / 2 + (1 - share) * middle
    assert summary.quartiles is not None
    share = 0.7 + 0.39 / n
    return share * sum(summary.quartiles) / 2 + (1 - share) * middle


def _back(mean: float, sd: float, power: float) -> MeanAndSd:
    """Mean and standard deviation of the values of which the transformed ones have these."""
    if power < LOGARITHM:
        return MeanAndSd(math.exp(mean + sd**2 / 2), math.exp(mean + sd**2 / 2) * math.sqrt(math.expm1(sd**2)))
    # What is farther than ten deviations has no weight.
    reach = min(mean + 1 / power, 10 * sd)
    places, weights = np.polynomial.legendre.leggauss(NODES)
    moved = mean + reach * places
    density = weights * np.exp(-((moved - mean) ** 2) / (2 * sd**2))
    values = np.maximum(moved * power + 1, 0) ** (1 / power)
    centre = math.fsum(density * values) / math.fsum(density)
    return MeanAndSd(centre, math.sqrt(math.fsum(density * (values - centre) ** 2) / math.fsum(density)))


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
