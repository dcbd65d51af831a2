"""Least squares over lesions with the bias-reduced cluster-robust variance CR2 and Satterthwaite's degrees of freedom.

Lesions of one patient, a cluster, may depend on each other in any way; patients are independent.

References
----------
Bell & McCaffrey 2002, Survey Methodology 28, 169; Pustejovsky & Tipton 2018, doi 10.1080/07350015.2016.1247004.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.clusters import cluster_codes
from casetrace.methods.estimates import Estimate, NoSpreadError, SingularError, TooFewError, t_estimate
from casetrace.methods.sums import dot, product, total

Floats = NDArray[np.float64]

#: Standard errors below this share of the values themselves are what rounding leaves of no spread at all.
ROUNDING = 1e-12

#: Columns are dependent, and a patient determines a coefficient alone, when what is left is below this share.
DEPENDENT = 1e-10

#: Rounds of rotations, twice as many as make a matrix of a few columns diagonal to the last digit.
ROUNDS = 8

#: An element of a patient's block, whose eigenvalues are between 0 and 1, that is as good as 0.
TINY = 1e-20


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
    n = len(array)
    mean = total(array) / n
    remaining = n - sizes
    sums = np.bincount(codes, weights=array - mean)
    se = math.sqrt(total(sums**2 / remaining) / n)
    _require_spread(se, math.sqrt(dot(array, array) / n))
    share = sizes / remaining
    squares = n**2 * dot(share, share) - 2 * n * dot(share**2, sizes) + dot(share, sizes) ** 2
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
    basis, directions = _orthonormal(columns)
    projected = np.array([dot(column, array) for column in basis.T])
    residuals = array - (basis * projected).sum(axis=1)
    blocks = _sums(basis[:, :, None] * basis[:, None, :], codes)
    scores = _sums(basis * residuals[:, None], codes)
    adjusted = _inverse_roots(blocks)
    scale = math.sqrt(dot(array, array))
    estimates = []
    for direction in directions:  # row j turns the basis into coefficient j
        weights = (adjusted * direction).sum(axis=2)  # w_g = Q_g times these
        along = (weights * scores).sum(axis=1)
        se = math.sqrt(dot(along, along))
        _require_spread(se, scale * math.sqrt(dot(direction, direction)))
        estimates.append(t_estimate(dot(direction, projected), se, _satterthwaite(weights, blocks), level))
    return tuple(estimates)


def _satterthwaite(weights: Floats, blocks: Floats) -> float:
    """Degrees of freedom, for independent errors of one variance, of the sum over patients of ``(p_g' y)^2``.

    The product ``p_g' p_h`` is ``-u_g' u_h`` for two patients and ``s_g - u_g' u_g`` for one, where ``u_g = Q_g' w_g``
    and ``s_g = w_g' w_g``. The sum of all squared products needs only the k by k matrix ``U'U``, not a row per patient.
    """
    inner = (blocks * weights[:, None, :]).sum(axis=2)
    squared_weights = (weights * inner).sum(axis=1)
    squared = (inner**2).sum(axis=1)
    shared = [dot(first, second) ** 2 for first in inner.T for second in inner.T]
    return total(squared_weights - squared) ** 2 / (
        dot(squared_weights, squared_weights - 2 * squared) + math.fsum(shared)
    )


def _codes(clusters: ArrayLike) -> NDArray[np.intp]:
    patients, codes = cluster_codes(clusters)
    if patients < 2:
        raise TooFewError("fewer than 2 patients")
    return codes


def _orthonormal(columns: Floats) -> tuple[Floats, Floats]:
    """An orthonormal basis of the columns, and the matrix that turns coordinates in it into coefficients.

    Gram and Schmidt's method, twice for each column (Giraud et al. 2005, doi 10.1007/s00211-005-0615-4), on columns
    that are brought to length 1 first, so that their units don't matter.
    """
    lengths = np.sqrt([dot(column, column) for column in columns.T])
    n, k = columns.shape
    if n < k or np.any(lengths == 0):
        raise SingularError("the columns are linearly dependent")
    basis, inverse = np.empty((n, k)), np.eye(k)
    for place in range(k):
        residual = columns[:, place] / lengths[place]
        for _ in range(2):
            for earlier in range(place):
                share = dot(basis[:, earlier], residual)
                residual = residual - share * basis[:, earlier]
                inverse[:, place] -= share * inverse[:, earlier]
        norm = math.sqrt(dot(residual, residual))
        if norm <= DEPENDENT:
            raise SingularError("the columns are linearly dependent")
        basis[:, place] = residual / norm
        inverse[:, place] /= norm
    return basis, inverse / lengths[:, None]


def _sums(rows: Floats, codes: NDArray[np.intp]) -> Floats:
    """Sum of the rows of each patient."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    return np.add.reduceat(rows[order], starts, axis=0)


def _inverse_roots(blocks: Floats) -> Floats:
    """``(I - B_g)^(-1/2)`` of each patient's k by k block."""
    shares, axes = _eigen(blocks)
    left = 1 - shares
    if np.any(left <= DEPENDENT):
        raise SingularError("one patient alone determines a coefficient")
    return product(axes / np.sqrt(left)[:, None, :], np.swapaxes(axes, 1, 2))


def _eigen(blocks: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, shape (g, k), and eigenvectors in columns, shape (g, k, k), of symmetric matrices of a few columns.

    By Jacobi's rotations (Golub & Van Loan 2013, Matrix Computations, § 8.5), all matrices at once.
    """
    matrices, axes = blocks.copy(), np.broadcast_to(np.eye(blocks.shape[1]), blocks.shape)
    k = blocks.shape[1]
    for _ in range(ROUNDS):
        for first in range(k):
            for second in range(first + 1, k):
                turn = _rotation(matrices, first, second)
                axes = product(axes, turn)
                matrices = product(product(np.swapaxes(turn, 1, 2), matrices), turn)
    return np.diagonal(matrices, axis1=1, axis2=2), axes


def _rotation(matrices: Floats, first: int, second: int) -> Floats:
    """The rotations that make the element of two columns 0 in symmetric matrices."""
    crossed = matrices[:, first, second]
    turned = np.abs(crossed) > TINY
    slope = (matrices[:, second, second] - matrices[:, first, first]) / (2 * np.where(turned, crossed, 1))
    tangent = np.where(turned, np.copysign(1, slope) / (np.abs(slope) + np.sqrt(slope**2 + 1)), 0)
    cosine = 1 / np.sqrt(tangent**2 + 1)
    turn = np.broadcast_to(np.eye(matrices.shape[1]), matrices.shape).copy()
    turn[:, first, first] = turn[:, second, second] = cosine
    turn[:, first, second] = tangent * cosine
    turn[:, second, first] = -tangent * cosine
    return turn


def _require_spread(se: float, scale: float) -> None:
    if se <= ROUNDING * scale:
        raise NoSpreadError("no variance is left between patients")
