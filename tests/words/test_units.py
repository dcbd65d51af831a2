"""Units: factors are those of the international yard and pound agreement and of the SI brochure."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.words.errors import MeaningError
from casetrace.words.units import canonical_unit, converted, is_unit, unit_in_header, units_in_header


@pytest.mark.parametrize(
    ("spellings", "unit"),
    [
        (["mm", "MM", "Mm", "mm.", " mm ", "millimetres", "Millimeters"], "mm"),
        (["cm", "cm.", "CM", "centimetre"], "cm"),
        (["m", "metre", "Meters"], "m"),
        (["in", "in.", "IN", "inch", "inches", '"', "″", "''"], "in"),
        (["µm", "μm", "um", "micron", "UM"], "µm"),
        (["mm2", "mm²", "mm^2", "mm**2", "mm 2", "sq mm", "sq. mm", "square millimetres", "mm squared"], "mm²"),
        (["cm3", "cm³", "cm^3", "cc", "ccm", "cubic cm", "CC"], "cm³"),
        (["ml", "mL", "ML", "millilitre"], "ml"),
        (["µg", "μg", "mcg", "ug"], "µg"),
        (["years", "yrs", "yr", "y", "Year"], "years"),
        (["months", "mo"], "months"),
        (["weeks", "wk", "w"], "weeks"),
        (["days", "d"], "days"),
        (["%", "percent", "per cent", "pct"], "%"),
        (["mg/ml", "mg / mL", "mg per ml", "MG/ML"], "mg/ml"),
        (["kg/m2", "kg/m²"], "kg/m²"),
        (["mM", "mmol/l", "mmol/L"], "mmol/l"),
    ],
)
def test_spellings_of_a_unit_are_one_unit(spellings, unit):
    assert {canonical_unit(text) for text in spellings} == {unit}
    assert canonical_unit(unit) == unit


@pytest.mark.parametrize(
    "text", ["", "M", "G", "D", "foo", "mm4", "g2", "M/F", "y/n", "/", "1", "10 mm", "points", "mm mm"]
)
def test_an_unknown_unit_stays_as_it_is(text):
    assert canonical_unit(text) == text
    assert not is_unit(text)


@pytest.mark.parametrize(
    ("number", "unit", "target", "result"),
    [
        ("3.5", "cm", "mm", "35"),
        ("1.5", "in", "mm", "38.1"),
        ("1", '"', "cm", "2.54"),
        ("0.38", "m", "mm", "380"),
        ("250", "µm", "mm", "0.25"),
        ("1", "sq in", "mm2", "645.16"),
        ("4.94", "cm²", "mm²", "494"),
        ("988", "mm³", "ml", "0.988"),
        ("1.25", "cc", "ml", "1.25"),
        ("1500", "µg", "mg", "1.5"),
        ("1", "lb", "kg", "0.45359237"),
        ("18", "months", "years", "1.5"),
        ("2", "weeks", "days", "14"),
        ("25", "mg/ml", "g/l", "25"),
        ("-0.5", "cm", "mm", "-5"),
        ("98.6", "°F", "°C", "37"),
        ("38", "mm", "in", "1.49606299213"),  # 38 / 25.4 = 1.4960629921259...
    ],
)
def test_numbers_are_converted_exactly(number, unit, target, result):
    assert converted(number, unit, target) == result


@pytest.mark.parametrize(("unit", "target"), [("MM", "mm"), ("cc", "cm³"), ("foo", "foo"), ("", "mm"), ("mm", "")])
def test_a_number_in_its_own_unit_stays_as_it_stands(unit, target):
    assert converted("3.50", unit, target) == "3.50"


@pytest.mark.parametrize(
    ("unit", "target"),
    [("mm", "mm²"), ("mg", "mm"), ("foo", "mm"), ("mm", "foo"), ("IU", "mg"), ("mmol/l", "mg/dl"), ("%", "mm")],
)
def test_units_of_other_quantities_and_unknown_ones_are_named(unit, target):
    with pytest.raises(MeaningError) as error:
        converted("5", unit, target)
    assert target in error.value.expected
    assert f"'{unit}'" in error.value.expected


@pytest.mark.parametrize("number", ["", "1e5", "nan", "3,5", "1_000", "٣", "five"])
def test_only_plain_numbers_are_converted(number):
    with pytest.raises(MeaningError, match="a number such as"):
        converted(number, "cm", "mm")


@given(
    st.decimals(min_value=-(10**6), max_value=10**6, places=4),
    st.sampled_from([("in", "mm"), ("cm", "m"), ("lb", "kg"), ("mm²", "cm²"), ("ml", "mm³"), ("weeks", "days")]),
)
def test_a_conversion_and_its_inverse_give_the_number(number, units):
    unit, target = units
    there = converted(f"{number:f}", unit, target)
    back = converted(there, target, unit)
    assert float(back) == pytest.approx(float(number), rel=1e-11)


def test_the_same_unit_needs_no_library_of_units():
    code = (
        "import sys; from casetrace.words.units import converted, units_in_header;"
        "converted('3', 'MM', 'mm'); converted('3', 'millimetre', 'mm'); units_in_header('Size (mm)');"
        "sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("header", "units"),
    [
        ("Size (mm)", ["mm"]),
        ("Size [CM]", ["cm"]),
        ("Size (mm, longest)", ["mm"]),
        ("Size (mm)/reduction (%) week 12", ["mm", "%"]),
        ("Length (mm) x width (mm)", ["mm"]),
        ("Height (m)", ["m"]),
        ('Size (")', ["in"]),
        ("BMI (kg/m2)", ["kg/m²"]),
        ("size_mm", ["mm"]),
        ("SIZE_MM", ["mm"]),
        ("Size mm", ["mm"]),
        ("Size, cm", ["cm"]),
        ("Dose in mg", ["mg"]),
        ("Reduction %", ["%"]),
        ("Reduction%", ["%"]),
        ("Age years", ["years"]),
        ("Area sq mm", ["mm²"]),
        ("area_mm2", ["mm²"]),
        ("BP mm Hg", ["mmHg"]),
    ],
)
def test_units_are_found_in_brackets_or_behind_the_name(header, units):
    assert units_in_header(header) == units
    assert unit_in_header(header) == (units[0] if len(units) == 1 else "")


@pytest.mark.parametrize(
    "header",
    ["", "mm", "Dose in m", "Grade m", "size_m", "Sex (M/F)", "Sex (m, f)", "Ulcer (y/n)", "Ulcer (y, n)", "Visit week",
     "Date in", "Heart rate min", "Birth year", "Patient", "Pain (0-10)", "%", "_mm", "Programm",
     "Notes (see below)", "Rate per day", "KOOS 6 weeks", "KOOS 6 months", "Score 2 years", "VAS nach 4 Wochen"],
)  # fmt: skip
def test_words_and_letters_in_a_header_are_no_units(header):
    assert units_in_header(header) == []


@given(st.text())
def test_any_text_is_read_without_failing_and_folding_is_final(text):
    once = canonical_unit(text)
    assert canonical_unit(once) == once
    assert all(is_unit(unit) for unit in units_in_header(text))
