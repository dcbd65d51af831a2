"""A sample of the campaign that changes raw cells: what moves depends on the cell, and what depends on it moves."""

from collections.abc import Callable

import pytest

from tests.stages.running import FULL
from tests.trace.mutations import Case, Outcome, first_cohort, made_up, miscounted, mutate, run

Base = Callable[[str], tuple[Case, Outcome]]

TABLE = "data/aarhus-2014/table1.csv"
#: A cell of each, the baseline of a lesion; in the cross-over its arm goes with it. Where nothing names the patients,
#: which `make test-full` tries, it stands below a blank row.
CELLS = [("first cohort", (TABLE, 3, 4)), ("cross_over", ("periods.csv", 11, 6))]
if FULL:
    CELLS = [("unnamed", ("rows.csv", 9, 3)), *CELLS]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A cohort and what it gives unchanged, made once."""
    made: dict[str, tuple[Case, Outcome]] = {}

    def of(name: str) -> tuple[Case, Outcome]:
        if name not in made:
            case = first_cohort() if name == "first cohort" else made_up(name)
            made[name] = case, run(case, tmp_path_factory.mktemp(name))
        return made[name]

    return of


@pytest.mark.parametrize(("name", "place"), CELLS)
def test_what_moves_depends_on_the_changed_cell(base: Base, name: str, place: tuple[str, int, int]) -> None:
    case, before = base(name)
    number = before.lineage.origins.cells.number(*place)
    assert number is not None
    tally = mutate(case, before, number, most=1)
    assert tally.stopped < tally.changes, "a change that the checks refuse shows nothing"
    assert tally.moved > 0
    assert tally.missed == []


def test_a_lineage_that_leaves_a_cell_out_is_found(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    name, place = CELLS[-1]
    case, before = base(name)
    number = before.lineage.origins.cells.number(*place)
    assert number is not None
    monkeypatch.setattr("casetrace.trace.chain.Lineage.results_of", lambda self, cell: set())
    assert mutate(case, before, number, most=1).missed


@pytest.mark.parametrize("name", ["first cohort", "unnamed", "cross_over"])
def test_the_patients_of_the_rows_in_use_are_those_that_a_result_counts(base: Base, name: str) -> None:
    assert miscounted(base(name)[1]) == []


def test_what_rests_on_a_patient_who_is_a_row_rests_on_cells_of_that_row(base: Base) -> None:
    lineage = base("unnamed")[1].lineage
    lesions = lineage.dataset("derive/lesions")
    for position, patient in enumerate(lesions["patient_id"]):
        cells = [
            lineage.origins.cells.cell(number)
            for number in lineage.cells_of_value("derive/lesions", position, "age_years")
        ]
        assert [(cell.line, cell.column) for cell in cells] == [(int(patient) + 1, 1)]
    numbers = [lineage.origins.cells.number("rows.csv", 9, column) for column in range(1, 6)]
    assert all(number is not None and lineage.results_of(number) for number in numbers)


def test_back_and_forward_agree(base: Base) -> None:
    lineage = base("cross_over")[1].lineage
    of_results = {name: lineage.cells_of(name) for name in lineage.results}
    for number in range(0, len(lineage.origins.cells), 41):
        assert lineage.results_of(number) == {name for name, cells in of_results.items() if number in cells}
