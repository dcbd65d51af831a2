"""What is said of a method in a cell of the calibration."""

import math
from typing import Literal

from benchmarks.calibration.design import LEVEL
from benchmarks.calibration.procedures import Kind

Verdict = Literal["holds", "short", "not to be trusted", "not given"]

#: Monte Carlo standard errors by which a method must miss before that is said of it.
STANDARD_ERRORS = 3
#: How far coverage may be below, and size above, what is promised before a method is not to be trusted.
MARGINS: dict[Kind, float] = {"coverage": 0.03, "size": 0.02}


def verdict(kind: Kind, given: int, share: float | None, promised: float) -> Verdict:
    """Whether a method keeps what it promises.

    Parameters
    ----------
    kind
        Whether `share` is the coverage of an interval or the size of a test.
    given
        Data sets for which the method gave something.
    share
        Share of those for which the truth was covered, or rejected; None where nothing was given.
    promised
        Share of the data sets in which the method promises to be right.

    Returns
    -------
    str
        "not given" where it never gave anything; "short" where coverage is below, or size above, what is promised by
        more than three Monte Carlo standard errors; "not to be trusted" where it also is by more than three, or two,
        percentage points. To cover more, or to reject less, than promised is no fault.
    """
    if share is None:
        return "not given"
    missed = 1 - share if kind == "coverage" else share
    excess = missed - (1 - promised)
    if excess <= STANDARD_ERRORS * monte_carlo_error(given, promised):
        return "holds"
    return "not to be trusted" if excess > MARGINS[kind] + 1e-12 else "short"


def monte_carlo_error(given: int, promised: float = LEVEL) -> float:
    """Standard error of the share of `given` data sets in which a method is right, where it keeps what it promises."""
    return math.sqrt(promised * (1 - promised) / given)
