"""The visits that a table names, whether or not anybody has a value there: by headers, by config, by labels of rows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from casetrace.config.fields import fields_given
from casetrace.ingest.emission import ReadTable
from casetrace.ingest.specs import ColumnSpec

Named = set[tuple[str, int]]


def named_visits(
    reads: Sequence[ReadTable],
    specs: Sequence[Sequence[ColumnSpec]],
    configs: Sequence[Mapping[str, Any]],
    measurements: pd.DataFrame,
) -> pd.DataFrame:
    """The visits of each outcome that anybody has a value of: `outcome` and `visit`.

    Parameters
    ----------
    reads
        The tables as they were read.
    specs, configs
        What the columns of each table give, and its section of config.
    measurements
        The measurements, as text.
    """
    different = measurements[["outcome", "visit"]].dropna().drop_duplicates()
    measured = {(outcome, int(visit)) for outcome, visit in different.itertuples(index=False)}
    visits = set(measured)
    tables = list({id(read.table): read.table for read in reads}.values())
    for table, table_specs, config in zip(tables, specs, configs, strict=True):
        of_table = [read for read in reads if read.table is table]
        outcomes = _outcomes(of_table, table_specs)
        visits |= _named_by_columns(table_specs, outcomes)
        if of_table[0].visit_header and of_table[0].visit_header != of_table[0].header_of("visit_date"):
            visits |= _named_by_rows(of_table, table_specs, config, outcomes, measured)
    with_values = {outcome for outcome, _ in measured}
    return pd.DataFrame(sorted(visit for visit in visits if visit[0] in with_values), columns=["outcome", "visit"])


def _outcomes(reads: Sequence[ReadTable], specs: Sequence[ColumnSpec]) -> set[str]:
    """The outcomes of a table: those of its columns, and those that its rows name."""
    of_rows = {str(outcome) for read in reads for outcome in read.identity.outcome.dropna().unique()}
    return of_rows | {str(spec.parts["outcome"]) for spec in specs if "outcome" in spec.parts}


def _named_by_columns(specs: Sequence[ColumnSpec], outcomes: set[str]) -> Named:
    """The visits of the columns that measure something, by their header or their entry in config."""
    measuring = [spec for spec in specs if "visit" in spec.parts and "value" in fields_given(spec.parts)]
    return {
        (outcome, int(spec.parts["visit"]))
        for spec in measuring
        for outcome in ([str(spec.parts["outcome"])] if "outcome" in spec.parts else outcomes)
    }


def _named_by_rows(
    reads: Sequence[ReadTable],
    specs: Sequence[ColumnSpec],
    config: Mapping[str, Any],
    outcomes: set[str],
    measured: Named,
) -> Named:
    """The visits that labels name: of rows, and those that config gives a time.

    An outcome has its own visits among those of a table that measures several. So a label names a visit of an outcome
    where nobody has a value of any of them, or where it comes after the last value of that outcome.
    """
    without_visit = {
        str(spec.parts["outcome"]) for spec in specs if "outcome" in spec.parts and "visit" not in spec.parts
    }
    named = {(outcome, visit) for visit in _visits_of_config(config) for outcome in without_visit or outcomes}
    named |= set(_visits_of_rows(reads, without_visit))
    with_any = {visit for outcome, visit in measured if outcome in outcomes}
    first = {outcome: min(visit for name, visit in measured if name == outcome) for outcome, _ in measured}
    last = {outcome: max(visit for name, visit in measured if name == outcome) for outcome, _ in measured}
    return {
        (outcome, visit)
        for outcome, visit in named
        if outcome in first and visit > first[outcome] and (visit not in with_any or visit > last[outcome])
    }


def _visits_of_config(config: Mapping[str, Any]) -> Iterator[int]:
    """The times that config gives the labels of visits."""
    yield from (int(visit) for visit in config["visits"]["labels"].values())


def _visits_of_rows(reads: Sequence[ReadTable], outcomes: set[str]) -> Iterator[tuple[str, int]]:
    """Outcome and visit of each row; the outcomes of the columns where the row names none."""
    for read in reads:
        about = pd.DataFrame({"outcome": read.identity.outcome, "visit": read.identity.visit})
        for outcome, visit in about[about["visit"].notna()].drop_duplicates().itertuples(index=False):
            for name in [str(outcome)] if pd.notna(outcome) else sorted(outcomes):
                yield name, int(visit)
