"""Audit the published claims of a cohort against its rows, and its printed numbers against each other.

In: the ingested tables as text, with the claims; the clean tables; the plan; the site groups of config.
Out: `audit.csv`, each claim with its verdict; the tables behind it; `scenario`, what the audit proposes to declare; and
`statistics`, the stage's part of statistics.csv, with `lineage` and `row_sets`, what each result rests on.
"""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.audit.agreement import cell_checks
from casetrace.audit.audit import Audit, audited
from casetrace.audit.study import Study, study_of
from casetrace.claims.claims import read_claims
from casetrace.claims.supplied import supplied_values
from casetrace.claims.verdicts import verdict_counts
from casetrace.model.dictionary import data_dictionary
from casetrace.model.disposition import completed, last_visit_with_data, one_row_per_patient
from casetrace.model.plan import Plan, in_unit_of_plan, read_plan
from casetrace.model.result_files import write_results
from casetrace.model.storage import read_parquet, write_csv, write_parquet
from casetrace.read.places import Places
from casetrace.words.conversion import converted

logger = logging.getLogger("casetrace")

Tables = dict[str, pd.DataFrame]

#: The tables of an audit that are written, beside the claims.
PARTS = ("readings", "assumptions", "implied", "values", "interpretations", "consistency")


def as_printed(texts: Tables, cells: pd.DataFrame, clean: Tables, final_visit: int) -> Tables:
    """The canonical tables as they were before any correction; a text that is no number is missing.

    Parameters
    ----------
    texts
        The ingested tables, as text.
    cells
        Their raw cells.
    clean
        The clean tables, which name every patient.
    final_visit
        The last planned visit of any outcome.
    """
    places = Places(cells, "")
    original = texts | {"disposition": one_row_per_patient(texts["disposition"], clean["patients"])}
    tables = {name: converted(original[name], table, places)[0] for name, table in data_dictionary().items()}
    tables = {name: frame.assign(row=range(len(frame))) for name, frame in tables.items()}
    last = last_visit_with_data(tables["measurements"])
    return tables | {"disposition": completed(tables["disposition"], last, final_visit)}


def studies(
    texts: Tables, cells: pd.DataFrame, clean: Tables, plan: Plan, site_groups: Mapping[str, list[str]]
) -> tuple[Study | None, Study | None]:
    """The rows as they are printed, and with the corrections where these change anything; nothing without rows."""
    if clean["patients"].empty:
        return None, None
    outcomes = plan.outcomes
    final_visit = max((int(outcome.follow_up_visits[-1]) for outcome in outcomes.values()), default=0)
    printed = as_printed(texts, cells, clean, final_visit)
    names = list(data_dictionary())
    columns = {name: list(data_dictionary()[name].columns) for name in names}
    unchanged = all(printed[name][columns[name]].equals(clean[name][columns[name]]) for name in names)
    recorded = plan.recorded
    study = study_of(printed, outcomes, site_groups, recorded, plan.treatment)
    return study, None if unchanged else study_of(clean, outcomes, site_groups, recorded, plan.treatment)


def write_audit(audit: Audit, out: Mapping[str, str]) -> None:
    """Write the tables of an audit."""
    write_csv(audit.claims, out["audit_csv"])
    write_parquet(audit.claims, out["claims"])
    for name in PARTS:
        write_parquet(getattr(audit, name), out[name])
    Path(out["scenario"]).write_text(json.dumps(audit.scenario, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_results(audit.results, out)


def by_name(paths: Iterable[str]) -> dict[str, str]:
    """Paths of tables by the names of the tables."""
    return {Path(path).stem: str(path) for path in paths}


@in_unit_of_plan
def audit_claims(
    ingested: Mapping[str, str],
    clean: Mapping[str, str],
    plan: str,
    site_groups: Mapping[str, list[str]],
    out: Mapping[str, str],
    corrections: str | None = None,
    config_tables: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Audit the claims of one cohort.

    Parameters
    ----------
    ingested
        Paths of the ingested tables, of their raw cells and of the claims, by name.
    clean
        Paths of the clean tables by name.
    plan
        Path of the plan.
    site_groups
        Section of the cohort's config.
    out
        Paths to write, by name.
    corrections
        Path of corrections.csv, if the cohort has one.
    config_tables
        The cohort's tables in config, which may state what the raw files do not have.
    """
    texts = {name: read_parquet(ingested[name]) for name in data_dictionary()}
    tables = {name: read_parquet(clean[name]) for name in data_dictionary()}
    planned = read_plan(plan)
    claims = read_claims(read_parquet(ingested["claims"]))
    study, corrected_study = studies(texts, read_parquet(ingested["cells"]), tables, planned, site_groups)
    cells = cell_checks(texts, planned.outcomes, planned.treatment) if study else ()
    supplied = supplied_values(corrections, config_tables)
    audit = audited(claims, study, corrected_study, cells, supplied)
    write_audit(audit, out)
    counts = {name: n for name, n in verdict_counts(audit.claims["verdict"]).items() if n}
    logger.info("audited: %d claims, %s", len(audit.claims), ", ".join(f"{n} {name}" for name, n in counts.items()))
