"""Tests of no effect over patients, on reductions moved so that the true mean is 0."""

from collections.abc import Sequence

from benchmarks.calibration.design import (
    ASYMPTOTIC_PATIENTS,
    EXACT_SIGN_FLIP_PATIENTS,
    RESAMPLES,
    Cell,
)
from benchmarks.calibration.population import Series, true_mean
from benchmarks.calibration.procedures import Hit, Procedure, rejects
from casetrace.methods.exact_tests import sign_flip, signed_rank


def procedures(cell: Cell) -> list[Procedure]:
    """What is judged in a cell.

    Means over patients are moved, not lesions, so that those at the ceiling stay tied. With the ceiling they are not
    symmetric about 0, which both tests assume.
    """
    truth = true_mean(cell)
    flipped = "exact" if cell.patients <= EXACT_SIGN_FLIP_PATIENTS else "monte_carlo"

    def flip(series: Series) -> Sequence[Hit]:
        test = sign_flip(
            series.means - truth,
            exact_up_to=EXACT_SIGN_FLIP_PATIENTS,
            asymptotic_above=ASYMPTOTIC_PATIENTS,
            resamples=RESAMPLES,
            rng=series.rng("sign_flip"),
        )
        assert test.kind == flipped
        return rejects(test.p_value)

    def rank(series: Series) -> Sequence[Hit]:
        test = signed_rank(series.means - truth, asymptotic_above=ASYMPTOTIC_PATIENTS)
        assert test.kind == "exact"
        return rejects(test.p_value)

    return [
        Procedure((f"sign_flip_{flipped}",), "mean", "patient", "size", flip),
        Procedure(("signed_rank_exact",), "signed_rank", "patient", "size", rank),
    ]
