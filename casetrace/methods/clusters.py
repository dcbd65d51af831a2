"""Which values belong together: the patients of lesions."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cluster_codes(clusters: ArrayLike) -> tuple[int, NDArray[np.intp]]:
    """How many patients there are, and the number of each value's, by the order of their labels.

    Labels that are texts are put in order once each, and not once for every value that bears them.
    """
    array = np.asarray(clusters)
    if array.dtype != object:
        labels, codes = np.unique(array, return_inverse=True)
        return len(labels), codes
    values = array.tolist()
    places = {label: place for place, label in enumerate(sorted(dict.fromkeys(values)))}
    return len(places), np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))


def order_of_appearance(clusters: ArrayLike) -> NDArray[np.intp]:
    """The number of each value's patient, by the order in which they first appear."""
    values = np.asarray(clusters).tolist()
    places = {label: place for place, label in enumerate(dict.fromkeys(values))}
    return np.fromiter(map(places.__getitem__, values), dtype=np.intp, count=len(values))
