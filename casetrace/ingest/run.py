"""Read the raw tables of a cohort and map them to the canonical tables, still as text.

In: the raw files; claims.csv, what was published of the cohort; the cohort's tables, outcomes, endpoints,
`primary` and `treatment` of config, and its corrections and site groups, whose names claims may use.
Out: one Parquet file a canonical table; `cells`, the raw cell (file, line, column, text) of every value; `handled`,
the cells and lines that were filled or set aside; `sources` and `columns`, how the files were read; `raw`, the texts
of the columns that are read, `lines`, whose each line is, and `fields`, what each column gives; `row_counts`;
`claims`, as text; `problems`, which `check_cohort` reports; and `plan`, outcomes and primary result with what config
leaves to the data, and the unit of time of the cohort.
"""

import logging
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from casetrace.claims.reading import empty_claims
from casetrace.claims.supplied import supplied_values
from casetrace.claims.validation import validated_claims
from casetrace.config.schema import config_schema
from casetrace.ingest.alike_ids import alike_secrets
from casetrace.ingest.designs import doubtful_designs
from casetrace.ingest.endpoints import unanswerable
from casetrace.ingest.events import unmet_types
from casetrace.ingest.mapper import Mapped, map_tables
from casetrace.ingest.plan import assumed_directions, late_baselines, study_plan
from casetrace.ingest.privacy import protect
from casetrace.ingest.raw_places import raw_cells
from casetrace.ingest.sources import columns_frame, lines_set_aside, sources_frame
from casetrace.model.canonical import Handled
from casetrace.model.counts import RowCount, counts_frame
from casetrace.model.dictionary import data_dictionary
from casetrace.model.plan import Plan, write_plan
from casetrace.model.problems import problems_frame
from casetrace.model.pseudonyms import read_salt
from casetrace.model.storage import write_parquet, written_together
from casetrace.model.time_units import EXACTLY, USUAL, TimeUnit, in_its_unit
from casetrace.model.time_units import time_unit as counted_in_unit
from casetrace.read.reading import read_raw_table
from casetrace.read.table import RawTable

logger = logging.getLogger("casetrace")


def read_tables(tables: Sequence[Mapping[str, Any]], environment: Mapping[str, str]) -> list[RawTable]:
    """The raw tables of a cohort, direct identifiers taken out of them.

    Parameters
    ----------
    tables
        The cohort's tables in config.
    environment
        The environment variables, one of which names the file of the salt.

    Raises
    ------
    UserError
        When a column is to have pseudonyms and there is no salt.
    """
    secret = any(table["privacy"]["pseudonymise"] for table in tables)
    salt = read_salt(environment, Path.cwd()) if secret else b""
    raws = [read_raw_table(Path(table["file"]), table["file"], table) for table in tables]
    alike_secrets(raws, tables)
    for raw, table in zip(raws, tables, strict=True):
        protect(raw, table["privacy"], salt, table["missing"], table["columns"])
    return raws


def row_counts(raws: Sequence[RawTable], mapped: Mapped) -> Iterator[RowCount]:
    """Lines of each file against its rows, rows against those kept, and measured cells against measurements."""
    for raw, n_rows, n_kept in zip(raws, mapped.n_rows, mapped.n_kept, strict=True):
        n_aside = len(raw.set_aside)
        reasons = sorted({line.reason for line in raw.set_aside})
        yield RowCount("ingest", f"lines of {raw.file}", n_rows + n_aside, n_rows, n_aside, ", ".join(reasons))
        reason = "row filters of config, or continuing nothing"
        yield RowCount("ingest", f"rows of {raw.file}", n_rows, n_kept, n_rows - n_kept, reason)
    n_measured = len(mapped.tables["measurements"])
    n_not_measured = mapped.n_measured - n_measured
    reason = "blank, a disposition in place of a value, or an error"
    yield RowCount("ingest", "measured cells to measurements", mapped.n_measured, n_measured, n_not_measured, reason)


def handled_frame(raws: Sequence[RawTable], mapped: Mapped) -> pd.DataFrame:
    """The lines that are no rows, and the cells that were filled or set aside."""
    lines = [note for raw in raws for note in lines_set_aside(raw)]
    return pd.DataFrame([*lines, *mapped.handled], columns=list(Handled._fields))


