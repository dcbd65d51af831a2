"""What is said of a method in a cell of the calibration."""

import math
from typing import Literal

from benchmarks.calibration.design import ALPHA, LEVEL
from benchmarks.calibration.procedures import Kind

Verdict = Literal["holds", "short", "not to be trusted", "not given"]

#: Monte Carlo standard errors by which a method must miss before that is said of it.
STANDARD_ERRORS = 3
#: Coverage below which, and size above which, a method is not to be trusted.
LEAST_COVERAGE = 0.92
LARGEST_SIZE = 0.07


def verdict(kind: Kind, given: int, share: float | None) -> Verdict:
    """Whether a method keeps what it promises.

    Parameters
    ----------
    kind
        Whether `share` is the coverage of an interval or the size of a test.
    given
        Data sets for which the method gave something.
    share
        Share of those for which the truth was covered, or rejected; None where nothing was given.

    Returns
    -------
    str
        "not given" where it never gave anything; "short" where coverage is below, or size above, its nominal value by
        more than three Monte Carlo standard errors; "not to be trusted" where it also is below 0.92, or above 0.07.
        To cover more, or to reject less, than promised is no fault.
    """
    if share is None:
        return "not given"
    missed, promised, most = (
        (1 - share, 1 - LEVEL, 1 - LEAST_COVERAGE) if kind == "coverage" else (share, ALPHA, LARGEST_SIZE)
    )
    if missed - promised <= STANDARD_ERRORS * monte_carlo_error(given):
        return "holds"
    return "not to be trusted" if missed > most + 1e-12 else "short"


def monte_carlo_error(given: int) -> float:
    """Standard error of the share of `given` data sets that miss, where as many do as are promised to."""
    return math.sqrt(ALPHA * (1 - ALPHA) / given)
