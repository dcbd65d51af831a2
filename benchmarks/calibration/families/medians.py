"""Exact intervals of the patients' median and pseudomedian, and the sign test of their median."""

from collections.abc import Callable, Sequence

from benchmarks.calibration.design import LEVEL, Cell
from benchmarks.calibration.population import Series, true_median, true_pseudomedian
from benchmarks.calibration.procedures import Hit, Procedure, covers, rejects
from casetrace.methods.estimates import Limits
from casetrace.methods.order_statistics import ExactInterval, median_interval, one_sample_hodges_lehmann
from casetrace.methods.sign_test import sign_test
from casetrace.simulate.population import Floats


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell; an interval of few patients promises the level that the smallest and the largest have.

    With the ceiling the means of patients are not symmetric about their pseudomedian, which its interval assumes.
    """
    promised = min(LEVEL, 1 - 2 * 0.5**cell.patients)
    median, pseudomedian = true_median(cell), true_pseudomedian(cell)

    def signs(series: Series) -> Sequence[Hit]:
        return rejects(sign_test(series.means - median).p_value)

    return [
        Procedure(
            ("median_order_statistics",), "median", "patient", "coverage", _covers(median_interval, median), promised
        ),
        Procedure(
            ("hodges_lehmann_one_sample",), "pseudomedian", "patient", "coverage",
            _covers(one_sample_hodges_lehmann, pseudomedian), promised,
        ),
        Procedure(("sign_exact",), "median", "patient", "size", signs),
    ]  # fmt: skip


def _covers(method: Callable[[Floats, float], ExactInterval], truth: float) -> Callable[[Series], Sequence[Hit]]:
    def judge(series: Series) -> Sequence[Hit]:
        interval = method(series.means, LEVEL)
        return covers(Limits(interval.lower, interval.upper), truth)

    return judge
