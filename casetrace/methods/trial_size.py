"""Sizes of a trial: two arms with lesions clustered in patients, and lesions of the same patients compared."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

#: Patients of an arm, or pairs, beyond which no trial is planned.
MOST_PATIENTS = 100_000
#: Fewest of a t test: two in each arm, or two pairs.
FEWEST_PATIENTS = 2


@dataclass(frozen=True)
class Trial:
    """What a trial is to find, and in whom.

    Attributes
    ----------
    difference
        The difference of the means that is to be found.
    sd
        Standard deviation of a lesion: of its patient and of itself together.
    icc
        Correlation of two lesions of a patient.
    lesions
        Lesions of each patient, of each treatment where they are compared within the patient.
    alpha
        Two-sided size of the test.
    """

    difference: float
    sd: float
    icc: float
    lesions: int
    alpha: float

    @property
    def patient_sd(self) -> float:
        """Standard deviation of a patient's mean over the lesions, by the design effect of Kish 1965, § 8.2."""
        return self.sd * math.sqrt((1 + (self.lesions - 1) * self.icc) / self.lesions)

    @property
    def difference_sd(self) -> float:
        """Standard deviation of a patient's difference between two means over as many lesions.

        What the lesions of a patient share falls out, if the effect is the same in all patients.
        """
        return self.sd * math.sqrt(2 * (1 - self.icc) / self.lesions)


def parallel_power(trial: Trial, patients: int) -> float:
    """Power of the t test of two arms of so many patients each, over the patients' means.

    Notes
    -----
    Of the noncentral t distribution (Julious 2004, doi 10.1002/sim.1783), both tails counted.
    """
    return _power(trial.difference / (trial.patient_sd * math.sqrt(2 / patients)), 2 * patients - 2, trial.alpha)


def split_power(trial: Trial, patients: int) -> float:
    """Power of the paired t test of so many patients, with lesions of both treatments in each."""
    if trial.difference_sd == 0:
        return 1.0
    return _power(trial.difference / (trial.difference_sd / math.sqrt(patients)), patients - 1, trial.alpha)


def patients_for(power: float, power_of: Callable[[Trial, int], float], trial: Trial) -> int | None:
    """The fewest patients (of each arm, or in all) that give a power; None where no reasonable number does."""
    low, high = FEWEST_PATIENTS - 1, FEWEST_PATIENTS
    while power_of(trial, high) < power:
        low, high = high, 2 * high
        if high > MOST_PATIENTS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(trial, middle) >= power else (middle, high)
    return high


def parallel_half_width(trial: Trial, patients: int, level: float) -> float:
    """Expected half-width of the interval of the difference of two arms of so many patients each."""
    df = 2 * patients - 2
    return _half_width(trial.patient_sd * math.sqrt(2 / patients), df, level)


def split_half_width(trial: Trial, patients: int, level: float) -> float:
    """Expected half-width of the interval of the difference within so many patients."""
    return _half_width(trial.difference_sd / math.sqrt(patients), patients - 1, level)


def enrolled(patients: int, dropout: float) -> int:
    """How many are to be enrolled so that so many are assessed, if a share of them drops out."""
    return math.ceil(patients / (1 - dropout) - 1e-9)


def simulated_parallel_power(trial: Trial, patients: int, trials: int, rng: np.random.Generator) -> float:
    """Share of simulated trials of two arms whose t test over patients finds the difference."""
    means = np.stack([_patient_means(trial, (trials, patients), rng) for _ in range(2)], axis=1)
    means[:, 0] += trial.difference
    difference = means[:, 0].mean(axis=1) - means[:, 1].mean(axis=1)
    variance = means.var(axis=2, ddof=1).mean(axis=1)
    return _share_found(difference, np.sqrt(2 * variance / patients), 2 * patients - 2, trial.alpha)


def simulated_split_power(trial: Trial, patients: int, trials: int, rng: np.random.Generator) -> float:
    """Share of simulated trials within patients whose paired t test finds the difference."""
    shape = (trials, patients)
    own = trial.sd * math.sqrt((1 - trial.icc) / trial.lesions)
    effect = trial.sd * math.sqrt(trial.icc) * rng.standard_normal(shape)
    treated, control = (effect + own * rng.standard_normal(shape) for _ in range(2))
    differences = treated + trial.difference - control
    error = differences.std(axis=1, ddof=1) / math.sqrt(patients)
    return _share_found(differences.mean(axis=1), error, patients - 1, trial.alpha)


def _patient_means(trial: Trial, shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Means over the lesions of patients without an effect of treatment, each lesion drawn."""
    total = np.zeros(shape)
    for _ in range(trial.lesions):
        total += rng.standard_normal(shape)
    own = trial.sd * math.sqrt(1 - trial.icc) * total / trial.lesions
    means: np.ndarray = own + trial.sd * math.sqrt(trial.icc) * rng.standard_normal(shape)
    return means


def _share_found(difference: np.ndarray, error: np.ndarray, df: int, alpha: float) -> float:
    return float(np.mean(np.abs(difference) > float(stats.t.ppf(1 - alpha / 2, df)) * error))


def _power(noncentrality: float, df: int, alpha: float) -> float:
    quantile = float(stats.t.ppf(1 - alpha / 2, df))
    upper, lower = (special.nctdtr(df, end * noncentrality, -quantile) for end in (-1, 1))
    found = (float(end) if math.isfinite(end) else 0.0 for end in (upper, lower))
    return math.fsum(found)


def _half_width(error: float, df: int, level: float) -> float:
    """The t quantile times the expected standard error, which is below the true one (Holtzman 1950)."""
    expected = error * math.sqrt(2 / df) * math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2))
    return float(stats.t.ppf((1 + level) / 2, df)) * expected
