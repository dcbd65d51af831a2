"""How alike the lesions of a patient are: the intraclass correlation of their improvement, and the design effect."""

import pandas as pd

from casetrace.analyse.estimate.means import as_interval
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.methods.estimates import SingularError, TooFewError
from casetrace.methods.intraclass import intraclass_correlation
from casetrace.methods.trust import caution
from casetrace.model.reservations import combined
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes
from casetrace.model.wording import patients_in_words

METHOD = "icc_f"
TOO_FEW = "{patients}, fewer than {fewest}; the cluster-robust CI does not need it"
NO_INTERVAL = "no CI: patients differ by less than expected under any correlation of their lesions"
INSTEAD = "{reason}; the cluster-robust CI does not need it"


@adds_results
def add_dependence(
    results: Results,
    subject: Subject,
    rows: pd.DataFrame,
    column: str,
    settings: EstimationSettings,
    *,
    at_the_end: bool = False,
    flag: str = "",
) -> None:
    """Add the intraclass correlation of a column and its design effect, or why there are none.

    Parameters
    ----------
    rows
        One row per lesion without a missing value, with `patient_id`.
    at_the_end
        Whether many of the values are at the end of the range that they can have.
    flag
        Why they are flagged anyway.
    """
    n, fewest = sizes(rows, subject), settings.methods["model_patients"]
    reason, correlation = "", None
    if n.patients < fewest:
        reason = TOO_FEW.format(patients=patients_in_words(n.patients), fewest=fewest) if n.patients else NOBODY
    else:
        try:
            correlation = intraclass_correlation(rows[column], rows["patient_id"], settings.level)
        except (SingularError, TooFewError) as error:
            reason = INSTEAD.format(reason=error)
    if correlation is None:
        for statistic in ("icc", "design_effect"):
            results.refuse(subject, statistic, METHOD, n, reason)
        return
    limits = correlation.limits
    interval = as_interval(limits, settings) if limits else None
    careful = caution(METHOD, "icc", "lesion", n.patients, at_the_end=at_the_end)
    note = combined(flag, "" if limits else NO_INTERVAL, careful)
    results.add(subject, "icc", correlation.icc, METHOD, n, interval=interval, note=note)
    results.add(subject, "design_effect", correlation.design_effect, METHOD, n, note=note)
