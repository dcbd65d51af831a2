"""Columns that config leaves unmapped and that tell by their header what they are.

A field that config maps is never given again. Of several columns for one field the one with the field's own name is
taken, else none: the pipeline then asks for it.
"""

from collections.abc import Mapping
from typing import Any

from casetrace.ingest.measured_roles import MEASUREMENT, take_percentages, take_values, take_visits
from casetrace.ingest.names import canonical_field, field_of_name, last_resort_field
from casetrace.ingest.role_search import LESIONS, Parts, Roles, RoleSearch
from casetrace.read.table import RawTable


def column_roles(raw: RawTable, table: Mapping[str, Any], outcomes: Mapping[str, Any]) -> dict[str, Parts]:
    """The entries of the columns that are taken by their names, as config would have them.

    Parameters
    ----------
    raw
        The raw table.
    table
        Its section of config with defaults; the keys of `columns` are headers.
    outcomes
        The cohort's outcomes in config, as far as they are declared.
    """
    entries = found_roles(raw, table, outcomes).taken
    return {header: entries[header] for header in raw.header if header in entries}


def found_roles(raw: RawTable, table: Mapping[str, Any], outcomes: Mapping[str, Any]) -> Roles:
    """What columns give by their names, and which names are contested; parameters as in `column_roles`."""
    search = RoleSearch(raw, table, outcomes)
    _take_fields(search)
    _take_lesions(search)
    take_visits(search)
    take_values(search)
    take_percentages(search)
    return search.roles


def _take_fields(search: RoleSearch) -> None:
    """Take the columns that give a field of a patient, a lesion, a treatment, an event or the follow-up's end."""
    fields = dict.fromkeys(filter(None, map(field_of_name, search.headers)))
    for name in [name for name in fields if name not in MEASUREMENT | LESIONS]:
        search.take_field(name)
    if not search.gives("patient_id"):
        candidates = [header for header in search.headers if last_resort_field(header) == "patient_id"]
        search.take_one("patient_id", candidates)


def _take_lesions(search: RoleSearch) -> None:
    """Take a lesion's name or its number; a name that several patients share is a number within the patient."""
    if search.given & LESIONS:
        return
    search.take_field("lesion_id")
    for header in [header for header, parts in search.roles.taken.items() if parts["field"] == "lesion_id"]:
        if canonical_field(header) is None and _is_shared(header, search):
            search.roles.taken[header] = {"field": "lesion_number"}
    if not search.gives("lesion_id"):
        search.take_field("lesion_number")


def _is_shared(header: str, search: RoleSearch) -> bool:
    """Whether two patients have a lesion of one name."""
    columns = {**search.table["columns"], **search.roles.taken}
    patients = [name for name, parts in columns.items() if parts in ("patient_id", {"field": "patient_id"})]
    if not patients or patients[0] not in search.raw.columns:
        return False
    bearer: dict[str, str] = {}
    pairs = zip(search.raw.columns[header], search.raw.columns[patients[0]], strict=True)
    return any(lesion and patient and bearer.setdefault(lesion, patient) != patient for lesion, patient in pairs)
