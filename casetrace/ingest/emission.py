"""Turns the fields of one table's rows into facts on patients, lesions, measurements and dispositions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from casetrace.ingest.cells import TRANSLATED
from casetrace.ingest.facts import Facts
from casetrace.ingest.fields import FieldColumn
from casetrace.ingest.identity import Identity
from casetrace.ingest.prepared import Prepared
from casetrace.model.dictionary import field_places
from casetrace.words.categories import disposition_of

#: Joins the parts of a key.
SEPARATOR = "\x1f"
#: Fields that say whose row it is, or are read before; they are no facts of their own.
IDENTITY = frozenset({"patient_id", "lesion_id", "period", "arm", "date_at_visit"})
#: The fact by which each row of a table that is neither of patients nor of lesions is found.
NAMED_BY = {"measurements": "lesion_id", "events": "patient_id"}


@dataclass(frozen=True)
class ReadTable:
    """A table with its fields read and its rows identified.

    Attributes
    ----------
    table, fields, identity
        The prepared table, what its columns give, and whose each row is.
    mode
        Where its lesion names come from: `column`, `within_patient`, `lettered` or `patient`.
    visit_header
        The column that tells the visit of a row; empty where the columns do.
    of_patients
        The outcomes that are measured on the patient as a whole.
    """

    table: Prepared
    fields: Sequence[FieldColumn]
    identity: Identity
    mode: str
    visit_header: str
    of_patients: frozenset[str] = frozenset()

    def header_of(self, *names: str) -> str:
        """The first column that gives one of the fields, in the order of the names; empty where none does."""
        headers = (field.header for name in names for field in self.fields if field.name == name)
        return next(headers, "")


def emit(read: ReadTable, facts: Facts) -> None:
    """Add all facts of a table but those on events."""
    _patients_and_lesions(read, facts)
    for field in read.fields:
        owner, column = field_places().get(field.name, ("", ""))
        if field.name in IDENTITY or owner in ("", "events"):
            continue
        if owner == "measurements":
            _measured(read, field, column, facts)
        else:
            keys = read.identity.patient if owner in ("patients", "disposition") else read.identity.lesion
            if owner == "disposition":
                keys_with_text = keys.where(field.texts.notna())
                identify(read, facts, owner, keys_with_text, patient=True)
            facts.add((owner, column), keys, field.texts, read.table, field.header, field.how)


def identify(read: ReadTable, facts: Facts, owner: str, keys: pd.Series, *, patient: bool) -> None:
    """Add whose row of `owner` each key is."""
    header = read.header_of("patient_id")
    if patient and header:
        facts.add((owner, "patient_id"), keys, read.identity.patient, read.table, header, "cell")


def _patients_and_lesions(read: ReadTable, facts: Facts) -> None:
    """Every patient and every lesion that a row names."""
    patient, lesion = read.identity.patient, read.identity.lesion
    identify(read, facts, "patients", patient, patient=True)
    for owner in ("lesions", "treatments"):
        _lesion_names(read, facts, owner, lesion)
        identify(read, facts, owner, lesion, patient=True)


def _lesion_names(read: ReadTable, facts: Facts, owner: str, keys: pd.Series) -> None:
    lesion = read.identity.lesion
    header = read.header_of("lesion_id", "lesion_number") or read.header_of("patient_id")
    if header:
        how = {"lettered": "lettered", "patient": "the patient"}.get(read.mode, "cell")
        facts.add((owner, "lesion_id"), keys, lesion, read.table, header, how, own_cell=read.mode == "lettered")


def _measured(read: ReadTable, field: FieldColumn, column: str, facts: Facts) -> None:
    """Facts on measurements: the value or the printed percentage, and whose, what and when it is."""
    rows = field.texts.index
    outcome = pd.Series(field.outcome, index=rows, dtype="str") if field.outcome else read.identity.outcome
    visit = read.identity.visit if field.visit is None else pd.Series(str(field.visit), index=rows, dtype="str")
    on_patient = outcome.isin(read.of_patients)
    lesion = read.identity.lesion.mask(on_patient, read.identity.patient)
    key_stem = lesion + SEPARATOR + outcome + SEPARATOR + visit + SEPARATOR
    keys = (key_stem + read.identity.period.fillna("")).where(field.texts.notna())
    name = "measurements"
    if field.visit is not None and read.visit_header:
        # The rows tell visits, and the column another one: its value stands in every row of the lesion, and is one.
        keys = keys.mask(pd.DataFrame({"key": keys, "text": field.texts}).duplicated())
        facts.repeated.add((read.table.raw.file, next(iter(read.table.parts.get(field.header, [])), field.header)))
    facts.add((name, column), keys, field.texts, read.table, field.header, field.how)
    _lesion_names(read, facts, name, keys.mask(on_patient))
    patient_header = read.header_of("patient_id")
    if patient_header:
        of_patient = keys.where(on_patient)
        facts.add((name, "lesion_id"), of_patient, lesion, read.table, patient_header, "the patient")
    identify(read, facts, name, keys, patient=True)
    outcome_header = "" if field.outcome else read.header_of("outcome")
    facts.add(
        (name, "outcome"), keys, outcome, read.table, outcome_header or field.header,
        "cell" if outcome_header else "config",
    )  # fmt: skip
    if field.visit is None:
        facts.add((name, "visit"), keys, visit, read.table, read.visit_header, _how_of_visit(read, visit))
    else:
        facts.add((name, "visit"), keys, visit, read.table, field.header, "config")
    for row_field in read.fields:
        if row_field.name in ("period", "arm"):
            facts.add((name, row_field.name), keys, row_field.texts, read.table, row_field.header, row_field.how)


def _how_of_visit(read: ReadTable, visit: pd.Series) -> pd.Series:
    """How the visit of each row came from its cell: as it stands there, from a label, or from a date."""
    texts = read.table.present(read.visit_header).loc[visit.index] if read.visit_header else visit
    interpretation = "dated" if read.visit_header == read.header_of("visit_date") else "translated"
    return pd.Series("cell", index=visit.index, dtype="str").where(texts == visit, interpretation)


def statuses_of_reasons(facts: Facts, declared: Mapping[str, str]) -> None:
    """Give patients without a status of their disposition the one that its reason means, such as lost to follow-up.

    Parameters
    ----------
    declared
        Texts, declared in config, that tell how follow-up ended.
    """
    with_status = facts.first(("disposition", "status"))["key"]
    reasons = facts.first(("disposition", "reason"))
    reasons = reasons[~reasons["key"].isin(with_status)]
    statuses = reasons["value"].map(lambda reason: disposition_of(reason, declared))
    told = statuses.notna()
    facts.add_found(("disposition", "status"), reasons[told].assign(value=statuses[told], how=TRANSLATED))


def patients_of_lesions(facts: Facts) -> None:
    """Give lesions and measurements of tables that name no patient the one that another table names."""
    of_lesion = facts.first(("lesions", "patient_id")).set_index("key")
    for owner in ("treatments", "measurements"):
        with_patient = facts.first((owner, "patient_id"))
        lesions = facts.first((owner, "lesion_id"))
        if len(with_patient) == len(lesions):
            continue
        without_patient = lesions[~lesions["key"].isin(with_patient["key"]) & lesions["value"].isin(of_lesion.index)]
        if len(without_patient):
            patients = of_lesion.loc[without_patient["value"]].reset_index(drop=True)
            facts.add_found((owner, "patient_id"), patients.assign(key=without_patient["key"].to_numpy()))


def take_out_lesions_of_nobody(facts: Facts) -> pd.DataFrame:
    """Take out the lesions of which no table names the patient, with their measurements; their names are returned."""
    lesions = facts.first(("lesions", "lesion_id"))
    patients = facts.first(("lesions", "patient_id"))
    if len(lesions) == len(patients):
        return lesions[:0]
    without_patient = lesions[~lesions["key"].isin(patients["key"])]
    measured = facts.first(("measurements", "lesion_id"))
    facts.drop("measurements", set(measured.loc[measured["value"].isin(without_patient["key"]), "key"]))
    for table in ("lesions", "treatments"):
        facts.drop(table, set(without_patient["key"]))
    return without_patient


def for_every_lesion(reads: Sequence[ReadTable], facts: Facts) -> None:
    """Give what a row says of the lesions of a patient without naming one, such as the regimen, to each of them."""
    of_patient = facts.first(("lesions", "patient_id"))[["key", "value"]]
    for read, field in _loose_fields(reads):
        owner, column = field_places()[field.name]
        row_facts = Facts()
        keys = read.identity.patient.where(read.identity.lesion.isna())
        row_facts.add((owner, column), keys, field.texts, read.table, field.header, field.how)
        patient_facts = row_facts.of((owner, column)).rename(columns={"key": "patient"})
        lesion_facts = patient_facts.merge(of_patient.rename(columns={"value": "patient"}), on="patient")
        facts.add_found((owner, column), lesion_facts)


def _loose_fields(reads: Sequence[ReadTable]) -> Iterator[tuple[ReadTable, FieldColumn]]:
    for read in reads:
        for field in read.fields:
            owner = field_places().get(field.name, ("",))[0]
            if owner in ("lesions", "treatments") and field.name != "lesion_id":
                yield read, field


def share_treatments(facts: Facts) -> None:
    """Say of every lesion whether its number of treatments stands in a cell that an earlier lesion has too."""
    counts = facts.first(("treatments", "n_treatments"))
    shared = counts.duplicated(["file", "line", "column"])
    facts.add_found(
        ("treatments", "shared_cell"), counts.assign(value=shared.map({True: "yes", False: "no"}), how="position")
    )


def arms_of_lesions(reads: Sequence[ReadTable], facts: Facts) -> None:
    """Give measurements in rows without an arm the one arm that other rows give their lesion, else their patient."""
    without_arm = facts.first(("measurements", "lesion_id"))
    without_arm = without_arm[~without_arm["key"].isin(facts.of(("measurements", "arm"))["key"])]
    if without_arm.empty or not any(read.header_of("arm") for read in reads):
        return
    patients = facts.first(("measurements", "patient_id")).set_index("key")["value"]
    names_by_entity = {"lesion": without_arm["value"], "patient": without_arm["key"].map(patients)}
    arm_facts = pd.DataFrame()
    for entity, names in names_by_entity.items():
        stated_arms = _arms_by(reads, entity)
        constant = (
            stated_arms[stated_arms.groupby("key")["value"].transform("nunique") == 1]
            .drop_duplicates("key")
            .set_index("key")
        )
        has_arm = names.isin(constant.index) & ~without_arm["key"].isin(arm_facts.get("key", []))
        if has_arm.any():
            arms = (
                constant.loc[names[has_arm]]
                .reset_index(drop=True)
                .assign(key=without_arm.loc[has_arm, "key"].to_numpy())
            )
            arm_facts = pd.concat([arm_facts, arms])
    facts.add_found(("measurements", "arm"), arm_facts)


def _arms_by(reads: Sequence[ReadTable], entity: str) -> pd.DataFrame:
    """What all rows say of the arm of each lesion or patient."""
    arm_facts = Facts()
    for read in reads:
        keys = read.identity.lesion if entity == "lesion" else read.identity.patient
        for field in read.fields:
            if field.name == "arm":
                arm_facts.add(("measurements", "arm"), keys, field.texts, read.table, field.header, field.how)
    return arm_facts.of(("measurements", "arm"))


def state(stated: Mapping[str, Mapping[str, str]], reads: Sequence[ReadTable], facts: Facts) -> None:
    """Give everything in a table what the source states outside it; it has no raw cell.

    Parameters
    ----------
    stated
        The section `stated` of the table's config.
    reads
        The table, once or once for each lesion that its headers name.
    facts
        The facts of all tables, those of this one among them.
    """
    files = {read.table.raw.file for read in reads}
    keys = {
        "patients": pd.concat([read.identity.patient for read in reads]),
        "lesions": pd.concat([read.identity.lesion for read in reads]),
    }
    for name, fact in stated.items():
        owner, column = field_places()[name]
        if owner in NAMED_BY:
            named = facts.first((owner, NAMED_BY[owner]))
            keys[owner] = named.loc[named["file"].isin(files), "key"]
        stated_facts = pd.DataFrame({"key": keys[owner].dropna().drop_duplicates(), "value": fact["value"]})
        facts.add_found(
            (owner, column),
            stated_facts.assign(
                text=fact["source"], file="config", line=0, column=0, header="", how="stated", raw_row=-1
            ),
        )
