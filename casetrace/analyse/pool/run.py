"""Pool the cohorts of a study, or put them beside each other where they are few.

In: the plan and statistics.csv of each cohort; the `methods` section of config.
Out: `statistics.csv` of the study: for every outcome and visit that two cohorts or more have, the mean over patients of
each cohort, and the pooled mean with its prediction interval or the reason why there is none; and in provenance/ the
rows of the cohorts' results that each of these rests on.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.analyse.pool.results import pooled_results
from casetrace.model.comparisons import METHOD, Cohort, comparisons
from casetrace.model.lineage_files import write_lineage
from casetrace.model.plan import in_unit_of_plans, read_plan
from casetrace.model.result_files import read_statistics, write_statistics

logger = logging.getLogger("casetrace")


@in_unit_of_plans
def pool_cohorts(
    plans: Mapping[str, str], results: Mapping[str, str], methods: Mapping[str, Any], out: Mapping[str, str]
) -> None:
    """Pool the cohorts.

    Parameters
    ----------
    plans, results
        Paths of each cohort's plan and statistics.csv, by cohort in the order of config.
    methods
        The study's `methods` section.
    out
        Paths to write, by name: `statistics` as CSV with numbers at full precision, `lineage` and `row_sets`.
    """
    planned = {name: read_plan(plan) for name, plan in plans.items()}
    cohorts = [
        Cohort(name, plan.outcomes, read_statistics(results[name]), plan.time_unit) for name, plan in planned.items()
    ]
    shared = list(comparisons(cohorts))
    statistics = pooled_results(shared, list(plans), methods["pooled_cohorts"], methods["confidence_level"])
    frame = statistics.frame()
    write_statistics(frame, out["statistics"])
    write_lineage(statistics.rows, out["lineage"], out["row_sets"])
    pooled = ((frame["method"] == METHOD) & (frame["statistic"] == "mean") & (frame["status"] != "refused")).sum()
    logger.info("pooled: %d of %d outcomes and visits of %d cohorts", pooled, len(shared), len(cohorts))
