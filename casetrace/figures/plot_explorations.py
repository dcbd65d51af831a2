"""Plot what the percent change may depend on: the baseline of each lesion, and its site.

In: the analysis datasets `lesions` and `lesion_visits`; the plan and the section `figures` of config.
Out: the figures `reduction_by_size` and `reduction_by_site`, each as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.figures import reduction_by_site, reduction_by_size
from casetrace.figures.case_series import primary_series
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import save_figure
from casetrace.model.plan import read_plan
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def plot_explorations(
    analysis: Mapping[str, str],
    plan: str,
    style: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Plot the primary outcome of one cohort.

    Parameters
    ----------
    analysis
        Paths of `lesions` and `lesion_visits`.
    plan
        Path of the plan, which has the outcome.
    style
        Section `figures` of config.
    out
        Paths to write: `<figure>_svg`, `<figure>_pdf`, `<figure>_png` and `<figure>_csv`.
    """
    look = Look.from_config(style)
    series = primary_series(read_parquet(analysis["lesion_visits"]), read_plan(plan), look)
    lesions = read_parquet(analysis["lesions"])
    with house_style("reduction_by_site", look):
        save_figure("reduction_by_site", reduction_by_site.draw(series, lesions, look), look, out)
    with house_style("reduction_by_size", look):
        save_figure("reduction_by_size", reduction_by_size.draw(series, look), look, out)
    logger.info("plotted reduction_by_site and reduction_by_size of %s", series.label)
