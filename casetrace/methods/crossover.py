"""The cross-over trial with two treatments and two periods: effects of the treatment and of the period.

A patient of the first sequence has treatment A and then B, one of the second B and then A. Each gives one number, the
first period less the second, in which what is the patient's own cancels out.

References
----------
Hills & Armitage 1979, doi 10.1111/j.1365-2125.1979.tb05946.x.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casetrace.methods.estimates import Estimate, NoSpreadError, TooFewError, t_estimate
from casetrace.methods.exact_tests import PermutationTest
from casetrace.methods.group_tests import two_arms
from casetrace.methods.sums import dot

Floats = NDArray[np.float64]

#: Standard errors below this share of the values themselves are what rounding leaves of no spread at all.
ROUNDING = 1e-12


@dataclass(frozen=True)
class CrossOver:
    """Effects in a cross-over trial.

    Attributes
    ----------
    treatment
        Treatment A less treatment B.
    period
        The first period less the second.
    """

    treatment: Estimate
    period: Estimate


@dataclass(frozen=True)
class CrossOverTests:
    """Permutation tests of the effects in a cross-over trial, whose statistics are those effects."""

    treatment: PermutationTest
    period: PermutationTest


def crossover_effects(first_sequence: ArrayLike, second_sequence: ArrayLike, level: float) -> CrossOver:
    """Effects of treatment and period, each free of the other, with two-sample t intervals.

    Parameters
    ----------
    first_sequence, second_sequence
        Arrays of shape (n, 2) and (m, 2): each patient's values in the first and in the second period, of the patients
        with A and then B, and of those with B and then A.
    level
        Confidence level between 0 and 1.

    Raises
    ------
    TooFewError
        When a sequence has no patient, or both together have fewer than 3.
    NoSpreadError
        When the patients of each sequence all have the same difference between the periods.

    Notes
    -----
    A treatment's effect that lasts into the second period is not told from the treatment's own, and not tested for: a
    test of it before these would spoil their size (Freeman 1989, doi 10.1002/sim.4780081202).
    """
    differences = _period_differences(first_sequence, second_sequence)
    sizes = [len(of_sequence) for of_sequence in differences]
    if min(sizes) == 0 or sum(sizes) < 3:
        raise TooFewError("a sequence has no patient, or both together have fewer than 3")
    means = [math.fsum(of_sequence) / len(of_sequence) for of_sequence in differences]
    from_means = np.concatenate([values - mean for values, mean in zip(differences, means, strict=True)])
    df = sum(sizes) - 2
    se = math.sqrt(dot(from_means, from_means) / df * (1 / sizes[0] + 1 / sizes[1])) / 2
    if se <= ROUNDING * max(float(np.abs(np.asarray(each)).max()) for each in (first_sequence, second_sequence)):
        raise NoSpreadError("all patients of a sequence have the same difference between the periods")
    return CrossOver(
        t_estimate((means[0] - means[1]) / 2, se, df, level), t_estimate((means[0] + means[1]) / 2, se, df, level)
    )


def crossover_tests(
    first_sequence: ArrayLike,
    second_sequence: ArrayLike,
    *,
    exact_assignments: int,
    asymptotic_above: int,
    resamples: int,
    rng: np.random.Generator,
) -> CrossOverTests:
    """Permutation tests of the effects of treatment and period.

    Parameters
    ----------
    first_sequence, second_sequence
        As in `crossover_effects`.
    exact_assignments, asymptotic_above, resamples, rng
        As in `casetrace.methods.group_tests.two_arms`; the patients are dealt to the sequences, which is how they were
        randomised.

    Raises
    ------
    TooFewError
        When a sequence has no patient.
    NoSpreadError
        When all patients have the same effect.

    Notes
    -----
    The periods' test takes the difference of the second sequence with the other sign, so that treatments are compared
    with periods exchanged (Hills & Armitage 1979).
    """
    first, second = _period_differences(first_sequence, second_sequence)
    treatment, period = (
        two_arms(
            first,
            sign * second,
            exact_assignments=exact_assignments,
            asymptotic_above=asymptotic_above,
            resamples=resamples,
            rng=rng,
        )
        for sign in (1, -1)
    )
    return CrossOverTests(*(replace(test, statistic=test.statistic / 2) for test in (treatment, period)))


def _period_differences(*sequences: ArrayLike) -> tuple[Floats, ...]:
    """First period less the second, of each patient of each sequence."""
    arrays = [np.asarray(sequence, dtype=float).reshape(-1, 2) for sequence in sequences]
    return tuple(array[:, 0] - array[:, 1] for array in arrays)
