"""The unit of the doses: declared in config, named by headers, or borne by the cells."""

from typing import Any

import pytest

from casetrace.ingest.mapper import Mapped
from tests.ingest.reading import column, joined, mapped


def dosed(*lines: str, dose_unit: str, **table: Any) -> Mapped:
    """One table, mapped with a declared unit of doses."""
    return joined({"table.csv": lines}, {"table.csv": table}, dose_unit=dose_unit)


def doses(header: str, *cells: str, dose_unit: str = "") -> Mapped:
    rows = (f"P{number},{cell},5" for number, cell in enumerate(cells))
    return dosed(f'patient_id,"{header}",size_week_0', *rows, dose_unit=dose_unit)


@pytest.mark.parametrize(
    ("header", "unit"), [("Mean fluence (J/cm2)", "J/cm²"), ("Mean dose, ml", "ml"), ("dose_mean_mg", "mg")]
)
def test_without_a_declared_unit_that_of_the_header_is_the_cohorts(header, unit):
    result = doses(header, "12")
    assert not result.problems
    assert (result.dose_unit, column(result, "treatments", "dose_mean")) == (unit, ["12"])


@pytest.mark.parametrize(
    ("header", "declared", "value"),
    [("Mean dose (g)", "mg", "300"), ("Mean dose (mg)", "mg", "0.3"), ("Mean fluence (mJ/cm²)", "J/cm²", "0.0003")],
)
def test_doses_are_converted_to_the_declared_unit(header, declared, value):
    result = doses(header, "0.3", dose_unit=declared)
    assert not result.problems
    assert (result.dose_unit, column(result, "treatments", "dose_mean")) == (declared, [value])


def test_a_header_of_another_kind_than_the_declared_unit_is_an_error():
    (problem,) = doses("Mean dose (ml)", "3", dose_unit="mg").problems
    assert (problem.rule, problem.line, problem.column, problem.found) == ("unit of another kind", 1, 2, "the unit ml")
    assert problem.expected.startswith("mg, which treatment.dose_unit in config declares")


TWO = ("patient_id,Mean dose (mg),Highest dose (g),size_week_0", "P1,30,0.05,5")


def test_two_units_are_an_error_where_none_is_declared():
    (problem,) = mapped(*TWO).problems
    assert (problem.rule, problem.column, problem.found) == ("two units of doses", 3, "the unit g")
    assert problem.remedy.startswith("declare treatment.dose_unit in config")


def test_two_units_are_converted_to_the_declared_one():
    result = dosed(*TWO, dose_unit="mg")
    assert not result.problems
    assert column(result, "treatments", "dose_max") == ["50"]


def test_two_files_in_two_units_are_an_error():
    files = {
        "a.csv": ["patient_id,Mean dose (mg),size_week_0", "P1,30,5"],
        "b.csv": ["patient_id,Mean dose (ml),size_week_0", "P2,3,5"],
    }
    (problem,) = joined(files).problems
    assert (problem.file, problem.rule) == ("b.csv", "two units of doses")


def test_cells_bear_the_unit_where_nothing_else_names_one():
    result = mapped(
        "patient_id,Energy,size_week_0", "P1,12 J,5", "P2,900 mJ,5", "P3,15 J,5", columns={"Energy": "dose_mean"}
    )
    assert not result.problems
    assert (result.dose_unit, column(result, "treatments", "dose_mean")) == ("J", ["12", "0.9", "15"])


def test_a_unit_in_a_pattern_is_never_dropped():
    columns = {"Given": {"cells": [{"pattern": "(?P<dose_mean>[^;]+);(?P<n_treatments>.+)"}]}}
    lines = ("patient_id,Given,size_week_0", "P1,0.02 g;3,5")
    (problem,) = mapped(*lines, columns=columns).problems
    assert (problem.rule, problem.remedy) == ("dose_mean cannot be read", "declare treatment.dose_unit in config")
    assert column(dosed(*lines, columns=columns, dose_unit="mg"), "treatments", "dose_mean") == ["20"]


def test_doses_without_any_unit_are_plain_numbers():
    result = mapped("patient_id,dose,size_week_0", "P1,2,5", columns={"dose": "dose_mean"})
    assert not result.problems
    assert (result.dose_unit, column(result, "treatments", "dose_mean")) == ("", ["2"])
