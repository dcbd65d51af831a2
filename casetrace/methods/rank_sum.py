"""Distribution of the rank sum of two groups without ties, and the interval of a shift that it gives."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from casetrace.methods.ranks import SLACK

#: Groups of fewer patients than this have their rank-sum distribution counted, as R's wilcox.test does.
EXACT_RANK_SUM = 50


def moses_rank(m: int, n: int, level: float) -> int:
    """Which smallest and which largest difference between two groups are the limits of Moses' interval; 0 if none are.

    Parameters
    ----------
    m, n
        How many patients the groups have.
    level
        Confidence level between 0 and 1.
    """
    tail = (1 - level) / 2
    if max(m, n) >= EXACT_RANK_SUM:
        deviation = math.sqrt(m * n * (m + n + 1) / 12)
        return max(0, math.floor(m * n / 2 + 0.5 + float(stats.norm.ppf(tail)) * deviation))
    cumulative = np.cumsum(rank_sum_distribution(m, n))
    if cumulative[0] > tail + SLACK:
        return 0
    return max(1, int(np.argmax(cumulative >= tail - SLACK)))


def moses_level(m: int, n: int, rank: int) -> float:
    """The level that Moses' interval between the differences of a rank has without ties, between 0 and 1.

    ``1 - 2 P(U < rank)`` with U the rank-sum statistic, or its normal approximation where `moses_rank` takes that.
    """
    if max(m, n) >= EXACT_RANK_SUM:
        deviation = math.sqrt(m * n * (m + n + 1) / 12)
        return float(1 - 2 * stats.norm.cdf((rank - 0.5 - m * n / 2) / deviation))
    return float(1 - 2 * math.fsum(rank_sum_distribution(m, n)[:rank]))


def rank_sum_distribution(m: int, n: int) -> NDArray[np.float64]:
    """Probabilities of the Mann-Whitney statistic of groups of m and n, without ties, from 0 to m * n.

    By the recurrence of Mann & Whitney 1947, doi 10.1214/aoms/1177730491: the largest value of all is in one group or
    in the other. Nothing is subtracted, so that small probabilities are as accurate as large ones.
    """
    rows: list[NDArray[np.float64]] = [np.ones(1)] * (n + 1)
    for i in range(1, m + 1):
        row = [np.ones(1)]
        for j in range(1, n + 1):
            probabilities = np.zeros(i * j + 1)
            probabilities[j:] += i / (i + j) * rows[j]
            probabilities[: i * (j - 1) + 1] += j / (i + j) * row[j - 1]
            row.append(probabilities)
        rows = row
    return rows[n]
