"""Exact test of a table of any number of rows and columns: Freeman and Halton's extension of Fisher's."""

import math
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import TooFewError
from casetrace.methods.exact_tests import PermutationTest
from casetrace.methods.reduction import logarithm

Floats = NDArray[np.float64]
Counts = tuple[int, ...]

#: Numbers held in memory at once where tables are drawn.
CHUNK = 1_000_000

#: Logarithms of probabilities closer than this are of tables with one probability.
SLACK = 1e-9


class TooMuchWorkError(Exception):
    """More tables than are to be counted."""


def fisher_freeman_halton(
    table: ArrayLike, *, exact_steps: int, resamples: int, rng: np.random.Generator
) -> PermutationTest:
    """Exact test of independence of rows and columns (Freeman & Halton 1951, doi 10.1093/biomet/38.1-2.141).

    Parameters
    ----------
    table
        Counts of shape (r, c); rows and columns without a patient don't count.
    exact_steps
        Most steps of the enumeration, in each of which a partial table is extended by one more column.
        Where more are needed, `resamples` tables are drawn from `rng`.
    resamples, rng
        How many tables are drawn, and from what.

    Returns
    -------
    PermutationTest
        Its statistic is the probability of the table among those with its margins; its p value the sum of the
        probabilities of tables that are no more probable.

    Raises
    ------
    TooFewError
        With fewer than two rows, or columns, that have a patient.

    Notes
    -----
    Column by column, partial tables with one probability that leave the same patients of the rows are counted together
    (Mehta & Patel 1983, doi 10.1080/01621459.1983.10477989). Probabilities are compared as whole numbers, without a
    tolerance. With drawn tables the observed one counts as drawn too (Phipson & Smyth 2010, doi
    10.2202/1544-6115.1585).
    """
    counts = _without_empty(np.asarray(table, dtype=int))
    # The fewer rows there are, the fewer partial tables can be told apart.
    counts = counts if counts.shape[0] <= counts.shape[1] else counts.T
    rows, columns = (tuple(counts.sum(axis=axis).tolist()) for axis in (1, 0))
    total = _multinomial(rows)
    observed = math.prod(_multinomial(tuple(column)) for column in counts.T.tolist())
    statistic = float(Fraction(observed, total))
    try:
        ways = _ways_by_weight(rows, columns, exact_steps)
    except TooMuchWorkError:
        p_value = (1 + _drawn_no_likelier(counts, resamples, rng)) / (1 + resamples)
        return PermutationTest(statistic, p_value, math.nan, "monte_carlo")
    least = min(ways)
    p_value, p_minimum = (
        float(Fraction(sum(w * number for w, number in ways.items() if w <= limit), total))
        for limit in (observed, least)
    )
    return PermutationTest(statistic, p_value, p_minimum, "exact")


def _without_empty(counts: NDArray[np.int_]) -> NDArray[np.int_]:
    kept: NDArray[np.int_] = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(kept.shape) < 2:
        raise TooFewError("there are fewer than two groups, or fewer than two categories")
    return kept


def _multinomial(parts: Counts) -> int:
    """In how many ways patients can be dealt to parts of these sizes."""
    return math.factorial(sum(parts)) // math.prod(math.factorial(part) for part in parts)


def _ways_by_weight(rows: Counts, columns: Counts, most_steps: int) -> Counter[int]:
    """How many tables have each weight, the product of the multinomial coefficients of their columns.

    Raises
    ------
    TooMuchWorkError
        When more steps than `most_steps` would be needed.
    """
    nodes: dict[Counts, Counter[int]] = {tuple(sorted(rows)): Counter({1: 1})}
    steps = 0
    for column in sorted(columns, reverse=True):
        further: dict[Counts, Counter[int]] = {}
        for left, weights in nodes.items():
            for part in _compositions(column, left):
                steps += len(weights)
                if steps > most_steps:
                    raise TooMuchWorkError
                # Rows that have as many patients left are alike, so that their order does not matter.
                node = further.setdefault(tuple(sorted(n - x for n, x in zip(left, part, strict=True))), Counter())
                factor = _multinomial(part)
                for weight, number in weights.items():
                    node[weight * factor] += number
        nodes = further
    (weights,) = nodes.values()
    return weights


def _compositions(total: int, most: Counts) -> Iterator[Counts]:
    """All ways to take `total` patients from groups that have no more than `most`."""
    if len(most) == 1:
        yield (total,)
        return
    rest = sum(most[1:])
    for first in range(max(0, total - rest), min(total, most[0]) + 1):
        for remainder in _compositions(total - first, most[1:]):
            yield first, *remainder


def _drawn_no_likelier(counts: NDArray[np.int_], resamples: int, rng: np.random.Generator) -> int:
    """How many tables with the same margins, drawn at random, are no more probable than the observed one."""
    n, (r, c) = int(counts.sum()), counts.shape
    logs = np.concatenate([[0.0], np.cumsum(logarithm(np.arange(1, n + 1)))])  # of factorials
    rows = np.repeat(np.arange(r), counts.sum(axis=1))
    columns = np.repeat(np.arange(c), counts.sum(axis=0))
    observed = float(logs[counts].sum())
    reached, chunk = 0, max(1, CHUNK // n)
    for start in range(0, resamples, chunk):
        drawn = min(chunk, resamples - start)
        cells = rng.permuted(np.broadcast_to(rows * c, (drawn, n)), axis=1) + columns
        tables = np.bincount((cells + r * c * np.arange(drawn)[:, None]).ravel(), minlength=drawn * r * c)
        reached += int(np.count_nonzero(logs[tables].reshape(drawn, -1).sum(axis=1) >= observed - SLACK))
    return reached
