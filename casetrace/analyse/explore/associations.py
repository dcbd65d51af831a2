"""The percent change against baseline, dose, treatments and age, over patients; and these against each other."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from casetrace.analyse.estimate.means import add_estimate, as_interval
from casetrace.analyse.estimate.no_change import out_of_reach
from casetrace.analyse.explore.confounding import confounded_pair
from casetrace.analyse.explore.settings import ExplorationSettings
from casetrace.analyse.explore.sources import Sources
from casetrace.methods.association import ConstantInputError, spearman, spearman_bootstrap, spearman_rho
from casetrace.methods.clustered import clustered_regression
from casetrace.methods.estimates import NoSpreadError, SingularError, TooFewError
from casetrace.methods.ranks import mid_ranks
from casetrace.methods.reduction import logarithm
from casetrace.methods.trust import few_df
from casetrace.model.basis import LESION_VISITS, joined, with_value
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import sizes
from casetrace.model.variables import explanatory_variables
from casetrace.model.wording import having_both, patients_in_words

#: Fewest patients for the bootstrap interval of a rank correlation.
BOOTSTRAP_PATIENTS = 10


@adds_results
def add_correlation(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    variables: tuple[str, str],
    settings: ExplorationSettings,
    flag: str = "",
) -> None:
    """Add Spearman's rho of two columns over patients, with its permutation test, or the reason why there is none."""
    complete = rows.dropna(subset=list(variables))
    x, y = (complete[name].to_numpy(dtype=float) for name in variables)
    n = sizes(complete, subject)
    methods = settings.methods
    if len(complete) < methods["correlation_patients"]:
        note = (
            f"{having_both(len(complete))}, fewer than {methods['correlation_patients']}: too few for a rank "
            "correlation; see the listing of lesions"
        )
        results.refuse(subject, "spearman_rho", "spearman_exact", n, note)
        return
    try:
        drawing = settings.drawing(subject.result_id("spearman_rho", "spearman"))
        correlation = spearman(x, y, exact_up_to=methods["exact_permutation_patients"], **drawing)
    except ConstantInputError:
        constant = variables[0] if np.ptp(mid_ranks(x)) == 0 else variables[1]
        note = f"{settings.labels[constant]} is the same for all patients; see the listing of lesions"
        results.refuse(subject, "spearman_rho", "spearman_exact", n, note)
        return
    results.add(
        subject,
        "spearman_rho",
        correlation.rho,
        f"spearman_{correlation.kind}",
        n,
        p_value=correlation.p_value,
        p_value_minimum=correlation.p_value_minimum,
        note=combined(flag, out_of_reach(correlation.p_value_minimum, settings)),
    )


@adds_results
def add_correlation_interval(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    variables: tuple[str, str],
    settings: ExplorationSettings,
    flag: str = "",
) -> None:
    """Add the bootstrap interval of rho, where there is a rho, and not so many patients that its p value is enough."""
    complete = rows.dropna(subset=list(variables))
    x, y = (complete[name].to_numpy(dtype=float) for name in variables)
    n, patients = sizes(complete, subject), len(complete)
    methods = settings.methods
    if not methods["correlation_patients"] <= patients <= methods["asymptotic_patients"]:
        return
    if np.ptp(mid_ranks(x)) == 0 or np.ptp(mid_ranks(y)) == 0:
        return
    if patients < BOOTSTRAP_PATIENTS:
        note = f"{patients} patients, fewer than {BOOTSTRAP_PATIENTS}: a CI would be too narrow; see P"
        results.refuse(subject, "spearman_rho", "spearman_bootstrap", n, note)
        return
    rng = settings.stream(subject.result_id("spearman_rho", "spearman_bootstrap"))
    interval = as_interval(spearman_bootstrap(x, y, settings.level, methods["resamples"], rng), settings)
    results.add(subject, "spearman_rho", spearman_rho(x, y), "spearman_bootstrap", n, interval=interval, note=flag)


def add_variable_correlations(
    results: Results,
    outcome: Outcome,
    patients: pd.DataFrame,
    variables: list[str],
    settings: ExplorationSettings,
    sources: Sources,
) -> None:
    """Each explanatory variable against each other, over all patients.

    Parameters
    ----------
    outcome
        The outcome whose baseline is among the variables.
    patients
        One row per patient, with the variables.
    sources
        The rows that they were taken from.
    """
    for first, second in combinations(variables, 2):
        subject = Subject(Quantity(first, "with", second), "patient", "exploratory", outcome, analysis_set="enrolled")
        complete = having(patients, first, second)
        subject = subject.resting_on(sources.shared(sources.of([first, second]), complete))
        flag = confounded_pair(patients, first, second, settings)
        add_correlation(results, subject, patients, (first, second), settings, flag)


def add_visit_correlations(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    notes: Mapping[str, str],
    settings: ExplorationSettings,
    sources: Sources,
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
    sources
        The rows of the visit.
    """
    evaluable = sources.evaluable()
    for variable in [name for name in explanatory_variables() if name in rows]:
        variable_subject = subject.of(subject.quantity.related("by", variable)).over("patient")
        values = joined(sources.improvement(), evaluable.of([variable]))
        complete = having(rows, variable, "improvement")
        variable_subject = variable_subject.resting_on(sources.shared(values, complete), sources.flags(notes))
        flag = notes.get(variable, "")
        add_correlation(results, variable_subject, rows, (variable, "improvement"), settings, flag)
        add_correlation_interval(results, variable_subject, rows, (variable, "improvement"), settings, flag)


@adds_results
def add_baseline_slope(
    results: Results, subject: Subject, visits: pd.DataFrame, settings: ExplorationSettings, flag: str
) -> None:
    """The slope of the percent improvement on the natural logarithm of the baseline, clustered by patient.

    Parameters
    ----------
    subject
        The percent improvement at the visit.
    visits
        The outcome's visits there, with `baseline` and `improvement`.
    flag
        Why the slope is flagged.
    """
    slope_subject = subject.of(subject.quantity.related("on_log", "baseline"))
    complete = (visits["baseline"] > 0) & visits["improvement"].notna()
    slope_subject = slope_subject.resting_on(
        with_value(LESION_VISITS, visits, complete, "baseline", "percent_reduction"), subject.basis
    )
    rows = visits[complete]
    n = sizes(rows, slope_subject)
    if n.patients < settings.methods["correlation_patients"]:
        note = f"{patients_in_words(n.patients)}: too few for a regression line; see the listing of lesions"
        results.refuse(slope_subject, "slope", "cr2_t", n, note)
        return
    logs = logarithm(rows["baseline"])
    design = np.column_stack([np.ones(len(rows)), logs])
    values, patients = rows["improvement"].to_numpy(dtype=float), rows["patient_id"].to_numpy()
    try:
        slope = clustered_regression(design, values, patients, settings.level)[1]
    except (SingularError, TooFewError, NoSpreadError):
        note = "baselines or changes vary too little for a regression line; see the listing of lesions"
        results.refuse(slope_subject, "slope", "cr2_t", n, note)
        return
    few = few_df("cr2_t", slope.df)
    add_estimate(results, slope_subject, slope, "cr2_t", n, settings, statistic="slope", note=few, caveat=flag)
