"""Samples of the patients, drawn with replacement: the sums over each."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Bytes = NDArray[np.uint8]

#: How often patients are counted at once, which bounds the memory. Part of the method: another number draws others.
CHUNK = 2**17
#: Standard deviations by which the Poisson total of a sample stays below its size, from the fewest to the most.
MARGINS = (2.5, 4)
#: Whole numbers up to this one are exact as floating-point numbers.
WHOLE = 2**53
#: A Poisson number with a mean below 1 is as large with a probability of less than 1e-34.
NEVER = 31


@dataclass(frozen=True)
class _PoissonTable:
    """Draws Poisson numbers with a mean below 1, as `Generator.poisson` does but in a tenth of the time.

    Each number has as many of the 256 values of a random byte as its probability fills in full. The few values of the
    byte that are left over stand for what is left of the probabilities (Marsaglia 1963, doi 10.1145/366274.366290).

    Attributes
    ----------
    bounds
        The values of the byte at which the next number starts; those from the last are left over.
    remainders
        What is left of the probabilities of 0, 1, …, summed up.
    """

    bounds: Bytes
    remainders: Floats

    @classmethod
    def below(cls, n: int) -> "_PoissonTable":
        """Table for n numbers whose total is likely to fall short of n, with a mean that leaves few values over."""
        means = 1 - np.linspace(*MARGINS, 100)[:, None] / math.sqrt(n + MARGINS[1] ** 2)
        numbers = np.arange(NEVER)
        shares = 256 * np.exp(-means) * means**numbers / special.factorial(numbers)
        share = shares[np.floor(shares).sum(axis=1).argmax()]
        filled = np.floor(share)
        return cls(np.cumsum(filled[filled > 0]).astype(np.uint8), np.cumsum(share - filled))

    def draw(self, size: int, rng: np.random.Generator) -> Bytes:
        random = rng.bit_generator.random_raw(-(-size // 8)).astype("<u8", copy=False).view(np.uint8)[:size]
        numbers, above = np.zeros(size, dtype=np.uint8), np.empty(size, dtype=bool)
        for bound in self.bounds:
            np.greater_equal(random, bound, out=above)
            np.add(numbers, above.view(np.uint8), out=numbers)
        left_over = np.flatnonzero(np.equal(numbers, len(self.bounds), out=above))
        share = rng.random(len(left_over)) * self.remainders[-1]
        numbers[left_over] = np.searchsorted(self.remainders, share, side="right")
        return numbers


def drawn_ratios(sums: ArrayLike, counts: ArrayLike, resamples: int, rng: np.random.Generator) -> Floats:
    """The ratio ``sum(sums) / sum(counts)`` in samples of as many patients, drawn with replacement.

    Parameters
    ----------
    sums, counts
        Arrays of shape (patients,).
    resamples
        Number of samples, drawn from `rng`.

    Returns
    -------
    ndarray of shape (resamples,)
        The same on every machine: what is added up is rounded so that no sum is.

    Notes
    -----
    A sample is drawn by how often each patient comes up, in two steps. First each patient comes up a Poisson number of
    times, independently of the others; given their total, such numbers are those of a sample drawn with replacement,
    of that size (the Poisson bootstrap, Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine 83, 57,
    which stops here). Their mean lies a little below 1, so that the total falls short of the patients; those missing
    are then drawn one by one. A sample whose total does not fall short is drawn one by one from the start: the choice
    depends on nothing but the total, so it favours no patient.
    """
    tops, bottoms = np.asarray(sums, dtype=float), np.asarray(counts, dtype=float)
    n = len(tops)
    columns = np.column_stack([_exactly_summable(tops), _exactly_summable(bottoms), np.ones(n)])
    # SFC64 gives random bits in less time than PCG64, which seeds it.
    fast = np.random.Generator(np.random.SFC64(rng.integers(0, 2**32, 8)))
    times = np.empty((min(max(1, CHUNK // n), resamples), n))
    totals = np.empty((resamples, columns.shape[1]))
    table = _PoissonTable.below(n)
    for start in range(0, resamples, len(times)):
        part = totals[start : start + len(times)]
        _draw_totals(columns, table, fast, times[: len(part)], part)
    ratios: Floats = totals[:, 0] / totals[:, 1]
    return ratios


def _exactly_summable(values: Floats) -> Floats:
    """The values, rounded to multiples of a power of two so large that the sum of any n of them is exact.

    Sums are then the same in whichever order a processor forms them. Whole numbers stay as they are while n times the
    largest is below 2**53; other values move by less than the largest times n / 2**53, 2e-13 of it with 2,000 patients.
    """
    unit = math.ldexp(1.0, math.frexp(len(values) * float(np.abs(values).max()) / WHOLE)[1])
    rounded: Floats = np.round(values / unit) * unit
    return rounded


def _draw_totals(
    columns: Floats, table: _PoissonTable, rng: np.random.Generator, times: Floats, totals: Floats
) -> None:
    """Fill in the sums of the columns over each sample; the last column is ones, which counts the sample's patients.

    How often each patient comes up at first is left in `times`: new memory for each chunk would take as long as the
    drawing.
    """
    n = len(columns)
    times[:] = table.draw(times.size, rng).reshape(times.shape)
    np.matmul(times, columns, out=totals)
    totals[totals[:, -1] >= n] = 0
    missing = n - totals[:, -1].astype(np.int64)
    patients = rng.integers(0, n, missing.sum())
    first = np.cumsum(missing) - missing
    for total, column in zip(totals.T, columns.T, strict=True):
        total += np.add.reduceat(column[patients], first)
