"""Checks that tables fit each other: keys that columns give, visits without a lesion, lesions without a patient."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.candidates import example, in_words, looked_at, search_of
from casetrace.ingest.emission import ReadTable
from casetrace.ingest.fields import FieldColumn, first_of
from casetrace.ingest.prepared import Prepared
from casetrace.ingest.row_patients import declaration, has_numbers
from casetrace.ingest.shown import shown_columns
from casetrace.ingest.specs import ColumnSpec
from casetrace.ingest.unknown_outcomes import unknown_outcomes
from casetrace.model.dictionary import field_places
from casetrace.model.problems import Problem, quoted
from casetrace.model.time_units import time_unit

#: Where lesion names come from, if a column is to give them; and the fields that do.
NAMED = ("column", "within_patient")
LESION_NAMES = frozenset({"lesion_id", "lesion_number"})


#: What a lesion has at a visit: without that the cell says nothing that could be used.
OF_A_VISIT = frozenset({"value", "reported_reduction_percent", "merged_into"})


def given_by(specs: Sequence[ColumnSpec]) -> set[str]:
    """All fields that the columns of a table give."""
    return set().union(*(fields_given(spec.parts) for spec in specs))


def check_keys(
    tables: Sequence[Prepared],
    specs: Sequence[Sequence[ColumnSpec]],
    configs: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, Any],
) -> None:
    """Note keys that no column gives: of the patient, of what is measured, and of when."""
    measured = any("value" in given_by(table_specs) for table_specs in specs)
    for table, table_specs, config in zip(tables, specs, configs, strict=True):
        if (
            any(problem.rule in ("missing column", "unknown visit") for problem in table.problems)
            or not table.raw.header
        ):
            continue
        fields = given_by(table_specs)
        if "patient_id" not in fields and not has_numbers(table) and not ("lesion_id" in fields and len(tables) > 1):
            hint = declaration(spec.parts for spec in table_specs) if len(tables) == 1 else ""
            _no_column(table, "patient_id", "the patient of each row, such as patient_id", hint)
        if not measured and table is tables[-1]:
            _no_value(table, table_specs, config, outcomes)
            table.problems += unknown_outcomes(table, table_specs, config)
        if (
            config.get("lesion_id") in NAMED
            and not fields & LESION_NAMES
            and not any(spec.lesion for spec in table_specs)
        ):
            _no_column(table, "lesion_id", f"the lesion of each row, as lesion_id: {config['lesion_id']} asks for")
        if not fields & {"visit", "visit_date"}:
            _check_visits(table, table_specs)


def _no_column(table: Prepared, field: str, content: str, hint: str = "") -> None:
    remedy = f"map the column to {field} under columns in config{hint}; `casetrace inspect` on the file proposes how"
    remedy += table.raw.sheet_hint
    table.problems.append(
        table.header_error("", f"no column gives {field}", shown_columns(table.raw), f"a column for {content}", remedy)
    )


def _no_value(
    table: Prepared, specs: Sequence[ColumnSpec], config: Mapping[str, Any], outcomes: Mapping[str, Any]
) -> None:
    """Note that nothing is measured, with the columns that were looked at, what each lacks and what to write."""
    search = search_of(table.raw, config, outcomes)
    lacks = looked_at(search, [spec.header for spec in specs])
    remedy = f"{example(search, lacks)}; `casetrace inspect` on the file proposes more{table.raw.sheet_hint}"
    table.problems.append(
        table.header_error(
            "",
            "no column gives value",
            in_words(lacks, table.raw),
            f"a column for what was measured, such as size_mm with visit, or size_mm_{time_unit()}_4",
            remedy,
        )
    )


def _check_visits(table: Prepared, specs: Sequence[ColumnSpec]) -> None:
    for spec in specs:
        if fields_given(spec.parts) & OF_A_VISIT and "visit" not in spec.parts:
            table.problems.append(
                table.header_error(
                    spec.header,
                    "no visit",
                    "a column of a visit, and nothing that says of which",
                    f"the {time_unit()} of the column, or a column of the visit or its date",
                    "give the column's visit in config, or map a column to visit or visit_date",
                )
            )


def check_rows(read: ReadTable, specs: Sequence[ColumnSpec]) -> None:
    """Note values in rows that do not say what they measure, in whom or when."""
    identity, table = read.identity, read.table
    dated = read.header_of("visit_date")
    day = next((field.texts for field in read.fields if field.name == "visit_date"), None)
    for field in read.fields:
        if field.name not in OF_A_VISIT:
            continue
        has_value = field.texts.notna()
        if read.mode == "nowhere" and (has_value & ~_on_patient(read, field)).any():
            table.problems.append(
                table.header_error(
                    field.header,
                    "no column gives lesion_id",
                    "values in a table that names no lesion, where another table of the cohort names them",
                    "a column for the lesion of each value",
                    "map the column to lesion_id or lesion_number under columns in config, or give the outcome "
                    "measured_on: patient",
                )
            )
            continue
        if not field.outcome and not read.header_of("outcome"):
            _tell(table, field.header, has_value & identity.outcome.isna(), "no outcome", "what was measured",
                  "give the column's outcome in config, or map a column to outcome")  # fmt: skip
        period = read.header_of("period")
        if period and identity.period.notna().any():
            _tell(table, period, has_value & identity.period.isna(), "no period", "the period of this row",
                  "fill in the cell")  # fmt: skip
        if read.visit_header and field.visit is None:
            blank = table.present(read.visit_header).reindex(has_value.index).isna()
            _tell(table, read.visit_header, has_value & blank, "no visit", "the visit of this row", "fill in the cell")
        elif dated and field.visit is None and day is not None:
            _tell(table, dated, has_value & day.isna(), "no visit", "the date of this row's visit", "fill in the cell")


def _on_patient(read: ReadTable, field: FieldColumn) -> pd.Series:
    """Whether each row's value is measured on the patient as a whole."""
    if field.outcome:
        return pd.Series(field.outcome in read.of_patients, index=field.texts.index)
    return read.identity.outcome.isin(read.of_patients)


