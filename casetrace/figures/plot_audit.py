"""Plot the claims of a cohort's paper by the readings under which each holds.

In: the tables `claims`, `readings` and `assumptions` of the audit; the section `figures` of config.
Out: the figure `audit` as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.figures import audit
from casetrace.figures.audit_grid import audit_grid
from casetrace.figures.look import Look, house_style
from casetrace.figures.saving import save_figure
from casetrace.model.storage import read_parquet

logger = logging.getLogger("casetrace")


def plot_audit(
    claims: str,
    readings: str,
    assumptions: str,
    style: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Plot the audit of one cohort.

    Parameters
    ----------
    claims, readings, assumptions
        Paths of the tables of the audit.
    style
        Section `figures` of config.
    out
        Paths to write: `audit_svg`, `audit_pdf`, `audit_png` and `audit_csv`.
    """
    look = Look.from_config(style)
    grid = audit_grid(read_parquet(claims), read_parquet(readings), read_parquet(assumptions))
    with house_style("audit", look):
        save_figure("audit", audit.draw(grid, look), look, out)
    logger.info("plotted the audit: %d claims", len(grid.claims))
