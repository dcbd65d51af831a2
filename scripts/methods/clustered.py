"""Least squares over lesions with the bias-reduced cluster-robust variance CR2 and Satterthwaite's degrees of freedom.

Lesions of one patient, a cluster, may depend on each other in any way; patients are independent.

References
----------
Bell & McCaffrey 2002, Survey Methodology 28, 169; Pustejovsky & Tipton 2018, doi 10.1080/07350015.2016.1247004.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scripts.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError, t_estimate

Floats = NDArray[np.float64]

#: Standard errors below this share of the values themselves are what rounding leaves of no spread at all.
ROUNDING = 1e-12

#: Columns are dependent, and a patient determines a coefficient alone, when what is left is below this share.
DEPENDENT = 1e-10


def clustered_mean(values: ArrayLike, clusters: ArrayLike, level: float) -> Estimate:
    """Mean over lesions with a t interval that is robust to the dependence of one patient's lesions.

    Parameters
    ----------
    values, clusters
        Arrays of shape (n,): one value per lesion, and the label of its patient.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        With fewer than 2 patients.
    NoSpreadError
        When the lesions of every patient have one mean, so that the variance between patients is 0.

    Notes
    -----
    What `clustered_regression` gives for a column of ones, in closed form. With one lesion per patient it is Student's
    t interval.
    """
    array, codes = np.asarray(values, dtype=float), _codes(clusters)
    sizes = np.bincount(codes).astype(float)
    n, mean = len(array), float(array.mean())
    others = n - sizes
    sums = np.bincount(codes, weights=array - mean)
    se = math.sqrt(float(np.sum(sums**2 / others)) / n)
    _require_spread(se, math.sqrt(float(array @ array) / n))
    share = sizes / others
    squares = n**2 * float(share @ share) - 2 * n * float(share**2 @ sizes) + float(share @ sizes) ** 2
    return t_estimate(mean, se, n**2 / squares, level)


def clustered_regression(
    design: ArrayLike, values: ArrayLike, clusters: ArrayLike, level: float
) -> tuple[Estimate, ...]:
    """Coefficients of a least-squares regression over lesions, robust to the dependence of one patient's lesions.

    Parameters
    ----------
    design
        Array of shape (n, k), a row per lesion and a column per coefficient, that of ones for the intercept included.
    values, clusters
        Arrays of shape (n,): one value per lesion, and the label of its patient.
    level
        Confidence level between 0 and 1.

    Returns
    -------
    tuple of Estimate
        One per column of `design`.

    Raises
    ------
    TooFewError
        With fewer than 2 patients.
    SingularError
        When the columns are dependent, or one patient alone determines a coefficient: the residuals of that patient
        are then 0 whatever the values, and say nothing about how much the coefficient varies.
    NoSpreadError
        When the regression fits the values without an error.

    Notes
    -----
    In the orthonormal basis Q of the columns, a patient's block of the hat matrix is ``Q_g Q_g'``, and the adjustment
    ``(I - Q_g Q_g')^(-1/2) Q_g`` is ``Q_g (I - Q_g' Q_g)^(-1/2)``: all that is needed of a patient is k by k, however
    many the lesions, and memory and time grow with the number of patients.
    """
    columns, array, codes = np.asarray(design, dtype=float), np.asarray(values, dtype=float), _codes(clusters)
    basis, triangle = _orthonormal(columns)
    projected = basis.T @ array
    residuals = array - basis @ projected
    blocks = _sums(basis[:, :, None] * basis[:, None, :], codes)
    scores = _sums(basis * residuals[:, None], codes)
    adjusted = _inverse_roots(blocks)
    directions = np.linalg.inv(triangle)  # row j turns the basis into coefficient j
    scale = math.sqrt(float(array @ array))
    estimates = []
    for value, direction in zip(directions @ projected, directions, strict=True):
        weights = adjusted @ direction  # w_g = Q_g times these
        se = math.sqrt(float(np.sum(np.einsum("gi,gi->g", weights, scores) ** 2)))
        _require_spread(se, scale * math.sqrt(float(direction @ direction)))
        estimates.append(t_estimate(float(value), se, _satterthwaite(weights, blocks), level))
    return tuple(estimates)


def _satterthwaite(weights: Floats, blocks: Floats) -> float:
    """Degrees of freedom, for independent errors of one variance, of the sum over patients of ``(p_g' y)^2``.

    The product ``p_g' p_h`` is ``-u_g' u_h`` for two patients and ``s_g - u_g' u_g`` for one, where ``u_g = Q_g' w_g``
    and ``s_g = w_g' w_g``. The sum of all squared products needs only the k by k matrix ``U'U``, not a row per patient.
    """
    inner = np.einsum("gij,gj->gi", blocks, weights)
    own = np.einsum("gi,gi->g", weights, inner)
    squared = np.einsum("gi,gi->g", inner, inner)
    shared = inner.T @ inner
    return float(np.sum(own - squared) ** 2 / (np.sum(own * (own - 2 * squared)) + np.sum(shared**2)))


def _codes(clusters: ArrayLike) -> NDArray[np.intp]:
    labels, codes = np.unique(np.asarray(clusters), return_inverse=True)
    if len(labels) < 2:
        raise TooFewError("fewer than 2 patients")
    return codes


def _orthonormal(columns: Floats) -> tuple[Floats, Floats]:
    """QR decomposition of columns that are brought to length 1 first, so that their units don't matter."""
    lengths = np.linalg.norm(columns, axis=0)
    n, k = columns.shape
    if n < k or np.any(lengths == 0):
        raise SingularError("the columns are dependent")
    basis, triangle = np.linalg.qr(columns / lengths)
    singular_values = np.linalg.svd(triangle, compute_uv=False)
    if singular_values[-1] <= DEPENDENT * singular_values[0]:
        raise SingularError("the columns are dependent")
    return basis, triangle * lengths


def _sums(rows: Floats, codes: NDArray[np.intp]) -> Floats:
    """Sum of the rows of each patient."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    return np.add.reduceat(rows[order], starts, axis=0)


def _inverse_roots(blocks: Floats) -> Floats:
    """``(I - B_g)^(-1/2)`` of each patient's k by k block."""
    shares, axes = np.linalg.eigh(blocks)
    left = 1 - shares
    if np.any(left <= DEPENDENT):
        raise SingularError("one patient alone determines a coefficient")
    roots: Floats = (axes / np.sqrt(left)[:, None, :]) @ np.swapaxes(axes, 1, 2)
    return roots


def _require_spread(se: float, scale: float) -> None:
    if se <= ROUNDING * scale:
        raise NoSpreadError("no variance is left between patients")
