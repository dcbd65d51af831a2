import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casetrace.config.schema import config_schema
from casetrace.ingest.names import (
    canonical_field,
    field_of_name,
    last_resort_field,
    last_resorts,
    normalised,
    slug_of,
    synonyms,
)

SCHEMA = Path(__file__).parents[2] / "workflow" / "schemas" / "config.schema.yaml"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Patient_ID", "patient id"),
        ("patientId", "patient id"),
        ("USUBJID", "usubjid"),
        ("  Patient-Nr. ", "patient nr"),
        ("Lesion #", "lesion no"),
        ("N° de lésion", "no de lesion"),
        ("№ patient", "no patient"),
        ("Größe (mm)", "grosse"),
        ("Størrelse [cm²]", "storrelse"),
        ("Læsion", "laesion"),
        ("Age (years)", "age"),
        ("Sex (M/F)", "sex"),
        ("Sex (1 = male, 2 = female)", "sex"),
        ("Pain VAS (0–10)", "pain vas"),
        ("Size (mm, longest)", "size"),
        ("Site (left side)", "site left side"),
        ("% reduction", "percent reduction"),
        ("Patient's age", "patient s age"),
        ("", ""),
    ],
)
def test_spellings_of_one_name_are_folded_into_one(header, expected):
    assert normalised(header) == expected


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(header):
    assert normalised(normalised(header)) == normalised(header)


@given(st.text(max_size=40))
def test_a_slug_is_always_the_name_of_an_outcome(text):
    assert re.fullmatch("[a-z][a-z0-9_]*", slug_of(text))


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Size (mm)", "size_mm"),
        ("size_mm", "size_mm"),
        ("Fläche [cm²]", "flache_cm2"),
        ("Conc. (mg/ml)", "conc_mg_per_ml"),
        ("6MWT", "outcome_6mwt"),
    ],
)
def test_a_slug_has_the_words_and_then_the_unit(text, slug):
    assert slug_of(text) == slug


def test_there_are_spellings_for_exactly_the_fields_of_the_schema():
    assert set(synonyms()) == set(config_schema(SCHEMA)["$defs"]["field"]["enum"])


def test_no_spelling_names_two_fields_or_is_written_otherwise_than_normalised():
    spellings = [spelling for names in (*synonyms().values(), *last_resorts().values()) for spelling in names]
    assert len(spellings) == len(set(spellings))
    assert [spelling for spelling in spellings if normalised(spelling) != spelling] == []
    assert [spelling for spelling in spellings if canonical_field(spelling)] == []


@pytest.mark.parametrize("field", synonyms())
@pytest.mark.parametrize("spelled", [str, str.upper, lambda name: name.replace("_", " ").title()])
def test_a_field_s_own_name_is_known_in_any_spelling(field, spelled):
    assert field_of_name(spelled(field)) == field


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("record_id", "patient_id"),
        ("USUBJID", "patient_id"),
        ("Patient No.", "patient_id"),
        ("Patientennummer", "patient_id"),
        ("Forsøgsperson", "patient_id"),
        ("Age (yrs)", "age_years"),
        ("Alder", "age_years"),
        ("Køn", "sex"),
        ("Geschlecht (m/w)", "sex"),
        ("redcap_event_name", "visit"),
        ("AVISIT", "visit"),
        ("redcap_repeat_instance", "lesion_number"),
        ("Läsion", "lesion_id"),
        ("Lokalisation", "site"),
        ("ARM", "arm"),
        ("AVAL", "value"),
        ("TRSTRESU", "unit"),
        ("Reduction (%)", "reported_reduction_percent"),
        ("% size reduction", "reported_reduction_percent"),
        ("Mean dose (mg)", "dose_mean"),
        ("Mean dose (g)", "dose_mean"),
        ("Mean dose, mg", "dose_mean"),
        ("dose_mean_mg", "dose_mean"),
        ("dose_mean (ml)", "dose_mean"),
        ("Mean fluence (J/cm²)", "dose_mean"),
        ("Highest fluence, J/cm2", "dose_max"),
        ("Number of sessions", "n_treatments"),
        ("Anzahl der Sitzungen", "n_treatments"),
        ("Antal behandlinger", "n_treatments"),
        ("Nombre de séances", "n_treatments"),
        ("Nº de sesiones", "n_treatments"),
        ("Injections", "n_treatments"),
        ("Nebenwirkungen", "event_type"),
        ("Date of visit", "visit_date"),
    ],
)
def test_common_spellings_are_known(header, field):
    assert field_of_name(header) == field


@pytest.mark.parametrize(
    "header",
    [
        *("number", "no", "id", "name", "Patient name", "group", "status", "date", "result", "time", "VISITNUM"),
        *(
            "Age (months)",
            "Month",
            "Day",
            "Visit (months)",
            "Reduction (mm)",
            "Reduction",
            "Mean dose",
            "Treatments",
            "Session",
        ),
        *("Total dose (mg)", "Patients (n)", "Study", "STUDYID", "Age at diagnosis", "Event", "PCHG", "patient_id [2]"),
        *("Diagnosis/age", "Size (mm)/reduction (%) week 4", ""),
    ],
)
def test_what_may_mean_something_else_is_no_field(header):
    assert field_of_name(header) is None


def test_a_bare_id_or_date_is_a_last_resort():
    assert last_resort_field("ID") == "patient_id"
    assert last_resort_field("Pat.") == "patient_id"
    assert last_resort_field("Datum") == "visit_date"
    assert last_resort_field("Name") is None
