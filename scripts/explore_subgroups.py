"""Explore the percent change of each outcome by baseline, dose, injections, age, site, regimen, diagnosis and sex.

In: the analysis datasets; the plan; `explore` and site groups of the cohort; the `methods` and the seed of the study.
Out: `statistics`, the stage's part of statistics.csv. Everything in it is labelled exploratory.
"""

import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from scripts.analysis.datasets import band_names, improved, lesions_of, observed
from scripts.analysis.direction import direction
from scripts.analysis.grid import bearer
from scripts.exploration.associations import (
    CorrelationSettings,
    add_variable_correlations,
    add_visit_correlations,
    recorded_variables,
    tie_notes,
    variables_at_visit,
)
from scripts.exploration.groups import GROUP_COLUMNS, add_groups, joined, recorded_groups
from scripts.exploration.labels import variable_labels
from scripts.jobs.log import job_log
from scripts.mapping.plan import read_plan
from scripts.results.reservations import pooled_note
from scripts.results.rows import Results, Subject
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
    """All exploratory results of a cohort, on the observed scenario.

    What config does not choose are the variables and groups that the cohort has.
    """
    results = Results()
    for name, outcome in outcomes.items():
        visits = improved(observed(tables["lesion_visits"], name), outcome)
        lesions = lesions_of(tables["lesions"], outcome)
        variables = list(explore.get("variables", recorded_variables(lesions, visits)))
        groups = explore.get("groups", recorded_groups(visits, lesions, outcome))
        orders = {
            "baseline_band": band_names(outcome.get("baseline_bands", []), outcome["unit"]),
            "site": list(site_groups),
        }
        gain = direction(outcome).gain
        labels = variable_labels(outcome["label"]) | {"improvement": f"the {gain}"}
        settings = CorrelationSettings(methods, seed, labels, of_lesions=bearer(outcome) == "lesion")
        add_variable_correlations(results, name, lesions, visits, variables, settings)
        for week in outcome["follow_up_visits"]:
            here = visits[visits["visit"] == week]
            rows = variables_at_visit(lesions, here, outcome, variables)
            ties = tie_notes(rows, variables, explore["tied_from"], settings)
            pooled = pooled_note(here.dropna(subset=["improvement"]))
            notes = {variable: "; ".join(filter(None, [ties.get(variable, ""), pooled])) for variable in variables}
            subject = Subject(gain, bearer(outcome), "exploratory", name, week, scenario="observed")
            add_visit_correlations(results, subject, rows, notes, settings)
            by_group = [group for group in groups if group in GROUP_COLUMNS]
            add_groups(results, subject, outcome, joined(here, lesions), by_group, orders, ties)
    return results


def main(
    tables: Mapping[str, str],
    plan: str,
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
    plan
        Path of the plan, which has the outcomes.
    explore, site_groups
        Sections of the cohort's config.
    methods, seed
        The study's `methods` section and its seed.
    statistics
        Path to write.
    """
    frames = {name: read_parquet(path) for name, path in tables.items()}
    results = explored(frames, read_plan(plan)["outcomes"], explore, site_groups, methods, seed)
    write_parquet(results.frame(), statistics)
    logger.info("explored: %d results", len(results.rows))


if __name__ == "__main__":
    snakemake: Any  # Snakemake puts it into this module

    with job_log(snakemake.log[0]):
        main(
            tables={name: snakemake.input[name] for name in ("lesions", "lesion_visits")},
            plan=snakemake.input.plan,
            explore=snakemake.params.explore,
            site_groups=snakemake.params.site_groups,
            methods=snakemake.params.methods,
            seed=snakemake.params.seed,
            statistics=snakemake.output.statistics,
        )
