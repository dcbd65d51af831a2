"""Which values belong together: the patients of lesions."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

#: Times as many numbers as values among which labels that are numbers are looked up, not put in order.
SPREAD = 16


def cluster_codes(clusters: ArrayLike) -> tuple[int, NDArray[np.intp]]:
    """How many patients there are, and the number of each value's, by the order of their labels.

    Labels that are texts are put in order once each, and not once for every value that bears them.
    """
    array = np.asarray(clusters)
    if array.dtype.kind == "i" and len(array) and np.ptp(array) < SPREAD * len(array):
        return _codes_of_numbers(array - array.min())
    if array.dtype != object:
        labels, codes = np.unique(array, return_inverse=True)
        return len(labels), codes
    values = array.tolist()
    places = {label: place for place, label in enumerate(sorted(dict.fromkeys(values)))}
    return len(places), np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))


def _codes_of_numbers(numbers: NDArray[np.integer]) -> tuple[int, NDArray[np.intp]]:
    """The same of numbers from 0, which need not be put in order."""
    present = np.zeros(int(numbers.max()) + 1, dtype=bool)
    present[numbers] = True
    places = np.cumsum(present) - 1
    return int(places[-1]) + 1, np.asarray(places[numbers], dtype=np.intp)


def order_of_appearance(clusters: ArrayLike) -> NDArray[np.intp]:
    """The number of each value's patient, by the order in which they first appear."""
    array = np.asarray(clusters)
    if array.dtype.kind == "i":
        return np.asarray(pd.factorize(array)[0], dtype=np.intp)
    values = array.tolist()
    places = {label: place for place, label in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))
