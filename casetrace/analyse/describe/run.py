"""Describe a cohort: patients, lesions, follow-up, treatment, outcomes in every scenario, responses, arms, events.

In: the clean tables of patients, events and disposition; the analysis datasets of lesions and lesion visits; the plan.
Out: `statistics`, the stage's part of statistics.csv; `lineage` and `row_sets`, what each result rests on.
"""

import logging
from collections.abc import Mapping

import pandas as pd

from casetrace.analyse.describe import arms, cohort, follow_up, outcomes
from casetrace.analyse.visits import OutcomeVisits
from casetrace.model.plan import Plan, read_plan
from casetrace.model.result_files import write_results
from casetrace.model.results import Results
from casetrace.model.storage import read_parquet
from casetrace.model.visits import observed, of_outcome

logger = logging.getLogger("casetrace")

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
    results = Results()
    cohort.describe_patients(results, tables["patients"], tables["lesions"])
    cohort.describe_lesions(results, tables["lesions"])
    cohort.describe_treatment(results, tables["lesions"])
    follow_up.describe_disposition(results, tables["disposition"])
    for name, outcome in plan.outcomes.items():
        by_lesion = of_outcome(tables["lesion_visits"], name)
        cohort.describe_baseline(results, outcome, observed(by_lesion, name))
        follow_up.describe_follow_up(results, outcome, observed(by_lesion, name))
        outcomes.describe_outcome(results, OutcomeVisits(outcome, plan.primary, by_lesion))
    arms.describe_arms(results, tables["lesion_visits"], plan)
    cohort.describe_complications(results, tables["patients"], tables["events"], plan.recorded)
    return results


def describe_cohort(tables: Mapping[str, str], plan: str, out: Mapping[str, str]) -> None:
    """Describe one cohort.

    Parameters
    ----------
    tables
        Paths of the clean tables and analysis datasets by name.
    plan
        Path of the plan.
    out
        Paths of `statistics`, `lineage` and `row_sets`, to write.
    """
    results = described({name: read_parquet(path) for name, path in tables.items()}, read_plan(plan))
    write_results(results, out)
    logger.info("described: %d results", len(results.rows))
