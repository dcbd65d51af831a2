"""Whether small cohorts say something else than large ones: the regression test of the asymmetry of a funnel plot."""

import math

import numpy as np
from numpy.typing import ArrayLike

from casetrace.methods.estimates import Estimate, SingularError, TooFewError, t_estimate
from casetrace.methods.sums import dot

#: With fewer cohorts a funnel plot and its test mislead (Sterne et al. 2011, doi 10.1136/bmj.d4002).
FEWEST_COHORTS = 10


def egger(values: ArrayLike, ses: ArrayLike, level: float) -> Estimate:
    """Egger's regression test: the intercept of the cohorts' values over their standard errors on their precisions.

    Parameters
    ----------
    values, ses
        Each cohort's estimate and its standard error, shape (k,).
    level
        Confidence level between 0 and 1.

    Returns
    -------
    Estimate
        The intercept with k − 2 df; 0 where small cohorts are spread about the mean of large ones evenly.

    Raises
    ------
    TooFewError
        With fewer than ten cohorts.
    SingularError
        When all standard errors are the same.

    Notes
    -----
    Egger, Davey Smith, Schneider & Minder 1997, doi 10.1136/bmj.315.7109.629.
    """
    errors = np.asarray(ses, dtype=float)
    k = errors.size
    if k < FEWEST_COHORTS:
        raise TooFewError(f"{k} cohorts; a funnel plot needs {FEWEST_COHORTS}")
    standardised, precision = np.asarray(values, dtype=float) / errors, 1 / errors
    centre = math.fsum(precision) / k
    distances = precision - centre
    spread = dot(distances, distances)
    if spread <= 1e-12 * centre**2:
        raise SingularError("all standard errors are the same")
    slope = dot(distances, standardised) / spread
    intercept = math.fsum(standardised) / k - slope * centre
    left = standardised - intercept - slope * precision
    variance = dot(left, left) / (k - 2)
    return t_estimate(intercept, math.sqrt(variance * (1 / k + centre**2 / spread)), k - 2, level)
