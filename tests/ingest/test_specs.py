"""Which column gives what, by its header, by a template and by its name."""

from typing import Any

import pytest

from casetrace.ingest.mapper import Mapped
from tests.ingest.reading import mapped, rows, rules, values

LONG = ("patient_id,visit,size_mm", "P1,0,10", "P1,4,5")
SIZE = {"outcome": "size_mm"}


def roles(result: Mapped) -> dict[str, tuple[str, str]]:
    return {spec.header: (spec.role, spec.how) for spec in result.specs[0]}


def test_columns_are_read_as_config_says_by_template_or_by_their_name():
    result = mapped(
        "nr,sex,Size V1,Size V2,Note", "P1,f,10,5,x",
        columns={"nr": "patient_id", "Size {visit}": SIZE}, visits={"labels": {"V1": 0, "V2": 4}},
    )  # fmt: skip
    assert roles(result) == {
        "nr": ("patient_id", "config"),
        "sex": ("sex", "by its name"),
        "Size V1": ("size_mm at week 0", "template"),
        "Size V2": ("size_mm at week 4", "template"),
    }
    assert values(result) == [("P1", "0", "10"), ("P1", "4", "5")]


def test_a_template_names_outcomes_and_visits():
    header = "patient_id,Pain score (week 0),Pain score (week 4),Itch (week 0),Itch (week 4)"
    result = mapped(header, "P1,8,4,6,3", columns={"{outcome} (week {visit})": {"field": "value"}})
    assert rows(result, "measurements", "outcome", "visit", "value") == [
        ("itch", "0", "6"), ("itch", "4", "3"), ("pain_score", "0", "8"), ("pain_score", "4", "4")
    ]  # fmt: skip


def test_a_template_names_lesions_and_a_patient_has_those_with_any_cell():
    header = "patient_id,L1 site,L1 size week 0,L1 size week 4,L2 site,L2 size week 0,L2 size week 4"
    result = mapped(
        header, "P1,Knee,5,3,Elbow,6,2", "P2,Toe,9,,,,",
        columns={"L{lesion} site": "site", "L{lesion} size week {visit}": SIZE},
    )  # fmt: skip
    assert rows(result, "lesions", "lesion_id", "site") == [("P1-1", "Knee"), ("P1-2", "Elbow"), ("P2-1", "Toe")]
    assert values(result)[-1] == ("P2-1", "0", "9")
    assert rules(result) == []


def test_an_own_entry_of_a_column_goes_before_a_template():
    columns = {"Size {visit}": SIZE, "Size 4": {"outcome": "depth_mm", "visit": 4}}
    result = mapped("patient_id,Size 0,Size 4", "P1,5,3", columns=columns)
    assert rows(result, "measurements", "outcome", "visit") == [("depth_mm", "4"), ("size_mm", "0")]


def test_characters_of_patterns_stand_for_themselves_in_a_template():
    result = mapped(
        "patient_id,Size (mm)* week 0,Size xmmx week 4", "P1,5,3", columns={"Size (mm)* week {visit}": SIZE}
    )
    assert values(result) == [("P1", "0", "5")]


def test_a_visit_that_a_header_names_and_nobody_knows_is_an_error_at_the_header():
    result = mapped("patient_id,Size week 0,Size control", "P1,5,3", columns={"Size {visit}": SIZE})
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column) == ("unknown visit", 1, 3)
    assert problem.found == '"control"'
    assert "visits.labels" in problem.remedy


def test_a_template_that_fits_no_column_is_an_error():
    (problem,) = mapped(*LONG, columns={"Size {visit}": SIZE}).problems
    assert (problem.rule, problem.header) == ("missing column", "Size {visit}")


@pytest.mark.parametrize(
    ("named", "hint"),
    [("patient_idd", '; did you mean "patient_id"?'), ("Hospital", "under columns in config")],
)
def test_a_column_that_is_not_there_is_named_with_one_that_may_be_meant(named, hint):
    (problem,) = mapped(*LONG, columns={named: "site"}).problems
    assert (problem.rule, problem.header) == ("missing column", named)
    assert problem.remedy.endswith(hint)
    assert problem.found == 'the columns "patient_id", "visit", "size_mm"'


def test_a_header_that_stands_twice_is_asked_about():
    (problem,) = mapped("patient_id,visit,Size,Size", "P1,0,5,6", columns={"Size": SIZE}).problems
    assert (problem.rule, problem.column, problem.header) == ("repeated column", 3, "Size")
    assert '"Size [2]"' in problem.remedy


@pytest.mark.parametrize(
    "settings",
    [
        {"columns": {"Size": SIZE}, "ignore": ["Size [2]"]},
        {"columns": {"Size": SIZE}, "privacy": {"drop": ["Size [2]"]}},
    ],
)
def test_the_second_column_of_a_name_can_be_left_out(settings):
    result = mapped("patient_id,visit,Size,Size", "P1,0,5,6", **settings)
    assert rules(result) == []
    assert values(result) == [("P1", "0", "5")]


