"""Random-effects pooling of cohorts: variances between them, intervals of the mean, and prediction intervals."""

import math
from collections.abc import Callable
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

#: Variances between cohorts at which the restricted likelihood is looked at for its peaks.
GRID = 200

Floats = NDArray[np.float64]


#: Gives the variance between cohorts of their estimates and standard errors.
BetweenVariance = Callable[[Floats, Floats], float]


@dataclass(frozen=True)
class Heterogeneity:
    """Cochran's Q.

    Attributes
    ----------
    q
        Squared distances of the cohorts from their inverse-variance mean, each divided by its variance.
    df
        One less than there are cohorts.
    p_value
        Of the chi-squared test that all cohorts have one value.
    i2
        Percent of the variation of the cohorts' values that is more than their own standard errors explain.
    """

    q: float
    df: int
    p_value: float
    i2: float


@dataclass(frozen=True)
class Pooled:
    """The mean over cohorts, and how far apart they are.

    Attributes
    ----------
    estimate
        Mean of the distribution of cohorts with its Hartung–Knapp standard error and t interval on k − 1 df.
    ad_hoc
        The same with the standard error no smaller than the inverse-variance one.
    tau2
        Variance between cohorts, in the square of the unit of the values.
    tau2_limits
        Its confidence interval: `q_profile`.
    heterogeneity
        Cochran's Q, and I².
    prediction
        Interval in which the value of a further cohort is expected: Higgins, Thompson & Spiegelhalter, k − 2 df.
    prediction_hk
        The same with the `ad_hoc` standard error: Partlett & Riley, k − 2 df.
    prediction_hk_wide_df
        The same as `prediction_hk` on k − 1 df.
    fixed
        The interval that the cohorts would have if all of them had one value: normal, of their inverse variances.
    """

    estimate: Estimate
    ad_hoc: Estimate
    tau2: float
    tau2_limits: Limits
    heterogeneity: Heterogeneity
    prediction: Limits
    prediction_hk: Limits
    prediction_hk_wide_df: Limits
    fixed: Limits

    @property
    def is_narrower_than_fixed(self) -> bool:
        """Whether the interval claims more certainty than if there were no difference between cohorts at all."""
        width = self.fixed.upper - self.fixed.lower
        return self.estimate.upper - self.estimate.lower < width * (1 - ROUNDING)


def hartung_knapp(values: ArrayLike, ses: ArrayLike, level: float, between: BetweenVariance | None = None) -> Pooled:
    """Pool the values of at least three cohorts.

    Parameters
    ----------
    values, ses
        Each cohort's estimate and its standard error, which is above 0; shape (k,).
    level
        Level of the confidence and the prediction interval, between 0 and 1.
    between
        How the variance between cohorts is estimated: `paule_mandel` unless it is `reml`.

    Returns
    -------
    Pooled
        With k − 1 df for the mean (IntHout, Ioannidis & Borm 2014, doi 10.1186/1471-2288-14-25). The ad hoc correction
        is that of Knapp & Hartung 2003, doi 10.1002/sim.1482: the weighted mean square counts as 1 at least. Prediction
        intervals take k − 2 df: that of Higgins, Thompson & Spiegelhalter 2009, doi 10.1111/j.1467-985X.2008.00552.x,
        with the inverse-variance standard error, that of Partlett & Riley 2017, doi 10.1002/sim.7140, with the
        corrected Hartung–Knapp one. With k − 1 df the latter is what metafor gives for ``test="adhoc"``.

    Raises
    ------
    TooFewError
        With fewer than three cohorts.
    NoSpreadError
        When all cohorts have the same value: the standard error would be 0.
    ValueError
        When a standard error is 0 or no number: such a cohort would have all the weight.
    """
    effects, errors = _checked(values, ses)
    k = effects.size
    tau2 = (between or paule_mandel)(effects, errors)
    estimate = random_effects_mean(effects, errors, tau2, level)
    inverse_variance = 1 / math.sqrt(math.fsum(1 / (errors**2 + tau2)))
    ad_hoc = t_estimate(estimate.value, max(estimate.se, inverse_variance), k - 1, level)
    fixed = _weighted_mean(effects, 1 / errors**2)
    half = float(stats.norm.ppf((1 + level) / 2)) / math.sqrt(math.fsum(1 / errors**2))
    return Pooled(
        estimate=estimate,
        ad_hoc=ad_hoc,
        tau2=tau2,
        tau2_limits=q_profile(effects, errors, level),
        heterogeneity=heterogeneity(effects, errors),
        prediction=_prediction(estimate.value, tau2, inverse_variance, k - 2, level),
        prediction_hk=_prediction(estimate.value, tau2, ad_hoc.se, k - 2, level),
        prediction_hk_wide_df=_prediction(estimate.value, tau2, ad_hoc.se, k - 1, level),
        fixed=Limits(fixed - half, fixed + half),
    )


def _checked(values: ArrayLike, ses: ArrayLike) -> tuple[Floats, Floats]:
    """The cohorts, which can be pooled."""
    effects, errors = np.asarray(values, dtype=float), np.asarray(ses, dtype=float)
    if effects.size < FEWEST_COHORTS:
        raise TooFewError(f"{effects.size} cohorts; a pooled mean needs {FEWEST_COHORTS}")
    if not (np.isfinite(errors).all() and (errors > 0).all()):
        raise ValueError("a standard error is 0 or no number")
    if np.ptp(effects) <= ROUNDING * np.abs(effects).max():
        raise NoSpreadError("all cohorts have the same value")
    return effects, errors


