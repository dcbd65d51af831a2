"""Describe a cohort: patients, lesions, follow-up, treatment, outcomes in every scenario, responses, complications.

In: the clean tables of patients, events and disposition; the analysis datasets; outcomes and `primary` of config.
Out: `statistics`, the stage's part of statistics.csv.
"""

import logging
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from scripts.analysis.datasets import observed, of_outcome
from scripts.description import cohort, follow_up, outcomes
from scripts.jobs.log import job_log
from scripts.results.rows import Results
from scripts.tables.storage import read_parquet, write_parquet

logger = logging.getLogger("casetrace")

TABLES = ("patients", "events", "disposition", "lesions", "lesion_visits", "patient_visits")


def described(
    tables: Mapping[str, pd.DataFrame], config: Mapping[str, Any], primary: Mapping[str, Any], recorded: Collection[str]
) -> Results:
    """All descriptive results of a cohort, in the order of the report.

    Parameters
    ----------
    tables
        Clean tables and analysis datasets by name; `lesions` is the analysis dataset.
    config
        The cohort's outcomes in config.
    primary
        Its `primary` section.
    recorded
        The fields that the columns of its raw table give.
    """
    results = Results()
    cohort.describe_patients(results, tables["patients"], tables["lesions"])
    cohort.describe_lesions(results, tables["lesions"])
    cohort.describe_treatment(results, tables["lesions"])
    follow_up.describe_disposition(results, tables["disposition"])
    for name, outcome in config.items():
        by_lesion, by_patient = (of_outcome(tables[part], name) for part in ("lesion_visits", "patient_visits"))
        cohort.describe_baseline(results, name, outcome, observed(by_lesion, name))
        follow_up.describe_follow_up(results, name, observed(by_lesion, name), observed(by_patient, name))
        outcomes.describe_outcome(results, name, by_lesion, by_patient, primary)
    cohort.describe_complications(results, tables["patients"], tables["events"], recorded)
    return results


def main(
    tables: Mapping[str, str],
    outcomes: Mapping[str, Any],
    primary: Mapping[str, Any],
    recorded: Collection[str],
    statistics: str,
) -> None:
    """Describe one cohort.

    Parameters
    ----------
    tables
        Paths of the clean tables and analysis datasets by name.
    outcomes, primary
        Sections of the cohort's config.
    recorded
        The fields that the columns of its raw table give.
    statistics
        Path to write.
    """
    results = described({name: read_parquet(path) for name, path in tables.items()}, outcomes, primary, recorded)
    write_parquet(results.frame(), statistics)
    logger.info("described: %d results", len(results.rows))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            tables={name: snakemake.input[name] for name in TABLES},
            outcomes=snakemake.params.outcomes,
            primary=snakemake.params.primary,
            recorded=snakemake.params.recorded,
            statistics=snakemake.output.statistics,
        )
