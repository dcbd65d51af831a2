"""Plot what the reduction may depend on: the baseline of each lesion, and its site.

In: the analysis datasets `lesions` and `lesion_visits`; one outcome and the section `figures` of config.
Out: the figures `reduction_by_size` and `reduction_by_site`, each as SVG, PDF, PNG and a CSV of what it draws.
"""

import logging
from collections.abc import Mapping
from typing import Any

from scripts.figures import reduction_by_site, reduction_by_size
from scripts.figures.case_series import case_series
from scripts.figures.look import Look, house_style
from scripts.figures.saving import save_figure
from scripts.jobs.log import job_log
from scripts.tables.storage import read_parquet

logger = logging.getLogger("casetrace")


def main(
    analysis: Mapping[str, str],
    outcome_name: str,
    outcome: Mapping[str, Any],
    style: Mapping[str, Any],
    out: Mapping[str, str],
) -> None:
    """Plot one outcome of one cohort.

    Parameters
    ----------
    analysis
        Paths of `lesions` and `lesion_visits`.
    outcome_name, outcome
        The outcome and its section of the cohort's config.
    style
        Section `figures` of config.
    out
        Paths to write: `<figure>_svg`, `<figure>_pdf`, `<figure>_png` and `<figure>_csv`.
    """
    look = Look.from_config(style)
    series = case_series(read_parquet(analysis["lesion_visits"]), outcome_name, outcome, look)
    lesions = read_parquet(analysis["lesions"])
    with house_style("reduction_by_site", look):
        save_figure("reduction_by_site", reduction_by_site.draw(series, lesions, look), look, out)
    with house_style("reduction_by_size", look):
        save_figure("reduction_by_size", reduction_by_size.draw(series, look), look, out)
    logger.info("plotted reduction_by_site and reduction_by_size of %s", outcome_name)


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            analysis={"lesions": snakemake.input.lesions, "lesion_visits": snakemake.input.lesion_visits},
            outcome_name=snakemake.params.outcome_name,
            outcome=snakemake.params.outcome,
            style=snakemake.params.style,
            out=dict(snakemake.output.items()),
        )
