"""Patients with a lesion in complete remission against their true share, declared; and the posterior of that share."""

from collections.abc import Callable, Sequence

from benchmarks.calibration.design import LEVEL, PRIOR, Cell
from benchmarks.calibration.population import Series, true_any_complete
from benchmarks.calibration.procedures import Hit, Procedure, covers, rejects
from casetrace.methods.binomial import Alternative, beta_posterior, binomial_test
from casetrace.methods.estimates import Limits


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    truth = true_any_complete(cell.correlation)

    def posterior(series: Series) -> Sequence[Hit]:
        interval = beta_posterior(int(series.any_complete.sum()), cell.patients, *PRIOR, LEVEL)
        return covers(Limits(interval.lower, interval.upper), truth)

    return [
        Procedure(("binomial_exact",), "proportion", "patient", "size", _rejects("two_sided", truth)),
        Procedure(("binomial_exact_one_sided",), "proportion", "patient", "size", _rejects("greater", truth)),
        Procedure(("beta_posterior",), "proportion", "patient", "coverage", posterior),
    ]


def _rejects(alternative: Alternative, declared: float) -> Callable[[Series], Sequence[Hit]]:
    def judge(series: Series) -> Sequence[Hit]:
        count = int(series.any_complete.sum())
        return rejects(binomial_test(count, len(series.any_complete), declared, alternative).p_value)

    return judge
