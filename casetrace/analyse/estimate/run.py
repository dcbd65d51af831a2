"""Estimate the effects: means, proportions and differences, each with its interval, and the tests of no change.

In: the clean tables of patients and events; the analysis dataset of lesion visits; the plan; the `methods` and the seed
of the study.
Out: `statistics`, the stage's part of statistics.csv; `lineage` and `row_sets`, what each result rests on.
"""

import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.estimate.arms import compare_arms
from casetrace.analyse.estimate.complications import estimate_complications
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.plan import Plan, read_plan
from casetrace.model.result_files import write_results
from casetrace.model.results import Results
from casetrace.model.storage import read_parquet
from casetrace.model.visits import improved, observed, of_outcome

logger = logging.getLogger("casetrace")

TABLES = ("patients", "events", "lesion_visits")


def estimated(tables: Mapping[str, pd.DataFrame], plan: Plan, settings: EstimationSettings) -> Results:
    """All estimates of a cohort, in the order of the report.

    Parameters
    ----------
    tables
        Clean tables and the analysis dataset by name.
    plan
        The outcomes, the primary result, and the fields that the raw tables give.
    settings
        How estimates are made.
    """
    results = Results()
    for name, outcome in plan.outcomes.items():
        by_lesion = of_outcome(tables["lesion_visits"], name)
        estimate_outcome(results, OutcomeVisits(outcome, plan.primary, by_lesion), settings)
        compare_arms(results, outcome, improved(observed(by_lesion, name), outcome), settings)
    estimate_complications(results, tables["patients"], tables["events"], plan.recorded, settings)
    return results


def estimate_effects(
    tables: Mapping[str, str], plan: str, methods: Mapping[str, Any], seed: int, out: Mapping[str, str]
) -> None:
    """Estimate the effects in one cohort.

    Parameters
    ----------
    tables
        Paths of the clean tables and the analysis dataset by name.
    plan
        Path of the plan.
    methods, seed
        The study's `methods` section and its seed.
    out
        Paths of `statistics`, `lineage` and `row_sets`, to write.
    """
    frames = {name: read_parquet(path) for name, path in tables.items()}
    results = estimated(frames, read_plan(plan), EstimationSettings(methods, seed))
    write_results(results, out)
    logger.info("estimated: %d results", len(results.rows))
