"""Cross-over of two periods without an effect, and arms compared with the baseline adjusted for."""

from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.design import (
    ASYMPTOTIC_PATIENTS,
    COMPARED_PATIENTS,
    EXACT_ASSIGNMENTS,
    LEVEL,
    MODEL_PATIENTS,
    RESAMPLES,
    Cell,
)
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers, rejects
from casetrace.methods.baseline_adjusted import covariate_adjusted
from casetrace.methods.crossover import crossover_effects, crossover_tests
from casetrace.simulate.population import Floats

#: Up to so many patients all ways to deal those with two lesions to sequences are counted; of 50 too many have two.
COUNTED = 20


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < COMPARED_PATIENTS:
        return []
    dealt = "exact" if cell.patients <= COUNTED else "monte_carlo"

    def permutation(series: Series) -> Sequence[Hit]:
        tests = crossover_tests(
            *sequences(series),
            exact_assignments=EXACT_ASSIGNMENTS,
            asymptotic_above=ASYMPTOTIC_PATIENTS,
            resamples=RESAMPLES,
            rng=series.rng("crossover_permutation"),
        )
        assert tests.treatment.kind == dealt
        return rejects(tests.treatment.p_value)

    crossover = [
        Procedure(("crossover_t",), "treatment_effect", "patient", "coverage", treatment),
        Procedure(("crossover_t",), "period_effect", "patient", "coverage", period),
        Procedure((f"crossover_permutation_{dealt}",), "treatment_effect", "patient", "size", permutation),
    ]
    if cell.patients < 2 * MODEL_PATIENTS:
        return crossover
    return [*crossover, Procedure(("ancova",), "mean_difference", "patient", "coverage", baseline_adjusted)]


def sequences(series: Series) -> tuple[Floats, Floats]:
    """First and second lesion of the patients who have two, as if they were treated one after the other."""
    lesions = np.bincount(series.clusters)
    first = np.flatnonzero(np.diff(series.clusters, prepend=-1))
    pairs = np.column_stack([series.values[first], series.values[np.minimum(first + 1, len(series.values) - 1)]])
    return pairs[(lesions > 1) & (series.arms == 0)], pairs[(lesions > 1) & (series.arms == 1)]


def treatment(series: Series) -> Sequence[Hit]:
    """The interval of the treatment's effect."""
    return covers(crossover_effects(*sequences(series), LEVEL).treatment, 0.0)


def period(series: Series) -> Sequence[Hit]:
    """The interval of the period's effect."""
    return covers(crossover_effects(*sequences(series), LEVEL).period, 0.0)


def baseline_adjusted(series: Series) -> Sequence[Hit]:
    """The interval of the arms' difference, with the covariate as the baseline; from ten patients an arm."""
    first, second = ((series.means[series.arms == arm], series.covariate[series.arms == arm]) for arm in (0, 1))
    return covers(covariate_adjusted(first, second, LEVEL), 0.0)
