"""What the texts of cells are read as: numbers, units, sizes, categories, checkboxes, dispositions, parts of a cell."""

import pytest

from tests.ingest.reading import column, joined, mapped, notes, rows, rules, values

LONG = "patient_id;visit;size"
SIZE = {"size": {"outcome": "size_mm"}}


def sizes(*texts: str, **settings):
    lines = [f"P{number};0;{text}" for number, text in enumerate(texts)]
    return mapped(LONG, *lines, **{"columns": SIZE} | settings)


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["3.5", "12"], ["3.5", "12"]),
        (["3,5", "12"], ["3.5", "12"]),
        (["1.250,5", "3,25"], ["1250.5", "3.25"]),
        (["1,250.5", "3.25"], ["1250.5", "3.25"]),
        (["1 250,5", "3,25"], ["1250.5", "3.25"]),
        ([" 7 ", "07.50"], ["7", "07.50"]),
    ],
)
def test_numbers_are_written_as_the_file_shows_by_itself(texts, numbers):
    result = sizes(*texts)
    assert rules(result) == []
    assert [float(value) for value in column(result, "measurements", "value")] == [float(text) for text in numbers]


def test_what_is_no_number_stays_as_it_is_for_the_check_to_tell():
    assert column(sizes("big", "1"), "measurements", "value") == ["big", "1"]


@pytest.mark.parametrize(
    ("text", "millimetres"),
    [("3 cm", "30"), ("3mm", "3"), ("0.5cm", "5"), ("1 in", "25.4"), ("2500 µm", "2.5"), ("2", "2")],
)
def test_a_unit_in_a_cell_goes_before_all_others(text, millimetres):
    assert column(sizes(text, "1"), "measurements", "value") == [millimetres, "1"]


@pytest.mark.parametrize(
    ("header", "settings"),
    [
        ("size", {"columns": {"size": {"outcome": "size_mm", "unit": "cm"}}}),
        ("size (cm)", {"columns": {"size (cm)": {"outcome": "size_mm"}}}),
        ("size (cm)", {"columns": {"size (cm)": {"outcome": "size_mm", "unit": "cm"}}}),
    ],
)
def test_the_unit_of_a_column_is_that_of_config_else_of_its_header(header, settings):
    result = mapped(f"patient_id,visit,{header}", "P1,0,3.5", "P2,0,40 mm", **settings)
    assert column(result, "measurements", "value") == ["35", "40"]


def test_the_unit_that_config_gives_goes_before_the_header_s():
    columns = {"size (cm)": {"outcome": "size_mm", "unit": "mm"}}
    assert column(mapped("patient_id,visit,size (cm)", "P1,0,3", columns=columns), "measurements", "value") == ["3"]


def test_a_line_of_units_gives_the_unit_of_a_column():
    result = mapped("patient_id,age,visit,size", ",years,,cm", "P1,50,0,3", "P2,40,0,2", columns=SIZE)
    assert column(result, "measurements", "value") == ["30", "20"]
    assert (result.n_rows, rules(result)) == ([2], [])


def test_a_column_of_units_gives_the_unit_of_each_row():
    result = mapped("patient_id,visit,value,unit", "P1,0,3,cm", "P2,0,40,mm", "P3,0,5,", outcomes={"size_mm": {}})
    assert column(result, "measurements", "value") == ["30", "40", "5"]


def test_a_unit_of_another_kind_in_a_header_is_one_error_at_the_header():
    result = mapped("patient_id,visit,size (ml)", "P1,0,3", "P2,0,4", columns={"size (ml)": SIZE["size"]})
    (problem,) = result.problems
    assert (problem.rule, problem.line, problem.column, problem.found) == ("unit of another kind", 1, 3, "the unit ml")
    assert problem.expected.startswith("mm, the unit of size_mm")


def test_a_unit_of_another_kind_in_a_cell_is_an_error_at_the_cell():
    (problem,) = sizes("3 kg", "4").problems
    assert (problem.rule, problem.line, problem.column) == ("value cannot be read", 2, 3)


def test_what_stands_behind_the_number_of_an_outcome_without_a_unit_is_no_unit():
    result = mapped(LONG, "P1;0;3 left", "P2;0;4", columns={"size": {"outcome": "pain"}})
    assert column(result, "measurements", "value") == ["3 left", "4"]


def test_ages_and_doses_are_converted_to_their_units():
    lines = ("patient_id,Age (months),Dose (g),size_week_0", "P1,480,0.03,5", "P2,50 years,20 mg,4")
    columns = {"Age (months)": "age_years", "Dose (g)": "dose_mean"}
    result = joined({"table.csv": lines}, {"table.csv": {"columns": columns}}, dose_unit="mg")
    assert column(result, "patients", "age_years") == ["40", "50"]
    assert column(result, "treatments", "dose_mean") == ["30", "20"]
    assert set(result.cells.loc[result.cells["field"].isin(["age_years", "dose_mean"]), "how"]) == {"converted"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("longest", "30"), ("mean", "20"), (None, None)],
)
def test_a_size_in_dimensions_needs_a_rule(rule, expected):
    outcomes = {"size_mm": {"unit": "mm"} | ({"dimensions": rule} if rule else {})}
    result = mapped(LONG, "P1;0;3 x 2 x 1 cm", "P2;0;4", columns=SIZE, outcomes=outcomes)
    if expected:
        assert column(result, "measurements", "value") == [expected, "4"]
    else:
        (problem,) = result.problems
        assert (problem.rule, problem.line, problem.column) == ("value cannot be read", 2, 3)
        assert "outcomes.size_mm.dimensions" in problem.remedy


