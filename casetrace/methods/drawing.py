"""Means over samples of the patients, drawn with replacement."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Bytes = NDArray[np.uint8]

#: Numbers of times drawn at once, which bounds the memory. Part of the method: with another one, others are drawn.
CHUNK = 2**18
#: Standard deviations by which the Poisson total of a sample is to stay below its size, at least and at most.
MARGINS = (2.5, 4)
#: A Poisson number with a mean below 1 is as large with a probability of less than 1e-33.
NEVER = 31
#: Half of the whole numbers that are exact as floating-point numbers; the other half leaves room for rounding up.
EXACT = 2**52


@dataclass(frozen=True)
class PoissonTable:
    """Poisson numbers with a mean below 1, as from `Generator.poisson` but many times faster.

    A number has as many of the 256 values of a random byte as its probability fills in full. The few values that are
    left over stand for what is left of the probabilities (Marsaglia 1963, Communications of the ACM 6, 37).

    Attributes
    ----------
    mean
        Mean of the numbers.
    bounds
        The values of the byte that are the first not to stand for 0, 1, …; those from the last one are left over.
    remainders
        What is left of the probabilities of 0, 1, …, summed up.
    """

    mean: float
    bounds: Bytes
    remainders: Floats

    @classmethod
    def below(cls, n: int) -> "PoissonTable":
        """A mean such that the total of n numbers is likely to be below n, and few values of the byte are left over."""
        means = 1 - np.linspace(*MARGINS, 100) / math.sqrt(n + MARGINS[1] ** 2)
        numbers = np.arange(NEVER)
        shares = 256 * np.exp(-means[:, None]) * means[:, None] ** numbers / special.factorial(numbers)
        filled = np.floor(shares)
        best = filled.sum(axis=1).argmax()
        bounds = np.cumsum(filled[best][filled[best] > 0]).astype(np.uint8)
        return cls(float(means[best]), bounds, np.cumsum(shares[best] - filled[best]))

    def draw(self, size: int, rng: np.random.Generator) -> Bytes:
        """As many independent numbers."""
        words = rng.bit_generator.random_raw(-(-size // 8))
        random = words.astype("<u8", copy=False).view(np.uint8)[:size]
        reached = np.empty(size, dtype=bool)
        numbers: Bytes = np.greater_equal(random, self.bounds[0]).view(np.uint8)
        for bound in self.bounds[1:]:
            numbers += np.greater_equal(random, bound, out=reached).view(np.uint8)
        # What has reached the last bound is left over.
        beyond = np.flatnonzero(reached)
        shares = rng.random(len(beyond)) * self.remainders[-1]
        numbers[beyond] = np.searchsorted(self.remainders, shares, side="right")
        return numbers


def drawn_ratios(sums: ArrayLike, counts: ArrayLike, resamples: int, rng: np.random.Generator) -> Floats:
    """The ratio ``sum(sums) / sum(counts)`` in samples of as many patients, drawn with replacement.

    Parameters
    ----------
    sums, counts
        Arrays of shape (patients,); counts are whole numbers from 0.
    resamples
        Number of samples, drawn from `rng`.

    Returns
    -------
    ndarray of shape (resamples,)
        The same on every machine: the sums are rounded so that adding them up is exact, in whichever order.

    Raises
    ------
    ValueError
        When a count is no whole number from 0, or is too large to be added up.

    Notes
    -----
    What is drawn is how often each patient comes up, in two steps. At first each comes up a Poisson number of times,
    independently of the others: given their total, these are the numbers of a sample of that size, drawn with
    replacement (Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine 83, 57). Their mean is a little
    below 1, so that nearly always patients are missing; those are drawn one by one. Where none is missing all are
    drawn one by one: since that depends on the total alone, it favours no patient.
    """
    tops, bottoms = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    n = len(tops)
    patient = _worth_of_a_patient(bottoms)
    # Two columns take half the time of three, so that patients are counted in the high digits of the second.
    columns = np.vstack([exactly_summable(tops), bottoms + patient]).T
    table = PoissonTable.below(n)
    # SFC64 gives random bits in less time than PCG64, which seeds it.
    fast = np.random.Generator(np.random.SFC64(rng.integers(0, 2**32, 8)))
    # Memory for the largest array is taken once: new memory for each chunk costs as much as the drawing.
    times = np.empty((min(max(1, CHUNK // n), resamples), n))
    ratios = np.empty(resamples)
    for start in range(0, resamples, len(times)):
        part = ratios[start : start + len(times)]
        times[: len(part)] = table.draw(len(part) * n, fast).reshape(-1, n)
        # Halves are small enough for OpenBLAS not to start threads, which wait for one another on a busy machine.
        totals = np.concatenate([half @ columns for half in np.array_split(times[: len(part)], 2)])
        _complete(totals, np.floor(totals[:, 1] / patient), columns, fast)
        np.divide(totals[:, 0], totals[:, 1] - n * patient, out=part)
    return ratios


def exactly_summable(values: Floats) -> Floats:
    """The values, rounded to multiples of a power of two so large that the sum of any n of the n values is exact.

    Such a sum is the same in whichever order a processor forms it. Whole numbers stay as they are while n times the
    largest is below 2**52. Other values move by at most n / 2**52 of the largest: 5e-13 of it with 2,000 patients.
    """
    _, exponent = math.frexp(len(values) * float(np.abs(values).max()) / EXACT)
    unit = math.ldexp(1, exponent)
    rounded: Floats = np.round(values / unit) * unit
    return rounded


def _worth_of_a_patient(counts: Floats) -> float:
    """A power of two above any sum of n of the n counts: added to each, it counts patients in the same sum."""
    n, largest = len(counts), float(counts.max())
    patient = math.ldexp(1, math.frexp(n * largest)[1])
    if np.any(counts < 0) or np.any(counts != np.floor(counts)) or 2 * n * patient > EXACT:
        raise ValueError("the counts are no whole numbers that can be added up")
    return patient


def _complete(totals: Floats, drawn: Floats, columns: Floats, rng: np.random.Generator) -> None:
    """Add the patients that are missing, one by one, to the sums over those drawn; from the start where none is."""
    n = len(columns)
    totals[drawn >= n] = 0
    missing = n - np.where(drawn < n, drawn, 0).astype(np.int64)
    patients = rng.integers(0, n, missing.sum())
    first = np.cumsum(missing) - missing
    for total, column in zip(totals.T, columns.T, strict=True):
        total += np.add.reduceat(column.take(patients), first)
