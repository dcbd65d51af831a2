"""Write the report of a study's cohorts together: one HTML file without outside resources.

In: the pooled statistics.csv with what it rests on in provenance/, and the forest plot as SVG; the plan and
statistics.csv of each cohort; the templates in workflow/report/; the study's settings.
Out: `report.html`. Every number in it is printed from statistics.csv by its `result_id`, and opens on the cohorts'
results that it rests on, from which a link leads into their reports.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from casetrace.model.comparisons import Cohort, cohort_labels, outcome_that_gains
from casetrace.model.plan import Plan, read_plan
from casetrace.model.result_files import read_statistics
from casetrace.report.content import figure_svg
from casetrace.report.provenance import provenance
from casetrace.report.templates import environment, look, results
from casetrace.trace.chain import Lineage
from casetrace.trace.pooled import pooled_trace_data

logger = logging.getLogger("casetrace")


def compared(statistics: pd.DataFrame, plans: Mapping[str, Plan]) -> list[dict[str, Any]]:
    """Every outcome and visit of the results: its name, its label, what a change for the better is called, the week."""
    keys = statistics[["analysis", "outcome", "visit"]].drop_duplicates()
    return [
        {
            "gain": gain,
            "outcome": outcome,
            "visit": int(visit),
            "label": outcome_that_gains(plans, outcome, gain).label,
        }
        for gain, outcome, visit in keys.itertuples(index=False)
    ]


def cohort_entries(cohorts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Title, source and report of each cohort, by its group in the results."""
    labels = cohort_labels(list(cohorts))
    return {
        f"cohort={labels[name]}": {
            "title": about["title"] or name,
            "source": about["source"],
            "report": f"../{name}/report.html",
        }
        for name, about in cohorts.items()
    }


def render_pooled(
    statistics: str,
    figures: list[str],
    plans: Mapping[str, str],
    sources: Mapping[str, str],
    template: str,
    study: Mapping[str, Any],
    lock_file: str,
    report: str,
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
        Path of the main template; the others and the style sheet stand beside it.
    study
        The study's `title`, its section `methods` of config, and its `cohorts`, each with `title` and `source`, which
        may be missing.
    lock_file
        The lock of the packages.
    report
        Path to write.
    """
    frame, folder = read_statistics(statistics), Path(template).parent
    planned = {name: read_plan(path) for name, path in plans.items()}
    cohorts = {name: Cohort(name, planned[name].outcomes, read_statistics(sources[name])) for name in plans}
    made_with = provenance(list(sources.values()), lock_file)
    lineage = Lineage.read(Path(statistics).parent)
    text = (
        environment(folder)
        .get_template(Path(template).name)
        .render(
            title=study["title"],
            settings=study["methods"],
            cohorts=cohort_entries(study["cohorts"]),
            compared=compared(frame, planned),
            **results(frame),
            figures={Path(path).stem: figure_svg(path) for path in figures},
            files=made_with["files"],
            lineage=pooled_trace_data(lineage, frame, cohorts, made_with),
            **look(folder),
        )
    )
    Path(report).write_text(text, encoding="utf-8")
    logger.info("rendered: the report of the cohorts together, %d KB", len(text.encode()) // 1024)