def _tell(table: Prepared, header: str, rows: pd.Series, rule: str, expected: str, remedy: str) -> None:
    for row in rows.index[rows]:
        table.problems.append(table.error(row, header, rule, "a value without it", expected, remedy))


def unknown_keys(
    reads: Sequence[ReadTable], tables: Sequence[Prepared], specs: Sequence[Sequence[ColumnSpec]]
) -> Iterator[Problem]:
    """Lesions and patients that the cohort's own table of them has not.

    A table that measures nothing and names lesions is the table of the lesions; one that names patients alone is that
    of the patients.
    """
    if len(tables) < 2:
        return
    kinds = dict(zip(map(id, tables), map(_kind, specs), strict=True))
    for kind, names in (("lesions", ("lesion_id", "lesion_number")), ("patients", ("patient_id",))):
        listing = [read for read in reads if kinds[id(read.table)] == kind]
        if not listing:
            continue
        listed = set(pd.concat([_entities(read, kind) for read in listing]).dropna())
        for read in reads:
            entities = _entities(read, kind).dropna()
            header = read.header_of(*names)
            if kinds[id(read.table)] != kind and header:
                for row in entities.index[~entities.isin(listed) & ~entities.duplicated()]:
                    noun = kind.removesuffix("s")
                    yield read.table.error(
                        row,
                        header,
                        f"unknown {noun}",
                        f"{noun} {quoted(entities[row])}",
                        f"a {noun} that {listing[0].table.raw.file} lists",
                        f"correct the {noun}'s name, or add it to that table",
                    )


def _entities(read: ReadTable, kind: str) -> pd.Series:
    return read.identity.lesion if kind == "lesions" else read.identity.patient


