"""Intraclass correlation: which share of the variance of the lesions lies between patients, and what it costs."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from casetrace.methods.estimates import Limits, SingularError, TooFewError
from casetrace.methods.sums import dot

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
        Its interval: exact where all patients have as many lesions, else approximate, around another estimate.
    balanced
        Whether all patients have as many lesions, so that the interval is exact.
    weighted_size
        Lesions of the patient of a lesion, on average over lesions.
    design_effect
        How many times the variance of a mean over lesions is that of as many independent lesions; below 1 where the
        correlation is negative.
    """

    icc: float
    limits: Limits
    balanced: bool
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
    The estimate of Donner 1986, doi 10.2307/1403259, with ``n0``, the size that stands for unequal ones. Where all
    patients have as many lesions the interval is the exact one of Searle 1971, Linear Models, § 9.8; else that of
    Thomas & Hultquist 1978, doi 10.1214/aos/1176344202, from the unweighted patients' means and the harmonic mean of
    the sizes. Normal effects of patients and lesions are assumed. Neither the estimate nor
    its limits are cut at 0. The design effect ``1 + (m - 1) ICC`` has the size-weighted ``m`` (Kish 1965, Survey
    Sampling, § 8.2).
    """
    array = np.asarray(values, dtype=float)
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    k, n = len(labels), len(array)
    if k < 2:
        raise TooFewError("fewer than 2 patients")
    if n == k:
        raise SingularError("one lesion per patient: patients and lesions can't be told apart")
    sizes = np.bincount(codes).astype(float)
    centred = array - math.fsum(array) / n
    means = np.array([math.fsum(centred[codes == code]) for code in range(k)]) / sizes
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
        balanced=bool(np.ptp(sizes) == 0),
        weighted_size=weighted,
        design_effect=1 + (weighted - 1) * icc,
    )


def _limits(means: np.ndarray, sizes: np.ndarray, within: float, level: float) -> Limits:
    """Limits from the ratio of the variance of the patients' means to that within them, which has an F distribution."""
    k, n = len(means), math.fsum(sizes)
    harmonic = k / math.fsum(1 / sizes)
    from_mean = means - math.fsum(means) / k
    ratio = harmonic * dot(from_mean, from_mean) / (k - 1) / within
    quantiles = (float(stats.f.ppf(share, k - 1, n - k)) for share in ((1 + level) / 2, (1 - level) / 2))
    lower, upper = ((ratio / q - 1) / (ratio / q - 1 + harmonic) for q in quantiles)
    return Limits(lower, upper)
