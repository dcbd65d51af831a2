"""Associations of patients' reductions with something that has nothing to do with them: a number, or a group."""

import math
from collections.abc import Sequence

import numpy as np

from benchmarks.calibration.design import (
    ASYMPTOTIC_PATIENTS,
    COMPARED_PATIENTS,
    EXACT_ASSIGNMENTS,
    EXACT_BOOTSTRAP_PATIENTS,
    EXACT_PERMUTATION_PATIENTS,
    LEVEL,
    RESAMPLES,
    Cell,
)
from benchmarks.calibration.population import Series, group_count
from benchmarks.calibration.procedures import Hit, Procedure, covers, rejects
from casetrace.methods.association import spearman, spearman_bootstrap
from casetrace.methods.clustered import clustered_regression
from casetrace.methods.group_tests import groups


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < COMPARED_PATIENTS:
        return []
    ranked = "exact" if cell.patients <= EXACT_PERMUTATION_PATIENTS else "monte_carlo"
    dealt = "exact" if deals(cell) <= EXACT_ASSIGNMENTS else "monte_carlo"

    def between_groups(series: Series) -> Sequence[Hit]:
        test = groups(
            series.means,
            series.groups,
            exact_assignments=EXACT_ASSIGNMENTS,
            asymptotic_above=ASYMPTOTIC_PATIENTS,
            resamples=RESAMPLES,
            rng=series.rng("groups_permutation"),
        )
        assert test.kind == dealt
        return rejects(test.p_value)

    found = [
        Procedure((f"spearman_{ranked}",), "spearman_rho", "patient", "size", correlation_test),
        Procedure((f"groups_permutation_{dealt}",), "groups", "patient", "size", between_groups),
        Procedure(("cr2_t",), "slope", "lesion", "coverage", slope),
    ]
    if cell.patients > EXACT_BOOTSTRAP_PATIENTS:
        found.append(Procedure(("spearman_bootstrap",), "spearman_rho", "patient", "coverage", correlation_interval))
    return found


def deals(cell: Cell) -> int:
    """In how many ways the patients can be dealt to groups of their sizes."""
    sizes = np.bincount(np.arange(cell.patients) % group_count(cell))
    return math.factorial(cell.patients) // math.prod(math.factorial(int(size)) for size in sizes)


def correlation_test(series: Series) -> Sequence[Hit]:
    """The permutation test of Spearman's correlation with the covariate."""
    test = spearman(
        series.covariate,
        series.means,
        exact_up_to=EXACT_PERMUTATION_PATIENTS,
        asymptotic_above=ASYMPTOTIC_PATIENTS,
        resamples=RESAMPLES,
        rng=series.rng("spearman"),
    )
    return rejects(test.p_value)


def correlation_interval(series: Series) -> Sequence[Hit]:
    """The bootstrap interval of Spearman's correlation with the covariate."""
    rng = series.rng("spearman_bootstrap")
    return covers(spearman_bootstrap(series.covariate, series.means, LEVEL, RESAMPLES, rng), 0.0)


def slope(series: Series) -> Sequence[Hit]:
    """The cluster-robust slope of lesions on their patient's covariate."""
    design = np.column_stack([np.ones(len(series.values)), series.covariate[series.clusters]])
    return covers(clustered_regression(design, series.values, series.clusters, LEVEL)[1], 0.0)