def _in_study_time(treatment: Mapping[str, Any]) -> dict[str, Any]:
    """The section `treatment` with the weeks between treatments in the study's unit of time, where that is another."""
    weeks = treatment.get("interval_weeks")
    if weeks is None or counted_in_unit() == USUAL:
        return dict(treatment)
    others = {key: value for key, value in treatment.items() if key != "interval_weeks"}
    return others | {"interval": float(Fraction(weeks) * EXACTLY[USUAL, counted_in_unit()])}


@in_its_unit(lambda unit: unit, "time_unit")
def ingest_cohort(
    tables: Sequence[Mapping[str, Any]],
    outcomes: Mapping[str, Any],
    endpoints: Mapping[str, Any],
    primary: Mapping[str, Any],
    schema: str | Path,
    out: Mapping[str, str],
    environment: Mapping[str, str] = os.environ,
    claims: str | None = None,
    site_groups: Mapping[str, Collection[str]] = MappingProxyType({}),
    corrections: str | None = None,
    arms: Mapping[str, Any] = MappingProxyType({}),
    treatment: Mapping[str, Any] = MappingProxyType({}),
    time_unit: TimeUnit = USUAL,
) -> None:
    """Ingest one cohort.

    Parameters
    ----------
    tables
        The cohort's tables in config, none where it has claims alone. Their files need not exist, which is then a
        problem like any other.
    outcomes, endpoints, primary
        Sections of the cohort's config, as far as they are given.
    schema
        Path of the schema of config, which has the defaults of an outcome that the data alone name.
    out
        Paths to write, by name.
    environment
        The environment variables.
    claims
        Path of claims.csv, if anything is claimed of the cohort.
    site_groups, corrections
        Section of the cohort's config and path of corrections.csv, if it has them.
    arms
        Section of the cohort's config.
    treatment
        Section of the cohort's config: what the treatment is called, and the unit of its doses.
    time_unit
        What the cohort counts its visits in.
    """
    raws = read_tables(tables, environment)
    mapped = map_tables(raws, tables, outcomes, treatment.get("dose_unit", ""))
    with written_together() as write:
        write(mapped.cells, out["cells"])
        for name in data_dictionary():
            write(mapped.tables[name], out[name])
        write(handled_frame(raws, mapped), out["handled"])
        write(sources_frame(raws), out["sources"])
        columns = columns_frame(raws, tables, mapped.specs)
        write(columns, out["columns"])
        write(mapped.lines, out["lines"])
        write(raw_cells(raws, columns), out["raw"])
        for raw in raws:
            raw.columns.clear()
        write(mapped.fields, out["fields"])
        write(counts_frame(row_counts(raws, mapped)), out["row_counts"])
    words = {**_in_study_time(treatment), "dose_unit": mapped.dose_unit}
    declared = (outcomes, endpoints, primary, mapped.recorded, words, config_schema(schema), mapped.judged, arms)
    plan = study_plan(mapped.visits, mapped.units, mapped.of_patients, mapped.scales, *declared)
    write_plan(plan, out["plan"])
    problems = list(mapped.problems)
    if raws:
        problems += [*late_baselines(plan, outcomes, raws[0].file), *unanswerable(plan, endpoints, raws[0].file)]
        problems += assumed_directions(plan, outcomes, raws[0].file)
        problems += doubtful_designs(mapped.tables, tables, raws[0].file)
        problems += unmet_types(plan, mapped.tables["events"], raws[0].file)
    claimed = empty_claims()
    if claims:
        cohort_facts = (mapped.tables, Plan.of(plan), corrections, site_groups)
        supplied = supplied_values(corrections, tables)
        claimed, claim_problems = validated_claims(claims, *cohort_facts, has_tables=bool(tables), supplied=supplied)
        problems += claim_problems
    write_parquet(claimed, out["claims"])
    write_parquet(problems_frame(problems), out["problems"])
    for raw in raws:
        logger.info("read %s: %s, %d rows", raw.file, raw.dialect.in_words, len(raw.lines))
    logger.info("ingested %d lesions of %d patients", len(mapped.tables["lesions"]), len(mapped.tables["patients"]))
