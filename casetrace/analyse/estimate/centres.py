"""Medians and pseudomedians over patients with intervals of exact level."""

import pandas as pd

from casetrace.analyse.estimate.means import why_no_interval
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.order_statistics import median_interval, one_sample_hodges_lehmann
from casetrace.model.results import Interval, Results, Subject, adds_results
from casetrace.model.summaries import sizes

TOO_MANY = "not computed for more than {most} patients ({n} here); see the median"
#: The statistics, with their method and its key.
CENTRES = (
    ("median", "median_order_statistics", median_interval),
    ("pseudomedian", "hodges_lehmann_one_sample", one_sample_hodges_lehmann),
)


@adds_results
def add_centres(
    results: Results, subject: Subject, rows: pd.DataFrame, column: str, settings: EstimationSettings, *, flag: str = ""
) -> None:
    """Add the median and the pseudomedian (Hodges–Lehmann) of a column, or why there are none.

    Parameters
    ----------
    rows
        One row per patient without a missing value.
    flag
        Why they are flagged anyway.
    """
    values, n = rows[column].to_numpy(dtype=float), sizes(rows, subject)
    most = settings.methods["asymptotic_patients"]
    for statistic, method, centre in CENTRES:
        if statistic == "pseudomedian" and len(values) > most:
            results.refuse(subject, statistic, method, n, TOO_MANY.format(n=len(values), most=most))
            continue
        try:
            estimate = centre(values, settings.level)
        except (NoSpreadError, TooFewError) as error:
            results.refuse(subject, statistic, method, n, why_no_interval(values, error))
            continue
        interval = Interval(estimate.lower, estimate.upper, estimate.level)
        results.add(subject, statistic, estimate.value, method, n, interval=interval, note=flag)
