"""Plot the cohorts of a study beside each other: patients, means, and the pooled mean of each outcome and visit.

In: the pooled statistics.csv; the plan and the analysis dataset `lesion_visits` of each cohort; `figures` of config.
Out: the figure `forest` as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.figures import forest
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import save_figure
from casetrace.model.forest_panels import forest_panels
from casetrace.model.plan import read_plan
from casetrace.model.result_files import read_statistics
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def plot_pooled(
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
