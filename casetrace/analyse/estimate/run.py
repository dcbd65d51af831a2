"""Estimate the effects: means, proportions and differences, each with its interval, and the tests of no change."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.estimate.arms import compare_arms
from casetrace.analyse.estimate.courses import estimate_courses
from casetrace.analyse.estimate.events import estimate_events
from casetrace.analyse.estimate.levels import estimate_levels
from casetrace.analyse.estimate.outcomes import estimate_outcome
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.events import populations
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.plan import Plan
from casetrace.model.results import Results
from casetrace.model.visits import of_outcome

TABLES = ("patients", "events", "disposition", "lesions", "lesion_visits")


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
    results, plan = Results(), plan.in_arms(tables["lesion_visits"])
    for name, outcome in plan.outcomes.items():
        by_lesion = of_outcome(tables["lesion_visits"], name)
        analysed = OutcomeVisits(outcome, plan, by_lesion)
        if outcome.scale.has_levels:
            for in_arm in analysed.by_arm.values():
                estimate_levels(results, in_arm, settings)
            estimate_levels(results, analysed, settings)
            compare_arms(results, analysed, settings)
            continue
        for in_arm in analysed.by_arm.values():
            estimate_outcome(results, in_arm, settings)
        estimate_outcome(results, analysed, settings)
        estimate_courses(results, analysed, tables["lesions"], settings)
        compare_arms(results, analysed, settings)
    for population in populations(tables, plan):
        estimate_events(results, tables, plan, settings, population)
    return results
