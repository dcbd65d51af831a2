"""P values adjusted for the number of tests."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """P values that bound the chance of one false rejection or more in a family, by Holm's method.

    Parameters
    ----------
    p_values
        Array of shape (n,).

    Returns
    -------
    ndarray
        The adjusted p values, of shape (n,), in the order of the given ones.

    Notes
    -----
    Holm 1979, Scandinavian Journal of Statistics 6, 65-70: the smallest times n, the next times n - 1 and so on, each
    no smaller than those before it and at most 1.
    """
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values, kind="stable")
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * np.arange(len(values), 0, -1)))
    return adjusted
