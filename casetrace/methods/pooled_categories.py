"""Ordered categories pooled over cohorts: the cumulative logit model with a normal effect of the cohort."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from casetrace.methods.estimates import Estimate, Limits, NoSpreadError, SingularError, TooFewError, t_estimate
from casetrace.methods.pooled_proportions import (
    CENTRED,
    HERMITE,
    LAST_STEP,
    MOST_STEPS,
    NARROWEST,
    ROUNDING,
    STEPS,
    WIDEST,
)
from casetrace.methods.pooling import FEWEST_COHORTS

Floats = NDArray[np.float64]

#: Standard deviation between cohorts at which the search for the peak begins.
FIRST_TAU = 0.5


@dataclass(frozen=True)
class CumulativeShare:
    """The share of patients who are in a category or in one before it, in a typical cohort.

    Attributes
    ----------
    proportion, limits
        The share and its confidence interval.
    log_odds
        Its log-odds with their standard error and t interval.
    """

    proportion: float
    limits: Limits
    log_odds: Estimate


@dataclass(frozen=True)
class PooledCategories:
    """Shares of ordered categories pooled over cohorts.

    Attributes
    ----------
    shares
        Of each category but the last; None where nobody, or everybody, is in it or in one before it.
    tau2
        Variance between cohorts of the log-odds.
    log_likelihood
        Of the patients, each with a category.
    """

    shares: tuple[CumulativeShare | None, ...]
    tau2: float
    log_likelihood: float


@dataclass(frozen=True)
class _Cohorts:
    """Patients by cohort and category, none of which is empty.

    Attributes
    ----------
    before
        Patients in the category before each threshold, shape (k, c − 1).
    around
        Those in the categories before and behind it.
    between
        Patients of all cohorts in each category between two thresholds, shape (c − 2,).
    share
        Share of all patients before each threshold, shape (c − 1,).
    """

    before: Floats
    around: Floats
    between: Floats
    share: Floats

    @classmethod
    def of(cls, counts: Floats) -> "_Cohorts":
        """From counts of shape (k, c)."""
        totals = counts.sum(axis=0)
        share = np.cumsum(totals)[:-1] / totals.sum()
        return cls(counts[:, :-1], counts[:, :-1] + counts[:, 1:], totals[1:-1], share)


@dataclass(frozen=True)
class _Moments:
    """What the likelihood of the thresholds and the standard deviation says: logarithm, gradient, second derivatives.

    The standard deviation is the last parameter.
    """

    value: float
    gradient: Floats
    hessian: Floats


def cumulative_logit(counts: ArrayLike, level: float) -> PooledCategories:
    """Pool ordered categories over cohorts, whose effects shift the log-odds of all of them alike.

    A cohort that lacks a category, or all of whose patients are in one, is kept as it stands.

    Parameters
    ----------
    counts
        Patients of each cohort in each category, in order, shape (k, c).
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than three cohorts.
    NoSpreadError
        When all patients of all cohorts are in one category: the log-odds are infinite.
    SingularError
        When the likelihood has no peak.

    Notes
    -----
    McCullagh 1980, doi 10.1111/j.2517-6161.1980.tb01109.x, with a random intercept (Hedeker & Gibbons 1994, doi
    10.2307/2533433); maximum likelihood by adaptive Gauss–Hermite quadrature, as `binomial_normal`, which it is with
    two categories. Intervals are Wald's on the log-odds with k − 1 df, transformed back.
    """
    patients = np.asarray(counts, dtype=float)
    if len(patients) < FEWEST_COHORTS:
        raise TooFewError(f"{len(patients)} cohorts; pooled categories need {FEWEST_COHORTS}")
    if (patients < 0).any() or not (patients.sum(axis=1) > 0).all():
        raise ValueError("a count is negative, or a cohort has no patients")
    filled = patients.sum(axis=0) > 0
    if filled.sum() < 2:
        raise NoSpreadError("all patients are in one category")
    thresholds, tau, peak = _peak(_Cohorts.of(patients[:, filled]))
    errors = _errors(peak, tau)
    found = [
        _share(float(place), float(se), len(patients) - 1, level) for place, se in zip(thresholds, errors, strict=True)
    ]
    return PooledCategories(_of_all(found, filled.tolist()), tau**2, peak.value)


def _share(log_odds: float, se: float, df: int, level: float) -> CumulativeShare:
    estimate = t_estimate(log_odds, se, df, level)
    share, lower, upper = special.expit([log_odds, estimate.lower, estimate.upper]).tolist()
    return CumulativeShare(share, Limits(lower, upper), estimate)


def _of_all(found: Sequence[CumulativeShare], filled: Sequence[bool]) -> tuple[CumulativeShare | None, ...]:
    """The shares of all categories but the last: behind an empty one it is that of the one before."""
    shares: list[CumulativeShare | None] = []
    passed = 0
    for has_patients in filled[:-1]:
        passed += has_patients
        shares.append(found[passed - 1] if 0 < passed <= len(found) else None)
    return tuple(shares)


def _errors(peak: _Moments, tau: float) -> Floats:
    """Standard errors of the thresholds; at a standard deviation of 0 it is not correlated with them."""
    information = -peak.hessian if tau else -peak.hessian[:-1, :-1]
    variances = np.diag(np.linalg.inv(information))[: len(peak.gradient) - 1]
    errors: Floats = np.sqrt(variances)
    return errors


def _peak(cohorts: _Cohorts) -> tuple[Floats, float, _Moments]:
    """The thresholds and the standard deviation between cohorts of the largest likelihood, and what it says there.

    Searched for as in `binomial_normal`: Newton's steps, halved where they overshoot.
    """
    alike: Floats = special.logit(cohorts.share)
    left, spread = _residuals(cohorts, alike)
    # The derivative by the variance at a variance of 0, where that by the standard deviation is 0.
    if math.fsum(left.sum(axis=1) ** 2) <= math.fsum(spread.sum(axis=1)):
        return alike, 0.0, _moments(cohorts, np.append(alike, 0.0))
    place = np.append(alike, FIRST_TAU)
    here = _moments(cohorts, place)
    for _ in range(MOST_STEPS):
        step, small = _step(here, float(place[-1]))
        there = _moments(cohorts, place + step)
        while not there.value >= here.value - abs(here.value) * ROUNDING:
            step = step / 2
            there = _moments(cohorts, place + step)
        place, here = place + step, there
        if place[-1] > WIDEST or place[-1] < NARROWEST:
            break
        if small:
            return place[:-1], float(place[-1]), here
    if place[-1] < NARROWEST:
        return alike, 0.0, _moments(cohorts, np.append(alike, 0.0))
    raise SingularError("the likelihood has no peak")


def _step(here: _Moments, tau: float) -> tuple[Floats, bool]:
    """The next step in the thresholds and the standard deviation, and whether it is the last.

    Where the likelihood is not yet curved like a peak, the thresholds take the step of their own, of which it is
    concave, and the deviation is doubled or halved along its gradient.
    """
    if np.linalg.eigvalsh(here.hessian)[-1] < 0:
        step: Floats = np.asarray(np.linalg.solve(here.hessian, -here.gradient), dtype=float)
        small = float(step @ here.gradient) < LAST_STEP**2
        by_tau = float(step[-1])
        shrunk = min(1.0, 1.0 / abs(by_tau) if by_tau else 1.0, tau / (2 * -by_tau) if by_tau < 0 else 1.0)
        return shrunk * step, small and shrunk == 1
    own = np.linalg.solve(here.hessian[:-1, :-1], -here.gradient[:-1])
    return np.append(own, tau if here.gradient[-1] > 0 else -tau / 2), False


def _residuals(cohorts: _Cohorts, log_odds: Floats) -> tuple[Floats, Floats]:
    """First derivative by each log-odds of what depends on the effect of the cohort, and the second with its sign off.

    The probability between two thresholds is that of the logistic distribution below the one, times that above the
    other, times a factor of their distance alone: each threshold adds what a binomial count would.
    """
    reached = special.expit(log_odds)
    return cohorts.before - cohorts.around * reached, cohorts.around * reached * (1 - reached)


def _moments(cohorts: _Cohorts, place: Floats) -> _Moments:
    """The likelihood at thresholds and a standard deviation, integrated over the standardised effect of each cohort.

    Derivatives are moments under the normalised integrand, as in `binomial_normal`; no number where the thresholds are
    not in order.
    """
    thresholds, tau = place[:-1], float(place[-1])
    gaps = np.diff(thresholds)
    if (gaps <= 0).any():
        return _Moments(math.nan, place, np.eye(len(place)))
    effects, log_weights = _nodes(cohorts, thresholds, tau)
    log_odds = thresholds + tau * effects[..., None]
    left, spread = _residuals(cohorts, log_odds)
    joint = log_weights + (cohorts.before * log_odds - cohorts.around * np.logaddexp(0, log_odds)).sum(axis=-1)
    largest = joint.max(axis=0)
    shares: Floats = np.exp(joint - largest)
    totals = shares.sum(axis=0)
    weights = (shares / totals)[..., None]
    slopes = np.concatenate([left, (effects * left.sum(axis=-1))[..., None]], axis=-1)
    means = (weights * slopes).sum(axis=0)
    products = slopes[..., :, None] * slopes[..., None, :] - _curvature(effects, spread)
    second = (weights[..., None] * products).sum(axis=0) - means[:, :, None] * means[:, None, :]
    value, gradient, hessian = _of_gaps(cohorts, gaps)
    return _Moments(
        value + math.fsum(largest + np.log(totals)), gradient + means.sum(axis=0), hessian + second.sum(axis=0)
    )


def _curvature(effects: Floats, spread: Floats) -> Floats:
    """Second derivatives of the logarithm of the integrand, with their sign off, of shape (nodes, k, c, c)."""
    size = spread.shape[-1]
    bent = np.zeros((*effects.shape, size + 1, size + 1))
    diagonal = np.arange(size)
    bent[..., diagonal, diagonal] = spread
    bent[..., :-1, -1] = bent[..., -1, :-1] = effects[..., None] * spread
    bent[..., -1, -1] = effects**2 * spread.sum(axis=-1)
    return bent


def _of_gaps(cohorts: _Cohorts, gaps: Floats) -> tuple[float, Floats, Floats]:
    """What the distances of the thresholds add to the likelihood and its derivatives."""
    size = len(gaps) + 2
    odds = 1 / np.expm1(gaps)
    slopes, bends = cohorts.between * odds, cohorts.between * odds * (1 + odds)
    gradient, hessian = np.zeros(size), np.zeros((size, size))
    for number, (slope, bend) in enumerate(zip(slopes.tolist(), bends.tolist(), strict=True)):
        pair = slice(number, number + 2)
        gradient[pair] += [-slope, slope]
        hessian[pair, pair] += [[-bend, bend], [bend, -bend]]
    return math.fsum(cohorts.between * np.log(-np.expm1(-gaps))), gradient, hessian


def _nodes(cohorts: _Cohorts, thresholds: Floats, tau: float) -> tuple[Floats, Floats]:
    """Standardised effects at which each cohort's likelihood is taken, and logarithms of their weights; (nodes, k)."""
    centre = np.zeros(len(cohorts.before))
    curvature = np.ones_like(centre)
    for _ in range(STEPS):
        left, spread = _residuals(cohorts, thresholds + tau * centre[:, None])
        curvature = 1 + spread.sum(axis=1) * tau**2
        step = (tau * left.sum(axis=1) - centre) / curvature
        centre = centre + np.clip(step, -1, 1)
        if np.abs(step).max() < CENTRED:
            break
    width = 1 / np.sqrt(curvature)
    effects = centre + width * HERMITE[0][:, None]
    log_weights = HERMITE[1][:, None] + np.log(width) + (HERMITE[0] ** 2)[:, None] / 2 - effects**2 / 2
    return effects, log_weights - math.log(2 * math.pi) / 2
