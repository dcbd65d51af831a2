"""Percent reductions drawn from a population of which everything is known."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """Lesions whose percent reductions are normal, with a part that the lesions of a patient share.

    Attributes
    ----------
    mean, sd
        Of a lesion's percent reduction, before the ceiling.
    correlation
        Between two lesions of one patient, before the ceiling.
    ceiling
        What a reduction cannot exceed: 100 % where nothing is left; infinite for none.
    """

    mean: float
    sd: float
    correlation: float
    ceiling: float = math.inf

    def draw(self, clusters: Integers, rng: np.random.Generator) -> Floats:
        """Reductions of lesions, in percent, by the number (0, 1, ...) of the patient who bears each."""
        patients = int(clusters.max()) + 1 if len(clusters) else 0
        patient_effects = rng.standard_normal(patients)[clusters]
        lesion_effects = rng.standard_normal(len(clusters))
        shared, own = math.sqrt(self.correlation), math.sqrt(1 - self.correlation)
        reductions = self.mean + self.sd * (shared * patient_effects + own * lesion_effects)
        return np.minimum(reductions, self.ceiling) if math.isfinite(self.ceiling) else reductions

    @property
    def true_mean(self) -> float:
        """The mean reduction of the population, of its lesions and of its patients alike.

        Notes
        -----
        With the ceiling it is that of a censored normal variable, ``E min(X, c) = m F(z) - s f(z) + c (1 - F(z))`` with
        ``z = (c - m) / s``.
        """
        if not math.isfinite(self.ceiling):
            return self.mean
        z = (self.ceiling - self.mean) / self.sd
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return float(self.mean * special.ndtr(z) - self.sd * density + self.ceiling * special.ndtr(-z))

    def share_from(self, reduction: float) -> float:
        """Share of the population's lesions that fall by at least so many percent."""
        return float(special.ndtr((self.mean - reduction) / self.sd)) if reduction <= self.ceiling else 0.0


def lesions_of_patients(patients: int, fewest: int, most: int, rng: np.random.Generator) -> Integers:
    """The patient (0, 1, ...) of each lesion; each patient has `fewest` to `most`, one number as likely as another."""
    return np.repeat(np.arange(patients), rng.integers(fewest, most + 1, size=patients))


def sd_for_remissions(mean: float, share: float, ceiling: float = 100.0) -> float:
    """The standard deviation with which this share of lesions reaches the ceiling.

    Raises
    ------
    ValueError
        Where no standard deviation has this share: of a mean below the ceiling it lies between 0 and a half.
    """
    quantile = float(special.ndtri(1 - share)) if 0 < share < 1 else 0.0
    if quantile == 0 or (ceiling - mean) / quantile <= 0:
        raise ValueError(f"no spread about a mean of {mean:g} puts a share of {share:g} at {ceiling:g}")
    return (ceiling - mean) / quantile
