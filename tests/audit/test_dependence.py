"""Claims that rest on values which were made from statements of the same publication."""

from dataclasses import replace

import pytest

from casetrace.audit.audit import audited
from casetrace.audit.choices import stated_reading
from casetrace.audit.dependence import supplied_to
from casetrace.audit.readings import Reading
from casetrace.audit.recomputing import recompute
from casetrace.audit.run import studies
from casetrace.audit.study import Study, study_of
from casetrace.claims.claims import Claim, read_claims
from casetrace.claims.supplied import Supplied, canonical_fields, supplied_values
from casetrace.claims.terms import VARIABLES, Variable
from casetrace.model.basis import CLEAN_LESIONS
from casetrace.model.dictionary import data_dictionary
from casetrace.model.plan import read_plan
from casetrace.trace.needs import needs
from tests.audit.cohorts import claim, claims, outcome, tables
from tests.stages.running import PLAN, ROOT, ingest_and_clean, prepared, real_cohort, real_texts

SIZES: list[list[float | None]] = [[10, 5, 1], [20, 10, 5], [40, 10, None]]
PATIENTS = ["1", "2", "3"]
DIAGNOSES = ["SSc", "SSc", "NSF"]
DIED = {
    "claim_id": "died",
    "kind": "count",
    "quantity": "disposition=died",
    "population": "diagnosis=NSF",
    "reported": "1",
}
FROM_IT = Supplied("correction", "disposition", "status", "3", ("died",))


def study(status: list[str] | None = None) -> Study:
    own = tables(SIZES, PATIENTS, diagnosis=DIAGNOSES, sex=["female"] * 3)
    own["disposition"]["status"] = status or ["completed", "completed", "lost"]
    return study_of(own, {"size_mm": outcome()}, {})


CORRECTED = study(["completed", "completed", "died"])


def verdict(*supplied: Supplied, **changes: str) -> tuple[str, str]:
    row = audited(claims(DIED | changes), study(), CORRECTED, supplied=supplied).claims.iloc[0]
    return row["verdict"], row["assumption"]


def test_a_correction_from_elsewhere_is_an_assumption_like_others():
    assert verdict() == ("reproduced under an assumption", "with the corrections")


def test_a_correction_that_was_made_from_the_statement_is_no_evidence_for_it():
    assert verdict(FROM_IT) == ("not independent", "the correction was made from this statement")


def test_nor_is_it_for_another_statement_that_rests_on_the_same_cell():
    words = "the correction was made from another statement of the same publication"
    assert verdict(FROM_IT, claim_id="deaths", population="") == ("not independent", words)


def test_a_correction_of_a_row_or_a_field_that_a_claim_does_not_rest_on_says_nothing_of_it():
    elsewhere = FROM_IT._replace(key="1")
    other_field = FROM_IT._replace(field="reason")
    for supplied in (elsewhere, other_field):
        assert verdict(supplied)[0] == "reproduced under an assumption"


def test_what_holds_in_the_table_as_printed_needs_no_correction():
    assert verdict(FROM_IT, quantity="disposition=lost") == ("reproduced", "")


def test_what_agrees_neither_with_nor_without_the_correction_disagrees():
    assert verdict(FROM_IT, reported="2")[0] == "not reproduced"


def test_a_row_that_is_in_the_population_by_the_correction_alone_counts():
    made = claim("count", "patients", "1", population="disposition=died")
    reading = replace(stated_reading(made), corrected=True)
    assert supplied_to(made, CORRECTED, reading, [FROM_IT]) == [FROM_IT]


@pytest.mark.parametrize(("reported", "wanted"), [("3", "not independent"), ("2", "not reproduced")])
def test_a_value_that_config_states_from_the_statement_is_no_evidence(reported, wanted):
    stated = Supplied("stated value", "patients", "sex", "", ("women",))
    rows = claims({"claim_id": "women", "kind": "count", "quantity": "sex=female", "reported": reported})
    row = audited(rows, study(), supplied=[stated]).claims.iloc[0]
    assert row["verdict"] == wanted
    assert audited(rows, study()).claims["verdict"].tolist() == ["reproduced" if reported == "3" else "not reproduced"]


