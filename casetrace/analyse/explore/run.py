"""Explore the percent change of each outcome by its baseline and by the explanatory variables and groups."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from casetrace.analyse.explore.associations import add_baseline_slope, add_variable_correlations, add_visit_correlations
from casetrace.analyse.explore.confounding import add_group_associations, confounding_notes
from casetrace.analyse.explore.families import add_holm
from casetrace.analyse.explore.groups import add_group_tests, add_groups, joined, recorded_groups
from casetrace.analyse.explore.patients import (
    baseline_of,
    independent,
    patient_variables,
    recorded_variables,
    variables_at_visit,
)
from casetrace.analyse.explore.settings import ExplorationSettings
from casetrace.analyse.explore.sources import Sources
from casetrace.model.having import having
from casetrace.model.labels import variable_labels
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, pooled_note
from casetrace.model.results import Results, Subject
from casetrace.model.treatment import NEUTRAL, Treatment
from casetrace.model.visits import improved, lesions_of, observed


def explored(
    tables: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, Outcome],
    explore: Mapping[str, Any],
    site_groups: Mapping[str, Any],
    methods: Mapping[str, Any],
    seed: int,
    treatment: Treatment = NEUTRAL,
) -> Results:
    """All exploratory results of a cohort, on the observed scenario.

    What config does not choose are the variables and groups that the cohort has.
    """
    results = Results()
    for name, outcome in outcomes.items():
        if not outcome.scale.has_percent_change:
            continue
        visits = improved(observed(tables["lesion_visits"], name), outcome)
        lesions = lesions_of(tables["lesions"], outcome)
        labels = {**variable_labels(outcome.label, treatment), "improvement": f"the {outcome.gain}"}
        sources = Sources(tables["lesions"], visits, outcome.bearer == "lesion")
        settings = ExplorationSettings(methods, seed, explore["confounded_from"], labels)
        variables = list(explore.get("variables", recorded_variables(lesions, visits)))
        groups = list(explore.get("groups", recorded_groups(visits, lesions, outcome)))
        orders = {
            "baseline_band": outcome.bands,
            "site": list(site_groups),
        }
        _explore_variables(results, outcome, lesions, sources, variables, groups, settings)
        for time in outcome.follow_up_visits:
            at_visit = sources.at(time)
            subject = Subject(Quantity(outcome.gain), outcome.bearer, "exploratory", outcome, time, scenario="observed")
            _explore_visit(results, subject, outcome, lesions, at_visit, variables, groups, orders, settings)
    add_holm(results, methods["families"])
    return results


def _explore_variables(
    results: Results,
    outcome: Outcome,
    lesions: pd.DataFrame,
    sources: Sources,
    variables: list[str],
    groups: list[str],
    settings: ExplorationSettings,
) -> None:
    """The explanatory variables and groups against each other, over all patients."""
    patients = patient_variables(lesions, baseline_of(sources.visits), variables, groups, sources.visits)
    add_variable_correlations(results, outcome, patients, variables, settings, sources)
    add_group_associations(results, outcome, patients, [*variables, *independent(groups)], settings, sources)


def _explore_visit(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    lesions: pd.DataFrame,
    sources: Sources,
    variables: list[str],
    groups: list[str],
    orders: Mapping[str, list[str]],
    settings: ExplorationSettings,
) -> None:
    """The percent change at one visit against the variables and in the groups."""
    visits = sources.visits
    rows = variables_at_visit(lesions, visits, outcome, variables, groups)
    confounders = confounding_notes(rows, [*variables, *independent(groups)], settings)
    pooled = pooled_note(having(visits, "improvement"))
    names = ["baseline", *variables, *groups]
    notes = {variable: combined(confounders.get(variable, ""), pooled) for variable in names}
    add_visit_correlations(results, subject, rows, notes, settings, sources)
    if "baseline" in variables:
        flagged = subject.resting_on(sources.flags(notes))
        add_baseline_slope(results, flagged, visits, settings, notes["baseline"])
    add_groups(results, subject, outcome, joined(visits, lesions), groups, orders, confounders, sources)
    add_group_tests(results, subject, rows, groups, notes, settings, sources)
