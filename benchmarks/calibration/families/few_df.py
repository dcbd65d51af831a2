"""Welch's interval where it has few degrees of freedom: two patients against all others."""

from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.design import COMPARED_PATIENTS, LEVEL, Cell
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.intervals import welch_interval
from casetrace.methods.trust import RELIABLE_DF

#: Patients of the smaller arm.
FEW = 2


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell: the intervals that are flagged for their degrees of freedom, and no others."""
    if cell.patients < COMPARED_PATIENTS:
        return []
    return [Procedure(("welch_t",), "mean_difference_few_df", "patient", "coverage", flagged)]


def flagged(series: Series) -> Sequence[Hit]:
    """Welch's interval, if it has fewer degrees of freedom than are relied on."""
    first = np.argsort(np.argsort(series.covariate, kind="stable"), kind="stable") < FEW
    estimate = welch_interval(series.means[first], series.means[~first], LEVEL)
    return covers(estimate if estimate.df < RELIABLE_DF else None, 0.0)
