from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casetrace.config.validation import validated_config
from casetrace.ingest.mapper import Mapped, map_tables
from casetrace.ingest.run import read_tables
from casetrace.inspect.findings import Findings, inspect_file
from casetrace.model.errors import UserError
from casetrace.model.time_units import counted_in
from tests.ingest.test_names import SCHEMA
from tests.inspect.exports import EXPORTS, Export
from tests.stages.running import FULL

ROOT = Path(__file__).parents[2]
#: Tables of any headers and cells; `make test-full` tries more of them.
EXAMPLES = 60 if FULL else 10


def written(export: Export, folder: Path) -> str:
    path = folder / "export.csv"
    path.write_text(export.text, encoding=export.encoding)
    return str(path)


def inspected(text: str, folder: Path) -> Findings:
    return inspect_file(written(Export(text, 0, (), (), {}), folder), "", "clinic")


def ingested(findings: Findings) -> Mapped:
    """What the pipeline makes of the file with the proposed config."""
    cohort = validated_config(yaml.safe_load(findings.config), SCHEMA)["cohorts"]["clinic"]
    with counted_in(cohort.get("time_unit", "week")):
        return map_tables(read_tables(cohort["tables"], {}), cohort["tables"], cohort.get("outcomes", {}))


def test_the_proposed_config_takes_every_measurement_without_a_problem(inspected_export):
    export, findings = inspected_export
    mapped = ingested(findings)
    assert [str(problem) for problem in mapped.problems if problem.severity == "error"] == []
    measured = mapped.tables["measurements"]
    assert len(measured) == export.n_measurements
    assert tuple(sorted(set(measured["outcome"]))) == export.outcomes
    assert tuple(sorted(set(measured["visit"].astype(int)))) == export.visits


def test_only_what_is_not_taken_by_itself_is_proposed(inspected_export):
    export, findings = inspected_export
    table = yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]
    known = {key: table[key] for key in table if key in export.proposed}
    assert known == export.proposed
    assert set(table) - set(export.proposed) <= {"file", "missing"}


def test_the_columns_shown_are_those_that_the_pipeline_takes(inspected_export):
    _, findings = inspected_export
    taken = {spec.header: spec.role for spec in ingested(findings).specs[0]}
    shown = {column.header: column.role for column in findings.columns if column.role}
    assert {header: role for header, role in taken.items() if header in shown or header != "lesion"} == shown


def test_the_real_table_is_read_as_a_person_read_it(monkeypatch):
    monkeypatch.chdir(ROOT)
    findings = inspect_file("data/aarhus-2014/table1.csv", "", "clinic")
    mapped = ingested(findings)
    assert mapped.problems == []
    assert len(mapped.tables["measurements"]) == 7 + 7 + 5
    proposed = yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]
    by_hand = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))["cohorts"]["aarhus-2014"]["table"]
    assert proposed["merged_cells"]["when_blank"] == by_hand["merged_cells"]["when_blank"]
    assert set(proposed["merged_cells"]["fill_down"]) == set(by_hand["merged_cells"]["fill_down"])
    assert proposed["lesion_id"] == by_hand["lesion_id"] == "lettered"
    for header in ("Diagnosis/age", "Size (mm)/reduction (%) week 4", "Size (mm)/reduction (%) week 12"):
        assert proposed["columns"][header]["cells"][0] == by_hand["columns"][header]["cells"][0]


def test_texts_of_suspected_identifiers_are_never_shown(tmp_path):
    findings = inspect_file(written(EXPORTS["identifiers"], tmp_path), "", "clinic")
    assert list(findings.identifiers) == ["Patient name", "CPR-nr.", "E-mail"]
    for secret in ("Jane", "John", "010159", "example.org"):
        assert secret not in repr(findings)


