"""Percent reduction from baseline and what follows from it."""

import decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.precision import settled

Floats = NDArray[np.float64]


#: Slack, in percent, for comparing a reduction with a threshold: growth from 10 to 12 computes as 19.999999999999996 %.
THRESHOLD_SLACK = 1e-10

#: How many units in its last place the logarithm of a processor may be wrong by; none is known to be by more than one.
LAST_DIGITS = 8

#: More digits than a floating-point number has.
_DECIMAL = decimal.Context(prec=25)


class ZeroBaselineError(ValueError):
    """A baseline of 0, from which no percent reduction exists."""


def percent_reduction(baseline: ArrayLike, value: ArrayLike) -> Floats:
    """Percent by which `value` is lower than `baseline`, ``100 * (1 - value / baseline)``.

    Parameters
    ----------
    baseline, value
        Arrays of one shape in one unit; missing values give missing reductions.

    Returns
    -------
    ndarray of float
        Percent; 100 is complete remission, negative is growth.

    Raises
    ------
    ZeroBaselineError
        When a baseline is 0.
    """
    start, end = np.asarray(baseline, dtype=float), np.asarray(value, dtype=float)
    if np.any(start == 0):
        raise ZeroBaselineError("a baseline is 0: no percent reduction exists")
    return settled(100 * (1 - end / start), 100)


def log_ratio(baseline: ArrayLike, value: ArrayLike, offset: float) -> Floats:
    """Natural logarithm of ``(value + offset) / (baseline + offset)``.

    Parameters
    ----------
    baseline, value
        Arrays of one shape in one unit.
    offset
        Positive number in that unit, so that a value of 0 has a logarithm. A ratio that is not positive has none.

    Notes
    -----
    The logarithm is the number nearest to it, which is one everywhere; those of processors differ in the last digit.
    """
    start, end = np.asarray(baseline, dtype=float), np.asarray(value, dtype=float)
    ratio: Floats = (end + offset) / (start + offset)
    return logarithm(np.where(ratio > 0, ratio, np.nan))


def logarithm(values: ArrayLike) -> Floats:
    """Natural logarithm of positive numbers, the same on every processor; missing ones stay missing.

    Notes
    -----
    Each is the number nearest to the logarithm. Where extended precision tells which that is, whatever its own last
    digits may be, it is taken; one in a hundred, and all where the processor has no more than double precision, are
    computed in decimal arithmetic.
    """
    array = np.atleast_1d(np.asarray(values, dtype=float))
    extended = np.log(array.astype(np.longdouble))
    slack = LAST_DIGITS * np.finfo(np.longdouble).eps * np.abs(extended)
    logs: Floats = (extended - slack).astype(float)
    doubtful = (logs != (extended + slack).astype(float)) & ~np.isnan(array)
    distinct, places = np.unique(array[doubtful], return_inverse=True)
    exact = [float(_DECIMAL.ln(decimal.Decimal(value))) for value in distinct.tolist()]
    logs[doubtful] = np.array(exact, dtype=float)[places]
    return logs.reshape(np.shape(values))


def reduction_bounds(baseline: ArrayLike, value: ArrayLike, half_width: ArrayLike) -> tuple[Floats, Floats]:
    """Lowest and highest percent reduction that sizes rounded to ``± half_width`` allow.

    Parameters
    ----------
    baseline, value
        Rounded sizes, arrays of one shape in one unit.
    half_width
        Half of the last printed digit's unit, in the same unit. A true size is never below 0.

    Returns
    -------
    lower, upper
        Percent. `lower` is minus infinity where the baseline may be 0.
    """
    start, end, half = (np.asarray(array, dtype=float) for array in (baseline, value, half_width))
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = 100 * (1 - (end + half) / np.maximum(start - half, 0))
        upper = 100 * (1 - np.maximum(end - half, 0) / (start + half))
    return settled(lower, 100), settled(upper, 100)


def response_category(improvement: ArrayLike, complete: float, partial: float, progression: float) -> list[str | None]:
    """Response of each lesion by its percent improvement.

    Parameters
    ----------
    improvement
        Percent by which the value got better: the reduction where lower is better, else the increase. A missing one has
        no category.
    complete, partial
        Improvements from which the response is complete or partial.
    progression
        Percent worse than the baseline from which the lesion has progressed. Anything else is stable.
    """
    values = np.asarray(improvement, dtype=float)
    place = np.select(
        [
            np.isnan(values),
            values >= complete - THRESHOLD_SLACK,
            values >= partial - THRESHOLD_SLACK,
            values <= -progression + THRESHOLD_SLACK,
        ],
        range(4),
        4,
    )
    names: list[str | None] = np.array([None, "complete", "partial", "progression", "stable"], dtype=object)[
        place
    ].tolist()
    return names
