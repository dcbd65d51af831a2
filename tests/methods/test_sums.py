"""Sums of many values against Python's own, which are exactly rounded."""

import math

import numpy as np
import pytest

from casetrace.methods.sums import BLOCK, MANY, dot, total

SIZES = [0, 1, MANY - 1, MANY, BLOCK, BLOCK + 1, 3 * BLOCK + 7]


def spread(n: int) -> np.ndarray:
    """Values of many magnitudes that nearly cancel each other."""
    rng = np.random.default_rng(n)
    values = rng.normal(size=n // 2) * 10.0 ** rng.integers(-15, 15, size=n // 2)
    return np.concatenate([values, -values[::-1] * (1 + 1e-12), rng.normal(size=n - 2 * (n // 2))])


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("factor", [1, 1e-290, 1e200])
def test_a_sum_is_exactly_rounded_whatever_the_magnitudes(n, factor):
    values = spread(n) * factor
    assert total(values) == math.fsum(values.tolist())
    assert dot(values, values / factor) == math.fsum((values * (values / factor)).tolist())


def test_what_is_lost_beside_a_large_value_counts():
    values = np.full(MANY, 1e-20)
    values[0] = 1.0
    assert total(np.append(values, -1.0)) == math.fsum([1e-20] * (MANY - 1))
    assert float(np.append(values, -1.0).sum()) != total(np.append(values, -1.0))


@pytest.mark.parametrize("odd", [math.inf, -math.inf, 1e308, 5e-324, -0.0])
def test_the_ends_of_the_range_are_summed_too(odd):
    values = np.full(MANY, 1.0)
    values[7] = odd
    assert total(values) == math.fsum(values.tolist())
    assert math.isnan(total(np.append(values, math.nan)))
