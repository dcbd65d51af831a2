"""Interval of the share of lesions in complete remission that allows for the patients whose lesions they are."""

from collections.abc import Sequence

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import Series, true_complete
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.clustered_proportion import korn_graubard
from casetrace.methods.estimates import Limits


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    truth = true_complete()

    def judge(series: Series) -> Sequence[Hit]:
        interval = korn_graubard(series.complete, series.clusters, LEVEL)
        return covers(Limits(interval.lower, interval.upper), truth)

    return [Procedure(("korn_graubard",), "proportion", "lesion", "coverage", judge)]
