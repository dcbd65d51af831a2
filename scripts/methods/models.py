"""Mean over lesions from the models that statsmodels fits: estimating equations, and a random effect of the patient."""

import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.generalized_estimating_equations import GEE
from statsmodels.regression.mixed_linear_model import MixedLM

from scripts.methods.estimates import Estimate, SingularError, TooFewError, t_estimate

#: Spreads below this share of the whole are what rounding leaves of none at all.
ROUNDING = 1e-12

#: Where the iterations of the estimating equations stop, for values of variance 1.
TOLERANCE = 1e-10


@dataclass(frozen=True)
class Fit:
    """A model's estimate, and what the library warned of while it was fitted.

    Attributes
    ----------
    estimate
        The mean, with a t interval on patients - 1 degrees of freedom.
    warnings
        One sentence each, in the order in which they came.
    """

    estimate: Estimate
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Standardised:
    """Values of mean 0 and variance 1, so that the libraries' fixed tolerances don't depend on the unit.

    Lesions are sorted within patients and patients by their values, so that neither the order of the lesions nor the
    patients' labels moves the last digits of an iterative fit.
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
        return float(np.sum((self.values - self.averages[self.codes]) ** 2))

    def fit(self, estimate: float, se: float, level: float, caught: tuple[str, ...]) -> Fit:
        """Turn a mean and its standard error back into the unit of the values."""
        df = len(self.sizes) - 1
        return Fit(t_estimate(self.mean + self.sd * estimate, self.sd * se, df, level), caught)


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
    Liang & Zeger 1986, doi 10.1093/biomet/73.1.13, with the bias-reduced covariance of Mancl & DeRouen 2001,
    doi 10.1111/j.0006-341X.2001.00126.x.
    """
    data = _standardised(values, clusters)
    sizes = data.sizes
    if np.sum(sizes * (sizes - 1) // 2) < 2:
        raise SingularError("fewer than 2 pairs of lesions of one patient: their correlation can't be estimated")
    _require_variance_within(data)
    structure = Exchangeable()
    model = GEE(data.values, np.ones(len(data.values)), groups=data.codes, cov_struct=structure)
    result, caught = _fitted(lambda: model.fit(maxiter=200, ctol=TOLERANCE, cov_type="bias_reduced"))
    correlation = float(structure.dep_params)
    if not -1 / (sizes.max() - 1) < correlation < 1:
        raise SingularError("the correlation of the lesions of a patient is out of its range")
    return data.fit(float(result.params[0]), float(result.bse[0]), level, caught)


def mixed_mean(values: ArrayLike, clusters: ArrayLike, level: float) -> Fit:
    """Mean over lesions by a linear mixed model with a random effect of the patient, fitted by REML.

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
        When all values are the same, no patient has two lesions, the lesions of each patient are all the same, the
        variance between patients is estimated as 0, or the optimisation does not converge.

    Notes
    -----
    Laird & Ware 1982, doi 10.2307/2529876. The standard error is that of generalised least squares with the estimated
    variances, as in lme4, nlme and SAS. That of statsmodels inverts the observed information of the mean and of the
    variances together, and differs where patients have unequal numbers of lesions.
    """
    data = _standardised(values, clusters)
    if data.sizes.max() < 2:
        raise SingularError("one lesion per patient: patients and lesions can't be told apart")
    _require_variance_within(data)
    start = np.array([math.sqrt(_variance_ratio(data))])
    model = MixedLM(data.values, np.ones(len(data.values)), groups=data.codes)
    result, caught = _fitted(lambda: model.fit(start_params=start, reml=True))
    ratio = float(result.cov_re[0, 0]) / result.scale
    information = float(np.sum(_weights(data, ratio))) / result.scale
    return data.fit(float(result.fe_params[0]), 1 / math.sqrt(information), level, caught)


def _standardised(values: ArrayLike, clusters: ArrayLike) -> _Standardised:
    array = np.asarray(values, dtype=float)
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    if len(labels) < 2:
        raise TooFewError("fewer than 2 patients")
    order = np.lexsort((array, codes))
    parts = np.split(array[order], np.cumsum(np.bincount(codes))[:-1])
    parts.sort(key=lambda part: (len(part), tuple(part)))
    ordered = np.concatenate(parts)
    mean, sd = float(ordered.mean()), float(ordered.std())
    if sd <= ROUNDING * float(np.abs(array).max()):
        raise SingularError("all values are the same")
    sizes = [len(part) for part in parts]
    return _Standardised((ordered - mean) / sd, np.repeat(np.arange(len(parts)), sizes), mean, sd)


def _require_variance_within(data: _Standardised) -> None:
    if data.within <= ROUNDING * len(data.values):
        raise SingularError("the lesions of each patient are all the same: there is no variance between lesions")


def _weights(data: _Standardised, ratio: float) -> NDArray[np.float64]:
    """Weight of each patient's average, for a variance of 1 between lesions and of `ratio` between patients."""
    weights: NDArray[np.float64] = data.sizes / (1 + ratio * data.sizes)
    return weights


def _variance_ratio(data: _Standardised) -> float:
    """Variance between patients over that between lesions, at the maximum of the restricted likelihood.

    An optimiser stops near the maximum, in a place that depends on the machine, and can't tell a variance of 0 from a
    small one. In this model the slope is a sum over patients, and its root can be had to the last digit.
    """

    def slope(ratio: float) -> float:
        """Twice the derivative of the restricted log-likelihood, its mean and residual variance profiled out."""
        weights = _weights(data, ratio)
        distances = data.averages - weights @ data.averages / weights.sum()
        gained = weights**2 @ distances**2 / (data.within + weights @ distances**2)
        return float((len(data.values) - 1) * gained - weights.sum() + weights @ weights / weights.sum())

    if slope(0) <= ROUNDING * len(data.values):
        raise SingularError("the variance between patients is estimated as 0")
    high = 1.0
    while slope(high) > 0:
        high *= 2
    return float(optimize.brentq(slope, 0, high, xtol=1e-14))


def _fitted(fit: Callable[[], Any]) -> tuple[Any, tuple[str, ...]]:
    """What a library's fit gives, with its warnings as sentences."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = fit()
        except np.linalg.LinAlgError as error:
            raise SingularError(f"the fit is singular: {_sentence(str(error))}") from error
    sentences = tuple(dict.fromkeys(_sentence(str(warning.message)) for warning in caught))
    if result is None or not result.converged:
        raise SingularError(f"the fit does not converge: {' '.join(sentences)}")
    return result, sentences


def _sentence(message: str) -> str:
    text = re.sub(r"\s+", " ", message).strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
