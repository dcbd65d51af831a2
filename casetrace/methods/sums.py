"""Sums of products that are the same on every processor.

A matrix library adds in an order that depends on the processor, so that the last digits do too. Here products are added
up exactly, or in the order in which they stand.
"""

import math
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Values that are summed together: a block of them stays in the cache of a processor.
BLOCK = 1 << 15
#: Values from which arrays are faster than Python's own sum.
MANY = 1_000
#: Times that a block is cut; three are enough for values of the same order of magnitude.
CUTS = 4
#: Exponent of the largest values that are cut: beyond it the cut itself would overflow.
LARGEST_EXPONENT = 1_000


def total(values: Floats) -> float:
    """Sum of an array of shape (n,), exactly rounded (Shewchuk 1997, doi 10.1007/PL00009321)."""
    if len(values) < MANY:
        return math.fsum(values.tolist())
    return math.fsum(chain.from_iterable(_exact_parts(values[at : at + BLOCK]) for at in range(0, len(values), BLOCK)))


def dot(first: Floats, second: Floats) -> float:
    """Sum of the products of two arrays of shape (n,), exactly rounded."""
    return total(first * second)


def _exact_parts(values: Floats) -> list[float]:
    """A few numbers with the exact sum of a block of values.

    Values are cut at one place, above which they are added without an error in whatever order, and what is below is
    cut in turn (Rump, Ogita & Oishi 2008, doi 10.1137/050645671, algorithm 3.2).
    """
    parts: list[float] = []
    left = values
    for _ in range(CUTS):
        largest = float(np.abs(left).max())
        if largest == 0:
            return parts
        exponent = math.frexp(largest)[1]
        if not math.isfinite(largest) or exponent > LARGEST_EXPONENT:
            break
        cut = math.ldexp(1.0, exponent + (len(left) + 1).bit_length())
        above = (left + cut) - cut
        parts.append(float(above.sum()))
        left = left - above
    return [*parts, *left[left != 0].tolist()]


def product(first: Floats, second: Floats) -> Floats:
    """Matrix products of arrays of shapes (…, m, k) and (…, k, n) with a small k, terms added one after another."""
    result: Floats = first[..., :, 0, None] * second[..., 0, None, :]
    for place in range(1, first.shape[-1]):
        result = result + first[..., :, place, None] * second[..., place, None, :]
    return result
