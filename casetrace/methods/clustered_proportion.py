"""Interval of a proportion of lesions that allows for the dependence of one patient's lesions."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from casetrace.methods.clusters import cluster_codes
from casetrace.methods.estimates import Limits, TooFewError
from casetrace.methods.sums import total


@dataclass(frozen=True)
class ClusteredProportion:
    """A proportion of lesions with its interval.

    Attributes
    ----------
    value, lower, upper
        The proportion and its confidence limits.
    effective
        Number of independent lesions that would give as wide an interval, not necessarily whole.
    design_effect
        Variance of the proportion over that of as many independent lesions, 1 or above; missing where no lesion, or
        every lesion, has the event, which leaves no variance to estimate it from.
    """

    value: float
    lower: float
    upper: float
    effective: float
    design_effect: float


def korn_graubard(events: ArrayLike, clusters: ArrayLike, level: float) -> ClusteredProportion:
    """Clopper–Pearson interval of the effective number of lesions (Korn & Graubard 1998, Survey Methodology 24, 193).

    Parameters
    ----------
    events, clusters
        Arrays of shape (n,): whether each lesion has the event, and the label of its patient.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than 2 patients.

    Notes
    -----
    The effective number is ``p (1 - p)`` over the variance of p between patients, times the squared ratio of the
    quantiles of Student's t on ``n - 1`` and on patients - 1 degrees of freedom, as in ``svyciprop(method = "beta")``
    of R's survey. Two rules go beyond it: the number before that correction is at most n, so that the design effect is
    not below 1; and where no lesion, or every lesion, has the event, it is the number of patients, without correction,
    as if each had one lesion.
    """
    array = np.asarray(events, dtype=bool)
    patients, codes = cluster_codes(clusters)
    n, count = len(array), int(np.count_nonzero(array))
    if patients < 2:
        raise TooFewError("fewer than 2 patients")
    design_effect, effective = math.nan, float(patients)
    if 0 < count < n:
        design_effect = max(1.0, _design_effect(array, codes))
        effective = n / design_effect * _correction(n, patients, level)
    limits = _beta_limits(count / n, effective, level)
    return ClusteredProportion(count / n, limits.lower, limits.upper, effective, design_effect)


def _design_effect(events: NDArray[np.bool_], codes: NDArray[np.intp]) -> float:
    """Variance of the share of events between patients, by linearisation, over that of independent lesions."""
    n, count = len(events), int(np.count_nonzero(events))
    sizes, hits = np.bincount(codes), np.bincount(codes, events).astype(int)
    # Whole numbers, so that patients of one share have no variance: n times a patient's sum of residuals.
    residuals = n * hits - count * sizes
    variance = len(sizes) / (len(sizes) - 1) * total((residuals / n) ** 2) / n**2
    return n * variance / (count / n * (1 - count / n))


def _correction(n: int, patients: int, level: float) -> float:
    """Squared ratio of the quantiles of Student's t, n lesions over so many patients."""
    of_lesions, of_patients = stats.t.ppf((1 + level) / 2, [n - 1, patients - 1]).tolist()
    return float((of_lesions / of_patients) ** 2)


def _beta_limits(share: float, n: float, level: float) -> Limits:
    """Limits of Clopper and Pearson, of a number that need not be whole."""
    count, tail = share * n, (1 - level) / 2
    lower = 0.0 if share == 0 else float(stats.beta.ppf(tail, count, n - count + 1))
    upper = 1.0 if share == 1 else float(stats.beta.ppf(1 - tail, count + 1, n - count))
    return Limits(lower, upper)
