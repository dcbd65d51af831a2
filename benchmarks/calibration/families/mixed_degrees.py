"""The mixed model's mean with estimated degrees of freedom, and the intraclass correlation, from ten patients."""

import math
from collections.abc import Sequence
from functools import cache

from scipy import integrate, stats

from benchmarks.calibration.design import CEILING, LEVEL, MEAN, MODEL_PATIENTS, SD, Cell
from benchmarks.calibration.population import Series, true_mean
from benchmarks.calibration.procedures import Hit, Procedure, covers
from casetrace.methods.intraclass import intraclass_correlation
from casetrace.methods.models import Degrees, mixed_mean

METHODS: dict[str, Degrees] = {
    "mixed_model_satterthwaite": "satterthwaite",
    "mixed_model_kenward_roger": "kenward_roger",
}


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < MODEL_PATIENTS:
        return []
    truth = true_correlation(cell.correlation, cell.ceiling)

    def correlation(series: Series) -> Sequence[Hit]:
        return covers(intraclass_correlation(series.values, series.clusters, LEVEL).limits, truth)

    means = [_procedure(method, true_mean(cell)) for method in METHODS]
    return [*means, Procedure(("icc_f",), "icc", "lesion", "coverage", correlation)]


def _procedure(method: str, truth: float) -> Procedure:
    def judge(series: Series) -> Sequence[Hit]:
        return covers(mixed_mean(series.values, series.clusters, LEVEL, METHODS[method]).estimate, truth)

    return Procedure((method,), "mean", "lesion", "coverage", judge)


@cache
def true_correlation(correlation: float, ceiling: bool) -> float:
    """Correlation of two lesions of a patient, with the ceiling or without.

    Notes
    -----
    Given a patient's effect the lesions are independent: their covariance is the variance, over that effect, of the
    mean that they then have, which is that of a censored normal variable.
    """
    if not ceiling:
        return correlation

    def moment(mean: float, sd: float, power: int) -> float:
        z = (CEILING - mean) / sd
        first = mean * stats.norm.cdf(z) - sd * stats.norm.pdf(z) + CEILING * stats.norm.sf(z)
        second = (mean**2 + sd**2) * stats.norm.cdf(z) - sd * (mean + CEILING) * stats.norm.pdf(z)
        return float(first if power == 1 else second + CEILING**2 * stats.norm.sf(z))

    def squared_mean(effect: float) -> float:
        own = moment(MEAN + SD * math.sqrt(correlation) * effect, SD * math.sqrt(1 - correlation), 1)
        return float(own**2 * stats.norm.pdf(effect))

    whole = moment(MEAN, SD, 1) ** 2
    shared = float(integrate.quad(squared_mean, -10, 10, epsabs=1e-9, epsrel=1e-12)[0])
    return (shared - whole) / (moment(MEAN, SD, 2) - whole)
