"""Mean over lesions from two models: generalised estimating equations, and a random effect of the patient.

With no column but the intercept both are sums over patients. They are computed here without a matrix library, whose
last digits depend on the processor; the tests hold them against statsmodels and R.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from casetrace.methods.clusters import cluster_codes
from casetrace.methods.estimates import Estimate, SingularError, TooFewError, t_estimate
from casetrace.methods.mixed_degrees import RandomIntercept, kenward_roger, satterthwaite_df
from casetrace.methods.sums import dot, total

#: How the degrees of freedom of a mixed model's mean are had: from the number of patients, or estimated.
Degrees = Literal["patients", "satterthwaite", "kenward_roger"]

#: Spreads below this share of the whole are what rounding leaves of none at all.
ROUNDING = 1e-12

#: The estimating equations are solved when the correlation of the lesions changes by no more than this.
TOLERANCE = 1e-14

#: Most rounds of the estimating equations.
ROUNDS = 500

#: Share of the variance of the values under which the variance between patients is called close to 0.
NEAR_ZERO = 0.01


@dataclass(frozen=True)
class Fit:
    """A model's estimate.

    Attributes
    ----------
    estimate
        The mean with its t interval.
    caution
        Why it is to be taken with caution; empty where nothing is.
    """

    estimate: Estimate
    caution: str = ""


@dataclass(frozen=True)
class _Standardised:
    """Values of mean 0 and variance 1, so that fixed tolerances don't depend on the unit.

    Lesions are sorted within patients and patients by their values, so that neither the order of the lesions nor the
    patients' labels moves the last digits.
    """

    values: NDArray[np.float64]
    codes: NDArray[np.intp]
    mean: float
    sd: float

    @property
    def sizes(self) -> NDArray[np.intp]:
        """Lesions of each patient."""
        return np.bincount(self.codes)

    @property
    def averages(self) -> NDArray[np.float64]:
        """Mean of each patient's lesions."""
        return np.bincount(self.codes, weights=self.values) / self.sizes

    @property
    def within(self) -> float:
        """Sum of the squared distances of the lesions from their patient's mean."""
        distances = self.values - self.averages[self.codes]
        return dot(distances, distances)

    @property
    def patients_less_one(self) -> int:
        """Degrees of freedom where the number of patients gives them."""
        return len(self.sizes) - 1

    def fit(self, estimate: float, se: float, df: float, level: float, caution: str = "") -> Fit:
        """Turn a mean and its standard error back into the unit of the values."""
        return Fit(t_estimate(self.mean + self.sd * estimate, self.sd * se, df, level), caution)


