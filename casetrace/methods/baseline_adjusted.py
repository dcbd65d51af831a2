"""Comparison of two arms over patients, with the baseline as a covariate."""

import math

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError, t_estimate
from casetrace.methods.sums import dot

#: Spreads below this share of the whole are what rounding leaves of none at all.
ROUNDING = 1e-12


def covariate_adjusted(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], level: float
) -> Estimate:
    """Difference of two arms by analysis of covariance, first minus second, with one slope in both.

    Parameters
    ----------
    first, second
        Of each arm the patients' outcomes, and their values of the covariate: arrays of shape (n,) and (m,).
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        When an arm has no patient, or both together have fewer than 4.
    SingularError
        When the covariate is the same for all patients of each arm, so that it has no slope.
    NoSpreadError
        When the covariate explains the outcome without an error.

    Notes
    -----
    Least squares on an arm and a covariate (Fisher 1932, Statistical Methods for Research Workers, § 49.1), as R's
    ``lm(outcome ~ arm + covariate)``, with a t interval on n + m - 3 degrees of freedom. With the logarithm of the
    baseline as the covariate it does not matter whether the log ratio or the logarithm of the value is compared (Senn
    2006, doi 10.1002/sim.2682).
    """
    outcomes, covariates = ([np.asarray(arm[column], dtype=float) for arm in (first, second)] for column in (0, 1))
    sizes = [len(outcome) for outcome in outcomes]
    if min(sizes) == 0 or sum(sizes) < 4:
        raise TooFewError("an arm has no patient, or both together have fewer than 4")
    difference, distance = (_mean(arms[0]) - _mean(arms[1]) for arms in (outcomes, covariates))
    y, x = (np.concatenate([arm - _mean(arm) for arm in arms]) for arms in (outcomes, covariates))
    squares, whole = dot(x, x), np.concatenate(covariates)
    if squares <= ROUNDING**2 * dot(whole, whole):
        raise SingularError("all patients of an arm have the same baseline: adjustment is not possible")
    slope = dot(x, y) / squares
    residuals, df = y - slope * x, sum(sizes) - 3
    variance = dot(residuals, residuals) / df
    se = math.sqrt(variance * (1 / sizes[0] + 1 / sizes[1] + distance**2 / squares))
    if se <= ROUNDING * max(float(np.abs(outcome).max()) for outcome in outcomes):
        raise NoSpreadError("the baseline explains all values")
    return t_estimate(difference - slope * distance, se, df, level)


def _mean(values: np.ndarray) -> float:
    return math.fsum(values) / len(values)
