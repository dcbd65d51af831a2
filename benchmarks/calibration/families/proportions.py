"""Intervals of a proportion: patients with a lesion in complete remission, and lesions as if they were independent."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import Series, true_any_complete, true_complete
from benchmarks.calibration.procedures import Hit, Procedure, Unit, covers
from casetrace.methods.estimates import Limits
from casetrace.methods.intervals import clopper_pearson, wilson

METHODS: dict[str, Callable[[int, int, float], Limits]] = {"clopper_pearson": clopper_pearson, "wilson": wilson}
EVENTS: dict[Unit, Callable[[Series], NDArray[np.bool_]]] = {
    "patient": lambda series: series.any_complete,
    "lesion": lambda series: series.complete,
}


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    truths: dict[Unit, float] = {"patient": true_any_complete(cell.correlation), "lesion": true_complete()}
    return [_procedure(method, unit, truth) for unit, truth in truths.items() for method in METHODS]


def _procedure(method: str, unit: Unit, truth: float) -> Procedure:
    def judge(series: Series) -> Sequence[Hit]:
        events = EVENTS[unit](series)
        return covers(METHODS[method](int(events.sum()), len(events), LEVEL), truth)

    return Procedure((method,), "proportion", unit, "coverage", judge)
