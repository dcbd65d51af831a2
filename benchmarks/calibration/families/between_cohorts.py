"""The variance between cohorts, the further cohort by other definitions, and ordered categories of cohorts that differ.

Cohorts, and how far they are apart, are those of `cohorts`.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
from scipy import special

from benchmarks.calibration.design import LEVEL, SD, Cell
from benchmarks.calibration.families.cohorts import (
    COHORTS,
    NODES,
    PATIENTS,
    mean_of_cohort,
    patient_means,
    pooled,
    shifts_of,
    true_pooled_mean,
)
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.intervals import t_interval
from casetrace.methods.pooled_categories import cumulative_logit
from casetrace.methods.pooling import Pooled, hartung_knapp, reml

#: Shares of a typical cohort that are in the first category, or up to the second or the third of four.
SHARES = (0.2, 0.6, 0.9)


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell, whose patients are those of each cohort."""
    if cell.patients not in PATIENTS:
        return []
    truth = true_variance(cell)
    return [procedure for number in COHORTS for procedure in _of_so_many(cell, number, truth)]


def _of_so_many(cell: Cell, number: int, truth: float) -> list[Procedure]:
    def variance(series: Series) -> Sequence[Hit]:
        return covers(pooled(series, number).tau2_limits, truth)

    def partlett_riley(series: Series) -> Sequence[Hit]:
        return covers(_restricted(series, number).prediction_hk, _further(series))

    def k_less_1(series: Series) -> Sequence[Hit]:
        return covers(_restricted(series, number).prediction_hk_wide_df, _further(series))

    def category(series: Series) -> Sequence[Hit]:
        asked = series.number % len(SHARES)
        share = cumulative_logit(_categories(series)[:number], LEVEL).shares[asked]
        return covers(None if share is None else share.limits, SHARES[asked])

    judged: list[tuple[str, str, Callable[[Series], Sequence[Hit]]]] = [
        ("hartung_knapp", "tau2_of", variance),
        ("hartung_knapp_reml", "further_cohort_partlett_riley_of", partlett_riley),
        ("hartung_knapp_reml", "further_cohort_k_less_1_of", k_less_1),
        ("cumulative_logit", "pooled_category_of", category),
    ]
    return [
        Procedure((method,), f"{statistic}_{number}", "patient", "coverage", judge)
        for method, statistic, judge in judged
    ]


@cache
def true_variance(cell: Cell) -> float:
    """The variance of the cohorts' true means, by Gauss and Hermite's rule; 0 where they do not differ."""
    if not cell.correlation:
        return 0.0
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    squares = [
        (mean_of_cohort(cell, SD * cell.correlation * float(node)) - true_pooled_mean(cell)) ** 2 for node in nodes
    ]
    return float(np.dot(weights, squares) / weights.sum())


def _further(series: Series) -> float:
    """The true mean of one more cohort."""
    return mean_of_cohort(series.cell, float(shifts_of(series.cell, series.number)[-1]))


def _restricted(series: Series, number: int) -> Pooled:
    """The first so many cohorts, pooled with the variance of the restricted likelihood."""
    return _restricted_of(series.cell, series.number, number)


@lru_cache(maxsize=8)
def _restricted_of(cell: Cell, data_set: int, number: int) -> Pooled:
    """The same, computed once for all that is judged of it."""
    means = [t_interval(values, LEVEL) for values in patient_means(cell, data_set)[:number]]
    return hartung_knapp([mean.value for mean in means], [mean.se for mean in means], LEVEL, reml)


def _categories(series: Series) -> list[list[int]]:
    """Patients of each cohort in four categories, whose cumulative log-odds its effect shifts alike."""
    rng = series.rng("categories")
    effects = 2 * series.cell.correlation * rng.standard_normal(max(COHORTS))
    drawn = []
    for effect in effects:
        reached = special.expit(special.logit(SHARES) + effect)
        drawn.append(rng.multinomial(series.cell.patients, np.diff([0.0, *reached, 1.0])).tolist())
    return drawn
