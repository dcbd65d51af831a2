"""Variances within cohorts: between the patients of a cohort, and between the lesions of a patient."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from casetrace.methods.assignments import group_codes
from casetrace.methods.estimates import Limits, SingularError, TooFewError
from casetrace.methods.sums import dot

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PatientSpread:
    """How far apart the patients of a cohort are.

    Attributes
    ----------
    sd
        Standard deviation of the patients of a cohort, common to all cohorts.
    limits
        Its interval.
    df
        Patients less cohorts.
    """

    sd: float
    limits: Limits
    df: int


@dataclass(frozen=True)
class LesionSpread:
    """How far apart the lesions of a cohort are, and how alike those of a patient.

    Attributes
    ----------
    sd
        Standard deviation of a lesion of a cohort: of its patient and of itself together.
    icc
        Share of that variance which is the patient's; 0 where patients differ by less than their lesions let expect.
    limits
        Its interval, cut at 0 and 1.
    patients, lesions
        How many of each it rests on.
    """

    sd: float
    icc: float
    limits: Limits
    patients: int
    lesions: int


def patient_spread(values: ArrayLike, cohorts: ArrayLike, level: float) -> PatientSpread:
    """The standard deviation of patients within cohorts, with its chi-squared interval.

    Parameters
    ----------
    values, cohorts
        One value per patient, and the label of its cohort; shape (n,).
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        When no cohort has two patients.
    SingularError
        When all patients of each cohort have the same value.
    """
    array, codes = np.asarray(values, dtype=float), group_codes(cohorts)
    df = len(array) - len(np.unique(codes))
    if df < 1:
        raise TooFewError("no cohort has two patients")
    left = array - _means(array, codes)[codes]
    squares = dot(left, left)
    if squares <= 1e-24 * dot(array, array):
        raise SingularError("all patients of each cohort have the same value")
    ends = stats.chi2.ppf([(1 + level) / 2, (1 - level) / 2], df)
    lower, upper = (math.sqrt(squares / float(end)) for end in ends)
    return PatientSpread(math.sqrt(squares / df), Limits(lower, upper), df)


def lesion_spread(values: ArrayLike, patients: ArrayLike, cohorts: ArrayLike, level: float) -> LesionSpread:
    """The standard deviation and intraclass correlation of lesions, patients nested in cohorts.

    Parameters
    ----------
    values, patients, cohorts
        One value per lesion, the label of its patient, distinct over all cohorts, and that of its cohort; shape (n,).
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        When no cohort has two patients.
    SingularError
        When no patient has two lesions, or the lesions of each patient are all the same.

    Notes
    -----
    Analysis of variance of unequal nested groups (Searle, Casella & McCulloch 1992, Variance Components, § 3.6), the
    correlation with the F interval of Searle 1971, Linear Models, § 9.8, in which the mean number of lesions stands for
    unequal ones, and which therefore is approximate.
    """
    array = np.asarray(values, dtype=float)
    patient, cohort = group_codes(patients), group_codes(cohorts)
    sizes, of_patient = np.bincount(patient).astype(float), np.zeros(patient.max() + 1, dtype=int)
    of_patient[patient] = cohort
    k, n, groups = len(sizes), len(array), int(cohort.max()) + 1
    if k <= groups:
        raise TooFewError("no cohort has two patients")
    if n == k:
        raise SingularError("one lesion per patient: variances between and within patients are not separable")
    means, centres = _means(array, patient), _means(array, cohort)
    within_left, between_left = array - means[patient], means - centres[of_patient]
    within = dot(within_left, within_left) / (n - k)
    if within <= 1e-24 * dot(array, array):
        raise SingularError("the lesions of each patient are all the same: there is no variance between lesions")
    between = dot(sizes, between_left**2) / (k - groups)
    weighted = np.bincount(of_patient, weights=sizes**2) / np.bincount(of_patient, weights=sizes)
    standing = (n - math.fsum(weighted)) / (k - groups)
    variance = max(0.0, (between - within) / standing)
    ends = [float(stats.f.ppf(share, k - groups, n - k)) for share in ((1 + level) / 2, (1 - level) / 2)]
    lower, upper = (_correlation(between / within / end, standing) for end in ends)
    return LesionSpread(math.sqrt(variance + within), variance / (variance + within), Limits(lower, upper), k, n)


def _correlation(ratio: float, size: float) -> float:
    """The correlation at which the mean squares have a ratio, of groups of a size; none below 0."""
    return max(0.0, (ratio - 1) / (ratio + size - 1))


def _means(values: Floats, codes: NDArray[np.int_]) -> Floats:
    """Mean of each group, exactly rounded."""
    return np.array([math.fsum(values[codes == code]) / np.sum(codes == code) for code in range(codes.max() + 1)])