def test_the_second_column_of_a_name_can_be_something_else():
    columns = {"Size": SIZE, "Size [2]": {"outcome": "depth_mm"}}
    result = mapped("patient_id,visit,Size,Size", "P1,0,5,6", columns=columns)
    assert rows(result, "measurements", "outcome", "value") == [("depth_mm", "6"), ("size_mm", "5")]


def test_a_header_is_found_whatever_blanks_are_in_it():
    result = mapped("patient_id,visit,Size  of   lesion", "P1,0,5", columns={"Size of lesion ": SIZE})
    assert values(result) == [("P1", "0", "5")]


def test_a_column_that_is_to_be_ignored_is_not_taken_by_its_name():
    result = mapped("patient_id,sex,visit,size_mm", "P1,f,0,5", ignore=["sex"])
    assert "sex" not in result.recorded
    assert result.tables["patients"]["sex"].isna().all()


AFTER = {"Bed (cm²) after {visit}": {"outcome": "granulation_cm2"}}


def test_a_header_that_a_template_just_misses_is_a_warning():
    header = "patient_id,Bed (cm²) after 0 weeks,Bed (cm²) aftr 4 weeks,Bed (cm²) after 12 weeks,Pain after 4 weeks"
    (problem,) = mapped(header, "P1,5,3,1,2", columns=AFTER).problems
    assert (problem.severity, problem.rule, problem.line, problem.column) == ("warning", "column not read", 1, 3)
    assert mapped(header, "P1,5,3,1,2", columns=AFTER, ignore=["Bed (cm²) aftr 4 weeks"]).problems == []


def test_a_template_whose_visits_are_unknown_is_not_called_missing():
    result = mapped("patient_id,Bed (cm²) after V1,Bed (cm²) after V2", "P1,5,3", columns=AFTER)
    assert [rule for rule, _, _ in rules(result)] == ["unknown visit", "unknown visit"]


def test_the_second_column_of_a_name_is_no_visit_of_a_template():
    result = mapped("patient_id,Size week 0,Size week 4,Size week 4", "P1,5,4,3", columns={"Size {visit}": SIZE})
    assert [rule for rule, _, _ in rules(result)] == ["repeated column"]


def test_a_derived_column_whose_part_is_missing_is_told_once():
    derived: dict[str, Any] = {"derive": {"area": "= {Length} * {Width}"}, "columns": {"area": {"outcome": "area_mm2"}}}
    result = mapped("patient_id,visit,Length,Breadth,pain", "P1,0,5,4,3", **derived)
    assert [problem.header for problem in result.problems if problem.rule == "missing column"] == ["Width"]


@pytest.mark.parametrize("header", ["W-12", "w 12", "w_12"])
def test_a_header_that_hardly_differs_from_a_missing_one_is_proposed_first(header):
    """Letter by letter, W1 and W2 are nearer to W12 than "w 12" is."""
    columns = {"Case": "patient_id", "W0": SIZE | {"visit": 0}, "W12": SIZE | {"visit": 12}}
    (problem,) = mapped(f"Case,W1,W0,W2,{header}", "1,3,10,3,8", columns=columns).problems
    assert (problem.severity, problem.rule, problem.header) == ("error", "missing column", "W12")
    assert problem.remedy.endswith(f'did you mean "{header}"?')


def test_a_header_beside_its_twin_in_config_is_told():
    columns = {"Case": "patient_id", "W0": SIZE | {"visit": 0}, "W12": SIZE | {"visit": 12}}
    (problem,) = mapped("Case,W0,W12,w-12,Note", "1,10,8,7,x", columns=columns).problems
    assert (problem.severity, problem.rule, problem.line, problem.column) == ("warning", "column not read", 1, 4)
    assert '"W12", which config maps' in problem.found
    assert mapped("Case,W0,W12,w-12,Note", "1,10,8,7,x", columns=columns, ignore=["w-12"]).problems == []


@pytest.mark.parametrize(
    "settings",
    [
        {"privacy": {"drop": ["surname"]}},
        {"derive": {"who": "{patient_id}-{surname}"}},
        {"drop_rows": {"surname": ["x"]}},
        {"merged_cells": {"when_blank": "patient_id", "fill_down": ["patient_id", "surname"]}},
        {"columns": {"sex": {"field": "sex", "when_checked": "surname"}}},
    ],
)
def test_wherever_config_names_a_column_that_is_not_there_the_one_that_may_be_meant_is_told(settings):
    problems = mapped("patient_id,Sur-name,sex,visit,size_mm", "P1,a,f,0,5", "P1,a,f,4,3", **settings).problems
    (problem,) = [problem for problem in problems if problem.rule == "missing column"]
    assert problem.remedy.endswith('; did you mean "Sur-name"?')
