"""The geometric mean of what is left: the value as a percentage of the baseline, without an offset."""

import pandas as pd

from casetrace.analyse.estimate.means import TOO_FEW, add_mean, why_no_interval
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import per_patient
from casetrace.methods.estimates import NoSpreadError
from casetrace.methods.ratios import as_ratio, exponential
from casetrace.methods.reduction import log_ratio
from casetrace.model.basis import LESION_VISITS, Basis, with_value
from casetrace.model.having import having
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined
from casetrace.model.results import Interval, Results, Subject, adds_results
from casetrace.model.summaries import NOBODY, sizes
from casetrace.model.wording import patients_in_words

REMAINING = Quantity("remaining")
#: What the geometric mean is of: its statistic, and the method of its interval.
GEOMETRIC_MEAN, METHOD = "geometric_mean", "t"
ZERO = "the value is 0 in {patients}: a geometric mean is not defined; see the median, or the log ratio with an offset"


def _basis(lesions: pd.DataFrame) -> Basis:
    return with_value(LESION_VISITS, lesions, lesions["improvement"].notna(), "baseline", "value")


@adds_results
def add_geometric_mean(
    results: Results, subject: Subject, enrolled: pd.DataFrame, settings: EstimationSettings, *, flag: str = ""
) -> None:
    """Add the geometric mean over patients of the value in percent of the baseline, or why there is none.

    A patient's logarithm is the mean over the patient's lesions; the interval is that of the mean logarithm.

    Parameters
    ----------
    subject
        An outcome at a visit.
    enrolled
        Its lesion visits, with `baseline`, `value` and the percent `improvement`.
    flag
        Why it is flagged anyway.
    """
    lesions = having(enrolled, "improvement")
    logs = log_ratio(lesions["baseline"], lesions["value"].where(lesions["value"] > 0), 0)
    rows = per_patient(lesions.assign(log_ratio=logs).dropna(subset=["log_ratio"]), "log_ratio")
    everybody = per_patient(lesions, "improvement")
    subject = subject.of(REMAINING).over("patient").chosen_alike(_basis(enrolled))
    n = sizes(everybody, subject)
    at_zero = int(lesions.loc[lesions["value"] <= 0, "patient_id"].nunique())
    if at_zero or everybody.empty:
        note = ZERO.format(patients=patients_in_words(at_zero)) if at_zero else NOBODY
        results.refuse(subject, GEOMETRIC_MEAN, METHOD, n, note)
        return
    noted = add_mean(Results(), subject, rows, "log_ratio", settings)
    if noted is None:
        values = rows["log_ratio"].to_numpy(dtype=float)
        note = combined(flag, why_no_interval(values, NoSpreadError()) if len(values) > 1 else TOO_FEW)
        results.add(subject, GEOMETRIC_MEAN, 100 * exponential(float(values[0])), METHOD, n, note=note)
        return
    ratio = as_ratio(noted.estimate)
    limits = Interval(100 * ratio.lower, 100 * ratio.upper, settings.level, of_ratio=True)
    note = combined(flag, noted.note)
    results.add(subject, GEOMETRIC_MEAN, 100 * ratio.value, METHOD, n, interval=limits, note=note)
