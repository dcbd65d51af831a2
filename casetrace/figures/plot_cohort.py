"""Plot the flow of patients and lesions from enrolment to each follow-up visit.

In: the analysis dataset `lesion_visits`; the plan and the section `figures` of config.
Out: the figure `flow` as SVG, PDF, PNG and a CSV of its numbers.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.figures import flow
from casetrace.figures.case_series import primary_series
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import save_figure
from casetrace.model.plan import read_plan
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def plot_cohort(
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
        Paths to write: `flow_svg`, `flow_pdf`, `flow_png` and `flow_csv`.
    """
    look = Look.from_config(style)
    series = primary_series(read_parquet(analysis["lesion_visits"]), read_plan(plan), look)
    with house_style("flow", look):
        save_figure("flow", flow.draw(series, look), look, out)
    logger.info("plotted flow of %s", series.label)
