"""Where a value comes from: its raw cell, or the correction that replaced it."""

import pandas as pd
import pytest

from casetrace.model.problems import Problem
from casetrace.read.corrections import Applied, Correction
from casetrace.read.places import Place, Places

COLUMNS = ["table", "row", "field", "file", "line", "column", "header", "text"]
CELLS = pd.DataFrame(
    [
        ("measurements", 0, "value", "t.csv", 2, 5, "W4", "3 cm"),
        # a value that is derived from two cells is found at the first
        ("measurements", 1, "value", "t.csv", 3, 5, "Long", "2"),
        ("measurements", 1, "value", "t.csv", 3, 6, "Wide", "1"),
        ("patients", 0, "value", "p.csv", 9, 1, "V", "x"),
    ],
    columns=COLUMNS,
)
CORRECTION = Correction("measurements", "1a|size_mm|4", "value", "30", "31", "misprint", "letter")


@pytest.fixture
def places() -> Places:
    return Places(CELLS, "t.csv")


@pytest.mark.parametrize(
    ("table", "row", "place"),
    [
        ("measurements", 0, Place("t.csv", 2, 5, "W4", "3 cm")),
        ("measurements", 1, Place("t.csv", 3, 5, "Long", "2")),
        ("patients", 0, Place("p.csv", 9, 1, "V", "x")),
    ],
)
def test_a_value_is_found_in_its_first_raw_cell(places, table, row, place):
    assert places.find(table, row, "value") == places.raw(table, row, "value") == place


@pytest.mark.parametrize(("table", "row", "field"), [("measurements", 2, "value"), ("measurements", 0, "arm")])
def test_a_value_without_a_cell_is_laid_to_the_file(places, table, row, field):
    assert places.find(table, row, field) == Place("t.csv", 0, 0, "", "")


def test_a_corrected_value_is_found_in_the_corrections_and_its_raw_cell_stays(places):
    places.correct([Applied(7, CORRECTION, 0)], "corrections.csv")
    assert places.find("measurements", 0, "value") == Place("corrections.csv", 7, 5, "new", "31")
    assert places.raw("measurements", 0, "value") == Place("t.csv", 2, 5, "W4", "3 cm")
    assert places.find("measurements", 1, "value").file == "t.csv"


def test_a_problem_stands_at_the_cell_of_its_value(places):
    about = ("value", "a rule", "found", "expected", "remedy")
    assert places.problem("error", "measurements", 1, *about) == Problem(
        "error", "t.csv", 3, 5, "Long", "a rule", "found", "expected", "remedy"
    )
    places.correct([Applied(7, CORRECTION, 1)], "corrections.csv")
    assert places.problem("warning", "measurements", 1, *about).place == "corrections.csv, line 7, column 5 (new)"
