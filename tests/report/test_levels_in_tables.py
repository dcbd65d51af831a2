"""An ordered outcome in Table 1, the table of results, the sensitivity analyses and the narratives."""

import copy
from typing import Any

import pytest

from casetrace.report.article.narratives import narratives
from casetrace.report.article.results_table import results_table
from casetrace.report.cohort_content import CohortContent
from casetrace.report.document.blocks import Section, Table
from casetrace.report.sections.characteristics import characteristics
from casetrace.report.sections.sensitivity import sensitivity
from casetrace.report.text import joined, text
from tests.report.manuscripts import made_up, of_shape
from tests.report.test_reports_of_scales import levels
from tests.stages.running import simple_cohort


@pytest.fixture(scope="module")
def content(tmp_path_factory) -> CohortContent:
    return of_shape(tmp_path_factory.mktemp("levels"), levels())


def rows(table: Table) -> list[list[str]]:
    cells = [[joined(cell.content) for cell in row.cells] for body in table.bodies for row in body.rows]
    return [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in cells]


def test_table_1_and_the_narratives_have_the_level_at_baseline(content):
    table = characteristics(content)
    shown = rows(table)
    assert ["Baseline IGA"] in shown
    # of six lesions one is mild, two are moderate and three severe
    assert [row[1] for row in shown if row[0] in ("mild", "moderate", "severe")] == ["1 (17 %)", "2 (33 %)", "3 (50 %)"]
    assert "IGA was severe at baseline, mild at week" in text(narratives(content)).replace("\N{NO-BREAK SPACE}", " ")


#: An IGA in numbers, of patients in two arms; nobody is missing at week 4, one at week 8.
NUMBERED = """Patient,Arm,I0,I4,I8
1,drug,3,1,0
2,drug,2,1,1
3,control,3,3,
4,control,2,2,3
"""


def numbered() -> dict[str, Any]:
    iga = {
        "label": "IGA", "scale": "ordered", "levels": [0, 1, 2, 3], "better": "lower", "measured_on": "patient",
        "baseline_visit": 0, "follow_up_visits": [4, 8],
    }  # fmt: skip
    columns = {"Patient": "patient_id", "Arm": "arm"} | {
        f"I{week}": {"outcome": "iga", "visit": week} for week in (0, 4, 8)
    }
    section = simple_cohort(
        columns,
        lesion_id="patient",
        outcomes={"iga": iga},
        endpoints={"levels": {"kind": "category", "primary": True}},
        scenarios=["observed", "locf", "no_change", "complete_response"],
        explore={},
    )
    return copy.deepcopy(section)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory) -> CohortContent:
    return made_up(tmp_path_factory.mktemp("numbered"), NUMBERED, numbered())


def test_a_level_that_is_a_number_bears_the_name_of_the_outcome(numbers):
    named = {row[2] for row in rows(results_table(numbers))}
    assert named == {"IGA 0", "IGA 1", "IGA 2", "IGA 3"}


def test_assumptions_that_fill_in_nothing_are_not_repeated(numbers):
    sections = [block for block in sensitivity(numbers).blocks if isinstance(block, Section)]
    section = next(section for section in sections if "by assumption" in joined(section.title))
    [table] = [block for block in section.blocks if isinstance(block, Table)]
    shown = rows(table)
    assert [row[0] for row in shown] == ["Week 4", "Week 8", "Week 8", "Week 8", "Week 8"]
    assert shown[0][1] == "observed data"
    assert "which are not repeated" in text(section)


def test_each_arm_has_its_levels_at_baseline(numbers):
    table = characteristics(numbers)
    place = next(place for place, row in enumerate(rows(table)) if row[0] == "Baseline IGA")
    assert rows(table)[place + 3 : place + 5] == [
        ["2", "1 (50 %)", "1 (50 %)", "2 (50 %)"],
        ["3", "1 (50 %)", "1 (50 %)", "2 (50 %)"],
    ]


SEXES = """Patient,Sex,Age,W0,W12
1,f,34,14,3
2,m,51,22,5
3,f,47,10,1
"""


def test_no_number_stands_behind_the_groups_of_another_variable(tmp_path):
    columns = {"Patient": "patient_id", "Sex": "sex", "Age": "age_years"} | {
        f"W{week}": {"outcome": "size_mm", "visit": week} for week in (0, 12)
    }
    outcome = {"measured_on": "patient", "baseline_visit": 0, "follow_up_visits": [12]}
    section = simple_cohort(columns, lesion_id="patient", outcomes={"size_mm": outcome}, explore={})
    names = [row[0] for row in rows(characteristics(made_up(tmp_path, SEXES, section)))]
    assert names[1].startswith("Age")
    assert names[2].startswith("Baseline")
    assert names[3:] == ["Sex", "female", "male"]
