"""Explore the reduction by baseline size, dose, injections, age, site, regimen and diagnosis.

In: the analysis datasets; outcomes and `explore` of the cohort's config; the study's `methods` and seed.
Out: `statistics`, the stage's part of statistics.csv. Everything in it is labelled exploratory.
"""

import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scripts.analysis.datasets import band_names, observed
from scripts.exploration.associations import (
    CorrelationSettings,
    baseline_of,
    explore_associations,
    patient_variables,
    tie_note,
    tied_variables,
)
from scripts.exploration.groups import explore_groups
from scripts.exploration.labels import variable_labels
from scripts.jobs.log import job_log
from scripts.results.rows import Results
from scripts.tables.storage import read_parquet, write_parquet

logger = logging.getLogger("casetrace")


def explored(
    tables: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, Any],
    explore: Mapping[str, Any],
    site_groups: Mapping[str, Any],
    methods: Mapping[str, Any],
    seed: int,
) -> Results:
    """All exploratory results of a cohort, on the observed scenario."""
    results = Results()
    for name, outcome in outcomes.items():
        own = {"lesions": tables["lesions"]}
        own |= {part: observed(tables[part], name) for part in ("lesion_visits", "patient_visits")}
        labels = variable_labels(outcome["label"])
        explore_associations(results, name, own, explore, CorrelationSettings(methods, seed, labels))
        orders = {
            "baseline_band": band_names(outcome.get("baseline_bands", []), outcome["unit"]),
            "site": list(site_groups),
        }
        flags = {"baseline_band": _tie_of_baseline(own, explore, labels)}
        explore_groups(results, name, own["lesions"], own["lesion_visits"], list(explore["groups"]), orders, flags)
    return results


def _tie_of_baseline(tables: Mapping[str, pd.DataFrame], explore: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Why a band of baseline values can't be told apart from other variables, if it can't."""
    variables = list(explore["variables"])
    if "baseline" not in variables:
        return ""
    patients = patient_variables(tables["lesions"], baseline_of(tables["lesion_visits"]), variables)
    return tie_note(tied_variables(patients, variables, explore["tied_from"])["baseline"], labels)


def main(
    tables: Mapping[str, str],
    outcomes: Mapping[str, Any],
    explore: Mapping[str, Any],
    site_groups: Mapping[str, Any],
    methods: Mapping[str, Any],
    seed: int,
    statistics: str,
) -> None:
    """Explore one cohort.

    Parameters
    ----------
    tables
        Paths of the analysis datasets by name.
    outcomes, explore, site_groups
        Sections of the cohort's config.
    methods, seed
        The study's `methods` section and its seed.
    statistics
        Path to write.
    """
    frames = {name: read_parquet(path) for name, path in tables.items()}
    results = explored(frames, outcomes, explore, site_groups, methods, seed)
    write_parquet(results.frame(), statistics)
    logger.info("explored: %d results", len(results.rows))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            tables={name: snakemake.input[name] for name in ("lesions", "lesion_visits", "patient_visits")},
            outcomes=snakemake.params.outcomes,
            explore=snakemake.params.explore,
            site_groups=snakemake.params.site_groups,
            methods=snakemake.params.methods,
            seed=snakemake.params.seed,
            statistics=snakemake.output.statistics,
        )
