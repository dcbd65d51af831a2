"""Tests of no change, over patients: sign-flip and Wilcoxon signed-rank."""

import math

import pandas as pd

from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.exact_tests import PermutationTest, sign_flip, signed_rank
from casetrace.methods.precision import below
from casetrace.methods.trust import caution
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Sizes, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes

NO_DIFFERENCE = "no patient's value differs from 0; see the listing of lesions"


@adds_results
def add_tests(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    column: str,
    settings: EstimationSettings,
    *,
    at_the_end: bool = False,
    flag: str = "",
) -> None:
    """Add both tests of no change of a column, or why there are none.

    Parameters
    ----------
    rows
        One row per patient without a missing value.
    at_the_end
        Whether many of the values are at the end of the range that they can have.
    flag
        Why the tests are flagged anyway.
    """
    not_primary = subject.not_primary
    values, n = rows[column].to_numpy(dtype=float), sizes(rows, subject)
    if not values.any():
        note = NO_DIFFERENCE if len(values) else NOBODY
        results.refuse(not_primary, "mean", "sign_flip_exact", n, note)
        results.refuse(not_primary, "signed_rank", "signed_rank_exact", n, note)
        return
    drawing = settings.drawing(not_primary.result_id("mean", "sign_flip"))
    flips = sign_flip(values, exact_up_to=settings.methods["exact_sign_flip_patients"], **drawing)
    ranks = signed_rank(values, asymptotic_above=settings.methods["asymptotic_patients"])
    for statistic, name, test in (("mean", "sign_flip", flips), ("signed_rank", "signed_rank", ranks)):
        method = f"{name}_{test.kind}"
        note = combined(flag, caution(method, statistic, "patient", len(values), at_the_end=at_the_end))
        _add_test(results, not_primary, statistic, method, test, n, settings, note)


@adds_results
def _add_test(
    results: Results,
    subject: Subject,
    statistic: str,
    method: str,
    test: PermutationTest,
    n: Sizes,
    settings: EstimationSettings,
    flag: str,
) -> None:
    results.add(
        subject,
        statistic,
        test.statistic,
        method,
        n,
        p_value=test.p_value,
        p_value_minimum=test.p_value_minimum,
        note=combined(flag, out_of_reach(test.p_value_minimum, settings)),
    )


def out_of_reach(p_value_minimum: float, settings: EstimationSettings) -> str:
    """Why a test is flagged that could not have come out below the customary limit, whatever the effect."""
    limit = 1 - settings.level
    if math.isnan(p_value_minimum) or below(p_value_minimum, limit):
        return ""
    return f"with this sample size P < {limit:.2g} is unattainable; interpret the estimate, not the P value"
