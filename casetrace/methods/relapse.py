"""Relapse: growth from the best value so far, after an improvement."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.precision import above
from casetrace.methods.reduction import THRESHOLD_SLACK, Floats


def best_before(baseline: ArrayLike, values: ArrayLike, *, lower_is_better: bool = True) -> Floats:
    """The best value before each visit (the nadir, where lower is better), the baseline among them.

    Parameters
    ----------
    baseline
        Of each course, in the unit of the values; NaN where there is none.
    values
        A row a course, a column a visit, in order; NaN where nothing was measured.

    Returns
    -------
    ndarray of float
        In the shape of `values`; NaN where nothing was measured before.
    """
    start, followed = np.asarray(baseline, dtype=float), np.asarray(values, dtype=float)
    earlier = np.column_stack([start, followed])[:, :-1]
    best = np.fmin if lower_is_better else np.fmax
    return np.asarray(best.accumulate(earlier, axis=1), dtype=float)


def relapsed(
    baseline: ArrayLike, values: ArrayLike, progression: float, *, lower_is_better: bool = True
) -> NDArray[np.bool_]:
    """Whether each value is worse than the best one before it, which was better than the first.

    It is by at least `progression` percent of that best value; from a best value of 0, any value above 0 is. Without an
    improvement before it, growth is progression and no relapse.

    Parameters
    ----------
    baseline, values
        As of `best_before`. The first value of a course without a baseline takes its place.
    progression
        Percent of the best value by which a value must be worse.
    lower_is_better
        Which way the values improve.

    Notes
    -----
    Percentages of a best value below 0 say nothing; from one there is no relapse. The rule is that of progression
    in RECIST 1.1 (Eisenhauer et al. 2009, doi 10.1016/j.ejca.2008.10.026), whose reference is the smallest sum so far.
    """
    start, followed = np.asarray(baseline, dtype=float), np.asarray(values, dtype=float)
    best = best_before(start, followed, lower_is_better=lower_is_better)
    first = _first(np.column_stack([start, followed]))
    improved = above(first - best if lower_is_better else best - first, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = 100 * ((followed - best) if lower_is_better else (best - followed)) / best
    # From 0 any growth is infinite, and none is not a number.
    grown = (growth >= progression - THRESHOLD_SLACK) & (best >= 0)
    return np.asarray(improved & grown)


def _first(values: Floats) -> Floats:
    """The first value of each row that is there, as a column."""
    present = ~np.isnan(values)
    return np.take_along_axis(values, present.argmax(axis=1)[:, None], axis=1)
