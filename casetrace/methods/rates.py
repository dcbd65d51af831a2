"""Rate of events by the time, or by the number of treatments, in which they were counted."""

import math
from dataclasses import dataclass

from scipy import stats


@dataclass(frozen=True)
class Rate:
    """Events per unit of exposure, with its confidence limits."""

    value: float
    lower: float
    upper: float


def poisson_rate(events: int, exposure: float, level: float) -> Rate:
    """Rate of events with exact Poisson limits (Garwood 1936, doi 10.1093/biomet/28.3-4.437).

    Parameters
    ----------
    events
        How many events were counted.
    exposure
        Person-time in which they were counted, or number of treatments, above 0; the rate is per unit of it.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    ValueError
        When there is no exposure, or a negative number of events.
    """
    if events < 0 or not (exposure > 0 and math.isfinite(exposure)):
        raise ValueError(f"{events} in {exposure} is no rate")
    tail = (1 - level) / 2
    lower = 0.0 if events == 0 else float(stats.chi2.ppf(tail, 2 * events)) / 2
    upper = float(stats.chi2.isf(tail, 2 * events + 2)) / 2
    return Rate(events / exposure, lower / exposure, upper / exposure)
