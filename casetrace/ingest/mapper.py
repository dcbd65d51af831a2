"""Maps the raw tables of a cohort to the canonical tables, still as text, with the raw cell of every value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest import choice, emission, events, references
from casetrace.ingest.alike_ids import alike_lesions, alike_patients, dated_names
from casetrace.ingest.assembly import canonical_tables
from casetrace.ingest.cells import Notation
from casetrace.ingest.dating import resolve_dates
from casetrace.ingest.dose_unit import dose_unit
from casetrace.ingest.emission import ReadTable
from casetrace.ingest.facts import Facts, contradictions
from casetrace.ingest.faulty_cells import note_faulty_cells
from casetrace.ingest.fields import FieldColumn, column_units, first_of, read_columns
from casetrace.ingest.identity import Identity, lesion_mode, lesions_of, names_lesions, row_outcomes, row_visits
from casetrace.ingest.mergers import resolve_mergers
from casetrace.ingest.named_visits import named_visits
from casetrace.ingest.outcome_units import outcome_units
from casetrace.ingest.prepared import Prepared, prepared
from casetrace.ingest.raw_places import column_fields, lines_of_rows
from casetrace.ingest.row_patients import number_rows, numbered
from casetrace.ingest.rows import rows_with_lesion, rows_with_patient
from casetrace.ingest.scales import found_scales, levels_of
from casetrace.ingest.specs import ColumnSpec, column_specs
from casetrace.ingest.switches import apply_switches
from casetrace.ingest.unit_gaps import columns_in_other_units, numbers_without_unit
from casetrace.model.canonical import Handled
from casetrace.model.dictionary import field_places
from casetrace.model.problems import Problem
from casetrace.read.limits import limits_of
from casetrace.read.table import RawTable


@dataclass
class Mapped:
    """The canonical tables of a cohort, as text.

    Attributes
    ----------
    tables
        One DataFrame a canonical table.
    visits
        `outcome` and `visit` of every visit, whether or not anybody has a value there.
    cells
        The raw cell of every value.
    handled
        Cells that were filled or set aside.
    problems
        Everything that is wrong with the files and their mapping.
    units
        Unit of each outcome.
    dose_unit
        Unit of the doses; empty where there is none.
    of_patients
        The outcomes that are measured on the patient as a whole.
    scales
        What is taken of outcomes that are short ordinal scores and declare no scale, as if config had it.
    recorded
        The fields that the columns give.
    judged
        What config, and no column, says of events.
    specs
        What each column gives, by table.
    n_rows, n_kept
        Rows of each table before and after they were filtered.
    lines, fields
        Whose each line is, and what each column gives.
    n_measured
        Cells that a measurement may stand in: rows, times columns or visits.
    """

    tables: dict[str, pd.DataFrame]
    visits: pd.DataFrame
    cells: pd.DataFrame
    handled: list[Handled]
    problems: list[Problem]
    units: dict[str, str]
    dose_unit: str
    of_patients: frozenset[str]
    scales: dict[str, dict[str, Any]]
    recorded: set[str]
    judged: set[str]
    specs: list[list[ColumnSpec]]
    n_rows: list[int]
    n_kept: list[int]
    lines: pd.DataFrame
    fields: pd.DataFrame
    n_measured: int


def map_tables(
    raws: Sequence[RawTable],
    configs: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, Any],
    declared_dose_unit: str = "",
) -> Mapped:
    """Map the raw tables of a cohort.

    Parameters
    ----------
    raws
        The tables as they were read, their identifiers hidden.
    configs
        Their sections of config, defaults filled in.
    outcomes
        The cohort's outcomes in config, as far as they are declared.
    declared_dose_unit
        Unit of the doses that config declares; empty where it declares none.
    """
    tables = [prepared(raw, config) for raw, config in zip(raws, configs, strict=True)]
    specs_and_problems = [column_specs(table, config, outcomes) for table, config in zip(tables, configs, strict=True)]
    specs = [specs for specs, _ in specs_and_problems]
    for table, config, (table_specs, problems) in zip(tables, configs, specs_and_problems, strict=True):
        table.problems += problems
        number_rows(table, config, table_specs)
    for table, table_specs in zip(tables, specs, strict=True):
        apply_switches(table, table_specs)
        note_faulty_cells(table, table_specs)
    scales = found_scales(tables, specs, configs, outcomes)
    all_specs, specs = (
        specs,
        [
            [spec for spec in table_specs if (number, spec.header) not in scales.unreadable]
            for number, table_specs in enumerate(specs)
        ],
    )
    levels = levels_of(outcomes, scales)
    units = outcome_units(tables, specs, outcomes)
    doses_in = dose_unit(tables, specs, declared_dose_unit)
    has_lesion_names = any(
        names_lesions(config, table_specs) for config, table_specs in zip(configs, specs, strict=True)
    )
    of_patients = patient_outcomes(specs, configs, outcomes, has_lesion_names)
    reads = [
        replace(read, of_patients=of_patients)
        for table, config, table_specs in zip(tables, configs, specs, strict=True)
        for read in _read_blocks(
            table, config, table_specs, outcomes, units, levels, doses_in, has_lesion_names, of_patients
        )
    ]
    references.check_keys(tables, all_specs, configs, outcomes)
    resolve_dates(reads, dict(zip(map(id, tables), configs, strict=True)), outcomes)
    facts = _facts(reads, tables, configs)
    choice.choose(reads, dict(zip(map(id, tables), configs, strict=True)), outcomes, facts)
    mergers = resolve_mergers(facts)
    without_patient = emission.take_out_lesions_of_nobody(facts)
    names = list(outcomes) or sorted(set(facts.of(("measurements", "outcome"))["value"]))
    lettered = any(read.mode == "lettered" for read in reads)
    contradicting = list(contradictions(facts, of_patients))
    canonical, cells = canonical_tables(facts, names, lettered)
    problems = [*(problem for raw in raws for problem in raw.problems), *scales.problems]
    problems += [*(problem for table in tables for problem in table.problems), *contradicting, *mergers]
    alike = [*alike_patients(reads), *alike_lesions(reads)]
    problems += alike or references.unknown_keys(reads, tables, specs)
    problems += [*references.shared_lesions(reads), *dated_names(reads)]
    problems += [*references.differing_arms(reads), *references.lesions_of_nobody(without_patient, problems)]
    return Mapped(
        canonical,
        named_visits(reads, specs, configs, canonical["measurements"]),
        cells,
        list(dict.fromkeys(note for table in tables for note in table.handled)),
        problems,
        units,
        doses_in,
        of_patients if has_lesion_names else _without_lesions(of_patients, names, outcomes),
        scales.sections,
        set().union(*(fields_given(spec.parts) for table_specs in specs for spec in table_specs)),
        events.judged_by_config(specs, configs),
        specs,
        [table.n_rows for table in tables],
        [len(table.texts) for table in tables],
        lines_of_rows(reads),
        column_fields(tables, specs),
        _n_measured(reads, canonical["measurements"]),
    )


def patient_outcomes(
    specs: Sequence[Sequence[ColumnSpec]],
    configs: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, Any],
    named_elsewhere: bool,
) -> frozenset[str]:
    """The outcomes that are measured on the patient as a whole.

    Config says so; or only a table that names no lesion, while another one does, has columns of the outcome.
    """
    declared = {name for name, outcome in outcomes.items() if outcome.get("measured_on") == "patient"}
    bearer_declared = {name for name, outcome in outcomes.items() if "measured_on" in outcome}
    on_lesions: set[str] = set()
    on_patients: set[str] = set()
    for table_specs, config in zip(specs, configs, strict=True):
        names = {spec.parts["outcome"] for spec in table_specs if "outcome" in spec.parts}
        if lesion_mode(config, table_specs, named_elsewhere) == "nowhere":
            on_patients |= names
        else:
            on_lesions |= names
    return frozenset(declared | (on_patients - on_lesions - bearer_declared))


def _without_lesions(of_patients: frozenset[str], names: Sequence[str], outcomes: Mapping[str, Any]) -> frozenset[str]:
    """The outcomes measured on patients where no table names a lesion: all that config does not give the lesions."""
    of_lesions = {name for name, outcome in outcomes.items() if outcome.get("measured_on") == "lesion"}
    return of_patients | (frozenset(names) - of_lesions)


def _read_blocks(
    table: Prepared,
    config: Mapping[str, Any],
    specs: list[ColumnSpec],
    outcomes: Mapping[str, Any],
    units: Mapping[str, str],
    levels: Mapping[str, tuple[str, ...]],
    doses_in: str,
    named_elsewhere: bool,
    of_patients: frozenset[str],
) -> Iterator[ReadTable]:
    """The table read once, or once for each lesion that headers name."""
    mode = lesion_mode(config, specs, named_elsewhere)
    lesions = list(dict.fromkeys(spec.lesion for spec in specs if spec.lesion)) or [""]
    dimensions = {name: spec["dimensions"] for name, spec in outcomes.items() if "dimensions" in spec}
    sides = {"below_limit": "<", "above_limit": ">"}
    limits = {name: {sides[key]: spec[key] for key in sides if key in spec} for name, spec in outcomes.items()}
    notation = Notation(
        table.raw.dialect,
        table.missing,
        config["dispositions"],
        config["mergers"],
        units,
        dimensions,
        levels,
        doses_in,
        limits,
        limits_of(config).pattern_seconds,
    )
    for lesion in lesions:
        block_specs = [spec for spec in specs if spec.lesion in ("", lesion)]
        yield _read(table, config, block_specs, outcomes, notation, lesion, mode, of_patients)


def _read(
    table: Prepared,
    config: Mapping[str, Any],
    specs: list[ColumnSpec],
    outcomes: Mapping[str, Any],
    notation: Notation,
    block: str,
    mode: str,
    of_patients: frozenset[str],
) -> ReadTable:
    row_specs = [spec for spec in specs if spec.parts.get("field") in ("outcome", "unit")]
    no_texts = pd.Series(None, index=table.texts.index, dtype="str")
    row_fields = read_columns(table, row_specs, notation, no_texts, no_texts)
    outcome_header = next((field.header for field in row_fields if field.name == "outcome"), "")
    outcome = row_outcomes(first_of(row_fields, "outcome", table.texts.index), outcomes, table, outcome_header)
    if not outcome_header and len(outcomes) == 1:
        outcome = outcome.fillna(next(iter(outcomes)))
    unit = first_of(row_fields, "unit", table.texts.index)
    fields = [*numbered(table), *row_fields]
    fields += read_columns(table, [spec for spec in specs if spec not in row_specs], notation, outcome, unit)
    if not any(spec.parts.get("field") == "unit" for spec in specs):
        plain = [spec for spec in specs if spec.parts.get("field") == "value" and not column_units(table, spec)]
        table.problems += numbers_without_unit(table, plain, notation, outcome)
    table.problems += columns_in_other_units(table, specs)
    wide = any("visit" in spec.parts for spec in specs) and not _rows_tell_visits(specs)
    rows = rows_with_patient(table, config, fields, mode)
    patient = first_of(fields, "patient_id", table.texts.index)[rows]
    lesion = lesions_of(mode, block, patient, [field.of_rows(rows) for field in fields])
    if block:
        lesion = lesion.where(_any_of(fields, {spec.header for spec in specs if spec.lesion}, rows))
    rows = rows_with_lesion(table, fields, lesion, mode, wide, outcome.isin(of_patients), of_patients)
    fields = [field.of_rows(rows) for field in fields]
    label_header = next((field.header for field in fields if field.name == "visit"), "")
    visit = row_visits(first_of(fields, "visit", rows), config["visits"], table, label_header)
    identity = Identity(patient[rows], lesion[rows], first_of(fields, "period", rows), outcome[rows], visit)
    read = ReadTable(table, fields, identity, mode, label_header, of_patients)
    references.check_rows(read, specs)
    return read


def _rows_tell_visits(specs: Sequence[ColumnSpec]) -> bool:
    """Whether rows tell the visit of some values; other columns may then name a visit themselves."""
    values = [spec for spec in specs if "value" in fields_given(spec.parts)]
    told = {"visit", "visit_date"} & set().union(*(fields_given(spec.parts) for spec in specs))
    return bool(told) and any("visit" not in spec.parts for spec in values)


def _any_of(fields: Sequence[FieldColumn], headers: set[str], rows: pd.Index) -> pd.Series:
    """Whether any of the columns has a value in each row."""
    has_value = pd.Series(False, index=rows)
    for field in fields:
        if field.header in headers:
            has_value |= field.texts.reindex(rows).notna()
    return has_value


def _facts(reads: list[ReadTable], tables: list[Prepared], configs: Sequence[Mapping[str, Any]]) -> Facts:
    facts = Facts()
    for read in reads:
        emission.emit(read, facts)
        events.emit_events(read, facts)
    events.deaths_are_serious(facts)
    for table, config in zip(tables, configs, strict=True):
        emission.state(config["stated"], [read for read in reads if read.table is table], facts)
    emission.for_every_lesion(reads, facts)
    emission.patients_of_lesions(facts)
    emission.arms_of_lesions(reads, facts)
    emission.share_treatments(facts)
    events.number_events(facts)
    emission.statuses_of_reasons(
        facts, {text: status for config in configs for text, status in config["dispositions"].items()}
    )
    return facts


def _n_measured(reads: list[ReadTable], measurements: pd.DataFrame) -> int:
    """Places where a measurement may stand: every row, for each outcome and visit that the columns give."""
    count = 0
    for read in reads:
        slots = {
            (field.outcome, field.visit)
            for field in read.fields
            if field_places().get(field.name, ("",))[0] == "measurements" and field.name not in emission.IDENTITY
        }
        count += len(slots) * len(read.identity.lesion)
    return max(count, len(measurements))