def _prediction(mean: float, tau2: float, se: float, df: int, level: float) -> Limits:
    """Where a further cohort is expected: the mean with the variances of the cohorts and of itself."""
    reach = float(stats.t.ppf((1 + level) / 2, df)) * math.sqrt(tau2 + se**2)
    return Limits(mean - reach, mean + reach)


def heterogeneity(effects: Floats, errors: Floats) -> Heterogeneity:
    """Cochran's Q (1954, doi 10.2307/3001666) and I² (Higgins & Thompson 2002, doi 10.1002/sim.1186).

    I² is made of Q, as the paper defines it. R's metafor makes it of the estimated variance between cohorts and of a
    typical variance within them: the same with the estimate of DerSimonian and Laird, another number with others.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).
    """
    df = effects.size - 1
    q = _weighted_squares(effects, errors, 0.0)
    return Heterogeneity(q, df, float(stats.chi2.sf(q, df)), 100 * max(0.0, 1 - df / q))


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


def dersimonian_laird(effects: Floats, errors: Floats) -> float:
    """The variance between cohorts by the moment estimate of DerSimonian & Laird 1986, 10.1016/0197-2456(86)90046-2.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).
    """
    weights = 1 / errors**2
    total = math.fsum(weights)
    excess = _weighted_squares(effects, errors, 0.0) - (effects.size - 1)
    return max(0.0, excess / (total - dot(weights, weights) / total))


def q_profile(effects: Floats, errors: Floats, level: float) -> Limits:
    """The confidence interval of the variance between cohorts: those under which their weighted squares are no rarity.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).
    level
        Confidence level between 0 and 1.

    Notes
    -----
    Viechtbauer 2007, doi 10.1002/sim.2514: a variance is in the interval if the squares that it gives lie between the
    quantiles of the chi-squared distribution on k − 1 df. An end is 0 where they are below the quantile even there. It
    does not depend on how the variance is estimated, and need not hold an estimate by another rule.
    """
    df = effects.size - 1
    upper, lower = (float(stats.chi2.ppf((1 + side * level) / 2, df)) for side in (-1, 1))
    return Limits(_variance_with(effects, errors, lower), _variance_with(effects, errors, upper))


def _variance_with(effects: Floats, errors: Floats, squares: float) -> float:
    """The variance between cohorts at which their weighted squares have a value; 0 where they are less."""
    if _weighted_squares(effects, errors, 0.0) <= squares:
        return 0.0
    # Weights are below 1 / tau2, so the squares are below those about the plain mean divided by tau2.
    highest = float(np.var(effects)) * effects.size / squares
    return float(
        optimize.brentq(
            lambda tau2: _weighted_squares(effects, errors, tau2) - squares,
            0.0,
            highest,
            xtol=1e-15 * highest,
            rtol=1e-14,
        )
    )


def reml(effects: Floats, errors: Floats) -> float:
    """The variance between cohorts of the largest restricted likelihood; 0 where it falls from there on.

    Parameters
    ----------
    effects, errors
        Each cohort's estimate and its standard error, shape (k,).

    Notes
    -----
    Viechtbauer 2005, doi 10.3102/10769986030003261. The likelihood may have more than one peak: it is looked at on a
    grid of variances, and each of its falls behind a rise is a peak, whose place is the root of the score.
    """
    highest = float(np.ptp(effects)) ** 2
    least = float(errors.min()) ** 2
    # Shares of a variance that no peak exceeds, dense near 0 where the errors rule.
    grid = np.concatenate([[0.0], np.geomspace(min(least, highest) * 1e-3, highest, GRID)])
    scores = [_restricted_score(effects, errors, tau2) for tau2 in grid]
    peaks = [0.0] if scores[0] <= 0 else []
    for low, high, before, after in zip(grid, grid[1:], scores, scores[1:], strict=False):
        if before > 0 >= after:
            root = optimize.brentq(
                lambda tau2: _restricted_score(effects, errors, tau2), low, high, xtol=1e-15 * highest, rtol=1e-14
            )
            peaks.append(float(root))
    return max(peaks, key=lambda tau2: restricted_likelihood(effects, errors, tau2))


def restricted_likelihood(effects: Floats, errors: Floats, tau2: float) -> float:
    """Logarithm of the restricted likelihood of a variance between cohorts, but for a constant."""
    variances = errors**2 + tau2
    squares = _weighted_squares(effects, errors, tau2)
    return -(math.fsum(np.log(variances)) + math.log(math.fsum(1 / variances)) + squares) / 2


def _restricted_score(effects: Floats, errors: Floats, tau2: float) -> float:
    """Its derivative, times two."""
    weights = 1 / (errors**2 + tau2)
    distances = effects - _weighted_mean(effects, weights)
    total = math.fsum(weights)
    return dot(weights**2, distances**2) - total + dot(weights, weights) / total


def _weighted_squares(effects: Floats, errors: Floats, tau2: float) -> float:
    """Squared distances from the weighted mean, each divided by its variance: Cochran's Q where `tau2` is 0."""
    weights = 1 / (errors**2 + tau2)
    return dot(weights, (effects - _weighted_mean(effects, weights)) ** 2)


def _weighted_mean(effects: Floats, weights: Floats) -> float:
    return dot(weights, effects) / math.fsum(weights)
