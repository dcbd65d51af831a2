"""Assess how far the results depend on missing values, on single patients and on rounding.

In: the analysis dataset of lesion visits; the measurements as they were ingested, as text; the plan; the `methods`
and the seed of the study.
Out: `statistics`, the stage's part of statistics.csv.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from scripts.analysis.datasets import improved, observed, of_outcome
from scripts.estimation.outcomes import at_visit
from scripts.estimation.settings import EstimationSettings
from scripts.jobs.log import job_log
from scripts.mapping.plan import read_plan
from scripts.results.rows import Results
from scripts.sensitivity.influence import assess_influence
from scripts.sensitivity.missing import assess_missing
from scripts.sensitivity.rounding import assess_rounding, rounded_to
from scripts.sensitivity.scenarios import assess_scenarios
from scripts.tables.storage import read_parquet, write_parquet

logger = logging.getLogger("casetrace")


def assessed(
    by_lesion: pd.DataFrame, recorded: pd.DataFrame, plan: Mapping[str, Any], settings: EstimationSettings
) -> Results:
    """All sensitivity analyses of a cohort, in the order of the report.

    Parameters
    ----------
    by_lesion
        The lesion visits of all outcomes and scenarios.
    recorded
        The measurements as they were ingested, as text.
    plan
        The outcomes and the primary result.
    settings
        How estimates are made.
    """
    results = Results()
    for name, outcome in plan["outcomes"].items():
        own = of_outcome(by_lesion, name)
        assess_scenarios(results, name, outcome, own, plan["primary"], settings)
        seen = improved(observed(own, name), outcome)
        digit = rounded_to(outcome, of_outcome(recorded, name)["value"])
        for week in outcome["follow_up_visits"]:
            subject = replace(at_visit(name, outcome, int(week), "observed", plan["primary"]), role="sensitivity")
            lesions = seen[seen["visit"] == week]
            assess_missing(results, subject, outcome, lesions, settings)
            assess_influence(results, subject, lesions)
            assess_rounding(results, subject, outcome, lesions, digit)
    return results


def main(
    lesion_visits: str, measurements: str, plan: str, methods: Mapping[str, Any], seed: int, statistics: str
) -> None:
    """Assess the sensitivity of one cohort's results.

    Parameters
    ----------
    lesion_visits, measurements
        Paths of the analysis dataset and of the ingested measurements.
    plan
        Path of the plan.
    methods, seed
        The study's `methods` section and its seed.
    statistics
        Path to write.
    """
    recorded, settings = read_parquet(measurements), EstimationSettings(methods, seed)
    results = assessed(read_parquet(lesion_visits), recorded, read_plan(plan), settings)
    write_parquet(results.frame(), statistics)
    logger.info("assessed: %d results", len(results.rows))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            lesion_visits=snakemake.input.lesion_visits,
            measurements=snakemake.input.measurements,
            plan=snakemake.input.plan,
            methods=snakemake.params.methods,
            seed=snakemake.params.seed,
            statistics=snakemake.output.statistics,
        )
