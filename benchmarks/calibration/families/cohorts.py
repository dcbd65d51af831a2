"""The mean, the further cohort and the proportion of cohorts that differ, by the number of cohorts.

Here the correlation of a cell also says how far apart cohorts are: 0, or that share of the standard deviation of a
lesion as the standard deviation of the cohorts' means, and twice that share as that of their log-odds.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from benchmarks.calibration.design import CEILING, LEVEL, MEAN, SD, SEED, Cell
from benchmarks.calibration.population import Series, draw
from benchmarks.calibration.procedures import REFUSALS, Hit, Procedure, covers
from casetrace.methods.estimates import Limits
from casetrace.methods.intervals import t_interval
from casetrace.methods.pooled_proportions import binomial_normal
from casetrace.methods.pooling import Pooled, hartung_knapp
from casetrace.methods.randomness import stream

Floats = NDArray[np.float64]

#: Numbers of cohorts, and of patients of each, that are judged.
COHORTS, PATIENTS = (3, 5, 10), (5, 10, 20)
#: Between the numbers of the data sets that are cohorts of one study: more than a cell ever has.
APART = 1_000_000
#: The proportion of a typical cohort.
PROPORTION = 0.7
#: Nodes of the average over cohorts.
NODES = 60


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell, whose patients are those of each cohort."""
    if cell.patients not in PATIENTS:
        return []
    truth = true_pooled_mean(cell)
    return [procedure for number in COHORTS for procedure in _of_so_many(cell, number, truth)]


def _of_so_many(cell: Cell, number: int, truth: float) -> list[Procedure]:
    def mean(series: Series) -> Sequence[Hit]:
        return covers(pooled(series, number).estimate, truth)

    def ad_hoc(series: Series) -> Sequence[Hit]:
        return covers(pooled(series, number).ad_hoc, truth)

    def further(series: Series) -> Sequence[Hit]:
        return covers(
            pooled(series, number).prediction, mean_of_cohort(cell, float(shifts_of(series.cell, series.number)[-1]))
        )

    def proportion(series: Series) -> Sequence[Hit]:
        return covers(_proportion(tuple(sorted(_counts(series)[:number])), cell.patients), PROPORTION)

    judged: list[tuple[str, str, Callable[[Series], Sequence[Hit]]]] = [
        ("hartung_knapp", "pooled_mean_of", mean),
        ("hartung_knapp", "pooled_mean_ad_hoc_of", ad_hoc),
        ("hartung_knapp", "further_cohort_of", further),
        ("binomial_normal", "pooled_proportion_of", proportion),
    ]
    return [
        Procedure((method,), f"{statistic}_{number}", "patient", "coverage", judge)
        for method, statistic, judge in judged
    ]


def mean_of_cohort(cell: Cell, shift: float) -> float:
    """The true mean of the patients of a cohort; with the ceiling that of a censored normal variable."""
    if not cell.ceiling:
        return MEAN + shift
    z = (CEILING - MEAN - shift) / SD
    return float((MEAN + shift) * stats.norm.cdf(z) - SD * stats.norm.pdf(z) + CEILING * stats.norm.sf(z))


@cache
def true_pooled_mean(cell: Cell) -> float:
    """The mean of the cohorts' true means, by Gauss and Hermite's rule."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    means = [mean_of_cohort(cell, SD * cell.correlation * float(node)) for node in nodes]
    return float(np.dot(weights, means) / weights.sum())


def pooled(series: Series, number: int) -> Pooled:
    """The first so many cohorts, pooled."""
    return _pooled_of(series.cell, series.number, number)


@lru_cache(maxsize=8)
def _pooled_of(cell: Cell, data_set: int, number: int) -> Pooled:
    """The same, computed once for all that is judged of it."""
    means = [t_interval(values, LEVEL) for values in patient_means(cell, data_set)[:number]]
    return hartung_knapp([mean.value for mean in means], [mean.se for mean in means], LEVEL)


@lru_cache(maxsize=8)
def shifts_of(cell: Cell, data_set: int) -> Floats:
    """How far the true mean of each cohort, and of one more, is from that of all, before the ceiling."""
    rng = stream(SEED, f"{cell.name}/{data_set}/cohorts")
    shifts: Floats = SD * cell.correlation * rng.standard_normal(max(COHORTS) + 1)
    return shifts


@lru_cache(maxsize=8)
def patient_means(cell: Cell, data_set: int) -> list[Floats]:
    """The means of the patients of each cohort."""
    shifts = shifts_of(cell, data_set)
    uncut = Cell(cell.patients, cell.correlation, ceiling=False)
    found = []
    for place in range(max(COHORTS)):
        drawn = draw(uncut, data_set + APART * (place + 1))
        values = drawn.values + shifts[place]
        values = np.minimum(values, CEILING) if cell.ceiling else values
        found.append(np.bincount(drawn.clusters, values) / np.bincount(drawn.clusters))
    return found


@cache
def _proportion(counts: tuple[int, ...], patients: int) -> Limits | None:
    """The interval of a proportion pooled from counts, of which many data sets have the same; None where refused."""
    try:
        return binomial_normal(counts, [patients] * len(counts), LEVEL).limits
    except REFUSALS:
        return None


def _counts(series: Series) -> list[int]:
    """Responders of each cohort."""
    rng = series.rng("counts")
    typical = math.log(PROPORTION / (1 - PROPORTION))
    shares = special.expit(typical + 2 * series.cell.correlation * rng.standard_normal(max(COHORTS)))
    return [int(count) for count in rng.binomial(series.cell.patients, shares)]
