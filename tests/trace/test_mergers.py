"""The lineage of lesions that merged, held against changing the raw cells one by one."""

import pytest

from tests.stages.made_up import cohort, table
from tests.stages.running import FULL
from tests.trace.mutations import Case, Outcome, mutate, run

ROWS = [
    ("1", "1a", "10", "8", "12"),
    ("1", "1b", "6", "5", "merged with 1a"),
    ("2", "2a", "20", "10", "5"),
    ("3", "3a", "9", "5", "1"),
]
NAMES = ("Patient", "Lesion", "W0", "W4", "W12")
#: Columns of the merged lesion's baseline, and of the word that says so; in `make test-full` of its course too.
COLUMNS = [3, 5, *([4] if FULL else [])]


def case() -> Case:
    rows = [dict(zip(NAMES, cells, strict=True)) for cells in ROWS]
    return Case("mergers", {"table.csv": table(rows, dict.fromkeys(NAMES))}, cohort("W4", explore={}))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return run(case(), tmp_path_factory.mktemp("mergers"))


@pytest.mark.parametrize("column", COLUMNS)
def test_what_moves_depends_on_the_changed_cell(base, column):
    """Baseline and course of the merged lesion, which are part of the other one's, and the word that says so."""
    number = base.lineage.origins.cells.number("table.csv", 3, column)
    assert number is not None
    tally = mutate(case(), base, number, most=1)
    assert tally.missed == []
    assert tally.moved > 0 or tally.stopped == tally.changes


def test_a_relapse_of_the_whole_rests_on_the_course_of_both(base):
    result = "relapse.size_mm.week_12.lesion.all.observed.count.count"
    places = {(cell.line, cell.column) for cell in map(base.lineage.cell, base.lineage.cells_of(result))}
    assert {(2, 4), (3, 4), (3, 5)} <= places


def test_a_change_of_the_whole_rests_on_both_baselines(base):
    result = "reduction.size_mm.week_12.lesion.all.observed.median.summary"
    places = {(cell.line, cell.column) for cell in map(base.lineage.cell, base.lineage.cells_of(result))}
    assert {(2, 3), (3, 3), (2, 5), (3, 5)} <= places