def test_a_product_of_dimensions_is_in_the_power_of_their_unit():
    outcomes = {"area": {"unit": "mm2", "dimensions": "product"}}
    result = mapped(LONG, "P1;0;3 x 2 cm", "P2;0;4", columns={"size": {"outcome": "area"}}, outcomes=outcomes)
    assert column(result, "measurements", "value") == ["600", "4"]


@pytest.mark.parametrize(
    ("text", "meant", "how"),
    [("female", "female", "cell"), ("F", "female", "translated"), ("Mann", "male", "translated"), ("x1", "x1", "cell")],
)
def test_words_for_a_category_are_translated_and_others_stay(text, meant, how):
    result = mapped("patient_id,sex,size_week_0", f"P1,{text},5")
    assert column(result, "patients", "sex") == [meant]
    assert list(result.cells.loc[result.cells["field"] == "sex", "how"]) == [how]


def test_declared_values_go_before_words():
    sex = {"field": "sex", "values": {"f": "male", "2": "female", "D": "other"}}
    result = mapped("patient_id,s,size_week_0", "P1,F,5", "P2,2,5", "P3,d,5", "P4,w,5", columns={"s": sex})
    assert column(result, "patients", "sex") == ["male", "female", "other", "female"]


def test_declared_values_can_be_part_of_a_text_column():
    site = {"field": "site", "values": {"1": "Knee", "2": "Elbow"}}
    result = mapped("patient_id,s,size_week_0", "P1,1,5", "P2,Toe,5", columns={"s": site})
    assert column(result, "lesions", "site") == ["Knee", "Toe"]


BOXES = {
    "infection": {"field": "event_type", "checked": "infection"},
    "pain": {"field": "event_type", "checked": "pain"},
}


def test_checkboxes_give_what_config_says_where_they_are_checked():
    result = mapped("patient_id,infection,pain,size_week_0", "P1,1,0,5", "P2,yes,X,5", "P3,,0,5", columns=BOXES)
    assert rows(result, "events", "patient_id", "number", "type") == [
        ("P1", "1", "infection"), ("P2", "1", "infection"), ("P2", "2", "pain")
    ]  # fmt: skip
    assert rules(result) == []


def test_another_text_in_a_checkbox_is_an_error():
    (problem,) = mapped(
        "patient_id,infection,size_week_0", "P1,2,5", columns={"infection": BOXES["infection"]}
    ).problems
    assert (problem.rule, problem.line, problem.column, problem.found) == ("no checkbox", 2, 2, '"2"')


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Lost to follow-up", "lost"),
        ("LTFU", "lost"),
        ("†", "died"),
        ("withdrew consent", "withdrawn"),
        ("gone", "lost"),
    ],
)
def test_a_text_in_the_cell_of_a_value_can_tell_how_follow_up_ended(text, status):
    result = mapped("patient_id,visit,size_mm", "P1,0,5", f"P1,4,{text}", dispositions={"Gone": "lost"})
    assert rows(result, "disposition", "patient_id", "status", "reason") == [("P1", status, text)]
    assert values(result) == [("P1", "0", "5")]
    assert notes(result, "no value in a visit's cell") == [(3, "size_mm", text)]


def test_the_column_of_dispositions_is_read_and_nothing_in_it_set_aside():
    result = mapped("patient_id,disposition_status,size_week_0", "P1,lost to follow-up,5", "P2,,4")
    assert rows(result, "disposition", "patient_id", "status") == [("P1", "lost")]
    assert result.handled == []


DOSES = [
    {"pattern": r"(?P<dose_mean>[\d.]+)", "set": {"dose_min": "{dose_mean}", "dose_max": "{dose_mean}"}},
    {"pattern": r"(?P<dose_mean>[\d.]+) \((?P<dose_min>[\d.]+)[–-](?P<dose_max>[\d.]+)\)"},
]
RESULTS = [
    {"pattern": "(?P<value>[^/]+)/(?P<reported_reduction_percent>[^/]+)"},
    {"pattern": "(?P<disposition_reason>Moved away)", "set": {"disposition_status": "lost"}},
]
COMPOSITE = {
    "Dose": {"cells": DOSES},
    "Age": {"cells": [{"pattern": "(?P<diagnosis>[^/]+)/(?P<age_years>[^/]+)"}]},
    "W4": {"outcome": "size_mm", "visit": 4, "cells": RESULTS},
    "W0": {"outcome": "size_mm", "visit": 0},
}


