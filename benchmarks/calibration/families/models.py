"""Means of models over lesions, which the pipeline fits from ten patients."""

from collections.abc import Callable, Sequence

from benchmarks.calibration.design import LEVEL, MODEL_PATIENTS, Cell
from benchmarks.calibration.population import Series, true_mean
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.models import Fit, gee_mean, mixed_mean
from casetrace.simulate.population import Floats, Integers

METHODS: dict[str, Callable[[Floats, Integers, float], Fit]] = {
    "gee_exchangeable": gee_mean,
    "mixed_model": mixed_mean,
}


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < MODEL_PATIENTS:
        return []
    return [_procedure(method, true_mean(cell)) for method in METHODS]


def _procedure(method: str, truth: float) -> Procedure:
    def judge(series: Series) -> Sequence[Hit]:
        return covers(METHODS[method](series.values, series.clusters, LEVEL).estimate, truth)

    return Procedure((method,), "mean", "lesion", "coverage", judge)
