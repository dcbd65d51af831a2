import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.ingest.measured import (
    Measure,
    declared_outcome,
    is_measurement,
    measure_of,
    mostly_measurements,
    well_known_outcome,
)
from casetrace.read.table import Dialect

POINT, COMMA = Dialect(), Dialect(decimal=",")


@pytest.mark.parametrize(
    ("header", "measure"),
    [
        ("size_mm", Measure("size", "mm")),
        ("Size (mm)", Measure("size", "mm")),
        ("Size", Measure("size", "")),
        ("Tumour volume [cm3]", Measure("tumour volume", "cm³")),
        ("Pain VAS (0-10)", Measure("pain vas", "")),
        ("Size (mm)/reduction (%)", Measure("size reduction", "mm")),
    ],
)
def test_a_header_is_split_into_words_and_unit(header, measure):
    assert measure_of(header) == measure


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("size_mm", "size_mm"),
        ("Size", "size_mm"),
        ("Size (cm)", "size_mm"),
        ("Longest diameter", "size_mm"),
        ("Size (kg)", None),
        ("Size of cuff", None),
        ("Pain", "pain"),
        ("", None),
    ],
)
def test_declared_outcomes_are_known_by_name_and_label_in_units_of_their_kind(header, outcome):
    declared = {"size_mm": {"unit": "mm", "label": "longest diameter"}, "pain": {}}
    assert declared_outcome(header, declared) == outcome


def test_every_well_known_outcome_is_declared_by_its_own_name():
    for header in ("Size (mm)", "Lesion count", "Fläche (cm²)"):
        name = well_known_outcome(header)
        assert name is not None
        assert declared_outcome(header, {name: {}}) == name


@pytest.mark.parametrize(
    ("text", "dialect", "expected"),
    [
        ("3", POINT, True),
        ("3.5", POINT, True),
        ("3,5 cm", COMMA, True),
        ("38x13x2", POINT, True),
        ("57 %", POINT, True),
        ("30/57", POINT, False),
        ("large", POINT, False),
        ("", POINT, False),
    ],
)
def test_measurements_are_numbers_with_units_and_sizes(text, dialect, expected):
    assert is_measurement(text, dialect) is expected


def test_ends_of_follow_up_do_not_speak_against_a_column_of_measurements():
    assert mostly_measurements(["3", "lost to follow-up", "died", "moved"], POINT, {"dispositions": {"moved": "lost"}})
    assert not mostly_measurements(["3", "large", "small"], POINT, {})
    assert mostly_measurements([], POINT, {})


@given(st.text(max_size=30))
def test_any_header_and_cell_can_be_looked_at(text):
    measure_of(text)
    assert isinstance(is_measurement(text, POINT), bool)
    name = well_known_outcome(text)
    assert name is None or declared_outcome(name, {name: {}}) == name
