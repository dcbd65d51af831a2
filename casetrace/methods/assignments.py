"""Ways to deal patients to groups of given sizes: their number, and the groups' sums under all of them, or some."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

#: Numbers held in memory at once where ways are drawn.
CHUNK = 1_000_000


def group_codes(labels: ArrayLike) -> NDArray[np.int_]:
    """Number of the group of each label, from 0 in order of first appearance; labels may be of any type."""
    if isinstance(labels, pd.Categorical):
        return np.asarray(pd.factorize(labels.codes)[0], dtype=int)
    listed = np.asarray(labels).tolist()
    numbers = {label: number for number, label in enumerate(dict.fromkeys(listed))}
    return np.array([numbers[label] for label in listed], dtype=int)


def assignments(sizes: list[int]) -> int:
    """In how many ways patients can be dealt to groups of these sizes."""
    left, ways = sum(sizes), 1
    for size in sizes:
        ways *= math.comb(left, size)
        left -= size
    return ways


def all_group_sums(values: NDArray[np.float64], sizes: list[int]) -> NDArray[np.float64]:
    """Sum of each group under every way to deal the values to groups of these sizes, shape (ways, groups).

    Values are dealt one by one; what has been dealt is kept by how full the groups are.
    """
    by_filled = {(0,) * len(sizes): np.zeros((1, len(sizes)))}
    for value in values:
        parts: dict[tuple[int, ...], list[NDArray[np.float64]]] = {}
        for filled, sums in by_filled.items():
            for group, size in enumerate(sizes):
                if filled[group] < size:
                    extended = sums.copy()
                    extended[:, group] += value
                    parts.setdefault((*filled[:group], filled[group] + 1, *filled[group + 1 :]), []).append(extended)
        by_filled = {filled: np.concatenate(arrays) for filled, arrays in parts.items()}
    return by_filled[tuple(sizes)]


def drawn_group_sums(
    values: NDArray[np.float64], sizes: list[int], resamples: int, rng: np.random.Generator
) -> Iterator[NDArray[np.float64]]:
    """Sums of the groups under ways drawn at random, in parts that fit the memory."""
    starts, chunk = np.cumsum([0, *sizes[:-1]]), max(1, CHUNK // len(values))
    for start in range(0, resamples, chunk):
        shape = (min(chunk, resamples - start), len(values))
        yield np.add.reduceat(rng.permuted(np.broadcast_to(values, shape), axis=1), starts, axis=1)
