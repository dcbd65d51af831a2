"""Case series drawn from a population of which everything is known, and what is true of it."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import integrate, optimize, signal, stats

from benchmarks.calibration.design import CEILING, MEAN, MOST_LESIONS, SD, SEED, Cell
from casetrace.methods.randomness import stream
from casetrace.simulate.population import Floats, Integers, Population, lesions_of_patients

#: Grid of the distribution of a patient's mean reduction, in percentage points: its step, and how far it goes below the
#: ceiling, some eight standard deviations below the mean.
STEP, DEEPEST = 0.05, 320.0
#: Effects of patients that the distribution is averaged over.
EFFECTS = 80


@dataclass(frozen=True)
class Series:
    """A drawn case series.

    Attributes
    ----------
    cell
        What it is drawn from.
    number
        Which of the cell's data sets it is.
    values, clusters
        Percent reduction and patient (0, 1, ...) of each lesion.
    arms
        Of each patient, 0 or 1: halves drawn at random, without an effect.
    groups
        Of each patient, 0 to 2: thirds drawn at random, or halves where a third would have one patient.
    covariate
        Of each patient: standard normal, without an effect.
    """

    cell: Cell
    number: int
    values: Floats
    clusters: Integers
    arms: Integers
    groups: Integers
    covariate: Floats

    @property
    def means(self) -> Floats:
        """Mean reduction of each patient."""
        means: Floats = np.bincount(self.clusters, self.values) / np.bincount(self.clusters)
        return means

    @property
    def complete(self) -> NDArray[np.bool_]:
        """Whether each lesion is in complete remission."""
        complete: NDArray[np.bool_] = self.values >= CEILING
        return complete

    @property
    def any_complete(self) -> NDArray[np.bool_]:
        """Whether each patient has a lesion in complete remission."""
        any_complete: NDArray[np.bool_] = np.bincount(self.clusters, self.complete) > 0
        return any_complete

    def rng(self, method: str) -> np.random.Generator:
        """The stream of a method that draws: its own, so that another method moves no number of it."""
        return stream(SEED, f"{self.cell.name}/{self.number}/{method}")


def draw(cell: Cell, number: int) -> Series:
    """The data set `number` of a cell, the same wherever and in whatever order it is drawn."""
    rng = stream(SEED, f"{cell.name}/{number}")
    clusters = lesions_of_patients(cell.patients, 1, MOST_LESIONS, rng)
    return Series(
        cell,
        number,
        values=population_of(cell).draw(clusters, rng),
        clusters=clusters,
        arms=rng.permutation(np.arange(cell.patients) % 2),
        groups=rng.permutation(np.arange(cell.patients) % group_count(cell)),
        covariate=rng.standard_normal(cell.patients),
    )


def population_of(cell: Cell) -> Population:
    """The population of a cell."""
    return Population(MEAN, SD, cell.correlation, CEILING if cell.ceiling else math.inf)


def group_count(cell: Cell) -> int:
    """Three groups where each then has two patients or more, else two."""
    return 3 if cell.patients >= 6 else 2


def true_mean(cell: Cell) -> float:
    """The mean reduction of the population, of its lesions and of its patients alike."""
    return population_of(cell).true_mean


def true_complete() -> float:
    """Share of the population's lesions in complete remission, with and without the ceiling."""
    return Population(MEAN, SD, 0).share_from(CEILING)


def true_median(cell: Cell) -> float:
    """The median over the population's patients of their mean reductions; without the ceiling, the mean."""
    if not cell.ceiling:
        return MEAN
    shortfalls, shares = _shortfall_distribution(cell.correlation)
    return CEILING - float(np.interp(0.5, shares, shortfalls))


@cache
def true_pseudomedian(cell: Cell) -> float:
    """The median of the mean of two of the population's patients; without the ceiling, the mean.

    Notes
    -----
    Of two independent patients the shortfalls add up to no more than x with the probability that is the integral of
    ``F(x - s) dF(s)``, here by the trapezoidal rule and with the patients at the ceiling apart.
    """
    if not cell.ceiling:
        return MEAN
    shortfalls, shares = _shortfall_distribution(cell.correlation)

    def excess(pseudomedian: float) -> float:
        rest = np.interp(2 * pseudomedian - shortfalls, shortfalls, shares, left=0.0)
        return float(shares[0] * rest[0] + np.sum(np.diff(shares) * (rest[1:] + rest[:-1]) / 2)) - 0.5

    return CEILING - float(optimize.brentq(excess, 0, CEILING))


@cache
def _shortfall_distribution(correlation: float) -> tuple[Floats, Floats]:
    """What a patient's mean reduction falls short of the ceiling by, on a grid, and the share of patients up to it.

    Notes
    -----
    Given a patient's effect the lesions are independent, and their shortfalls' sum is a convolution of normal
    distributions cut off at 0. It is averaged over the number of lesions and, by Gauss and Hermite's rule, the effect.
    Medians are good to a thousandth of a percentage point.
    """
    grid: Floats = STEP * np.arange(round(DEEPEST / STEP), dtype=float)
    shares = np.zeros(len(grid))
    nodes, weights = np.polynomial.hermite_e.hermegauss(EFFECTS)
    for effect, weight in zip(nodes, weights / weights.sum(), strict=True):
        centre = CEILING - MEAN - SD * math.sqrt(correlation) * effect
        up_to = stats.norm.cdf((grid + STEP / 2 - centre) / (SD * math.sqrt(1 - correlation)))
        lesion = np.diff(up_to, prepend=0.0)
        sums = np.ones(1)
        for lesions in range(1, MOST_LESIONS + 1):
            sums = signal.fftconvolve(sums, lesion)
            edges = STEP * (np.arange(len(sums)) + 0.5) / lesions
            shares += weight / MOST_LESIONS * np.interp(grid, edges, np.cumsum(sums), left=float(sums[0]))
    return grid, shares


@cache
def true_any_complete(correlation: float) -> float:
    """Share of the population's patients with a lesion in complete remission.

    Notes
    -----
    Given a patient's effect the lesions are independent: the chance that none of n is complete is averaged over n, and
    integrated over the effect.
    """

    def none_complete(effect: float) -> float:
        not_one = stats.norm.cdf(
            (CEILING - MEAN - SD * math.sqrt(correlation) * effect) / (SD * math.sqrt(1 - correlation))
        )
        average = np.mean([not_one**lesions for lesions in range(1, MOST_LESIONS + 1)])
        return float(average * stats.norm.pdf(effect))

    return 1 - float(integrate.quad(none_complete, -10, 10, epsabs=1e-12, epsrel=1e-12)[0])
