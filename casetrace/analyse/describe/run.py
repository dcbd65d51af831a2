"""Describe a cohort: patients, lesions, follow-up, treatment, outcomes in every scenario, responses, arms, events."""

from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.arm_members import members_of_arms
from casetrace.analyse.describe import arms, cohort, events, follow_up, levels, outcomes, unfit
from casetrace.analyse.events import populations
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.plan import Plan
from casetrace.model.results import Results
from casetrace.model.visits import observed, of_outcome

TABLES = ("patients", "events", "disposition", "lesions", "lesion_visits")


def described(tables: Mapping[str, pd.DataFrame], plan: Plan) -> Results:
    """All descriptive results of a cohort, in the order of the report.

    Parameters
    ----------
    tables
        Clean tables and analysis datasets by name; `lesions` is the analysis dataset.
    plan
        The outcomes, the primary result, and the fields that the raw tables give.
    """
    results, plan = Results(), plan.in_arms(tables["lesion_visits"])
    cohort.describe_patients(results, tables["patients"], tables["lesions"])
    cohort.describe_lesions(results, tables["lesions"])
    cohort.describe_treatment(results, tables["lesions"], plan.treatment)
    follow_up.describe_disposition(results, tables["disposition"])
    for name, outcome in plan.outcomes.items():
        by_lesion = of_outcome(tables["lesion_visits"], name)
        if outcome.scale.needs_baseline:
            cohort.describe_baseline(results, outcome, observed(by_lesion, name))
        follow_up.describe_follow_up(results, outcome, observed(by_lesion, name))
        analysed = OutcomeVisits(outcome, plan, by_lesion)
        describe = levels.describe_levels if outcome.scale.has_levels else outcomes.describe_outcome
        describe(results, analysed)
        unfit.refuse_unfit(results, analysed)
    arms.describe_arms(results, tables["lesion_visits"], plan)
    for arm in members_of_arms(tables["lesion_visits"], plan):
        cohort.describe_patients(results, tables["patients"], tables["lesions"], arm)
        cohort.describe_lesions(results, tables["lesions"], arm)
        cohort.describe_treatment(results, tables["lesions"], plan.treatment, arm)
        follow_up.describe_disposition(results, tables["disposition"], arm)
    events.refuse_events_of_arms(results, tables, plan)
    for population in populations(tables, plan):
        events.describe_events(results, tables, plan, population)
        events.describe_patient_time(results, tables["disposition"], population)
    return results
