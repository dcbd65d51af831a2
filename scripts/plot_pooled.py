"""Plot the cohorts of a study beside each other: patients, means, and the pooled mean of each outcome and visit.

In: the pooled statistics.csv; the plan and the analysis dataset `lesion_visits` of each cohort; `figures` of config.
Out: the figure `forest` as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from scripts.figures import forest
from scripts.figures.look import Look, house_style
from scripts.figures.saving import save_figure
from scripts.jobs.log import job_log
from scripts.mapping.plan import read_plan
from scripts.pooling.panels import forest_panels
from scripts.report.content import read_statistics
from scripts.tables.storage import read_parquet

logger = logging.getLogger("casetrace")


def main(
    statistics: str,
    plans: Mapping[str, str],
    visits: Mapping[str, str],
    titles: Mapping[str, str],
    level: float,
    style: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Plot the cohorts of a study.

    Parameters
    ----------
    statistics
        Path of the pooled results.
    plans, visits, titles
        Paths of each cohort's plan and lesion visits, and its name for people, by cohort in the order of config.
    level
        Confidence level of the intervals, between 0 and 1.
    style
        Section `figures` of config.
    out
        Paths to write: `forest_svg`, `forest_pdf`, `forest_png` and `forest_csv`.
    """
    look = Look.from_config(style)
    read = {name: read_plan(path) for name, path in plans.items()}
    tables = {name: read_parquet(path) for name, path in visits.items()}
    panels = list(forest_panels(read_statistics(statistics), read, tables, titles))
    with house_style("forest", look):
        save_figure("forest", forest.draw(panels, level, look), look, out)
    logger.info("plotted forest: %d outcomes and visits of %d cohorts", len(panels), len(plans))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        names = list(snakemake.params.titles)
        main(
            statistics=snakemake.input.statistics,
            plans=dict(zip(names, snakemake.input.plans, strict=True)),
            visits=dict(zip(names, snakemake.input.lesion_visits, strict=True)),
            titles=snakemake.params.titles,
            level=snakemake.params.level,
            style=snakemake.params.style,
            out=dict(snakemake.output.items()),
        )
