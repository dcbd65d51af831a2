"""Exact tests of counts: two arms, or several groups, of patients with a lesion in complete remission."""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from benchmarks.calibration.design import COMPARED_PATIENTS, EXACT_ASSIGNMENTS, RESAMPLES, Cell
from benchmarks.calibration.families.arms import counts_by_arm
from benchmarks.calibration.population import Series
from benchmarks.calibration.procedures import Hit, Procedure, rejects
from casetrace.methods.contingency import fisher_freeman_halton
from casetrace.methods.unconditional_tests import UnconditionalTest, barnard_exact, boschloo_exact

TESTS: dict[str, Callable[[list[list[int]]], UnconditionalTest]] = {
    "barnard_exact": barnard_exact,
    "boschloo_exact": boschloo_exact,
}


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell."""
    if cell.patients < COMPARED_PATIENTS:
        return []
    of_arms = [Procedure((method,), "risk_difference", "patient", "size", two_arms(method)) for method in TESTS]
    return [*of_arms, Procedure(("fisher_freeman_halton_exact",), "groups_response", "patient", "size", groups)]


@cache
def p_value(method: str, count_1: int, n_1: int, count_2: int, n_2: int) -> float:
    """The p value of a table, of which data sets have few different ones."""
    return TESTS[method]([[count_1, n_1 - count_1], [count_2, n_2 - count_2]]).p_value


def two_arms(method: str) -> Callable[[Series], Sequence[Hit]]:
    """The test of two arms by a method."""
    return lambda series: rejects(p_value(method, *(number for arm in counts_by_arm(series) for number in arm)))


def groups(series: Series) -> Sequence[Hit]:
    """The test of the groups; with up to 50 patients all tables are counted."""
    table = np.zeros((int(series.groups.max()) + 1, 2), dtype=int)
    np.add.at(table, (series.groups, series.any_complete.astype(int)), 1)
    rng = series.rng("fisher_freeman_halton")
    test = fisher_freeman_halton(table, exact_steps=EXACT_ASSIGNMENTS, resamples=RESAMPLES, rng=rng)
    assert test.kind == "exact"
    return rejects(test.p_value)
