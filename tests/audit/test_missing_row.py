"""A row is taken out of a made-up cohort whose claims still count it: the search must say what stood in it."""

import math
from typing import Any

import pytest

from casetrace.audit.assumptions import searched
from casetrace.claims.claims import Claim
from tests.audit.cohorts import claims, study

SIZES: list[list[float | None]] = [[10, 5, 1], [20, 12, 5], [40, 10, 8], [30, 21, 0], [50, 20, 30], [12, 6, 0]]
PATIENTS = ["1", "2", "3", "3", "4", "5"]
TREATMENTS = [1, 2, 3, 4, 2, 5]


def _percent(sizes: list[list[Any]], week: int) -> list[float]:
    return [100 * (1 - row[week] / row[0]) for row in sizes]


def _claims() -> list[Claim]:
    """Truthful claims about lesions, rounded to whole numbers."""
    week_4, week_12 = _percent(SIZES, 1), _percent(SIZES, 2)
    complete = 100 * sum(value == 100 for value in week_12) / len(SIZES)
    of_lesions = {"unit": "lesion"}
    mean = of_lesions | {"kind": "mean"}
    return claims(
        {"kind": "count", "quantity": "lesions", "reported": str(len(SIZES))},
        {"kind": "count", "quantity": "treatments", "reported": str(sum(TREATMENTS))},
        mean | {"quantity": "percent_reduction.size_mm.week_4", "reported": f"{sum(week_4) / len(SIZES):.1f}"},
        mean | {"quantity": "percent_reduction.size_mm.week_12", "reported": f"{sum(week_12) / len(SIZES):.0f}"},
        of_lesions
        | {"kind": "percent", "quantity": "response.size_mm.week_12=complete", "reported": f"{complete:.0f}"},
    )


@pytest.mark.parametrize("gone", range(len(SIZES)))
def test_a_lesion_that_the_table_lacks_is_found_with_what_stood_in_it(gone):
    kept = [index for index in range(len(SIZES)) if index != gone]
    known = study(
        [SIZES[index] for index in kept],
        [PATIENTS[index] for index in kept],
        n_treatments=[TREATMENTS[index] for index in kept],
    )
    best = searched(_claims(), known).ranked[0]
    assert best.family == "missing_lesion"
    assert set(best.reconciled) >= {"claim_1", "claim_2", "claim_3"}
    assert not best.broken
    implied = {str(about.variable): about for about in best.implied}
    assert (implied["n_treatments"].lower, implied["n_treatments"].upper) == (TREATMENTS[gone],) * 2
    for week, number in ((4, 1), (12, 2)):
        about = implied.get(f"percent_reduction.size_mm.week_{week}")
        if about:
            assert about.lower - 1e-9 <= _percent(SIZES, number)[gone] <= about.upper + 1e-9
    assert "percent_reduction.size_mm.week_4" in implied


def test_limits_follow_from_the_rounding_of_a_mean():
    # six lesions with a mean of 51.9 to one decimal: the missing one is six times [51.85, 51.95] less the other five
    kept = SIZES[:-1]
    best = searched(_claims(), study(kept, PATIENTS[:-1], n_treatments=TREATMENTS[:-1])).ranked[0]
    about = next(one for one in best.implied if str(one.variable) == "percent_reduction.size_mm.week_4")
    mean = float(f"{sum(_percent(SIZES, 1)) / 6:.1f}")
    assert about.lower == pytest.approx(6 * (mean - 0.05) - sum(_percent(kept, 1)))
    assert about.upper == pytest.approx(6 * (mean + 0.05) - sum(_percent(kept, 1)))


def test_a_table_that_agrees_with_its_claims_needs_no_assumption():
    assert searched(_claims(), study(SIZES, PATIENTS, n_treatments=TREATMENTS)).ranked == []


def test_a_lesion_that_the_paper_left_out_is_named():
    known = study([*SIZES, [60, 55, 54]], [*PATIENTS, "6"], n_treatments=[*TREATMENTS, 7])
    best = searched(_claims(), known).ranked[0]
    assert best.assumption_id == "left_out:6a"
    assert len(best.reconciled) >= 4


def test_a_mistyped_cell_is_named_where_several_claims_tell():
    sizes = [list(row) for row in SIZES]
    sizes[1][0] = 2
    mistyped = searched(_claims(), study(sizes, PATIENTS, n_treatments=TREATMENTS)).ranked[0]
    assert mistyped.assumption_id == "mistyped:baseline.size_mm:2a:20"
    assert math.isclose(mistyped.net, 2)
