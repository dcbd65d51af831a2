"""Intervals of a mean: Student's over patients, the cluster-robust one over lesions, and one blind to patients."""

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import true_mean
from benchmarks.calibration.procedures import Procedure, covers
from casetrace.methods.clustered import clustered_mean
from casetrace.methods.intervals import t_interval


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell; `t_naive`, which the pipeline never gives, shows what the clustering is for."""
    truth = true_mean(cell)
    return [
        Procedure(("t",), "mean", "patient", "coverage", lambda series: covers(t_interval(series.means, LEVEL), truth)),
        Procedure(
            ("cr2_t",), "mean", "lesion", "coverage",
            lambda series: covers(clustered_mean(series.values, series.clusters, LEVEL), truth),
        ),
        Procedure(
            ("t_naive",), "mean", "lesion", "coverage",
            lambda series: covers(t_interval(series.values, LEVEL), truth),
        ),
    ]  # fmt: skip