def gee_mean(values: ArrayLike, clusters: ArrayLike, level: float) -> Fit:
    """Mean over lesions by generalised estimating equations with one correlation of the lesions of a patient.

    Parameters
    ----------
    values, clusters
        Arrays of shape (n,): one value per lesion, and the label of its patient.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than 2 patients.
    SingularError
        When all values are the same, no two pairs of lesions share a patient, the lesions of each patient are all the
        same, the correlation is out of its range, or the iterations do not converge.

    Notes
    -----
    The t interval is on patients - 1 degrees of freedom.

    Liang & Zeger 1986, doi 10.1093/biomet/73.1.13, with the bias-reduced covariance of Mancl & DeRouen 2001,
    doi 10.1111/j.0006-341X.2001.00126.x. With an intercept alone, the inverse of a patient's working correlation
    matrix times a column of ones is ``a_i = 1 / (1 + (n_i - 1) r)`` in every row, the mean is weighted by ``n_i a_i``,
    and the adjusted score is ``a_i e_i S / (S - n_i a_i)`` with the patient's sum of residuals ``e_i`` and the sum of
    all weights ``S``.
    """
    data = _standardised(values, clusters)
    sizes = data.sizes
    pairs = int(np.sum(sizes * (sizes - 1) // 2))
    if pairs < 2:
        raise SingularError("fewer than 2 pairs of lesions of one patient: their correlation is not estimable")
    _require_variance_within(data)
    correlation = _exchangeable_correlation(data, pairs)
    weights = _equation_weights(data, correlation)
    all_weights = total(weights)
    mean = dot(weights, data.averages) / all_weights
    parts = weights * (data.averages - mean) / (all_weights - weights)
    return data.fit(mean, math.sqrt(dot(parts, parts)), data.patients_less_one, level)


def mixed_mean(values: ArrayLike, clusters: ArrayLike, level: float, degrees: Degrees = "patients") -> Fit:
    """Mean over lesions by a linear mixed model with a random effect of the patient, fitted by REML.

    Parameters
    ----------
    values, clusters
        Arrays of shape (n,): one value per lesion, and the label of its patient.
    level
        Confidence level between 0 and 1.
    degrees
        Degrees of freedom of the t interval: patients - 1, or those of Satterthwaite, or of Kenward and Roger with
        their standard error.

    Raises
    ------
    TooFewError
        With fewer than 2 patients.
    SingularError
        When all values are the same, no patient has two lesions, the lesions of each patient are all the same, the
        variance between patients is estimated as 0, or the degrees of freedom can't be estimated.

    Notes
    -----
    Laird & Ware 1982, doi 10.2307/2529876. The standard error is that of generalised least squares with the estimated
    variances, as in lme4, nlme and SAS. That of statsmodels inverts the observed information of the mean and of the
    variances together, and differs where patients have unequal numbers of lesions.
    """
    data = _standardised(values, clusters)
    if data.sizes.max() < 2:
        raise SingularError("one lesion per patient: variances between and within patients are not separable")
    _require_variance_within(data)
    ratio = _variance_ratio(data)
    weights = _weights(data, ratio)
    mean = dot(weights, data.averages) / total(weights)
    distances = data.averages - mean
    variance = (data.within + dot(weights, distances**2)) / (len(data.values) - 1)
    close = ratio * variance < NEAR_ZERO
    caution = "the variance between patients is estimated as close to 0, the end of its range" if close else ""
    model = RandomIntercept(data.sizes, distances, data.within, ratio * variance, variance)
    return data.fit(mean, *_error(model, degrees), level, caution)


def _error(model: RandomIntercept, degrees: Degrees) -> tuple[float, float]:
    """Standard error and degrees of freedom of the mean."""
    if degrees == "kenward_roger":
        adjusted = kenward_roger(model)
        return adjusted.se, adjusted.df
    df = satterthwaite_df(model) if degrees == "satterthwaite" else len(model.sizes) - 1
    return math.sqrt(model.variance), df


def _standardised(values: ArrayLike, clusters: ArrayLike) -> _Standardised:
    array = np.asarray(values, dtype=float)
    patients, codes = cluster_codes(clusters)
    if patients < 2:
        raise TooFewError("fewer than 2 patients")
    ordered, sizes = _by_size_and_values(array, codes)
    mean, sd = float(ordered.mean()), float(ordered.std())
    if sd <= ROUNDING * float(np.abs(array).max()):
        raise SingularError("all values are the same")
    return _Standardised((ordered - mean) / sd, np.repeat(np.arange(len(sizes)), sizes), mean, sd)


def _by_size_and_values(values: NDArray[np.float64], codes: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray]:
    """The values, those of a patient together and in order, patients by how many and by which; and how many of each."""
    counts, by_patient = np.bincount(codes), values[np.lexsort((values, codes))]
    starts, parts, sizes = np.cumsum(counts) - counts, [], []
    for size in np.unique(counts):
        rows = by_patient[starts[counts == size][:, None] + np.arange(size)]
        parts.append(rows[np.lexsort(rows.T[::-1])].ravel())
        sizes.append(np.full(len(rows), size))
    return np.concatenate(parts), np.concatenate(sizes)


def _require_variance_within(data: _Standardised) -> None:
    if data.within <= ROUNDING * len(data.values):
        raise SingularError("the lesions of each patient are all the same: there is no variance between lesions")


def _exchangeable_correlation(data: _Standardised, pairs: int) -> float:
    """The correlation of the lesions of a patient that the estimating equations have as their solution.

    Raises
    ------
    SingularError
        When it is out of its range, or the iterations do not converge.
    """
    n, smallest = len(data.values), -1 / (int(data.sizes.max()) - 1)
    correlation = 0.0
    for _ in range(ROUNDS):
        weights = _equation_weights(data, correlation)
        residuals = data.values - dot(weights, data.averages) / total(weights)
        sums, squares = np.bincount(data.codes, weights=residuals).astype(float), dot(residuals, residuals)
        before, correlation = correlation, (dot(sums, sums) - squares) / 2 / (pairs - 1) / (squares / (n - 1))
        if not smallest < correlation < 1:
            raise SingularError("the correlation of the lesions of a patient is out of its range")
        if abs(correlation - before) <= TOLERANCE:
            return correlation
    raise SingularError("the fit does not converge")


def _equation_weights(data: _Standardised, correlation: float) -> NDArray[np.float64]:
    """Weight of each patient's average in the estimating equations."""
    weights: NDArray[np.float64] = data.sizes / (1 + (data.sizes - 1) * correlation)
    return weights


def _weights(data: _Standardised, ratio: float) -> NDArray[np.float64]:
    """Weight of each patient's average, for a variance of 1 between lesions and of `ratio` between patients."""
    weights: NDArray[np.float64] = data.sizes / (1 + ratio * data.sizes)
    return weights


def _variance_ratio(data: _Standardised) -> float:
    """Variance between patients over that between lesions, at the maximum of the restricted likelihood.

    An optimiser stops near the maximum, in a place that depends on the machine, and can't tell a variance of 0 from a
    small one. In this model the slope is a sum over patients, and its root can be had to the last digit.
    """
    within = data.within

    def slope(ratio: float) -> float:
        """Twice the derivative of the restricted log-likelihood, its mean and residual variance profiled out."""
        weights = _weights(data, ratio)
        all_weights = total(weights)
        squares = (data.averages - dot(weights, data.averages) / all_weights) ** 2
        gained = dot(weights**2, squares) / (within + dot(weights, squares))
        return (len(data.values) - 1) * gained - all_weights + dot(weights, weights) / all_weights

    if slope(0) <= ROUNDING * len(data.values):
        raise SingularError("the variance between patients is estimated as 0")
    high = 1.0
    while slope(high) > 0:
        high *= 2
    return float(optimize.brentq(slope, 0, high, xtol=1e-14))
