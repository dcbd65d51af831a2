"""The percent change against baseline, dose, injections and age, over patients; and which of these go together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from scripts.analysis.datasets import improved, patient_visits
from scripts.exploration.labels import VARIABLES
from scripts.methods.association import ConstantInputError, spearman, spearman_rho
from scripts.methods.randomness import stream
from scripts.results.rows import Results, Subject
from scripts.results.summaries import sizes


def recorded_variables(lesions: pd.DataFrame, by_lesion: pd.DataFrame) -> list[str]:
    """The explanatory variables of which some lesion has a value, in order."""
    known = lesions.assign(baseline=lesions["lesion_id"].isin(by_lesion.dropna(subset=["baseline"])["lesion_id"]))
    known["baseline"] = known["baseline"].where(known["baseline"])
    return [name for name in VARIABLES if known[name].notna().any()]


def patient_variables(lesions: pd.DataFrame, baselines: pd.DataFrame, variables: list[str]) -> pd.DataFrame:
    """The explanatory variables of each patient, means over her or his lesions.

    Parameters
    ----------
    lesions
        The analysis dataset of lesions.
    baselines
        `lesion_id` and `baseline` of one outcome.
    variables
        Which variables.
    """
    rows = lesions.merge(baselines, on="lesion_id", how="left")
    rows[variables] = rows[variables].astype("float64")
    means = rows.groupby("patient_id", sort=False)[variables].mean()
    means["n_evaluable"] = rows.groupby("patient_id", sort=False).size()
    return means.reset_index()


def tied_variables(patients: pd.DataFrame, variables: list[str], tied_from: float) -> dict[str, dict[str, float]]:
    """For each variable, the others whose absolute rank correlation with it reaches `tied_from`, with its value.

    Parameters
    ----------
    patients
        One row per patient: those whose results are to be judged, and no others.
    variables
        Columns of it.
    tied_from
        Absolute rank correlation from which two variables can't be told apart.
    """
    ties: dict[str, dict[str, float]] = {name: {} for name in variables}
    for first, second in combinations(variables, 2):
        both = patients.dropna(subset=[first, second])
        try:
            rho = spearman_rho(both[first].to_numpy(), both[second].to_numpy())
        except ConstantInputError:
            continue
        if abs(rho) >= tied_from:
            ties[first][second] = ties[second][first] = rho
    return ties


def tie_note(ties: Mapping[str, float], labels: Mapping[str, str]) -> str:
    """What to say of a variable that can't be told apart from others, by their labels; empty where there are none."""
    if not ties:
        return ""
    others = ", ".join(f"{labels[name]} (rho {rho:.2f})" for name, rho in ties.items())
    return f"cannot be told apart from {others}"


@dataclass(frozen=True)
class CorrelationSettings:
    """How correlations are tested and named.

    Attributes
    ----------
    methods
        The study's `methods` section of config.
    seed
        The study's seed.
    labels
        What the variables, and the `improvement`, are called in notes.
    of_lesions
        Whether lesions have the outcome, and are counted; else patients as a whole do.
    """

    methods: Mapping[str, Any]
    seed: int
    labels: Mapping[str, str]
    of_lesions: bool = True


def add_correlation(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    variables: tuple[str, str],
    settings: CorrelationSettings,
    flag: str = "",
) -> None:
    """Add Spearman's rho of two columns over patients, with its permutation test, or the reason why there is none."""
    both = rows.dropna(subset=list(variables))
    values = [both[name].to_numpy(dtype=float) for name in variables]
    n = sizes(both if settings.of_lesions else both.drop(columns="n_evaluable"))
    methods = settings.methods
    method = "spearman_exact" if len(both) <= methods["exact_permutation_patients"] else "spearman_monte_carlo"
    if len(both) < methods["correlation_patients"]:
        note = (
            f"{len(both)} patients have both, fewer than {methods['correlation_patients']}: too few orders for a rank "
            "correlation to mean anything; look at the listing of lesions instead"
        )
        results.refuse(subject, "spearman_rho", method, n, note)
        return
    try:
        correlation = spearman(
            *values,
            exact_up_to=methods["exact_permutation_patients"],
            resamples=methods["resamples"],
            rng=stream(settings.seed, subject.result_id("spearman_rho", method)),
        )
    except ConstantInputError:
        constant = variables[0] if np.ptp(values[0]) == 0 else variables[1]
        note = f"{settings.labels[constant]} is the same for everybody; look at the listing of lesions instead"
        results.refuse(subject, "spearman_rho", method, n, note)
        return
    results.add(
        subject,
        "spearman_rho",
        correlation.rho,
        method,
        n,
        p_value=correlation.p_value,
        p_value_minimum=correlation.p_value_minimum,
        note=flag,
    )


