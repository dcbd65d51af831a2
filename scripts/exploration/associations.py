"""Reduction against size, dose, number of injections and age, over patients; and which of these can't be told apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from scripts.methods.association import ConstantInputError, spearman, spearman_rho
from scripts.methods.randomness import stream
from scripts.results.rows import Results, Subject
from scripts.results.summaries import sizes


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
        What the variables are called in notes.
    """

    methods: Mapping[str, Any]
    seed: int
    labels: Mapping[str, str]


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
    n, methods = sizes(both), settings.methods
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
        what = settings.labels.get(constant, "the reduction")
        note = f"{what} is the same for everybody; look at the listing of lesions instead"
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
        status="flagged" if flag else "ok",
        note=flag,
    )


def add_variable_correlations(
    results: Results, name: str, tables: Mapping[str, pd.DataFrame], variables: list[str], settings: CorrelationSettings
) -> None:
    """Each explanatory variable against each other, over all patients.

    Parameters
    ----------
    name
        The outcome.
    tables
        The analysis datasets; visits of this outcome as observed.
    variables
        The variables in config.
    settings
        How correlations are tested and named.
    """
    everybody = patient_variables(tables["lesions"], baseline_of(tables["lesion_visits"]), variables)
    for first, second in combinations(variables, 2):
        subject = Subject(f"{first}_with_{second}", "patient", "exploratory", name, analysis_set="enrolled")
        add_correlation(results, subject, everybody, (first, second), settings)


def variables_at_visit(tables: Mapping[str, pd.DataFrame], week: int, variables: list[str]) -> pd.DataFrame:
    """Explanatory variables and percent reduction of each patient with a reduction at a visit.

    A patient's variables are means over the lesions that have a reduction there, as the reduction itself is.
    """
    lesions, by_lesion, by_patient = (tables[part] for part in ("lesions", "lesion_visits", "patient_visits"))
    seen = by_lesion[(by_lesion["visit"] == week) & by_lesion["percent_reduction"].notna()]
    own = lesions[lesions["lesion_id"].isin(seen["lesion_id"])]
    reductions = by_patient.loc[by_patient["visit"] == week, ["patient_id", "percent_reduction"]]
    return patient_variables(own, baseline_of(by_lesion), variables).merge(reductions, on="patient_id")


def tie_notes(
    rows: pd.DataFrame, variables: list[str], tied_from: float, settings: CorrelationSettings
) -> dict[str, str]:
    """What to say of each variable that can't be told apart from others over these patients."""
    if len(rows) < settings.methods["correlation_patients"]:
        return {}
    ties = tied_variables(rows, variables, tied_from)
    return {name: tie_note(ties[name], settings.labels) for name in variables}


def add_visit_correlations(
    results: Results, name: str, week: int, rows: pd.DataFrame, notes: Mapping[str, str], settings: CorrelationSettings
) -> None:
    """Each explanatory variable against the reduction at one visit.

    Parameters
    ----------
    name, week
        The outcome and the visit.
    rows
        As `variables_at_visit` gives them.
    notes
        For each variable, what it can't be told apart from.
    settings
        How correlations are tested and named.
    """
    for variable in [column for column in settings.labels if column in rows]:
        subject = Subject(f"reduction_by_{variable}", "patient", "exploratory", name, week, scenario="observed")
        add_correlation(results, subject, rows, (variable, "percent_reduction"), settings, notes.get(variable, ""))


def baseline_of(by_lesion: pd.DataFrame) -> pd.DataFrame:
    """`lesion_id` and `baseline` of each lesion of one outcome."""
    return by_lesion[["lesion_id", "baseline"]].drop_duplicates("lesion_id")