def test_an_identifier_that_alone_tells_patients_apart_gets_pseudonyms(tmp_path):
    findings = inspected("CPR,Size week 0,Size week 4\n010159-1234,3,1\n020261-4321,4,2\n", tmp_path)
    table = yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]
    assert table["privacy"] == {"pseudonymise": ["CPR"]}
    assert table["columns"] == {"CPR": "patient_id"}
    assert "CASETRACE_SALT_FILE" in findings.config


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("Number,Shade\n1,red\n2,blue\n", "no column seems to name the patient"),
        ("Patient,Shade\n1,red\n2,blue\n", "no column of measured values"),
        ("Patient,Week,Size\n1,0,3\n1,0,4\n", "several rows at one visit"),
        ("Patient,Visit,Size\n1,0,3\n1,4,4\n", "bare numbers"),
    ],
)
def test_what_can_not_be_told_is_said(tmp_path, text, unclear):
    findings = inspected(text, tmp_path)
    assert any(unclear in line for line in findings.unclear)
    assert yaml.safe_load(findings.config)["cohorts"]["clinic"]["table"]["file"]


def test_dates_that_leave_doubt_get_a_format_to_be_checked(tmp_path):
    findings = inspected("Patient,Visit date,Size\n1,01/07/2014,3\n1,05/08/2014,2\n", tmp_path)
    assert "format: '%d/%m/%Y'  # check: or %m/%d/%Y" in findings.config


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("tidy_long", "long: one row for each visit"),
        ("german_semicolons", "wide: one row for each patient, a column for each visit"),
        ("danish_lettered", "wide: one row for each lesion, a column for each visit"),
        ("redcap_long", "a REDCap export, long: one row for each visit"),
    ],
)
def test_the_layout_is_told_in_a_sentence(tmp_path, name, layout):
    assert inspect_file(written(EXPORTS[name], tmp_path), "", "clinic").layout == layout


def test_types_visits_units_and_notation_are_told(tmp_path):
    findings = inspect_file(written(EXPORTS["german_semicolons"], tmp_path), "", "clinic")
    types = {column.header: column.type for column in findings.columns}
    assert types["Alter"] == "integer"
    assert types["Größe (mm) Woche 0"] == "number"
    assert types["Größe (mm) Woche 12"] == "number"
    assert types["Geschlecht"] == "text"
    assert findings.visits == {"Woche 0": 0, "Woche 4": 4, "Woche 12": 12}
    assert findings.units["Größe (mm) Woche 4"] == "mm"
    assert findings.dialect["decimal"] == ","
    assert findings.dialect["delimiter"] == ";"
    aside = inspect_file(written(EXPORTS["title_units_footer"], tmp_path), "", "clinic").set_aside
    assert [line.partition(":")[0] for line in aside] == ["line 1 (title)", "line 3 (units)", "line 7 (footer)"]


HEADERS = st.sampled_from(
    [
        *(
            "Patient",
            "ID",
            "Case",
            "Name",
            "Age",
            "Alder",
            "Sex/age",
            "Lesion",
            "Site",
            "Visit",
            "Week",
            "Month",
            "Date",
        ),
        *("Size week 0", "Size (mm)/reduction (%) week 4", "size_mm_w4", "Pain", "value", "outcome", "baseline", "W12"),
        *(
            "Mean dose, mg mean (range)",
            "complication___1",
            "Visit date",
            "{visit}",
            "a: b",
            "# x",
            "Größe (cm) Woche 4",
        ),
    ]
)
CELLS = st.sampled_from(
    [
        "",
        "1",
        "2",
        "12,5",
        "3.5",
        "30/57",
        "38x13 mm",
        "V1",
        "week 4",
        "LTFU",
        "moved",
        "?",
        "-",
        "01/02/2014",
        "m",
        "a: {b}",
    ]
)


@given(st.lists(HEADERS, min_size=1, max_size=8), st.data())
@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_table_the_proposed_config_is_valid(tmp_path_factory, headers, data):
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), min_size=1, max_size=6))
    path = tmp_path_factory.mktemp("any") / "x.csv"
    path.write_text("\n".join("\t".join(row) for row in [headers, *rows]), encoding="utf-8")
    try:
        findings = inspect_file(str(path), "", "clinic")
    except UserError:
        return
    assert validated_config(yaml.safe_load(findings.config), SCHEMA)
    assert len(findings.columns) >= 1
