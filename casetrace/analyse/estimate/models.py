"""The models of the mean log ratio over lesions: estimating equations, and a random effect of the patient."""

import pandas as pd
from numpy.typing import ArrayLike

from casetrace.analyse.estimate.means import add_estimate
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.models import Fit, gee_mean, mixed_mean
from casetrace.methods.trust import few_df
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes
from casetrace.model.wording import patients_in_words


def _mixed_mean(values: ArrayLike, clusters: ArrayLike, level: float) -> Fit:
    return mixed_mean(values, clusters, level, "kenward_roger")


MODELS = {"gee_exchangeable": gee_mean, "mixed_model_kenward_roger": _mixed_mean}


@adds_results
def add_models(
    results: Results, subject: Subject, rows: pd.DataFrame, settings: EstimationSettings, flag: str, reason: str = ""
) -> None:
    """Add both models of the column `log_ratio`, or why there is none.

    Parameters
    ----------
    rows
        One row per lesion without a missing value, with `patient_id`.
    flag
        Why they are flagged anyway.
    reason
        Why they are refused, for their values; empty where they are not.
    """
    n, fewest = sizes(rows, subject), settings.methods["model_patients"]
    if reason or n.patients < fewest:
        note = reason or (
            f"{patients_in_words(n.patients)}, fewer than {fewest}: the standard error would be too small; see the "
            "cluster-robust CI"
        )
        for method in MODELS:
            results.refuse(subject, "mean", method, n, note if n.patients else NOBODY)
        return
    for method, fit_mean in MODELS.items():
        try:
            fit = fit_mean(rows["log_ratio"].to_numpy(), rows["patient_id"].to_numpy(), settings.level)
        except (SingularError, TooFewError) as error:
            results.refuse(subject, "mean", method, n, f"{error}; see the cluster-robust CI")
        else:
            note = combined(flag, fit.caution, few_df(method, fit.estimate.df))
            add_estimate(results, subject, fit.estimate, method, n, settings, note=note)
