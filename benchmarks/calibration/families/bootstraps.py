"""Bootstrap intervals of a mean: all samples counted where there are few patients, else drawn."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.design import EXACT_BOOTSTRAP_PATIENTS, LEVEL, RESAMPLES, Cell
from benchmarks.calibration.population import Series, true_mean
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.resampling import cluster_sums, drawn_bootstrap, exact_bootstrap

Unit = Literal["lesion", "patient"]
Sums = tuple[NDArray[np.float64], NDArray[np.float64]]


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell, as the pipeline chooses by the number of patients."""
    units: tuple[Unit, ...] = ("patient", "lesion")
    return [_of_unit(cell, unit) for unit in units]


def _of_unit(cell: Cell, unit: Unit) -> Procedure:
    truth = true_mean(cell)

    def counted(series: Series) -> Sequence[Hit]:
        return covers(exact_bootstrap(*_sums(series, unit), LEVEL).limits, truth)

    def drawn(series: Series) -> Sequence[Hit]:
        found = drawn_bootstrap(*_sums(series, unit), LEVEL, RESAMPLES, series.rng(f"bootstrap/{unit}"))
        return [*covers(found.percentile, truth), *covers(found.bca, truth)]

    if cell.patients <= EXACT_BOOTSTRAP_PATIENTS:
        return Procedure(("bootstrap_exact",), "mean", unit, "coverage", counted)
    return Procedure(("bootstrap_percentile", "bootstrap_bca"), "mean", unit, "coverage", drawn)


def _sums(series: Series, unit: Unit) -> Sums:
    """What the mean is the ratio of: sums and counts of lesions, or a patient's mean and one."""
    if unit == "patient":
        return series.means, np.ones(series.cell.patients)
    return cluster_sums(series.values, series.clusters)
