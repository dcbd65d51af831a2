"""The lineage of what all visits together answer, held against changing the raw cells one by one."""

import pytest

from tests.stages.made_up import cohort, table
from tests.stages.running import FULL
from tests.trace.mutations import Case, Outcome, miscounted, mutate, run

KINDS = ("time_to_response", "time_to_relapse", "durable_response", "treatments_to_clearance")
ENDPOINTS = {kind: {"kind": kind, "primary": kind == "time_to_response"} for kind in KINDS}
ROWS = [("1", "9", "0", "0", "2"), ("2", "9", "9", "0", "3"), ("3", "9", "", "0", "1"), ("4", "9", "3", "9", "4")]
#: Lines and columns of a size at the baseline, of one at a visit, and of a number of treatments.
CELLS = [(2, 3), (5, 5), (3, 6)]
if FULL:
    CELLS += [(4, 4), (2, 4), (2, 5), (4, 3), (4, 5)]


def case() -> Case:
    section = cohort("Injections", endpoints=ENDPOINTS, explore={})
    names = ("Patient", "Lesion", "W0", "W4", "W12", "Injections")
    rows = [dict(zip(names, (patient, f"{patient}a", *cells), strict=True)) for patient, *cells in ROWS]
    return Case("courses", {"table.csv": table(rows, dict.fromkeys(names))}, section)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(case(), tmp_path_factory.mktemp("courses"))


def places(base: Outcome, result: str) -> set[tuple[int, int]]:
    cells = map(base.lineage.cell, base.lineage.cells_of(result))
    return {(cell.line, cell.column) for cell in cells}


@pytest.mark.parametrize("place", CELLS)
def test_what_moves_depends_on_the_changed_cell_and_what_depends_on_it_moves(base, place):
    number = base.lineage.origins.cells.number("table.csv", *place)
    assert number is not None
    tally = mutate(case(), base, number, most=1)
    assert tally.missed == []
    assert [each for each in tally.unexplained if "endpoint=" in each] == []
    assert tally.moved > 0


def test_the_patients_of_the_rows_in_use_are_those_that_a_result_counts(base):
    assert [each for each in miscounted(base) if "endpoint=" in each] == []


def test_a_count_by_a_visit_depends_on_no_later_cell_and_the_curve_on_all(base):
    about = "time_to_response.size_mm.week_4.patient.all.observed.endpoint=time_to_response."
    sizes = {(line, column) for line in (2, 3, 4, 5) for column in (3, 4, 5)}
    seen = places(base, f"{about}events.count")
    assert seen & sizes == {(line, column) for line, column in sizes if column < 5}
    assert places(base, f"{about}cumulative_incidence.turnbull") & sizes == sizes


def test_treatments_depend_on_their_cells(base):
    about = "treatments_to_clearance.size_mm.patient.all.observed.endpoint=treatments_to_clearance."
    numbers = {(line, 6) for line in (2, 3, 4, 5)}
    cleared = {(line, 6) for line in (2, 3, 4)}
    assert numbers & places(base, f"{about}median.summary") == cleared
    assert not numbers & places(base, f"{about}count.count")
