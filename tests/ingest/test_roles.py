from collections.abc import Sequence
from typing import Any

import pytest

from casetrace.config.defaults import fill_defaults
from casetrace.config.schema import config_schema
from casetrace.ingest.roles import column_roles, found_roles
from casetrace.read.table import Dialect, RawTable
from tests.ingest.test_names import SCHEMA

MM = {"size_mm": {"unit": "mm", "label": "lesion size"}}


def raw_table(text: str, decimal: str = ".") -> RawTable:
    """A raw table of semicolon separated lines, the first one its header."""
    header, *rows = [line.strip().split(";") for line in text.strip().splitlines()]
    columns: dict[str, Sequence[str]] = {name: [row[number] for row in rows] for number, name in enumerate(header)}
    numbers = {name: number + 1 for number, name in enumerate(header)}
    return RawTable(
        "x.csv", Dialect(decimal=decimal), header, numbers, lines=list(range(2, len(rows) + 2)), columns=columns
    )


def table(**sections: Any) -> dict[str, Any]:
    """A table's section of config with its defaults."""
    schema = config_schema(SCHEMA)
    filled: dict[str, Any] = fill_defaults({"file": "x.csv", **sections}, schema["$defs"]["table"], schema)
    return filled


def roles(text: str, outcomes: dict[str, Any] | None = None, decimal: str = ".", **sections: Any) -> dict[str, Any]:
    return column_roles(raw_table(text, decimal), table(**sections), outcomes or {})


TIDY = """
patient_id;lesion_id;age_years;sex;site;visit;outcome;value;unit
1;1a;59;f;Knee;0;size;30;mm
1;1a;59;f;Knee;4;size;20;mm
"""


def test_columns_with_the_fields_own_names_are_taken():
    assert roles(TIDY) == {name: {"field": name} for name in TIDY.split()[0].split(";")}


def test_columns_that_config_maps_ignores_or_drops_are_left_alone():
    found = roles(
        TIDY,
        columns={"site": {"field": "diagnosis"}},
        ignore=["sex"],
        privacy={"drop": ["age_years"]},
        stated={"sex": {"value": "female", "source": "text"}},
    )
    assert {"site", "sex", "age_years"}.isdisjoint(found)
    assert len(found) == 6


def test_a_field_that_config_maps_is_not_given_again():
    text = "patient_id;Subject;Gender;value;visit\n1;S1;f;3;0"
    found = roles(
        text, MM, columns={"Subject": {"field": "patient_id"}, "Gender": {"cells": [{"pattern": "(?P<sex>.)"}]}}
    )
    assert found == {"visit": {"field": "visit"}, "value": {"field": "value", "outcome": "size_mm"}}


def test_the_field_s_own_name_wins_over_synonyms_and_two_synonyms_give_nothing():
    raw = raw_table("Case;patient_id;Patient;Age;Alder;Sex\n1;2;3;40;40;f")
    found = found_roles(raw, table(), {})
    assert found.taken == {"patient_id": {"field": "patient_id"}, "Sex": {"field": "sex"}}
    assert found.contested == {"age_years": ["Age", "Alder"]}


def test_a_bare_id_is_the_patient_only_where_nothing_else_is():
    assert roles("ID;Age\n1;40") == {"ID": {"field": "patient_id"}, "Age": {"field": "age_years"}}
    assert "ID" not in roles("ID;Patient\n1;40")


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Age", "young;old"),
        ("Injections", "weekly;once"),
        ("Complications", "0;1"),
        ("Date of visit", "first;second"),
        ("Time point", "1;2"),
        ("Visite", "V1;V2"),
        ("Gender", ";"),
    ],
)
def test_a_synonym_whose_texts_are_of_another_kind_is_not_taken(header, texts):
    first, second = texts.split(";")
    assert roles(f"Patient;{header}\n1;{first}\n2;{second}") == {"Patient": {"field": "patient_id"}}


@pytest.mark.parametrize(
    ("header", "first", "second", "field"),
    [
        ("Age", "59 y", "60", "age_years"),
        ("Complications", "infection", "none", "event_type"),
        ("Date of visit", "03/04/2014", "05/04/2014", "visit_date"),
        ("Time point", "T0", "T4", "visit"),
        ("Woche", "0", "12", "visit"),
        ("Datum", "31.07.2014", "28.08.2014", "visit_date"),
    ],
)
def test_a_synonym_whose_texts_fit_is_taken(header, first, second, field):
    assert roles(f"Patient;{header}\n1;{first}\n2;{second}")[header] == {"field": field}


