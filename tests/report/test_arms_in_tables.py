"""Table 1 and adverse events of a cohort with arms, in the report and in the manuscript."""

import re
from pathlib import Path

import pytest

from casetrace.report.article.results_table import results_table
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Row, Table
from casetrace.report.manuscript import manuscript
from casetrace.report.sections.adverse_events import adverse_events
from casetrace.report.sections.arms import arms
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.safety import safety
from casetrace.report.text import joined, text
from tests.report.manuscripts import made_up
from tests.stages.test_arms_and_outcomes import CROSS_OVER, PARALLEL, cross_over, parallel
from tests.stages.test_arms_described import ROWS, trial


@pytest.fixture(scope="module")
def content(tmp_path_factory) -> CohortContent:
    return made_up(tmp_path_factory.mktemp("trial"), ROWS, trial())


def words(row: Row) -> list[str]:
    return [joined(cell.content).replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells]


def table_of(blocks: tuple[object, ...]) -> Table:
    return next(block for block in blocks if isinstance(block, Table))


def named(table: Table, name: str) -> list[list[str]]:
    """The cells of the rows from one with this name on, as many as there are of it."""
    rows = [words(row) for body in table.bodies for row in body.rows]
    start = next(place for place, cells in enumerate(rows) if cells[0].partition(",")[0] == name)
    return rows[start : start + 4]


def test_table_1_has_a_column_of_each_arm_and_the_total_last(content):
    table = characteristics(content)
    assert words(table.header[0]) == [
        "Characteristic", "placebo (n = 2)", "control (n = 3)", "drug (n = 2)", "Total (n = 7)",
    ]  # fmt: skip
    assert named(table, "Age")[0][1:] == ["25 (20 to 30)", "50 (40 to 60)", "72.5 (70 to 75)", "50 (20 to 75)"]
    assert named(table, "female")[0][1:] == ["2 (100 %)", "2 (67 %)", "2 (100 %)", "6 (86 %)"]
    assert named(table, "male")[0][1:] == ["0 (0 %)", "1 (33 %)", "0 (0 %)", "1 (14 %)"]
    assert named(table, "Lesions")[0][1:] == ["2", "3", "3", "8"]
    assert named(table, "Injections")[0][1:] == ["10", "9", "5", "24"]


def test_characteristics_are_not_tested(content):
    table = characteristics(content)
    assert not re.search(r"\bP\b|P value", text(table))


def test_events_have_a_row_of_each_arm_and_of_all(content):
    table = table_of(safety(content).blocks)
    assert words(table.header[0])[1] == "Arm"
    rows = [words(row) for body in table.bodies for row in body.rows]
    place = next(place for place, cells in enumerate(rows) if cells[0].startswith("Any"))
    arms = [cells[-6:] for cells in rows[place : place + 4]]
    assert [cells[0] for cells in arms] == ["placebo", "control", "drug", "all arms"]
    assert [cells[1].replace("†", "").strip() for cells in arms] == [
        "0 of 2 (0 %)", "1 of 3 (33 %)", "2 of 2 (100 %)", "3 of 7 (43 %)",
    ]  # fmt: skip
    assert table.bodies[0].rows[place].cells[0].rows == 4


def test_rates_have_a_row_of_each_arm(content):
    table = table_of(next(adverse_events(content)).blocks)
    rows = [words(row)[-3] for body in table.bodies for row in body.rows]
    assert rows[:4] == ["placebo", "control", "drug", "all arms"]
    notes = [joined(note) for note in table.notes]
    assert [note.partition(".")[0] for note in notes] == ["placebo", "control", "drug", "All arms"]


def test_the_tables_of_the_manuscript_are_those_of_the_report(content):
    tables = {
        block.id: block
        for section in manuscript(content).sections
        for block in section.blocks
        if isinstance(block, Table)
    }
    assert "drug (n = 2)" in text(tables["table-characteristics"]).replace("\N{NO-BREAK SPACE}", " ")
    assert "placebo" in text(tables["table-safety"])


def test_a_cross_over_shows_events_together_and_says_why(tmp_path: Path):
    section = cross_over()
    section["tables"][0]["columns"]["Event"] = {"field": "event_type"}
    lines = CROSS_OVER.splitlines()
    raw = "\n".join([f"{lines[0]},Event", f"{lines[1]},pain", *(f"{line}," for line in lines[2:])]) + "\n"
    content = made_up(tmp_path, raw, section)
    shown = safety(content)
    assert "Arm" not in words(table_of(shown.blocks).header[0])
    assert "All arms combined: 2 patients in more than one arm" in text(shown)
    assert "Patients in more than one arm are described in each." in text(characteristics(content))


def test_a_death_is_at_least_one_serious_event(tmp_path: Path):
    raw = "\n".join(",".join(cells[:7] + cells[8:]) for cells in (line.split(",") for line in ROWS.splitlines()))
    shown = text(safety(made_up(tmp_path, raw + "\n", trial(raw))))
    assert shown.count("at least 1") == 4, "of the endpoint and of all serious events, in its arm and in all"


def rows_of(table: Table) -> list[list[str]]:
    return [words(row) for body in table.bodies for row in body.rows]


def test_a_row_of_a_difference_says_how_many_of_each_arm_it_is_of(tmp_path: Path):
    raw = PARALLEL.replace("3,3a,control,100,70", "3,3a,control,100,")
    rows = rows_of(results_table(made_up(tmp_path, raw, parallel(reference="control"))))
    change, response = (cells for cells in rows if cells[2].startswith("difference"))
    # last observation carried forward: all three of each arm are assessed; 35 % or more: 3 of 3 against 0 of 3
    assert change[4] == "3/3 vs 3/3"
    assert response[4] == "3/3 vs 0/3"


def test_a_difference_without_an_interval_has_its_estimate_and_says_so(tmp_path: Path):
    raw = "Patient,Lesion,Arm,S0,S8\n" + "".join(
        f"{n},{n}a,{'control' if n < 4 else 'drug'},100,{90 if n < 4 else 50}\n" for n in range(1, 7)
    )
    rows = rows_of(results_table(made_up(tmp_path, raw, parallel(reference="control"))))
    change = next(cells for cells in rows if cells[2].startswith("difference"))
    assert change[0].endswith("(primary)")
    assert change[5].strip("†") == "40"
    assert change[6].startswith("no CI")
    assert change[7].startswith("0.10")


def test_the_interval_of_a_shift_has_its_exact_level(tmp_path: Path):
    # of 4 and 4, the smallest and the largest difference: 1 - 2 / 70
    raw = "Patient,Lesion,Arm,S0,S8\n" + "".join(
        f"{n},{n}a,{'control' if n < 5 else 'drug'},100,{100 - 4 * n - n * n / 2}\n" for n in range(1, 9)
    )
    content = made_up(tmp_path, raw, parallel(reference="control"))
    assert "(97.14 %)" in text(arms(content)).replace("\N{NO-BREAK SPACE}", " ")
