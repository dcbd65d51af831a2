"""Intraclass correlation: which share of the variance of the lesions lies between patients, and what it costs."""

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from casetrace.methods.clusters import cluster_codes
from casetrace.methods.estimates import Limits, SingularError, TooFewError
from casetrace.methods.sums import dot, total

Floats = NDArray[np.float64]

#: How near the lowest possible correlation, as a share of it, is looked at; at it a weight would be infinite.
EDGE = 1e-9

#: Spreads below this share of the whole are what rounding leaves of none at all.
ROUNDING = 1e-12


@dataclass(frozen=True)
class IntraclassCorrelation:
    """The intraclass correlation of the lesions of a patient, and the design effect that follows from it.

    Attributes
    ----------
    icc
        From the analysis of variance; negative where patients differ by less than their lesions let expect.
    limits
        Its interval; None where patients differ by so little that no correlation explains it.
    weighted_size
        Lesions of the patient of a lesion, on average over lesions.
    design_effect
        How many times the variance of a mean over lesions is that of as many independent lesions; below 1 where the
        correlation is negative.
    """

    icc: float
    limits: Limits | None
    weighted_size: float
    design_effect: float


def intraclass_correlation(values: ArrayLike, clusters: ArrayLike, level: float) -> IntraclassCorrelation:
    """Intraclass correlation by one-way analysis of variance, with an F interval and the design effect.

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
        When no patient has two lesions, or the lesions of each patient are all the same.

    Notes
    -----
    The estimate of Donner 1986, doi 10.2307/1403259, with ``n0``, the size that stands for unequal ones. The interval
    inverts the F test of each correlation: with normal effects of patients and lesions it is exact, whatever the
    numbers of lesions (Wald 1940, Annals of Mathematical Statistics 11, 96; Seely & El-Bassiouni 1983, doi
    10.1214/aos/1176346069). With as many lesions of each patient it is that of Searle 1971, Linear Models, § 9.8.
    Neither the estimate nor its limits are cut at 0. The design effect ``1 + (m - 1) ICC`` has the size-weighted ``m``
    (Kish 1965, Survey Sampling, § 8.2).
    """
    array = np.asarray(values, dtype=float)
    k, codes = cluster_codes(clusters)
    n = len(array)
    if k < 2:
        raise TooFewError("fewer than 2 patients")
    if n == k:
        raise SingularError("one lesion per patient: variances between and within patients are not separable")
    sizes = np.bincount(codes).astype(float)
    centred = array - total(array) / n
    means = _sums(centred, codes) / sizes
    distances = centred - means[codes]
    within = dot(distances, distances) / (n - k)
    if within <= ROUNDING * dot(array, array) / n:
        raise SingularError("the lesions of each patient are all the same: there is no variance between lesions")
    between = dot(sizes, means**2) / (k - 1)
    weighted = dot(sizes, sizes) / n
    standing = (n - weighted) / (k - 1)
    icc = (between - within) / (between + (standing - 1) * within)
    return IntraclassCorrelation(
        icc,
        _limits(means, sizes, within, level),
        weighted_size=weighted,
        design_effect=1 + (weighted - 1) * icc,
    )


def _sums(values: Floats, codes: NDArray[np.intp]) -> Floats:
    """Exactly rounded sum of each patient's values."""
    ordered = values[np.argsort(codes, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(codes)).tolist()
    return np.array([math.fsum(ordered[start:end]) for start, end in itertools.pairwise([0, *ends])])


def _limits(means: Floats, sizes: Floats, within: float, level: float) -> Limits | None:
    """The correlations at which the patients' means, weighted for it, vary as an F quantile lets expect."""
    k, n = len(means), total(sizes)
    lowest = -1 / (float(sizes.max()) - 1)

    def ratio(correlation: float) -> float:
        """Has an F distribution at the true correlation, and falls with the correlation."""
        weights = sizes / (1 + (sizes - 1) * correlation)
        distances = means - dot(weights, means) / total(weights)
        return (1 - correlation) * dot(weights, distances**2) / (k - 1) / within

    def correlation_at(share: float) -> float:
        quantile = float(stats.f.ppf(share, k - 1, n - k))
        start = lowest * (1 - EDGE)
        if ratio(start) <= quantile:
            return lowest
        return float(optimize.brentq(lambda correlation: ratio(correlation) - quantile, start, 1, xtol=1e-15))

    upper = correlation_at((1 - level) / 2)
    return Limits(correlation_at((1 + level) / 2), upper) if upper > lowest else None