def test_lesions_that_patients_share_by_name_are_numbers_within_the_patient():
    assert roles("Patient;Lesion\n1;A\n1;B\n2;A")["Lesion"] == {"field": "lesion_number"}
    assert roles("Patient;Lesion\n1;1A\n1;1B\n2;2A")["Lesion"] == {"field": "lesion_id"}
    assert roles("Patient;lesion_id\n1;A\n1;B\n2;A")["lesion_id"] == {"field": "lesion_id"}


def test_no_lesion_is_taken_where_config_letters_them():
    assert "Lesion" not in roles("Patient;Lesion\n1;A\n1;B", lesion_id="lettered")


WIDE = """
Patient;Size (mm) baseline;Size (mm) week 4;size_mm_w12;Reduction (%) week 4
1;30;20;10;33
2;38x13;Lost to follow-up;;50 %
"""


@pytest.mark.parametrize("outcomes", [{}, MM, {"size_mm": {}}])
def test_wide_columns_give_outcome_visit_and_unit(outcomes):
    assert roles(WIDE, outcomes) == {
        "Patient": {"field": "patient_id"},
        "Size (mm) baseline": {"outcome": "size_mm", "field": "value", "visit": 0, "unit": "mm"},
        "Size (mm) week 4": {"outcome": "size_mm", "field": "value", "visit": 4, "unit": "mm"},
        "size_mm_w12": {"outcome": "size_mm", "field": "value", "visit": 12, "unit": "mm"},
        "Reduction (%) week 4": {"outcome": "size_mm", "field": "reported_reduction_percent", "visit": 4},
    }


def test_a_declared_outcome_is_found_by_its_label_and_in_another_unit_of_its_kind():
    text = "Patient;Lesion size week 0;Size (cm) week 4;Size (%) week 8;Pain week 4\n1;30;2;50;3"
    assert roles(text, MM) == {
        "Patient": {"field": "patient_id"},
        "Lesion size week 0": {"outcome": "size_mm", "field": "value", "visit": 0},
        "Size (cm) week 4": {"outcome": "size_mm", "field": "value", "visit": 4, "unit": "cm"},
    }


def test_a_header_that_two_declared_outcomes_could_mean_is_left():
    assert roles("Patient;Size week 4\n1;3", {"size_mm": {"unit": "mm"}, "size_cm": {"unit": "cm"}}).keys() == {
        "Patient"
    }


def test_two_columns_for_one_value_are_contested():
    raw = raw_table("Patient;Size (mm) week 4;Size mm W4\n1;3;3")
    found = found_roles(raw, table(), {})
    assert found.contested == found.measured_twice == {"size_mm at week 4": ["Size (mm) week 4", "Size mm W4"]}
    assert found.taken.keys() == {"Patient"}
    raw = raw_table("Patient;Lesion size week 4;Size w4\n1;3;3")
    found = found_roles(raw, table(), {"size_mm": {"label": "lesion size", "unit": "mm"}})
    assert found.contested == {"size_mm at week 4": ["Lesion size week 4", "Size w4"]}


def test_headers_that_are_only_a_visit_are_the_one_declared_outcome():
    text = "Patient;baseline;Week 4;W12\n1;30;20;10\n2;12;LTFU;"
    assert {name: parts.get("visit") for name, parts in roles(text, MM).items()} == {
        "Patient": None,
        "baseline": 0,
        "Week 4": 4,
        "W12": 12,
    }
    assert roles(text).keys() == {"Patient"}
    assert roles(text, MM | {"pain": {}}).keys() == {"Patient"}


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("Größe (mm)", "grosse_mm"),
        ("Størrelse mm", "storrelse_mm"),
        ("Diamètre [cm]", "diametre_cm"),
        ("Tumour volume (ml)", "tumour_volume_ml"),
        ("Area (cm²)", "area_cm2"),
        ("No. of lesions", "no_of_lesions"),
        ("Antal læsioner", "antal_laesioner"),
        ("Pain VAS (0-10)", "pain_vas"),
        ("largest diameter (mm)", "largest_diameter_mm"),
    ],
)
def test_well_known_measures_are_outcomes_where_none_is_declared(header, outcome):
    found = roles(f"Patient;Week;{header}\n1;0;3,5\n1;4;2,0", decimal=",")
    assert found[header]["outcome"] == outcome
    assert found[header]["field"] == "value"
    assert "visit" not in found[header]


