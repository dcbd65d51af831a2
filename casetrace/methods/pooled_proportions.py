"""A proportion pooled over cohorts: the binomial-normal model, and the double arcsine transformation beside it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from casetrace.methods.estimates import Limits, NoSpreadError, SingularError, TooFewError
from casetrace.methods.pooling import FEWEST_COHORTS, hartung_knapp

Floats = NDArray[np.float64]

#: Nodes of the quadrature over the effect of a cohort, centred where its likelihood has its peak.
NODES = 100
_PLACES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(NODES)
HERMITE = (_PLACES, np.log(_WEIGHTS))
#: How near the peak, in standardised effects, the nodes are centred: they need not be there to the last digit.
CENTRED = 1e-6
#: Most steps of Newton's method to a peak, which is reached to the last digit far earlier.
STEPS = 60
#: A step so small, relative to the standard error, that it is the last.
LAST_STEP = 1e-11
#: A standard deviation between cohorts, on the log-odds scale, beyond which there is no peak of the likelihood.
WIDEST = 10.0
#: One below which it is none.
NARROWEST = 1e-6
#: Most steps to the peak.
MOST_STEPS = 200
#: Relative differences of likelihoods below this are rounding.
ROUNDING = 1e-12


@dataclass(frozen=True)
class PooledProportion:
    """A proportion pooled over cohorts.

    Attributes
    ----------
    proportion
        That of a typical cohort, the median of their distribution.
    limits
        Its confidence interval.
    tau2
        Variance between cohorts, on the scale on which they are pooled.
    prediction
        Interval in which the proportion of a further cohort is expected.
    log_odds, se
        The pooled log-odds and their standard error; not a number of another scale.
    """

    proportion: float
    limits: Limits
    tau2: float
    prediction: Limits
    log_odds: float = math.nan
    se: float = math.nan


@dataclass(frozen=True)
class _Cohorts:
    """Counts among sizes, as floats of shape (k,)."""

    counts: Floats
    sizes: Floats

    @property
    def k(self) -> int:
        """How many they are."""
        return len(self.counts)


@dataclass(frozen=True)
class _Moments:
    """What the likelihood of a mean and a standard deviation says: its logarithm, gradient and second derivatives."""

    value: float
    gradient: tuple[float, float]
    hessian: tuple[float, float, float]


def binomial_normal(counts: ArrayLike, sizes: ArrayLike, level: float) -> PooledProportion:
    """Pool proportions by their exact likelihood: binomial within cohorts, normal log-odds between them.

    A cohort in which all responded, or nobody, has a likelihood like any other and needs no correction.

    Parameters
    ----------
    counts, sizes
        Responders and patients of each cohort, shape (k,).
    level
        Level of the confidence and the prediction interval, between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than three cohorts.
    NoSpreadError
        When all responded in all cohorts, or nobody did: the log-odds are infinite.
    SingularError
        When the likelihood has no peak, as where all responded in some cohorts and nobody in the others.

    Notes
    -----
    Stijnen, Hamza & Özdemir 2010, doi 10.1002/sim.4040; maximum likelihood by adaptive Gauss–Hermite quadrature
    (Pinheiro & Bates 1995, doi 10.1080/10618600.1995.10474663). The interval is Wald's on the log-odds with k − 1 df,
    the prediction interval has k − 2 df; both are transformed back.
    """
    cohorts = _cohorts(counts, sizes)
    log_odds, tau = _peak(cohorts)
    mean_mean, mean_tau, tau_tau = _moments(cohorts, log_odds, tau).hessian
    # At a standard deviation of 0 the two are not correlated.
    information = -mean_mean if tau == 0 else -(mean_mean - mean_tau**2 / tau_tau)
    se = 1 / math.sqrt(information)
    return PooledProportion(
        float(special.expit(log_odds)),
        _back(log_odds, float(stats.t.ppf((1 + level) / 2, cohorts.k - 1)) * se),
        tau**2,
        _back(log_odds, float(stats.t.ppf((1 + level) / 2, cohorts.k - 2)) * math.sqrt(tau**2 + se**2)),
        log_odds,
        se,
    )


def _cohorts(counts: ArrayLike, sizes: ArrayLike) -> _Cohorts:
    """The cohorts, which can be pooled."""
    cohorts = _Cohorts(np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float))
    if cohorts.k < FEWEST_COHORTS:
        raise TooFewError(f"{cohorts.k} cohorts; a pooled proportion needs {FEWEST_COHORTS}")
    if not ((cohorts.counts >= 0) & (cohorts.counts <= cohorts.sizes) & (cohorts.sizes > 0)).all():
        raise ValueError("a count is not among its cohort's patients")
    if not 0 < cohorts.counts.sum() < cohorts.sizes.sum():
        raise NoSpreadError("the proportion is the same end of the range in all cohorts")
    return cohorts


def _back(log_odds: float, reach: float) -> Limits:
    return Limits(float(special.expit(log_odds - reach)), float(special.expit(log_odds + reach)))


def _peak(cohorts: _Cohorts) -> tuple[float, float]:
    """The mean log-odds and the standard deviation between cohorts of the largest likelihood.

    The deviation is 0 where the likelihood falls from there on. Newton's steps are halved where they overshoot; where
    the likelihood is not yet curved like a peak, the deviation is doubled or halved along its gradient.
    """
    pooled = math.fsum(cohorts.counts) / math.fsum(cohorts.sizes)
    mean, expected = float(special.logit(pooled)), cohorts.sizes * pooled
    # The derivative by the variance at a variance of 0, where that by the standard deviation is 0.
    if math.fsum((cohorts.counts - expected) ** 2) <= math.fsum(expected * (1 - pooled)):
        return mean, 0.0
    tau = 0.5
    here = _moments(cohorts, mean, tau)
    for _ in range(MOST_STEPS):
        by_mean, by_tau, small = _step(here, tau)
        there = _moments(cohorts, mean + by_mean, tau + by_tau)
        while there.value < here.value - abs(here.value) * ROUNDING:
            by_mean, by_tau = by_mean / 2, by_tau / 2
            there = _moments(cohorts, mean + by_mean, tau + by_tau)
        mean, tau, here = mean + by_mean, tau + by_tau, there
        if tau > WIDEST or tau < NARROWEST:
            break
        if small:
            return mean, tau
    if tau < NARROWEST:
        return mean, 0.0
    raise SingularError("the likelihood has no peak")


def _step(here: _Moments, tau: float) -> tuple[float, float, bool]:
    """The next step in the mean and in the standard deviation, and whether it is the last."""
    (by_mean, by_tau), (curve, mixed, wide) = here.gradient, here.hessian
    determinant = curve * wide - mixed**2
    if curve < 0 < determinant:
        step_mean, step_tau = (
            (mixed * by_tau - wide * by_mean) / determinant,
            (mixed * by_mean - curve * by_tau) / determinant,
        )
        small = by_mean * step_mean + by_tau * step_tau < LAST_STEP**2
        shrunk = min(1.0, 1.0 / abs(step_tau) if step_tau else 1.0, tau / (2 * -step_tau) if step_tau < 0 else 1.0)
        return shrunk * step_mean, shrunk * step_tau, small and shrunk == 1
    return -by_mean / curve, tau if by_tau > 0 else -tau / 2, False


def _moments(cohorts: _Cohorts, mean: float, tau: float) -> _Moments:
    """The likelihood at a mean and a standard deviation, integrated over the standardised effect of each cohort.

    Derivatives of the logarithm of an integral are moments under its normalised integrand (Louis 1982, doi
    10.1111/j.2517-6161.1982.tb01203.x).
    """
    effects, log_weights = _nodes(cohorts, mean, tau)
    p = special.expit(mean + tau * effects)
    left, spread = cohorts.counts - cohorts.sizes * p, cohorts.sizes * p * (1 - p)
    joint = log_weights + _log_binomial(cohorts, mean + tau * effects)
    largest = joint.max(axis=0)
    shares = np.exp(joint - largest)
    totals = shares.sum(axis=0)
    shares = shares / totals
    by_mean, by_tau = (shares * left).sum(axis=0), (shares * effects * left).sum(axis=0)
    bend = shares * (left**2 - spread)
    curve, mixed = bend.sum(axis=0) - by_mean**2, (bend * effects).sum(axis=0) - by_mean * by_tau
    wide = (bend * effects**2).sum(axis=0) - by_tau**2
    return _Moments(
        math.fsum(largest + np.log(totals)),
        (math.fsum(by_mean), math.fsum(by_tau)),
        (math.fsum(curve), math.fsum(mixed), math.fsum(wide)),
    )


def _nodes(cohorts: _Cohorts, mean: float, tau: float) -> tuple[Floats, Floats]:
    """Standardised effects at which each cohort's likelihood is taken, and the logarithms of their weights.

    Shape (nodes, k), so that sums over the nodes are added row by row, on every processor in the same order.
    """
    centre = np.zeros_like(cohorts.counts)
    for _ in range(STEPS):
        p = special.expit(mean + tau * centre)
        curvature = 1 + cohorts.sizes * p * (1 - p) * tau**2
        step = (tau * (cohorts.counts - cohorts.sizes * p) - centre) / curvature
        centre = centre + np.clip(step, -1, 1)
        if np.abs(step).max() < CENTRED:
            break
    p = special.expit(mean + tau * centre)
    width = 1 / np.sqrt(1 + cohorts.sizes * p * (1 - p) * tau**2)
    effects = centre + width * HERMITE[0][:, None]
    log_weights = HERMITE[1][:, None] + np.log(width) + (HERMITE[0] ** 2)[:, None] / 2 - effects**2 / 2
    return effects, log_weights - math.log(2 * math.pi) / 2


def _log_binomial(cohorts: _Cohorts, log_odds: Floats) -> Floats:
    """Logarithm of the probability of the counts, but for what does not depend on the log-odds."""
    result: Floats = cohorts.counts * log_odds - cohorts.sizes * np.logaddexp(0, log_odds)
    return result


def freeman_tukey(counts: ArrayLike, sizes: ArrayLike, level: float) -> PooledProportion:
    """Pool proportions by their double arcsine transformation, back with the harmonic mean of the cohorts' sizes.

    Parameters
    ----------
    counts, sizes
        Responders and patients of each cohort, shape (k,).
    level
        Level of the confidence and the prediction interval, between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than three cohorts.
    NoSpreadError
        When all cohorts have the same transformed value.

    Notes
    -----
    Freeman & Tukey 1950, doi 10.1214/aoms/1177729756; transformed back after Miller 1978, doi 10.2307/2683695. The
    random-effects mean is that of `hartung_knapp`. The transformation back depends on which size it is given, and may
    mislead where these differ much (Schwarzer et al. 2019, doi 10.1002/jrsm.1348).
    """
    cohorts = _cohorts(counts, sizes)
    counted, among = cohorts.counts, cohorts.sizes
    pooled = hartung_knapp(double_arcsine(counted, among), 1 / np.sqrt(4 * among + 2), level)
    size = len(among) / math.fsum(1 / among)

    def back(limits: Limits) -> Limits:
        return Limits(proportion_of(limits.lower, size), proportion_of(limits.upper, size))

    return PooledProportion(
        proportion_of(pooled.estimate.value, size),
        back(Limits(pooled.estimate.lower, pooled.estimate.upper)),
        pooled.tau2,
        back(pooled.prediction),
    )


def double_arcsine(counts: Floats, sizes: Floats) -> Floats:
    """The mean of the two arcsines of each proportion, whose variance is near 1 / (4 n + 2)."""
    first, second = np.sqrt(counts / (sizes + 1)), np.sqrt((counts + 1) / (sizes + 1))
    result: Floats = (np.arcsin(first) + np.arcsin(second)) / 2
    return result


def proportion_of(value: float, size: float) -> float:
    """The proportion among `size` patients that has a double arcsine; 0 or 1 where it is beyond the least or largest.

    Miller 1978, doi 10.2307/2683695; his arcsines are twice these.
    """
    ends = (math.asin(math.sqrt(1 / (size + 1))) / 2, (math.asin(math.sqrt(size / (size + 1))) + math.pi / 2) / 2)
    if value <= ends[0]:
        return 0.0
    if value >= ends[1]:
        return 1.0
    sine, cosine = math.sin(2 * value), math.cos(2 * value)
    inner = 1 - (sine + (sine - 1 / sine) / size) ** 2
    return (1 - math.copysign(math.sqrt(max(0.0, inner)), cosine)) / 2