def test_assumptions_about_the_data_do_not_count_what_rests_on_a_stated_value():
    stated = Supplied("stated value", "patients", "sex", "", ("women",))
    rows = claims(
        {"claim_id": "women", "kind": "count", "quantity": "sex=female", "unit": "lesion", "reported": "4"},
        {"claim_id": "lesions", "kind": "count", "quantity": "lesions", "reported": "4"},
    )
    assert any("women" in names for names in audited(rows, study()).assumptions["reconciled"])
    assert not any("women" in names for names in audited(rows, study(), supplied=[stated]).assumptions["reconciled"])


def test_a_correction_of_a_measurement_is_of_its_outcome():
    made = claim("mean", "percent_reduction.size_mm.week_4", "50", unit="lesion")
    reading = replace(stated_reading(made), corrected=True)
    own = Supplied("correction", "measurements", "value", "2a|size_mm|4", ("x",))
    assert supplied_to(made, CORRECTED, reading, [own]) == [own]
    assert supplied_to(made, CORRECTED, reading, [own._replace(key="2a|pain|4")]) == []


def a_variable(name: str) -> Variable:
    takes = VARIABLES[name].takes
    return Variable(name, "size_mm" if takes else "", 4 if takes == "visit" else None)


@pytest.mark.parametrize("name", [name for name in VARIABLES if name not in ("patient_id", "lesion_id")])
def test_the_fields_of_a_variable_are_those_of_its_lineage(name):
    traced = {(need.table, need.field) for need in needs(CLEAN_LESIONS, str(a_variable(name)), {})}
    column = data_dictionary()["patients"].columns.get(name)
    assert traced | ({("patients", name)} if column else set()) <= canonical_fields(a_variable(name))
    assert canonical_fields(a_variable(name))


def readings_of(made: Claim) -> tuple[Reading, Reading]:
    stated = stated_reading(made)
    return stated, replace(stated, corrected=True)


def test_every_claim_of_the_first_cohort_that_a_correction_moves_is_found(folder):
    raw, corrections = real_texts()
    cohort = real_cohort()
    text = (ROOT / "data/aarhus-2014/claims.csv").read_text(encoding="utf-8")
    run = ingest_and_clean(prepared(folder, raw, cohort, corrections, text), cohort)
    frames = {name: run.frame(f"ingest/{name}") for name in data_dictionary()}
    clean = {name: run.frame(f"clean/{name}") for name in data_dictionary()}
    plan = read_plan(folder / PLAN)
    printed, corrected = studies(frames, run.frame("ingest/cells"), clean, plan, cohort["site_groups"])
    assert printed
    assert corrected
    supplied = [
        value for value in supplied_values(str(folder / cohort["corrections"]), []) if value.kind == "correction"
    ]
    assert len(supplied) == 4
    further = [
        {"claim_id": "completed", "kind": "count", "quantity": "disposition=completed", "reported": "5"},
        {"claim_id": "lost", "kind": "count", "quantity": "disposition=lost", "reported": "1"},
        {"claim_id": "serious", "kind": "count", "quantity": "serious_complication=yes", "reported": "1"},
        {"claim_id": "followed", "kind": "mean", "quantity": "after_week", "reported": "10"},
    ]
    moved, found = set(), set()
    for made in [*read_claims(run.frame("ingest/claims")), *claims(*further)]:
        if made.quantity:
            stated, reading = readings_of(made)
            if recompute(printed, made, stated) != recompute(corrected, made, reading):
                moved.add(made.claim_id)
            if supplied_to(made, corrected, reading, supplied):
                found.add(made.claim_id)
    assert moved <= found
    assert {"nsf_died", "lost", "serious"} <= moved
    assert found <= moved | {"completed", "followed", "died_after_third", "died_within_weeks"}