@pytest.mark.parametrize(
    "header",
    [
        "Weight (kg)",
        "Length of stay",
        "Size (%)",
        "Duration (weeks)",
        "Number",
        "Shoe size",
        "Pain (yes/no) reason",
        "n",
    ],
)
def test_other_numbers_are_no_outcomes(header):
    assert header not in roles(f"Patient;Week;{header}\n1;0;3\n1;4;2")


@pytest.mark.parametrize(
    ("header", "texts"),
    [
        ("Patient;Size (mm) week 0;Size (mm) week 4", ["1;5;cleared", "2;6;n.d.", "3;7;30/57"]),
        ("Patient;Size week 0;Size week 4", ["1;5;small", "2;6;none"]),
        ("Patient;Week;Size", ["1;0;small", "1;4;large", "2;0;3"]),
        ("Patient;Week;Size (mm)", ["1;0;small", "1;4;large"]),
    ],
)
def test_measured_columns_are_taken_whatever_their_cells_hold(header, texts):
    assert header.split(";")[-1] in roles("\n".join([header, *texts]))


def test_a_column_of_words_whose_header_may_name_a_measurement_is_not_taken():
    assert "Depth" not in roles("Patient;Week;Depth;Size\n1;0;deep;4\n1;4;superficial;3")


def test_without_visits_no_measured_column_is_taken():
    assert roles("Patient;Size (mm);Outcome\n1;3;improved") == {"Patient": {"field": "patient_id"}}


def test_an_outcome_column_is_taken_only_beside_values():
    assert "outcome" not in roles("patient_id;visit;outcome;size_mm\n1;0;improved;3")


def test_a_long_value_is_the_one_declared_outcome_or_named_by_its_header():
    text = "Patient;Visit;Value (mm);Reduction (%)\n1;week 0;3;\n1;week 4;1;67"
    assert roles(text, MM)["Value (mm)"] == {"field": "value", "outcome": "size_mm", "unit": "mm"}
    assert roles(text)["Value (mm)"] == {"field": "value", "outcome": "value_mm", "unit": "mm"}
    assert roles(text, MM)["Reduction (%)"] == {"outcome": "size_mm", "field": "reported_reduction_percent"}
    assert "Value (mm)" not in roles(text, MM | {"pain": {}})


def test_where_config_names_outcomes_in_its_columns_no_other_is_looked_for():
    columns = {"Size week 4": {"outcome": "size_mm", "visit": 4}}
    text = "Patient;Size (mm) week 0;Size week 4;Pain week 0\n1;3;2;7"
    assert roles(text, columns=columns) == {
        "Patient": {"field": "patient_id"},
        "Size (mm) week 0": {"outcome": "size_mm", "field": "value", "visit": 0, "unit": "mm"},
    }


def test_a_value_that_config_maps_is_not_taken_again():
    columns = {"Lump 4": {"outcome": "size_mm", "visit": 4}}
    assert roles("Patient;Lump 4;Size (mm) week 4\n1;3;2", MM, columns=columns).keys() == {"Patient"}


def test_declared_labels_of_visits_are_found_in_headers_and_rows():
    visits = {"labels": {"screening": 0, "final": 24}}
    assert roles("Patient;Size screening;Size final\n1;3;2", visits=visits)["Size final"]["visit"] == 24
    assert roles("Patient;Visite;Size\n1;screening;2", visits=visits)["Visite"] == {"field": "visit"}


def test_a_redcap_export_is_taken_by_its_names():
    text = "record_id;redcap_event_name;redcap_repeat_instance;size_mm\n1;baseline_arm_1;1;30\n1;week_4_arm_1;1;20"
    assert roles(text) == {
        "record_id": {"field": "patient_id"},
        "redcap_event_name": {"field": "visit"},
        "redcap_repeat_instance": {"field": "lesion_number"},
        "size_mm": {"outcome": "size_mm", "field": "value", "unit": "mm"},
    }


def test_a_cdisc_export_is_taken_by_its_names():
    text = "USUBJID;TRLNKID;TRTESTCD;TRSTRESN;TRSTRESU;VISIT;VISITNUM;TRDTC\nA-1;T01;LDIAM;30;mm;WEEK 4;2;2014-07-31"
    found = roles(text)
    assert {name: parts["field"] for name, parts in found.items()} == {
        "USUBJID": "patient_id",
        "TRLNKID": "lesion_id",
        "TRTESTCD": "outcome",
        "TRSTRESN": "value",
        "TRSTRESU": "unit",
        "VISIT": "visit",
        "TRDTC": "visit_date",
    }