def composite(dose: str = "30", age: str = "SSc/50", week_4: str = "4/50"):
    return mapped("patient_id;Age;Dose;W0;W4", f"1;{age};{dose};8;{week_4}", columns=COMPOSITE)


@pytest.mark.parametrize("dash", ["–", "-"])
def test_the_parts_of_a_cell_are_fields(dash):
    result = composite(f"120 (60{dash}150)")
    assert rows(result, "treatments", "dose_mean", "dose_min", "dose_max") == [("120", "60", "150")]
    assert rows(result, "patients", "diagnosis", "age_years") == [("SSc", "50")]
    assert rows(result, "measurements", "visit", "value", "reported_reduction_percent") == [
        ("0", "8", ""), ("4", "4", "50")
    ]  # fmt: skip


def test_a_shape_implies_fields_with_the_texts_of_its_groups():
    result = composite("30")
    assert rows(result, "treatments", "dose_mean", "dose_min", "dose_max") == [("30", "30", "30")]
    how = result.cells.set_index("field")["how"]
    assert (how["dose_mean"], how["dose_min"]) == ("cell", "implied")


def test_a_shape_can_imply_how_follow_up_ended():
    result = composite(week_4="Moved away")
    assert rows(result, "disposition", "status", "reason") == [("lost", "Moved away")]
    assert notes(result, "no value in a visit's cell") == [(2, "W4", "Moved away")]
    assert values(result) == [("1", "0", "8")]


def test_a_built_in_word_tells_how_follow_up_ended_where_the_value_s_shape_does_not_fit():
    assert rows(composite(week_4="Died"), "disposition", "status", "reason") == [("died", "Died")]


def test_a_cell_that_no_pattern_matches_is_named_with_its_place_and_the_patterns():
    (problem,) = composite("10 to 20").problems
    assert problem.place == "table.csv, line 2, column 3 (Dose)"
    assert (problem.rule, problem.found) == ("unreadable cell", '"10 to 20"')
    assert problem.expected.count("dose_mean") == 2
    assert "'cells' in config" in problem.remedy


def test_a_part_of_a_cell_that_means_nothing_recorded_is_missing():
    result = composite(week_4="4/-")
    assert rules(result) == []
    assert column(result, "measurements", "reported_reduction_percent") == ["", ""]


def test_a_separator_of_control_characters_is_a_text_like_any_other():
    assert column(mapped("patient_id,site,size_week_0", "P1,a\x1fb,5"), "lesions", "site") == ["a\x1fb"]


def test_a_percentage_has_another_unit_than_its_outcome():
    columns = {"Reduction (%) week 4": {"field": "reported_reduction_percent", "outcome": "size", "visit": 4}}
    result = mapped("patient_id,Reduction (%) week 4,size (mm) week 4", "P1,50,4", columns=columns | {
        "size (mm) week 4": {"outcome": "size", "visit": 4}})  # fmt: skip
    assert rules(result) == []
    assert result.units == {"size": "mm"}
    assert rows(result, "measurements", "value", "reported_reduction_percent") == [("4", "50")]


@pytest.mark.parametrize(("text", "settings"), [("8.25", {}), ("8.25 cm", {}), ("1.250", {"decimal": ","})])
def test_a_number_with_the_other_decimal_character_is_never_taken_as_it_stands(text, settings):
    dialect = {"decimal": ",", "thousands": ""} | settings
    (problem,) = sizes("3,5", text, "12,5", dialect=dialect).problems
    assert (problem.rule, problem.line, problem.column) == ("value cannot be read", 3, 3)
    assert "dialect.decimal" in problem.remedy


def test_a_number_that_config_gives_for_a_text_is_written_as_in_config():
    columns = {"size": {"outcome": "size_mm", "values": {"tiny": "0.5", "small": "1,5"}}}
    result = sizes("tiny", "small", "12,5", columns=columns)
    assert rules(result) == []
    assert column(result, "measurements", "value") == ["0.5", "1.5", "12.5"]


def test_a_pattern_that_takes_too_long_is_given_up_and_its_limit_is_a_setting():
    # Of n letters it tries 2^n ways: 20 take some tenths of a second, 50 longer than the world is old.
    columns = {"size": {"outcome": "size_mm", "cells": [{"pattern": "(?P<value>(a+)+)b|.*"}]}}
    impatient = sizes("a" * 50, "a" * 50, columns=columns, limits={"pattern_seconds": 0.05})
    assert [rule for rule, *_ in rules(impatient)] == ["slow pattern"] * 2
    problem = impatient.problems[0]
    assert problem.expected == "a pattern that ends within 0.05 s, unlike (?P<value>(a+)+)b|.*"
    assert "limits.pattern_seconds in config" in problem.remedy
    for seconds, given_up in ((0.001, {"slow pattern"}), (60, set())):
        result = sizes("a" * 20, "1", columns=columns, limits={"pattern_seconds": seconds})
        assert {rule for rule, *_ in rules(result)} & {"slow pattern"} == given_up