def add_variable_correlations(
    results: Results,
    name: str,
    lesions: pd.DataFrame,
    by_lesion: pd.DataFrame,
    variables: list[str],
    settings: CorrelationSettings,
) -> None:
    """Each explanatory variable against each other, over all patients.

    Parameters
    ----------
    name
        The outcome.
    lesions
        The analysis dataset of lesions.
    by_lesion
        Its lesion visits of this outcome as observed.
    variables
        The variables.
    settings
        How correlations are tested and named.
    """
    everybody = patient_variables(lesions, baseline_of(by_lesion), variables)
    for first, second in combinations(variables, 2):
        subject = Subject(f"{first}_with_{second}", "patient", "exploratory", name, analysis_set="enrolled")
        add_correlation(results, subject, everybody, (first, second), settings)


def variables_at_visit(
    lesions: pd.DataFrame, visits: pd.DataFrame, outcome: Mapping[str, Any], variables: list[str]
) -> pd.DataFrame:
    """Explanatory variables and percent `improvement` of each patient with an improvement at a visit.

    A patient's variables are means over the lesions that have an improvement there, as the improvement itself is.

    Parameters
    ----------
    lesions
        The analysis dataset of lesions.
    visits
        The lesion visits of one outcome at one visit, as observed.
    outcome, variables
        The outcome's section of the plan, and the variables.
    """
    seen = visits.dropna(subset=["percent_reduction"])
    own = lesions[lesions["lesion_id"].isin(seen["lesion_id"])]
    by_patient = improved(patient_visits(visits, parts=()), outcome)[["patient_id", "improvement"]]
    return patient_variables(own, baseline_of(visits), variables).merge(by_patient, on="patient_id")


def tie_notes(
    rows: pd.DataFrame, variables: list[str], tied_from: float, settings: CorrelationSettings
) -> dict[str, str]:
    """What to say of each variable that can't be told apart from others over these patients."""
    if len(rows) < settings.methods["correlation_patients"]:
        return {}
    ties = tied_variables(rows, variables, tied_from)
    return {name: tie_note(ties[name], settings.labels) for name in variables}


def add_visit_correlations(
    results: Results, subject: Subject, rows: pd.DataFrame, notes: Mapping[str, str], settings: CorrelationSettings
) -> None:
    """Each explanatory variable against the percent improvement at one visit.

    Parameters
    ----------
    subject
        The percent improvement at the visit.
    rows
        As `variables_at_visit` gives them.
    notes
        For each variable, why its correlation is flagged.
    settings
        How correlations are tested and named.
    """
    for variable in [name for name in VARIABLES if name in rows]:
        own = replace(subject, analysis=f"{subject.analysis}_by_{variable}", unit_of_analysis="patient")
        add_correlation(results, own, rows, (variable, "improvement"), settings, notes.get(variable, ""))


def baseline_of(by_lesion: pd.DataFrame) -> pd.DataFrame:
    """`lesion_id` and `baseline` of each lesion of one outcome, the mean over its periods where it has several."""
    once = by_lesion[["lesion_id", "period", "baseline"]].drop_duplicates()
    return once.groupby("lesion_id", sort=False, as_index=False)["baseline"].mean()
