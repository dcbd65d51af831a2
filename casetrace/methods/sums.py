"""Sums of products that are the same on every processor.

A matrix library adds in an order that depends on the processor, so that the last digits do too. Here products are added
up exactly, or in the order in which they stand.
"""

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def total(values: Floats) -> float:
    """Sum of an array of shape (n,), exactly rounded."""
    return math.fsum(values.tolist())


def dot(first: Floats, second: Floats) -> float:
    """Sum of the products of two arrays of shape (n,), exactly rounded (Shewchuk 1997, doi 10.1007/PL00009321)."""
    return math.fsum((first * second).tolist())


def product(first: Floats, second: Floats) -> Floats:
    """Matrix products of arrays of shapes (…, m, k) and (…, k, n) with a small k, terms added one after another."""
    result: Floats = first[..., :, 0, None] * second[..., 0, None, :]
    for place in range(1, first.shape[-1]):
        result = result + first[..., :, place, None] * second[..., place, None, :]
    return result
