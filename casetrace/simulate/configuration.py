"""The configuration that reads a simulated cohort, and the notes on what is true of it."""

from typing import Any

import yaml

from casetrace.simulate.cohort import Cohort
from casetrace.simulate.table import LEVELS, SEVERITY, WEEK, outcome_name


def section(cohort: Cohort, file: str, name: str) -> dict[str, Any]:
    """The cohort's section of config.

    Parameters
    ----------
    cohort
        The cohort.
    file
        Path of its table.
    name
        Name of the cohort.
    """
    dialect, outcome = cohort.design.dialect, outcome_name(cohort)
    dialect_keys = {"encoding": dialect.encoding, "delimiter": dialect.delimiter, "decimal": dialect.decimal}
    return {
        "title": f"Simulated cohort {name}, {cohort.design.patients} patients",
        "table": {"file": file, "dialect": dialect_keys, "lesion_id": "column", "columns": _columns(cohort, outcome)},
        "treatment": {"name": "injection", "plural": "injections", "dose_unit": "mg"},
        "outcomes": {outcome: _outcome(cohort)},
        "endpoints": {"primary": _endpoint(cohort)},
    }


def _columns(cohort: Cohort, outcome: str) -> dict[str, Any]:
    if cohort.design.layout == "long":
        return {"dose_mean": "dose_mean", WEEK: "visit", outcome: {"outcome": outcome}}
    visits = {f"{outcome} week {week}": {"outcome": outcome, "visit": week} for week in cohort.design.weeks}
    return {"dose_mean": "dose_mean"} | visits


def _outcome(cohort: Cohort) -> dict[str, Any]:
    baseline, *follow_up = cohort.design.weeks
    visits = {"baseline_visit": baseline, "follow_up_visits": follow_up}
    if outcome_name(cohort) == SEVERITY:
        return {"scale": "ordered", "levels": list(LEVELS), "better": "lower"} | visits
    return {"label": "lesion size", "unit": "mm", "better": "lower"} | visits


def _endpoint(cohort: Cohort) -> dict[str, Any]:
    kind = cohort.design.endpoint
    return {"kind": kind, "primary": True} | ({} if kind == "events" else {"outcome": outcome_name(cohort)})


def config_text(cohorts: dict[str, dict[str, Any]], seed: int, command: str) -> str:
    """A whole config file of these cohorts."""
    config = {"study": {"title": "Simulated cohorts", "seed": seed}, "cohorts": cohorts}
    return f"# {command}\n{yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=120)}"


def notes(cohort: Cohort, name: str, command: str, n_mistakes: int) -> str:
    """What is true of a cohort, and of the population that it is drawn from, as Markdown."""
    design, population = cohort.design, cohort.design.population
    complete = (cohort.reductions >= population.ceiling).mean()
    lines = [
        f"- patients: {len(cohort.patients)}; their follow-up ends early: {int(cohort.lost.sum())}",
        f"- lesions: {len(cohort.lesions)}",
        f"- mean percent reduction at week {design.weeks[-1]}: {population.true_mean:.2f} in the population, "
        f"{cohort.reductions.mean():.2f} over these lesions, measured or not",
        f"- share of lesions in complete remission then: {population.share_from(population.ceiling):.4f} in the "
        f"population, {complete:.4f} of these lesions",
        f"- mistakes in the table: {n_mistakes}{' (mistakes.csv)' if n_mistakes else ''}",
    ]
    return "\n".join([f"# {name}", "", f"Simulated by `{command}`. Nobody has these lesions.", "", *lines]) + "\n"
