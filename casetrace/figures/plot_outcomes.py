"""Plot the outcomes of a cohort: the course of each lesion, and its percent change at each follow-up visit.

In: the analysis dataset `lesion_visits`; the plan and the section `figures` of config.
Out: the figures `trajectories` and `waterfall`, each as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.figures import trajectories, waterfall
from casetrace.figures.case_series import primary_series
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import save_figure
from casetrace.model.plan import read_plan
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def plot_outcomes(
    analysis: Mapping[str, str],
    plan: str,
    style: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Plot the primary outcome of one cohort.

    Parameters
    ----------
    analysis
        Path of `lesion_visits`.
    plan
        Path of the plan, which has the outcome.
    style
        Section `figures` of config.
    out
        Paths to write: `<figure>_svg`, `<figure>_pdf`, `<figure>_png` and `<figure>_csv`.
    """
    look = Look.from_config(style)
    series = primary_series(read_parquet(analysis["lesion_visits"]), read_plan(plan), look)
    with house_style("trajectories", look):
        save_figure("trajectories", trajectories.draw(series, look), look, out)
    with house_style("waterfall", look):
        save_figure("waterfall", waterfall.draw(series, look), look, out)
    logger.info("plotted trajectories and waterfall of %s", series.label)
