"""First and second lesion of a patient, of which as many are in complete remission."""

from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.paired_proportions import tango


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell: patients with two lesions or more, of whom a small series may have none."""
    return [Procedure(("tango",), "paired_risk_difference", "patient", "coverage", difference)]


def difference(series: Series) -> Sequence[Hit]:
    """Tango's interval of the difference."""
    first = np.flatnonzero(np.diff(series.clusters, prepend=-1))
    first = first[np.bincount(series.clusters) > 1]
    if len(first) == 0:
        return [None]
    before, after = series.complete[first], series.complete[first + 1]
    return covers(tango(int((before & ~after).sum()), int((after & ~before).sum()), len(first), LEVEL), 0.0)
