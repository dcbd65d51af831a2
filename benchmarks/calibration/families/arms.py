"""Two arms between which there is no difference: reductions, and patients with a lesion in complete remission."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.calibration.design import (
    ASYMPTOTIC_PATIENTS,
    COMPARED_PATIENTS,
    EXACT_ASSIGNMENTS,
    LEVEL,
    RESAMPLES,
    Cell,
)
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, covers, rejects
from casetrace.methods.clustered import clustered_regression
from casetrace.methods.estimates import Limits
from casetrace.methods.group_tests import fisher_exact, hodges_lehmann, mcnemar_exact, two_arms
from casetrace.methods.intervals import miettinen_nurminen, newcombe, welch_interval
from casetrace.simulate.population import Floats

RiskDifference = Callable[[int, int, int, int, float], Limits]


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < COMPARED_PATIENTS:
        return []
    dealt = "exact" if math.comb(cell.patients, cell.patients // 2) <= EXACT_ASSIGNMENTS else "monte_carlo"

    def permutation(series: Series) -> Sequence[Hit]:
        test = two_arms(
            *means_by_arm(series),
            exact_assignments=EXACT_ASSIGNMENTS,
            asymptotic_above=ASYMPTOTIC_PATIENTS,
            resamples=RESAMPLES,
            rng=series.rng("permutation"),
        )
        assert test.kind == dealt
        return rejects(test.p_value)

    return [
        Procedure(("welch_t",), "mean_difference", "patient", "coverage", welch),
        Procedure((f"permutation_{dealt}",), "mean_difference", "patient", "size", permutation),
        Procedure(("hodges_lehmann",), "shift", "patient", "coverage", shift),
        Procedure(("cr2_t",), "mean_difference", "lesion", "coverage", clustered_difference),
        Procedure(("newcombe",), "risk_difference", "patient", "coverage", risk_difference(newcombe)),
        Procedure(
            ("miettinen_nurminen",), "risk_difference", "patient", "coverage", risk_difference(miettinen_nurminen)
        ),
        Procedure(("fisher_exact",), "odds_ratio", "patient", "size", fisher),
        Procedure(("mcnemar_exact",), "paired_response", "patient", "size", mcnemar),
    ]


def means_by_arm(series: Series) -> tuple[Floats, Floats]:
    """Mean reduction of each patient of the one arm and of the other."""
    return series.means[series.arms == 0], series.means[series.arms == 1]


def counts_by_arm(series: Series) -> list[tuple[int, int]]:
    """Patients with a lesion in complete remission, and all patients, of each arm."""
    by_arm = [series.any_complete[series.arms == arm] for arm in (0, 1)]
    return [(int(events.sum()), len(events)) for events in by_arm]


def welch(series: Series) -> Sequence[Hit]:
    """Welch's interval of the difference of two means."""
    return covers(welch_interval(*means_by_arm(series), LEVEL), 0.0)


def shift(series: Series) -> Sequence[Hit]:
    """Moses' interval of the shift, which so few patients may not have."""
    return covers(hodges_lehmann(*means_by_arm(series), LEVEL).limits, 0.0)


def clustered_difference(series: Series) -> Sequence[Hit]:
    """The cluster-robust coefficient of the arm, over lesions."""
    design = np.column_stack([np.ones(len(series.values)), series.arms[series.clusters]])
    return covers(clustered_regression(design, series.values, series.clusters, LEVEL)[1], 0.0)


def risk_difference(method: RiskDifference) -> Callable[[Series], Sequence[Hit]]:
    """The interval of a risk difference by a method."""

    def judge(series: Series) -> Sequence[Hit]:
        (count_1, n_1), (count_2, n_2) = counts_by_arm(series)
        return covers(method(count_1, n_1, count_2, n_2, LEVEL), 0.0)

    return judge


def fisher(series: Series) -> Sequence[Hit]:
    """Fisher's test of the two arms."""
    table = [[count, n - count] for count, n in counts_by_arm(series)]
    return rejects(fisher_exact(table).p_value)


def mcnemar(series: Series) -> Sequence[Hit]:
    """McNemar's test of patients with two lesions or more, the first of them in one arm, the second in the other."""
    first = np.flatnonzero(np.diff(series.clusters, prepend=-1))
    first = first[np.bincount(series.clusters) > 1]
    one, other = series.complete[first], series.complete[first + 1]
    return rejects(mcnemar_exact(int((one & ~other).sum()), int((other & ~one).sum())).p_value)
