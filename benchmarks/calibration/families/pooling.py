"""The mean over several cohorts of one population."""

from collections.abc import Sequence

from benchmarks.calibration.design import LEVEL, POOLED_COHORTS, Cell
from benchmarks.calibration.population import Series, draw, true_mean
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.intervals import t_interval
from casetrace.methods.pooling import hartung_knapp

#: Between the numbers of the data sets that are pooled: more than a cell ever has.
APART = 1_000_000


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell, whose patients are those of each cohort."""
    truth = true_mean(cell)

    def pooled(series: Series) -> Sequence[Hit]:
        cohorts = [series, *(draw(cell, series.number + APART * further) for further in range(1, POOLED_COHORTS))]
        means = [t_interval(cohort.means, LEVEL) for cohort in cohorts]
        found = hartung_knapp([mean.value for mean in means], [mean.se for mean in means], LEVEL)
        return covers(found.estimate, truth)

    return [Procedure(("hartung_knapp",), "pooled_mean", "patient", "coverage", pooled)]
