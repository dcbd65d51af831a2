"""Time to an event that is looked for at visits alone: between the last one without it and the first one with it."""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.reduction import logarithm
from casetrace.methods.sums import dot

Floats = NDArray[np.float64]

#: The slope of the mean log-likelihood, above 0 in no direction at the maximum, is brought to this.
TOLERANCE = 1e-13

#: Share of the increase that the slope promises which a step must bring, but for what is lost in computing it.
SUFFICIENT = 1e-4
NOISE = 1e-15

#: Below any probability that matters.
TINY = 1e-300

#: Most rounds of Newton's method, and of of what is done in one of them.
ROUNDS = 200


@dataclass(frozen=True)
class CumulativeIncidence:
    """Turnbull's estimate: probabilities of the only intervals in which the data place any.

    Attributes
    ----------
    lower, upper
        Arrays of shape (k,): each interval, in order; it holds its upper end, not the lower one, or both where the
        time is known. The last is without end where patients without the event were seen longest.
    probability
        Array of shape (k,): of the event in each. How it is spread within an interval the data does not say.
    """

    lower: Floats
    upper: Floats
    probability: Floats

    def by(self, time: float) -> tuple[float, float]:
        """Lowest and highest cumulative incidence by a time: they differ inside an interval alone."""
        surely = self.upper <= time
        lowest, highest = (math.fsum(self.probability[held]) for held in (surely, surely | (self.lower < time)))
        return min(1.0, lowest), min(1.0, highest)


def turnbull(last_without: ArrayLike, first_with: ArrayLike) -> CumulativeIncidence:
    """Cumulative incidence of an event that happened between two visits, by maximum likelihood without a model.

    Parameters
    ----------
    last_without
        Array of shape (n,): the last time at which a patient was seen without the event.
    first_with
        Array of shape (n,): the first time with it, infinite where it was never seen; the same as the last time
        without where the time itself is known.

    Raises
    ------
    TooFewError
        When there is no patient.
    ValueError
        When a patient has the event before the last time without it.

    Notes
    -----
    Turnbull 1976, doi 10.1111/j.2517-6161.1976.tb01597.x. Probability is placed on the innermost intervals alone (Peto
    1973, doi 10.2307/2346307). Their probabilities are unique, and Newton's method with the exact set of those that are
    above 0 finds them to the last digits (Wang 2008, doi 10.1016/j.csda.2007.10.018, for the proof that it gets there);
    the self-consistency algorithm approaches the same maximum, and stops before it. At visits that all patients come
    to, the incidence is the plain share of patients.
    """
    left, right = np.asarray(last_without, dtype=float), np.asarray(first_with, dtype=float)
    if len(left) == 0:
        raise TooFewError("there is no patient")
    if np.any(left > right):
        raise ValueError("an event is before the last time without it")
    lower, upper = _innermost(left, right)
    known = (left == right)[:, None]
    inside = (left[:, None] <= lower) & (upper <= right[:, None]) & (known | (upper > left[:, None]))
    patterns, counts = np.unique(inside, axis=0, return_counts=True)
    return CumulativeIncidence(lower, upper, _most_likely(patterns.astype(float), counts / len(left)))


def _innermost(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Intervals between a left end and the right end that follows it without another end in between.

    At one time, known times open first; then intervals that end there close, and then those that begin after it open.
    """
    opening = np.where(left == right, 0, 2)
    ends = sorted({*zip(left.tolist(), opening.tolist(), strict=True), *((time, 1) for time in right.tolist())})
    pairs = [(a[0], b[0]) for a, b in itertools.pairwise(ends) if a[1] != 1 and b[1] == 1]
    lower, upper = np.array(pairs, dtype=float).T
    return lower, upper


def _most_likely(inside: Floats, weights: Floats) -> Floats:
    """Probabilities p that maximise ``sum(weights * log(inside @ p))`` among those that add up to 1.

    With ``- sum(p)`` added, their sum need not be held at 1: it is 1 at the maximum.
    """
    p = np.full(inside.shape[1], 1 / inside.shape[1])
    for _ in range(ROUNDS):
        fitted = np.array([dot(row, p) for row in inside])
        slopes = np.array([dot(column, weights / fitted) for column in inside.T]) - 1
        if slopes.max() <= TOLERANCE and np.abs(slopes[p > 0]).max() <= TOLERANCE:
            return p / math.fsum(p)
        curvature = _weighted_squares(inside, weights / fitted**2)
        target = _non_negative(curvature, 2 * slopes + 1, p)
        p = _step_towards(target, p, slopes, lambda q: _objective(inside, weights, q))
    raise SingularError("the fit does not converge")


def _weighted_squares(inside: Floats, weights: Floats) -> Floats:
    """Matrix of the sums of ``weights`` over the patterns that hold both of two intervals."""
    weighted = inside.T * weights
    return np.array([[dot(first, second) for second in inside.T] for first in weighted])


def _objective(inside: Floats, weights: Floats, p: Floats) -> float:
    """Mean log-likelihood less the sum of the probabilities."""
    fitted = np.array([dot(row, p) for row in inside])
    return -math.inf if fitted.min() <= 0 else dot(weights, logarithm(fitted)) - math.fsum(p)


def _step_towards(target: Floats, p: Floats, slopes: Floats, objective: Callable[[Floats], float]) -> Floats:
    """The longest of the steps 1, 1/2, 1/4, … to the target that improves the objective as much as it promises."""
    direction, before, share = target - p, objective(p), 1.0
    promised = SUFFICIENT * dot(slopes, direction)
    for _ in range(ROUNDS):
        if objective(p + share * direction) >= before + share * promised - NOISE:
            break
        share /= 2
    # At a whole step the target itself, so that what is 0 there is 0 exactly.
    return target if share == 1 else p + share * direction


def _non_negative(curvature: Floats, slopes: Floats, start: Floats) -> Floats:
    """The q of at least 0 that maximises ``slopes' q - q' curvature q / 2``, sought from a `start` of at least 0.

    The active-set method of Lawson & Hanson 1974, Solving Least Squares Problems, chapter 23.
    """
    q, free = start.copy(), start > 0
    for _ in range(ROUNDS):
        best = np.zeros(len(q))
        best[free] = _solved(curvature[np.ix_(free, free)], slopes[free])
        if np.all(best[free] > 0):
            q = best
            left = np.where(free, -math.inf, slopes - np.array([dot(row, q) for row in curvature]))
            if left.max() <= TOLERANCE:
                return q
            free[left.argmax()] = True
        else:
            falling = np.flatnonzero(free & (best <= 0))
            # One that was just freed, and is pushed back by a rounding error, is still at 0.
            shares = np.where(q[falling] > 0, q[falling] / np.maximum(q[falling] - best[falling], TINY), 0)
            q = np.maximum(q + shares.min() * (best - q), 0)
            free[falling[shares.argmin()]] = False
            q[~free] = 0
    return q


def _solved(matrix: Floats, vector: Floats) -> Floats:
    """Solution of equations with a symmetric, positive definite matrix, by elimination."""
    rows = np.column_stack([matrix, vector])
    n = len(vector)
    for place in range(n):
        factors = rows[place + 1 :, place] / rows[place, place]
        rows[place + 1 :] -= factors[:, None] * rows[place]
    solution = np.zeros(n)
    for place in reversed(range(n)):
        rest = dot(rows[place, place + 1 : n], solution[place + 1 :])
        solution[place] = (rows[place, n] - rest) / rows[place, place]
    return solution
