"""Analyse a cohort: describe it, estimate effects, explore them, and assess how sensitive the results are.

In: the clean tables of patients, events and disposition; the analysis datasets of lesions and lesion visits; the
measurements as they were ingested, as text; the plan; sections of the cohort's config; the `methods` and the seed of
the study.
Out: `statistics`, the stage's part of statistics.csv; `lineage` and `row_sets`, what each result rests on.
"""

import logging
from collections.abc import Mapping
from typing import Any

from casetrace.analyse.assess.declared_scenarios import assess_declared
from casetrace.analyse.assess.run import assessed, check_declared
from casetrace.analyse.describe.run import described
from casetrace.analyse.estimate.run import estimated
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.explore.run import explored
from casetrace.analyse.tables import analysed_tables
from casetrace.model.plan import in_unit_of_plan, read_plan
from casetrace.model.result_files import write_results
from casetrace.model.results import Results

logger = logging.getLogger("casetrace")


@in_unit_of_plan
def analyse_cohort(
    tables: Mapping[str, str],
    plan: str,
    cohort: str,
    sections: Mapping[str, Any],
    methods: Mapping[str, Any],
    seed: int,
    out: Mapping[str, str],
) -> None:
    """Analyse one cohort.

    Parameters
    ----------
    tables
        Paths of the tables by name: clean `patients`, `events` and `disposition`, the datasets `lesions` and
        `lesion_visits`, and the ingested `measurements`.
    plan
        Path of the plan.
    cohort
        The cohort's name.
    sections
        `explore`, `site_groups` and `declared_scenarios` of the cohort's config.
    methods, seed
        The study's `methods` section and its seed.
    out
        Paths of `statistics`, `lineage` and `row_sets`, to write.
    """
    (frames, named), planned = analysed_tables(tables), read_plan(plan)
    declared, settings = sections["declared_scenarios"], EstimationSettings(methods, seed)
    check_declared(declared, frames["lesion_visits"], planned, f"cohorts.{cohort}")
    sensitivity = assessed(frames["lesion_visits"], frames["measurements"], planned, settings, named)
    assess_declared(sensitivity, declared, frames["lesion_visits"], frames["lesions"], planned)
    parts = {
        "described": described(frames, planned),
        "estimated": estimated(frames, planned, settings),
        "explored": explored(
            frames, planned.outcomes, sections["explore"], sections["site_groups"], methods, seed, planned.treatment
        ),
        "assessed": sensitivity,
    }
    write_results(Results([row for part in parts.values() for row in part.rows]), out)
    logger.info("analysed: %s results", ", ".join(f"{len(part.rows)} {name}" for name, part in parts.items()))
