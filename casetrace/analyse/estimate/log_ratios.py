"""Mean log ratio of the value to the baseline, with several offsets, and the models of it."""

from math import exp

import pandas as pd

from casetrace.analyse.estimate.means import add_mean
from casetrace.analyse.estimate.models import add_models
from casetrace.analyse.estimate.settings import EstimationSettings
from casetrace.analyse.visits import log_ratio_basis, units_of
from casetrace.methods.reduction import log_ratio
from casetrace.model.having import having
from casetrace.model.quantities import Quantity
from casetrace.model.reservations import combined, offset_note
from casetrace.model.results import Interval, Results, Subject, adds_results
from casetrace.model.summaries import sizes

NO_LOGARITHM = "{lesions} with a value too low to have a logarithm excluded; see the percent change"


def add_log_ratios(
    results: Results, subject: Subject, lesions: pd.DataFrame, settings: EstimationSettings, *, flag: str = ""
) -> None:
    """Add the mean log ratio with each offset, the ratio that it stands for, and the models of it.

    Parameters
    ----------
    subject
        An outcome at a visit.
    lesions
        Its lesion visits, with `baseline` and `value`.
    """
    outcome, log_ratio_subject = subject.outcome, subject.of(Quantity("log_ratio"))
    assert outcome is not None
    reason = offset_note(lesions)
    for offset in outcome.log_offsets:
        rows = lesions.assign(
            log_ratio=log_ratio(lesions["baseline"].where(lesions["baseline"] > 0), lesions["value"], offset.value)
        )
        without_logarithm = rows["log_ratio"].isna() & rows["value"].notna() & (rows["baseline"] > 0)
        offset_flag = combined(
            flag, NO_LOGARITHM.format(lesions=int(without_logarithm.sum())) if without_logarithm.any() else ""
        )
        resting = log_ratio_subject.chosen_alike(log_ratio_basis(rows))
        for unit, unit_rows in units_of(resting, having(rows, "log_ratio"), "log_ratio"):
            if reason:
                _refuse(results, unit, unit_rows, offset.option, reason)
            else:
                _add_ratio(results, unit, unit_rows, settings, offset.option, offset_flag)
    if outcome.bearer == "lesion":
        of_lesions = log_ratio_subject.over("lesion").chosen_alike(log_ratio_basis(lesions))
        add_models(results, of_lesions, having(lesions, "log_ratio"), settings, flag, reason)


@adds_results
def _refuse(results: Results, subject: Subject, rows: pd.DataFrame, option: str, reason: str) -> None:
    """Add why there is no mean log ratio."""
    method = "cr2_t" if subject.unit_of_analysis == "lesion" else "t"
    results.refuse(subject, "mean", method, sizes(rows, subject), reason, option=option)


@adds_results
def _add_ratio(
    results: Results, subject: Subject, rows: pd.DataFrame, settings: EstimationSettings, option: str, flag: str
) -> None:
    log_mean = add_mean(results, subject, rows, "log_ratio", settings, option=option, flag=flag)
    if log_mean is None:
        return
    estimate, note = log_mean
    interval = Interval(exp(estimate.lower), exp(estimate.upper), settings.level, of_ratio=True)
    method = "cr2_t" if subject.unit_of_analysis == "lesion" else "t"
    results.add(
        subject, "ratio", exp(estimate.value), method, sizes(rows, subject), interval=interval, option=option, note=note
    )
