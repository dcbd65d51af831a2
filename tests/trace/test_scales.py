"""Cells of ordered outcomes and of printed percentages: what moves with them depends on them, and has their names."""

import pytest

from casetrace.model.plan import read_plan
from casetrace.trace.panel import shown_value
from tests.stages.published_scales import percentages
from tests.stages.running import FULL, checked_cohort
from tests.stages.test_levels import OUTCOME, ROWS, SCENARIOS
from tests.trace.mutations import Case, Outcome, mutate, run

LEVELS = {
    "table": {
        "file": "t.csv", "lesion_id": "within_patient",
        "columns": {"Patient": "patient_id", "Lesion": "lesion_number"},
    },
    "outcomes": {"iga": OUTCOME},
    "scenarios": SCENARIOS,
    "endpoints": {"levels": {"kind": "category", "primary": True}},
}  # fmt: skip

#: A cell of each, at a visit and at the baseline.
CELLS = [("levels", ("t.csv", 5, 5)), ("percentages", ("percent.csv", 3, 4))]
if FULL:
    CELLS += [("levels", ("t.csv", 2, 3)), ("levels", ("t.csv", 7, 4)), ("percentages", ("percent.csv", 7, 4))]
#: What the cohorts are seen under: the observed values and one assumption, or all.
SEEN = {} if FULL else {"scenarios": ["observed", "locf"]}


def cases() -> dict[str, Case]:
    rows = [["Patient", "Lesion", "IGA week 0", "IGA week 4", "IGA week 12"], *ROWS]
    text = "".join(f"{','.join(row)}\n" for row in rows)
    printed = percentages()
    return {
        "levels": Case("levels", {"t.csv": text}, checked_cohort(LEVELS | SEEN)),
        "percentages": Case(
            "percentages", {"percent.csv": printed.files["percent.csv"].decode()}, checked_cohort(printed.cohort | SEEN)
        ),
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> dict[str, tuple[Case, Outcome]]:
    return {name: (case, run(case, tmp_path_factory.getbasetemp() / name)) for name, case in cases().items()}


@pytest.mark.parametrize(("name", "place"), CELLS)
def test_what_moves_depends_on_the_changed_cell(base, name, place):
    case, before = base[name]
    number = before.lineage.origins.cells.number(*place)
    assert number is not None
    tally = mutate(case, before, number, most=2)
    assert tally.moved > 0
    assert tally.missed == []
    assert tally.unexplained == []


def test_a_count_at_a_level_rests_on_the_cells_of_those_who_have_one(base):
    lineage = base["levels"][1].lineage
    cells = lineage.cells_of("level.iga.week_12.patient.all.observed.level=clear.count.count")
    places = {lineage.cell(number).place for number in cells}
    assert {f"t.csv:{line}:5" for line in range(2, 8)} <= places
    assert not {f"t.csv:{line}:4" for line in range(2, 8)} & places


def test_the_trace_shows_the_name_of_the_level(base, tmp_path_factory):
    outcomes = read_plan(tmp_path_factory.getbasetemp() / "levels/out/ingest/plan.json").outcomes
    row = base["levels"][1].lineage.row("derive/lesion_visits", 0)
    assert shown_value(row, "baseline", outcomes) == "severe"
    assert shown_value(row, "value", outcomes) == "mild"
    assert shown_value(row, "change", outcomes) == "\N{MINUS SIGN}2"
