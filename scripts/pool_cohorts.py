"""Pool the cohorts of a study, or put them beside each other where they are few.

In: the plan and statistics.csv of each cohort; the `methods` section of config.
Out: `statistics.csv` of the study: for every outcome and visit that two cohorts or more have, the mean over patients of
each cohort, and the pooled mean with its prediction interval or the reason why there is none.
"""

import logging
from collections.abc import Mapping
from typing import Any

from scripts.jobs.log import job_log
from scripts.mapping.plan import read_plan
from scripts.pooling.comparisons import Cohort, comparisons
from scripts.pooling.results import METHOD, pooled_results
from scripts.report.content import read_statistics
from scripts.results.files import write_statistics

logger = logging.getLogger("casetrace")


def main(plans: Mapping[str, str], results: Mapping[str, str], methods: Mapping[str, Any], statistics: str) -> None:
    """Pool the cohorts.

    Parameters
    ----------
    plans, results
        Paths of each cohort's plan and statistics.csv, by cohort in the order of config.
    methods
        The study's `methods` section.
    statistics
        Path of the CSV file to write; numbers are at full precision.
    """
    cohorts = [
        Cohort(name, read_plan(plan)["outcomes"], read_statistics(results[name])) for name, plan in plans.items()
    ]
    shared = list(comparisons(cohorts))
    found = pooled_results(shared, list(plans), methods["pooled_cohorts"], methods["confidence_level"])
    frame = found.frame()
    write_statistics(frame, statistics)
    pooled = ((frame["method"] == METHOD) & (frame["statistic"] == "mean") & (frame["status"] != "refused")).sum()
    logger.info("pooled: %d of %d outcomes and visits of %d cohorts", pooled, len(shared), len(cohorts))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        names = snakemake.params.cohorts
        main(
            plans=dict(zip(names, snakemake.input.plans, strict=True)),
            results=dict(zip(names, snakemake.input.results, strict=True)),
            methods=snakemake.params.methods,
            statistics=snakemake.output.statistics,
        )
