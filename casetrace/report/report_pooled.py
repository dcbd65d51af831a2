"""Write the report of a study's cohorts together, and their manuscript.

In: the pooled statistics.csv with what it rests on in provenance/, the tables beside it, and the figures as SVG; the
plan and statistics.csv of each cohort; the templates in workflow/report/; the study's settings.
Out: `report.html`, one file without outside resources, `report.pdf`, `report.docx`, `manuscript.docx`, `values.csv`,
`values.tex`. Every number in it is printed from statistics.csv by its `result_id`, and opens on the cohorts'
results that it rests on, from which a link leads into their reports.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.model import groups
from casetrace.model.comparisons import Cohort, cohort_labels, mean_rows, outcome_that_gains
from casetrace.model.endpoint import LEVEL, LEVEL_OR_BETTER, RESPONDERS
from casetrace.model.listing import records
from casetrace.model.plan import in_unit_of_plans, read_plan
from casetrace.model.printed_table import printed_titles
from casetrace.model.result_files import read_statistics
from casetrace.model.shared_categories import RESPONSE, RESPONSE_OR_BETTER
from casetrace.model.shared_rates import ALL_COMPLETE
from casetrace.model.storage import read_parquet
from casetrace.model.study_terms import StudyTerms
from casetrace.report.content import flag_groups, methods_of
from casetrace.report.documents import pooled_documents
from casetrace.report.pooled_content import Compared, ComparedCategories, ComparedRate, PooledCohort, PooledContent
from casetrace.report.printer import Printer
from casetrace.report.provenance import provenance
from casetrace.report.values import named_values
from casetrace.report.writing import Report, write_report
from casetrace.trace.chain import Lineage
from casetrace.trace.pooled_panel import pooled_trace_data

#: What is counted where no endpoint is named.
ALL_COMPLETE_WORDS = "complete response of all lesions"


def compared(statistics: pd.DataFrame, cohorts: Mapping[str, Cohort], terms: StudyTerms) -> list[Compared]:
    """Every outcome and visit of the results of which there are means."""
    keys = mean_rows(statistics)[["analysis", "outcome", "visit"]].drop_duplicates()
    own = [cohort.outcomes for cohort in cohorts.values()]
    return [
        Compared(gain, name, int(visit), terms.labels.get(name, outcome_that_gains(own, name, gain).label))
        for gain, name, visit in keys.itertuples(index=False)
    ]


def outcome_labels(cohorts: Mapping[str, Cohort], terms: StudyTerms) -> dict[str, str]:
    """What each outcome of the study is called: by config, or by the first cohort that has it."""
    in_order = reversed(list(cohorts.values()))
    return {name: outcome.label for cohort in in_order for name, outcome in cohort.outcomes.items()} | dict(
        terms.labels
    )


def compared_rates(statistics: pd.DataFrame, cohorts: Mapping[str, Cohort], terms: StudyTerms) -> list[ComparedRate]:
    """Every share of responding patients of the results."""
    rows = statistics[statistics["analysis"].isin([RESPONDERS.analysis, ALL_COMPLETE.analysis])]
    labels = {
        name: endpoint.label
        for cohort in reversed(list(cohorts.values()))
        for name, endpoint in cohort.endpoints.items()
    }
    outcomes = outcome_labels(cohorts, terms)
    found: dict[ComparedRate, None] = {}
    for row in rows.itertuples(index=False):
        endpoint = dict(groups.read(str(row.group))).get("endpoint", "")
        label = terms.labels.get(endpoint, labels.get(endpoint, endpoint)) if endpoint else ALL_COMPLETE_WORDS
        outcome = outcomes[str(row.outcome)]
        words = label if outcome.casefold() in label.casefold() else f"{label}, {outcome}"
        rate = ComparedRate(str(row.analysis), str(row.outcome), int(row.visit), endpoint, words)
        found[rate] = None
    return list(found)


def compared_categories(
    statistics: pd.DataFrame, cohorts: Mapping[str, Cohort], terms: StudyTerms
) -> list[ComparedCategories]:
    """All ordered categories of the results."""
    analyses = {RESPONSE_OR_BETTER.analysis: RESPONSE.analysis, LEVEL_OR_BETTER.analysis: LEVEL.analysis}
    rows = statistics.loc[statistics["analysis"].isin(list(analyses)), ["analysis", "outcome", "visit"]]
    labels = outcome_labels(cohorts, terms)
    return [
        ComparedCategories(analyses[analysis], analysis, name, int(visit), labels[name])
        for analysis, name, visit in rows.drop_duplicates().itertuples(index=False)
    ]


def cohort_entries(cohorts: Mapping[str, Mapping[str, Any]], printed: pd.DataFrame) -> dict[str, PooledCohort]:
    """Each cohort by its group in the results."""
    titles = {name: entry["title"] or name for name, entry in cohorts.items()} | printed_titles(printed)
    labels, lines = cohort_labels(list(titles)), records(printed)
    entries = {}
    for name, title in titles.items():
        own = [line | {"row": row} for row, line in enumerate(lines) if line["cohort"] == name]
        about = next((line for line in own if line["citation"]), own[0] if own else {})
        source = cohorts[name]["source"] if name in cohorts else None
        report = f"../{name}/report.html" if name in cohorts else ""
        entries[f"cohort={labels[name]}"] = PooledCohort(name, title, source, report, about)
    return entries


@in_unit_of_plans
def report_pooled(
    statistics: str,
    tables: Mapping[str, str],
    figures: list[str],
    plans: Mapping[str, str],
    sources: Mapping[str, str],
    printed_files: list[str],
    template: str,
    study: Mapping[str, Any],
    lock_file: str,
    report: Mapping[str, str],
) -> None:
    """Write the report of the cohorts together.

    Parameters
    ----------
    statistics
        Path of the pooled results; their lineage is in provenance/ beside it.
    tables
        Paths of `harmonisation`, `overlap` and `printed`.
    figures
        Paths of the figures as SVG.
    plans
        Path of each cohort's plan, by cohort in the order of config.
    sources
        Path of each cohort's results, by cohort.
    printed_files
        Paths of the raw files of printed cohorts; at most one.
    template
        Path of the page template; its style sheets and script are in the same folder.
    study
        The study's `title`, its sections `methods` and `pool` of config, and its `cohorts`, each with `title` and
        `source`, which may be missing.
    lock_file
        The lock of the packages.
    report
        Paths to write, by file.
    """
    frame = read_statistics(statistics)
    terms, printed = StudyTerms.of(study["pool"]), read_parquet(tables["printed"])
    cohorts = {
        name: Cohort.of(name, read_plan(path), read_statistics(sources[name]), terms) for name, path in plans.items()
    }
    made_with = provenance([*sources.values(), *printed_files], lock_file)
    lineage = Lineage.read(Path(statistics).parent)
    content = PooledContent(
        title=study["title"],
        cohorts=cohort_entries(study["cohorts"], printed),
        compared=compared(frame, cohorts, terms),
        rates=compared_rates(frame, cohorts, terms),
        categories=compared_categories(frame, cohorts, terms),
        harmonisation=_table(tables["harmonisation"]),
        overlap=_table(tables["overlap"]),
        printed=records(printed),
        pool=study["pool"],
        labels=outcome_labels(cohorts, terms),
        printer=Printer(frame),
        methods=methods_of(frame),
        flags=flag_groups(frame),
        settings=study["methods"],
        figures={Path(path).stem: path for path in figures},
        files=made_with["files"],
    )
    traced = pooled_trace_data(lineage, frame, cohorts, printed, made_with)
    documents = pooled_documents(content)
    values = named_values(content.printer, documents["manuscript"], several=len(content.labels) > 1)
    write_report(Report(documents, template, traced, values), report)


def _table(path: str) -> list[dict[str, Any]]:
    """The rows of a table that is written for people, as text."""
    return records(pd.read_csv(path, dtype="str", keep_default_na=False))
