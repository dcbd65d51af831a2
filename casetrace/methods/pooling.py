"""Random-effects pooling of cohorts: the interval of Hartung, Knapp, Sidik and Jonkman, and a prediction interval."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, TooFewError, t_estimate
from casetrace.methods.sums import dot

#: With fewer cohorts the t distribution of the prediction interval has no degree of freedom.
FEWEST_COHORTS = 3

#: Values that differ by no more than this, relative to the largest, differ by rounding alone.
ROUNDING = 1e-12

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    """The mean over cohorts, and how far apart they are.

    Attributes
    ----------
    estimate
        Mean of the distribution of cohorts with its Hartung–Knapp standard error and t interval on k − 1 df.
    tau2
        Variance between cohorts, in the square of the unit of the values.
    i2
        Percent of the variation of the cohorts' values that is more than their own standard errors explain.
    prediction
        Interval in which the value of a further cohort is expected.
    fixed
        The interval that the cohorts would have if all of them had one value: normal, of their inverse variances.
    """

    estimate: Estimate
    tau2: float
    i2: float
    prediction: Limits
    fixed: Limits

    @property
    def is_narrower_than_fixed(self) -> bool:
        """Whether the interval claims more certainty than if there were no difference between cohorts at all."""
        width = self.fixed.upper - self.fixed.lower
        return self.estimate.upper - self.estimate.lower < width * (1 - ROUNDING)


def hartung_knapp(values: ArrayLike, ses: ArrayLike, level: float) -> Pooled:
    """Pool the values of at least three cohorts.

    Parameters
    ----------
    values, ses
        Each cohort's estimate and its standard error, which is above 0; shape (k,).
    level
        Level of the confidence and the prediction interval, between 0 and 1.

    Returns
    -------
    Pooled
        With k − 1 df for the mean (IntHout, Ioannidis & Borm 2014, doi 10.1186/1471-2288-14-25) and k − 2 for the
        prediction interval (Higgins, Thompson & Spiegelhalter 2009, doi 10.1111/j.1467-985X.2008.00552.x). That takes
        the inverse-variance standard error, which is the Hartung–Knapp one unless `tau2` is 0, and then is larger.

    Raises
    ------
    TooFewError
        With fewer than three cohorts.
    NoSpreadError
        When all cohorts have the same value: the standard error would be 0.
    ValueError
        When a standard error is 0 or no number: such a cohort would have all the weight.
    """
    effects, errors = np.asarray(values, dtype=float), np.asarray(ses, dtype=float)
    k = effects.size
    if k < FEWEST_COHORTS:
        raise TooFewError(f"{k} cohorts; a pooled mean needs {FEWEST_COHORTS}")
    if not (np.isfinite(errors).all() and (errors > 0).all()):
        raise ValueError("a standard error is 0 or no number")
    if np.ptp(effects) <= ROUNDING * np.abs(effects).max():
        raise NoSpreadError("all cohorts have the same value")
    tau2 = paule_mandel(effects, errors)
    estimate = random_effects_mean(effects, errors, tau2, level)
    fixed = _weighted_mean(effects, 1 / errors**2)
    half = float(stats.norm.ppf((1 + level) / 2)) / math.sqrt(math.fsum(1 / errors**2))
    q = _weighted_squares(effects, errors, 0.0)
    variance = tau2 + 1 / math.fsum(1 / (errors**2 + tau2))
    reach = float(stats.t.ppf((1 + level) / 2, k - 2)) * math.sqrt(variance)
    return Pooled(
        estimate=estimate,
        tau2=tau2,
        i2=100 * max(0.0, 1 - (k - 1) / q),
        prediction=Limits(estimate.value - reach, estimate.value + reach),
        fixed=Limits(fixed - half, fixed + half),
    )


def random_effects_mean(effects: Floats, errors: Floats, tau2: float, level: float) -> Estimate:
    """The mean under a given variance between cohorts, with the Hartung–Knapp standard error and k − 1 df.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).
    tau2
        The variance between cohorts.
    level
        Confidence level between 0 and 1.

    Notes
    -----
    The standard error is that of weighted least squares: the inverse-variance one times the square root of the weighted
    mean square of what is left (Hartung & Knapp 2001, doi 10.1002/sim.791).
    """
    weights = 1 / (errors**2 + tau2)
    df = effects.size - 1
    se = math.sqrt(_weighted_squares(effects, errors, tau2) / df / math.fsum(weights))
    return t_estimate(_weighted_mean(effects, weights), se, df, level)


def paule_mandel(effects: Floats, errors: Floats) -> float:
    """The variance between cohorts at which their weighted squares add up to what chance gives, k − 1; 0 where less.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).

    Notes
    -----
    Paule & Mandel 1982, doi 10.6028/jres.087.022. The sum falls as the variance rises, and is below k − 1 at the latest
    where that is the plain variance of the effects, so the root is bracketed. The iteration of statsmodels 0.15 stops
    at a relative error of up to 1e-4; with a narrower tolerance it ends at 0 where a step passes the root by rounding.
    """
    df = effects.size - 1

    def excess(tau2: float) -> float:
        return _weighted_squares(effects, errors, tau2) - df

    if excess(0.0) <= 0:
        return 0.0
    highest = float(np.var(effects, ddof=1))
    return float(optimize.brentq(excess, 0.0, highest, xtol=1e-15 * highest, rtol=1e-14))


def _weighted_squares(effects: Floats, errors: Floats, tau2: float) -> float:
    """Squared distances from the weighted mean, each divided by its variance: Cochran's Q where `tau2` is 0."""
    weights = 1 / (errors**2 + tau2)
    return dot(weights, (effects - _weighted_mean(effects, weights)) ** 2)


def _weighted_mean(effects: Floats, weights: Floats) -> float:
    return dot(weights, effects) / math.fsum(weights)