def _kind(specs: Sequence[ColumnSpec]) -> str:
    """What a table lists: `lesions`, `patients`, or `visits` where it measures anything."""
    fields = given_by(specs)
    owners = {field_places()[name][0] for name in fields if name in field_places()}
    if "value" in fields or ("measurements" in owners - {"patients"} and fields & {"visit", "visit_date"}):
        return "visits"
    if fields & {"lesion_id", "lesion_number"}:
        return "lesions"
    facts = {name for name in fields if field_places().get(name, ("",))[0] == "patients"} - {"patient_id"}
    return "patients" if "patient_id" in fields and facts else "visits"


def differing_arms(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Rows of values in another arm than a table that measures nothing gives their lesion or patient, each once."""
    listed: dict[str, str] = {}
    with_arms = [read for read in reads if read.header_of("arm")]
    for read in with_arms:
        if not read.header_of("value"):
            entities = read.identity.lesion.fillna(read.identity.patient)
            arms = first_of(list(read.fields), "arm", entities.index)
            listed |= dict(zip(entities[arms.notna()], arms.dropna(), strict=True))
    for read in with_arms if listed else ():
        if read.header_of("value"):
            arms = first_of(list(read.fields), "arm", read.identity.lesion.index)
            listed_arms = read.identity.lesion.map(listed).fillna(read.identity.patient.map(listed))
            differs = arms.notna() & listed_arms.notna() & (arms != listed_arms)
            for row in read.identity.lesion[differs].drop_duplicates().index:
                yield read.table.error(
                    row,
                    read.header_of("arm"),
                    "arms differ",
                    f"arm {quoted(arms[row])} for lesion {quoted(read.identity.lesion[row])}",
                    f"{quoted(listed_arms[row])}, as another table says",
                    "correct the one that is wrong, or put one of the columns under ignore in config",
                )


def lesions_of_nobody(lesions: pd.DataFrame, reported: Sequence[Problem]) -> Iterator[Problem]:
    """Lesions of which no table names the patient, once a file; those of which the reason is told are left out.

    Parameters
    ----------
    lesions
        The facts of their names.
    reported
        The problems of which they may be a consequence.
    """
    rules = ("unknown lesion", "no patient", "unreadable cell", "no column gives patient_id", "missing column")
    reasons = {problem.file for problem in reported if problem.rule in rules}
    for file, file_lesions in lesions[~lesions["file"].isin(reasons)].groupby("file", sort=False):
        first_lesion = file_lesions.iloc[0]
        further = f", and {len(file_lesions) - 1} more" if len(file_lesions) > 1 else ""
        yield Problem(
            "error",
            str(file),
            int(first_lesion["line"]),
            int(first_lesion["column"]),
            str(first_lesion["header"]),
            "lesion of nobody",
            f"lesion {quoted(str(first_lesion['value']))}{further}",
            "lesions whose patient a row of one of the tables names",
            "map the column of the patient in this table, or in the one that lists the lesions",
        )


def shared_lesions(reads: Sequence[ReadTable]) -> Iterator[Problem]:
    """Lesion names that two patients bear."""
    pairs_of = [
        pd.DataFrame({"lesion": read.identity.lesion, "patient": read.identity.patient}).dropna().drop_duplicates()
        for read in reads
    ]
    # Most often none is named twice with another patient, which columns tell faster than their rows.
    if not pairs_of or not pd.concat(pairs_of).drop_duplicates()["lesion"].duplicated().any():
        return
    first_bearer: dict[str, tuple[str, int]] = {}
    for read, pairs in zip(reads, pairs_of, strict=True):
        header = read.header_of("lesion_id") or read.header_of("patient_id")
        for row, lesion, patient in zip(pairs.index, pairs["lesion"], pairs["patient"], strict=True):
            owner, line = first_bearer.setdefault(lesion, (patient, read.table.line(row, header)))
            if owner != patient:
                yield read.table.error(
                    row,
                    header,
                    "duplicate lesion",
                    f"lesion {quoted(lesion)} again, first on line {line}, there of patient {quoted(owner)}",
                    "each lesion once, of one patient",
                    "correct the name; lesion_id: within_patient in config if patients share the names of lesions",
                )
