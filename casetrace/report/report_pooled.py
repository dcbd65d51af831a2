"""Write the report of a study's cohorts together: one HTML file without outside resources.

In: the pooled statistics.csv with what it rests on in provenance/, and the forest plot as SVG; the plan and
statistics.csv of each cohort; the templates in workflow/report/; the study's settings.
Out: `report.html`. Every number in it is printed from statistics.csv by its `result_id`, and opens on the cohorts'
results that it rests on, from which a link leads into their reports.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.model.comparisons import Cohort, cohort_labels, outcome_that_gains
from casetrace.model.plan import Plan, in_unit_of_plans, read_plan
from casetrace.model.result_files import read_statistics
from casetrace.report.content import flag_groups, methods_of
from casetrace.report.documents import pooled_report
from casetrace.report.pooled_content import Compared, PooledCohort, PooledContent
from casetrace.report.printer import Printer
from casetrace.report.provenance import provenance
from casetrace.report.writing import Report, write_report
from casetrace.trace.chain import Lineage
from casetrace.trace.pooled_panel import pooled_trace_data


def compared(statistics: pd.DataFrame, plans: Mapping[str, Plan]) -> list[Compared]:
    """Every outcome and visit of the results."""
    keys = statistics[["analysis", "outcome", "visit"]].drop_duplicates()
    return [
        Compared(gain, outcome, int(visit), outcome_that_gains(plans, outcome, gain).label)
        for gain, outcome, visit in keys.itertuples(index=False)
    ]


def cohort_entries(cohorts: Mapping[str, Mapping[str, Any]]) -> dict[str, PooledCohort]:
    """Each cohort by its group in the results."""
    labels = cohort_labels(list(cohorts))
    return {
        f"cohort={labels[name]}": PooledCohort(entry["title"] or name, entry["source"], f"../{name}/report.html")
        for name, entry in cohorts.items()
    }


@in_unit_of_plans
def report_pooled(
    statistics: str,
    figures: list[str],
    plans: Mapping[str, str],
    sources: Mapping[str, str],
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
    figures
        Paths of the figures as SVG.
    plans
        Path of each cohort's plan, by cohort in the order of config.
    sources
        Path of each cohort's results, by cohort.
    template
        Path of the page template; its style sheets and script are in the same folder.
    study
        The study's `title`, its section `methods` of config, and its `cohorts`, each with `title` and `source`, which
        may be missing.
    lock_file
        The lock of the packages.
    report
        Paths to write, by file.
    """
    frame = read_statistics(statistics)
    planned = {name: read_plan(path) for name, path in plans.items()}
    cohorts = {
        name: Cohort(name, planned[name].outcomes, read_statistics(sources[name]), planned[name].time_unit)
        for name in plans
    }
    made_with = provenance(list(sources.values()), lock_file)
    lineage = Lineage.read(Path(statistics).parent)
    content = PooledContent(
        title=study["title"],
        cohorts=cohort_entries(study["cohorts"]),
        compared=compared(frame, planned),
        printer=Printer(frame),
        methods=methods_of(frame),
        flags=flag_groups(frame),
        settings=study["methods"],
        figures={Path(path).stem: path for path in figures},
        files=made_with["files"],
    )
    traced = pooled_trace_data(lineage, frame, cohorts, made_with)
    write_report(Report({"report": pooled_report(content)}, template, traced), report)
