"""Degrees of freedom of the mean of a random-intercept model, whose two variances are estimated.

A patient's lesions have a covariance matrix with two eigenvalues: ``n_i`` times the variance between patients plus that
between lesions, along the mean, and the variance between lesions across it. So all is a sum over patients.
"""

import math
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from casetrace.methods.estimates import SingularError
from casetrace.methods.sums import dot

Floats = NDArray[np.float64]

#: Elements of a symmetric matrix over the two variances: between patients, of both, between lesions.
Elements = tuple[float, float, float]


@dataclass(frozen=True)
class RandomIntercept:
    """A random-intercept model fitted by REML.

    Attributes
    ----------
    sizes, distances
        Arrays of shape (patients,): lesions of each, and the distance of their mean from the model's mean.
    within
        Sum of the squared distances of the lesions from their patient's mean.
    between_patients, between_lesions
        The two variances.
    """

    sizes: NDArray[np.intp]
    distances: Floats
    within: float
    between_patients: float
    between_lesions: float

    @property
    def along(self) -> Floats:
        """Eigenvalue of each patient's covariance matrix along the mean of the lesions."""
        eigenvalues: Floats = self.sizes.astype(float) * self.between_patients + self.between_lesions
        return eigenvalues

    @property
    def variance(self) -> float:
        """Variance of the mean by generalised least squares."""
        return 1 / math.fsum(self.sizes / self.along)


@dataclass(frozen=True)
class KenwardRoger:
    """Standard error of the mean with the variances' uncertainty in it, and its degrees of freedom."""

    se: float
    df: float


def satterthwaite_df(model: RandomIntercept) -> float:
    """Satterthwaite's degrees of freedom of the mean (Giesbrecht & Burns 1985, doi 10.2307/2530872).

    Parameters
    ----------
    model
        The fitted model.

    Raises
    ------
    SingularError
        When the likelihood does not determine both variances.

    Notes
    -----
    With the observed information of the variances, as lmerTest has it (Kuznetsova, Brockhoff & Christensen 2017, doi
    10.18637/jss.v082.i13). With as many lesions of each patient they are patients - 1.
    """
    expected, fitted = _expected_terms(model), _fitted_terms(model)
    patients, crossed, lesions = (second - first for first, second in zip(expected, fitted, strict=True))
    return _degrees(model, (patients, crossed, lesions))


def kenward_roger(model: RandomIntercept) -> KenwardRoger:
    """Kenward and Roger's standard error and degrees of freedom of the mean (1997, doi 10.2307/2533558).

    Parameters
    ----------
    model
        The fitted model.

    Raises
    ------
    SingularError
        When the data does not determine both variances.

    Notes
    -----
    With the expected information of the variances. For a single coefficient the F statistic needs no scaling, and the
    degrees of freedom are Satterthwaite's with that information.
    """
    expected = _expected_terms(model)
    (patients, crossed, lesions), variance = _inverse(expected), model.variance
    first, second = _falls(model)
    # Q - P Phi P of Kenward & Roger, summed over both variances with the covariance of these.
    excess = (
        patients * (_moment(model, 3, 3) - variance * first * first)
        + 2 * crossed * (_moment(model, 2, 3) - variance * first * second)
        + lesions * (_moment(model, 1, 3) - variance * second * second)
    )
    adjusted = variance + 2 * variance**2 * excess
    return KenwardRoger(math.sqrt(adjusted), _degrees(model, expected))


def _terms(model: RandomIntercept, sizes: int, along: int) -> Floats:
    """Of each patient a power of the size over one, at least as high, of the eigenvalue along the mean.

    Powers are multiplied out: those of processors differ in the last digit.
    """
    factors = [model.sizes / model.along] * sizes + [1 / model.along] * (along - sizes)
    return reduce(np.multiply, factors)


def _moment(model: RandomIntercept, sizes: int, along: int) -> float:
    """Sum of these terms over the patients."""
    return math.fsum(_terms(model, sizes, along))


def _falls(model: RandomIntercept) -> tuple[float, float]:
    """By how much the precision of the mean falls with the variance between patients, and with that between lesions."""
    return _moment(model, 2, 2), _moment(model, 1, 2)


def _expected_terms(model: RandomIntercept) -> Elements:
    """Expected information of the variances: half of ``tr(P V_i P V_j)``."""
    variance, (first, second) = model.variance, _falls(model)
    across = math.fsum(model.sizes - 1) / model.between_lesions**2
    patients = _moment(model, 2, 2) - 2 * variance * _moment(model, 3, 3) + (variance * first) ** 2
    crossed = _moment(model, 1, 2) - 2 * variance * _moment(model, 2, 3) + variance**2 * first * second
    lesions = _moment(model, 0, 2) + across - 2 * variance * _moment(model, 1, 3) + (variance * second) ** 2
    return patients / 2, crossed / 2, lesions / 2


def _fitted_terms(model: RandomIntercept) -> Elements:
    """``y' P V_i P V_j P y`` of the variances, which the expected information is half of on average."""
    distances, variance = model.distances, model.variance
    first, second = dot(_terms(model, 2, 2), distances), dot(_terms(model, 1, 2), distances)
    patients, crossed, lesions = (dot(_terms(model, sizes, 3), distances * distances) for sizes in (3, 2, 1))
    across = model.within / model.between_lesions / model.between_lesions / model.between_lesions
    return (
        patients - variance * first * first,
        crossed - variance * first * second,
        lesions + across - variance * second * second,
    )


def _inverse(elements: Elements) -> Elements:
    """Covariance of the estimated variances, from their information."""
    patients, crossed, lesions = elements
    determinant = patients * lesions - crossed**2
    if not (patients > 0 and determinant > 0):
        raise SingularError("the data does not determine both variances, and so not the degrees of freedom")
    return lesions / determinant, -crossed / determinant, patients / determinant


def _degrees(model: RandomIntercept, information: Elements) -> float:
    """Twice the squared variance of the mean over the variance of that variance, by the delta method."""
    patients, crossed, lesions = _inverse(information)
    first, second = _falls(model)
    spread = patients * first**2 + 2 * crossed * first * second + lesions * second**2
    return 2 / (model.variance**2 * spread)
