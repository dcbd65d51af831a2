"""Mean log ratio of the value to the baseline, with several offsets, and the models of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import exp
from typing import Any

import pandas as pd

from scripts.analysis.grid import bearer
from scripts.analysis.offsets import log_offsets
from scripts.estimation.means import add_estimate, add_mean, units_of
from scripts.estimation.settings import EstimationSettings
from scripts.methods.estimates import SingularError, TooFewError
from scripts.methods.models import Fit, gee_mean, mixed_mean
from scripts.methods.reduction import log_ratio
from scripts.results.reservations import combined
from scripts.results.rows import Interval, Results, Subject
from scripts.results.summaries import NOBODY, sizes
from scripts.results.wording import patients_in_words

NO_LOGARITHM = "{lesions} with a value so low that it has no logarithm are left out; look at the percent change instead"
MODELS: dict[str, Callable[..., Fit]] = {"gee_exchangeable": gee_mean, "mixed_model": mixed_mean}


def add_log_ratios(
    results: Results,
    subject: Subject,
    lesions: pd.DataFrame,
    outcome: Mapping[str, Any],
    settings: EstimationSettings,
    *,
    flag: str = "",
) -> None:
    """Add the mean log ratio with each offset, the ratio that it stands for, and the models of it.

    Parameters
    ----------
    subject
        The outcome at the visit.
    lesions
        Its lesion visits, with `baseline` and `value`.
    outcome
        The outcome's section of the plan.
    """
    own = replace(subject, analysis="log_ratio", role="secondary" if subject.role == "primary" else subject.role)
    for offset in log_offsets(outcome):
        rows = lesions.assign(
            log_ratio=log_ratio(lesions["baseline"].where(lesions["baseline"] > 0), lesions["value"], offset.value)
        )
        none = rows["log_ratio"].isna() & rows["value"].notna() & (rows["baseline"] > 0)
        own_flag = combined(flag, NO_LOGARITHM.format(lesions=int(none.sum())) if none.any() else "")
        rows = rows.dropna(subset=["log_ratio"])
        for unit, own_rows in units_of(own, rows, "log_ratio"):
            _add_ratio(results, unit, own_rows, settings, offset.option, own_flag)
    if bearer(outcome) == "lesion":
        add_models(
            results, replace(own, unit_of_analysis="lesion"), lesions.dropna(subset=["log_ratio"]), settings, flag
        )


def _add_ratio(
    results: Results, subject: Subject, rows: pd.DataFrame, settings: EstimationSettings, option: str, flag: str
) -> None:
    estimate = add_mean(results, subject, rows, "log_ratio", settings, option=option, flag=flag)
    if estimate is None:
        return
    interval = Interval(exp(estimate.lower), exp(estimate.upper), settings.level)
    method = "cr2_t" if subject.unit_of_analysis == "lesion" else "t"
    results.add(subject, "ratio", exp(estimate.value), method, sizes(rows), interval=interval, option=option, note=flag)


def add_models(results: Results, subject: Subject, rows: pd.DataFrame, settings: EstimationSettings, flag: str) -> None:
    """Add the GEE and the mixed model of the mean log ratio over lesions, or why there is none."""
    n, fewest = sizes(rows), settings.methods["model_patients"]
    for method, fit_mean in MODELS.items():
        if n.patients < fewest:
            note = (
                f"{patients_in_words(n.patients)}, fewer than {fewest}: its standard error would be too small; look "
                "at the cluster-robust interval instead"
            )
            note = note if n.patients else NOBODY
            results.refuse(subject, "mean", method, n, note)
            continue
        try:
            fit = fit_mean(rows["log_ratio"].to_numpy(), rows["patient_id"].to_numpy(), settings.level)
        except (SingularError, TooFewError) as error:
            results.refuse(subject, "mean", method, n, f"{error}; look at the cluster-robust interval instead")
            continue
        add_estimate(results, subject, fit.estimate, method, n, settings, note=combined(flag, *fit.warnings))
