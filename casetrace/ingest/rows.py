"""Which rows of a table can be mapped: those that name their patient and lesion, each lesion once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.ingest.fields import FieldColumn, first_of
from casetrace.ingest.prepared import Prepared
from casetrace.model.numbers import whole
from casetrace.model.problems import quoted
from casetrace.read.limits import limits_of

#: Joins the parts of a key.
SEPARATOR = "\x1f"


def rows_with_patient(table: Prepared, config: Mapping[str, Any], fields: Sequence[FieldColumn], mode: str) -> pd.Index:
    """The rows that name a patient; in a table whose lesions are lettered, those that say what no other row says."""
    rows = table.texts.index
    _note_long_names(table, fields, limits_of(config).name_characters)
    header = next((field.header for field in fields if field.name == "patient_id"), "")
    if not header:
        return rows
    patient = first_of(list(fields), "patient_id", rows)
    nameless = patient.isna()
    for row in rows[nameless & table.present(header).isna()]:
        text = str(table.texts.loc[row, header]).strip()
        found = quoted(text) if text else "a blank cell"
        table.problems.append(
            table.error(row, header, "no patient", found, "the patient of this row", "fill in the cell")
        )
    rows = rows[~nameless]
    return _unlike_rows(table, config, fields, rows, patient[rows]) if mode == "lettered" else rows


def _note_long_names(table: Prepared, fields: Sequence[FieldColumn], most: int) -> None:
    """Report names of patients and lesions that are no names, which every later table and figure would bear."""
    for field in fields:
        if field.name in ("patient_id", "lesion_id"):
            texts = field.texts.dropna()
            for row in texts.index[texts.str.len() > most]:
                found, expected = f"a name of {whole(len(texts[row]))} characters", f"at most {most}"
                remedy = "shorten the name, or raise limits.name_characters in config"
                table.problems.append(table.error(row, field.header, "name too long", found, expected, remedy))


def _unlike_rows(
    table: Prepared, config: Mapping[str, Any], fields: Sequence[FieldColumn], rows: pd.Index, patient: pd.Series
) -> pd.Index:
    """The rows without those that repeat a lesion, which has no name to tell it by."""
    headers = list(dict.fromkeys(field.header for field in fields if field.header in table.raw.numbers))
    contents = table.texts.loc[rows, headers].apply(lambda column: column.str.strip())
    lines = table.lines("").loc[rows]
    first_alike = lines.groupby([contents[header] for header in headers], sort=False).transform("min")
    first_named = lines.groupby(patient, sort=False).transform("min")
    repeated = (first_named != lines) & ~table.continues.loc[rows] & bool(config.get("merged_cells"))
    header = next(field.header for field in fields if field.name == "patient_id")
    remedy = "remove the repeated row, or give each lesion a name of its own and map it as lesion_id"
    for row in rows[(first_alike != lines) | repeated]:
        found, expected = f"the same lesion as on line {first_alike[row]}", "each lesion once"
        if first_alike[row] == lines[row]:
            found = f"patient {quoted(patient[row])} again, first on line {first_named[row]}"
            expected = "each patient named once, further lesions in rows that leave the name blank"
        table.problems.append(table.own_error(row, header, "duplicate lesion", found, expected, remedy))
    return rows[(first_alike == lines) & ~repeated]


def rows_with_lesion(
    table: Prepared,
    fields: Sequence[FieldColumn],
    lesion: pd.Series,
    mode: str,
    wide: bool,
    on_patient: pd.Series,
    of_patients: Collection[str],
) -> pd.Index:
    """The rows that may be mapped: those that name a lesion where one is needed, and in a wide table each once.

    Parameters
    ----------
    table, fields
        The prepared table, and what its columns give.
    lesion, mode
        The lesion of each row, and where the names come from.
    wide
        Whether the columns tell the visits.
    on_patient, of_patients
        Whether each row's own outcome is measured on the patient as a whole, and the outcomes that are.
    """
    rows = lesion.index
    header = next(
        (field.header for name in ("lesion_id", "lesion_number") for field in fields if field.name == name), ""
    )
    if header and mode in ("column", "within_patient"):
        needs_lesion = pd.Series(wide, index=rows)
        for field in fields:
            if field.name == "value" and field.outcome not in of_patients:
                needs_lesion |= field.texts.reindex(rows).notna() & (bool(field.outcome) | ~on_patient.reindex(rows))
        nameless = needs_lesion & lesion.isna()
        remedy = "fill in the cell; or give an outcome that the patient as a whole has measured_on: patient in config"
        for row in rows[nameless & table.present(header).reindex(rows).isna()]:
            text = str(table.texts.loc[row, header]).strip()
            found = quoted(text) if text else "a blank cell"
            table.problems.append(table.error(row, header, "no lesion", found, "the lesion of this row", remedy))
        rows = rows[~nameless]
    return _once(table, fields, lesion[rows], header) if wide else rows


def _once(table: Prepared, fields: Sequence[FieldColumn], lesion: pd.Series, header: str) -> pd.Index:
    """The rows of a table with one row a lesion, or one for each of its periods or outcomes, without repeated ones."""
    row_key = lesion
    for name in ("period", "outcome"):
        row_key = row_key + SEPARATOR + first_of(list(fields), name, lesion.index).fillna("")
    repeated = row_key.duplicated() & lesion.notna()
    lines = table.lines("")
    first_line = lines.loc[lesion.index].groupby(row_key, sort=False).transform("first")
    place = header or next((field.header for field in fields if field.name == "patient_id"), "")
    for row in lesion.index[repeated]:
        bearer = "lesion" if header else "patient"
        found = f"{bearer} {quoted(lesion[row])} again, first on line {first_line[row]:.0f}"
        remedy = (
            "remove the repeated row, or rename the lesion; lesion_id: within_patient if patients share the names"
            if header
            else "remove the repeated row; or tell the lesions apart: map a column as lesion_id, or lesion_id: lettered"
        )
        table.problems.append(table.error(row, place, "duplicate lesion", found, f"each {bearer} once", remedy))
    return lesion.index[~repeated]
