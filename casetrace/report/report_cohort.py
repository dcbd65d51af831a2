"""Write the report of a cohort, its appendix and manuscript, in all their formats.

In: statistics.csv, the cleaning log, problems and row counts, how the raw files were read, the plan, the clean tables
and analysis datasets that are listed, the figures as SVG; the audit of a cohort that has claims; the lineage of the
results, with everything that it points to in the folder of statistics.csv; the templates in workflow/report/; the
study's settings.
Out: `report.html`, `appendix.html`, `report.pdf`, `manuscript.docx`, `values.csv`, `values.tex`. Every number in them
is printed from statistics.csv by its `result_id`, or from a table's cell; in HTML it opens on the rows that it rests on
and their raw cells.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.claims.audit_tables import read_audit
from casetrace.model.canonical import ROW
from casetrace.model.listing import Listing, listing
from casetrace.model.plan import Plan, in_unit_of_plan, read_plan
from casetrace.model.result_files import read_statistics
from casetrace.model.storage import columns_with_values, read_parquet
from casetrace.model.visits import improved, lesions_of, of_outcome
from casetrace.report.cohort_content import CohortContent
from casetrace.report.content import CENSORED, flag_groups, known_fields, lesion_listing, methods_of, with_limits
from casetrace.report.documents import cohort_documents
from casetrace.report.patient_cases import patient_cases
from casetrace.report.printer import Printer
from casetrace.report.provenance import provenance
from casetrace.report.small_groups import small_groupings
from casetrace.report.values import named_values
from casetrace.report.writing import Report, write_report
from casetrace.trace.chain import Lineage
from casetrace.trace.panel import PanelContext, trace_data


def listings(frames: Mapping[str, pd.DataFrame], plan: Plan, limit: int) -> dict[str, Listing]:
    """What the report lists, each table by its name; `measured_patients` by the primary outcome where it is theirs."""
    counts = pd.concat([frames["row_counts"], frames["derived_counts"]], ignore_index=True)
    ends = frames["patients"][["patient_id"]].merge(frames["disposition"], on="patient_id")
    names = ("patients", "events", "cleaning_log", "problems", "sources", "columns")
    lesions, visits = frames["lesions"], frames["lesion_visits"]
    of_patients = lesions_of(lesions, plan.outcomes[plan.primary.outcome])
    return {name: listing(frames[name], limit) for name in names} | {
        "lesions": lesion_listing(lesions, visits, plan.listed_outcomes[0], limit),
        "measured_patients": lesion_listing(of_patients, visits, plan.primary.outcome, limit),
        "disposition": listing(ends, limit),
        "row_counts": listing(counts, limit),
    }


def cohort_content(
    name: str,
    frames: Mapping[str, pd.DataFrame],
    plan: Plan,
    study: Mapping[str, Any],
    **parts: Any,
) -> CohortContent:
    """What the report says of a cohort; `parts` are those of its content that neither tables nor settings give."""
    lesions, visits = frames["lesions"], frames["lesion_visits"]
    plan = plan.in_arms(visits)
    statistics, printing = frames["statistics"], study["report"]
    return CohortContent(
        name=name,
        title=study["title"],
        cohort_title=study["cohort_title"] or name,
        source=study["source"],
        plan=plan,
        printer=Printer(statistics),
        methods=methods_of(statistics),
        flags=flag_groups(statistics, plan.treatment),
        listings=listings(frames, plan, printing["listing_rows"]),
        known=known_fields(plan.recorded, lesions, visits),
        small_groupings=small_groupings(lesions, visits, frames["events"], printing["smallest_group"]),
        smallest_group=printing["smallest_group"],
        n_warnings=len(frames["problems"]),
        scenarios=study["scenarios"],
        declared_scenarios=study["declared_scenarios"],
        settings=study["methods"],
        confounded_from=study["confounded_from"],
        reporting=study["reporting"],
        abbreviations=study["abbreviations"],
        cases=patient_cases(frames, plan, printing["listing_rows"]),
        **parts,
    )


def read_frames(tables: Mapping[str, str], plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables by name; lesion visits with their percent improvement."""
    # Rows of the other assumptions are not listed.
    listed = {"lesion_visits": {"filters": [("scenario", "in", ["observed", "as_reported"])]}}
    frames = {
        key: read_parquet(path, **listed.get(key, {})) for key, path in tables.items() if path.endswith(".parquet")
    }
    logs = ("cleaning_log", "problems", "row_counts")
    frames |= {key: pd.read_csv(tables[key], keep_default_na=False) for key in logs}
    visits = [improved(of_outcome(frames["lesion_visits"], name), outcome) for name, outcome in plan.outcomes.items()]
    return frames | {
        "lesion_visits": pd.concat(visits, ignore_index=True),
        "statistics": read_statistics(tables["statistics"]),
    }


@in_unit_of_plan
def report_cohort(
    name: str,
    tables: Mapping[str, str],
    plan: str,
    figures: list[str],
    raw: list[str],
    template: str,
    study: Mapping[str, Any],
    lock_file: str,
    report: Mapping[str, str],
    audit: Mapping[str, str] | None = None,
) -> None:
    """Write the report of one cohort.

    Parameters
    ----------
    name
        The cohort's name.
    tables
        Paths of the tables by name.
    plan
        Path of the plan.
    figures
        Paths of the figures as SVG.
    raw
        Paths of the raw files.
    template
        Path of the page template; its style sheets and script are in the same folder.
    study
        The study's `title` and its sections `methods` and `report` of config, and of the cohort its `cohort_title` and
        `source`, which may be missing, its `reporting`, `abbreviations`, `scenarios`, `declared_scenarios` and
        `confounded_from`.
    lock_file
        The lock of the packages.
    report
        Paths to write, by file.
    audit
        Paths of the files of the audit by folder and name, such as `audit/claims`; none where there are no claims.
    """
    planned = read_plan(plan)
    lineage = Lineage.read(Path(tables["statistics"]).parent)
    frames = read_frames(tables, planned)
    cells = read_parquet(lineage.path("ingest/cells"), filters=[("how", "in", [CENSORED, ROW])])
    frames["lesion_visits"] = with_limits(frames["lesion_visits"], cells)
    content = cohort_content(
        name,
        frames,
        planned,
        study,
        rows_are_patients=bool((cells["how"] == ROW).any()),
        audit=read_audit(audit, study["report"]["listing_rows"]) if audit else None,
        figures={Path(path).stem: path for path in figures},
        provenance=provenance(raw, lock_file),
    )
    # A field is known too that only an assumption gives.
    content = replace(content, known={*content.known, *columns_with_values(tables["lesion_visits"])})
    claims = content.audit.checked if content.audit else ()
    context = PanelContext(name, planned, study["report"]["listing_rows"], content.provenance["software"], claims)
    statistics, logs = frames["statistics"], {key: frames[key] for key in ("cleaning_log", "problems")}
    # Of a large cohort they take as much room as what leads from the results to the raw cells.
    del frames
    traced = trace_data(lineage, statistics, logs, context)
    documents = cohort_documents(content)
    values = named_values(content.printer, documents["manuscript"], several=len(planned.outcomes) > 1)
    write_report(Report(documents, template, traced, values), report)


#: Inputs of the rule that are no tables.
NO_TABLES = ("plan", "figures", "audit", "lineage", "raw", "templates", "lock_file", "code")
