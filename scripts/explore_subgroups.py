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
    add_variable_correlations,
    add_visit_correlations,
    tie_notes,
    variables_at_visit,
)
from scripts.exploration.groups import add_groups, joined
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
    variables = list(explore["variables"])
    for name, outcome in outcomes.items():
        own = {"lesions": tables["lesions"]}
        own |= {part: observed(tables[part], name) for part in ("lesion_visits", "patient_visits")}
        settings = CorrelationSettings(methods, seed, variable_labels(outcome["label"]))
        add_variable_correlations(results, name, own, variables, settings)
        orders = {
            "baseline_band": band_names(outcome.get("baseline_bands", []), outcome["unit"]),
            "site": list(site_groups),
        }
        for week in outcome["follow_up_visits"]:
            rows = variables_at_visit(own, week, variables)
            notes = tie_notes(rows, variables, explore["tied_from"], settings)
            add_visit_correlations(results, name, week, rows, notes, settings)
            visits = own["lesion_visits"][own["lesion_visits"]["visit"] == week]
            add_groups(results, name, week, joined(visits, own["lesions"]), list(explore["groups"]), orders, notes)
    return results


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
