"""Proportions with exact and score intervals."""

import pandas as pd

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.intervals import clopper_pearson, upper_limit, wilson
from casetrace.methods.trust import caution
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Subject, adds_results
from casetrace.model.summaries import sizes

INDEPENDENT_LESIONS = "ignores clustering of lesions within patients; see the {instead}"
NOBODY_TO_COUNT = "the denominator is 0; see the flow of patients and lesions"


@adds_results
def add_proportion(
    results: Results,
    subject: Subject,
    counted: pd.Series,
    among: pd.DataFrame,
    settings: EstimationSettings,
    *,
    flag: str = "",
) -> None:
    """Add the proportion that is `counted` (a boolean for each of the rows `among`) with its intervals.

    Where nothing is counted, the exact one-sided upper limit is given with them.
    """
    not_primary = subject.not_primary
    n, number, total = sizes(among, subject), int(counted.sum()), len(among)
    if total == 0:
        results.refuse(subject, "proportion", "clopper_pearson", n, NOBODY_TO_COUNT)
        return
    repeated = among["patient_id"].duplicated().any()
    alternative = "per-patient results" if ("response", "complete") in subject.groups else "listing of lesions"
    note = combined(flag, INDEPENDENT_LESIONS.format(instead=alternative) if repeated else "")
    for method, limits in (("clopper_pearson", clopper_pearson), ("wilson", wilson)):
        interval = as_interval(limits(number, total, settings.level), settings)
        method_note = combined(note, caution(method, "proportion", subject.unit_of_analysis, n.patients))
        of_method = subject if method == "clopper_pearson" else not_primary
        results.add(of_method, "proportion", number / total, method, n, interval=interval, note=method_note)
    if number == 0:
        limit = upper_limit(0, total, settings.level)
        interval = Interval(0.0, limit, settings.level)
        results.add(not_primary, "upper_limit", limit, "clopper_pearson_one_sided", n, interval=interval, note=note)
