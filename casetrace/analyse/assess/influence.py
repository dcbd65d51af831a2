"""What the mean owes to single patients: the mean without each of them."""

from collections.abc import Callable

import pandas as pd

from casetrace.analyse.visits import units_of
from casetrace.methods.estimates import TooFewError
from casetrace.methods.influence import LeftOut, leave_one_out
from casetrace.model.having import having
from casetrace.model.results import Results, Subject, adds_results
from casetrace.model.summaries import sizes

TOO_FEW = "too few patients to omit one; see the listing of lesions"
NOBODY = "no patient changes it"
#: Means that differ by less than this share of the largest value are the same but for rounding.
ROUNDING = 1e-12
STATISTICS = ("leave_one_out_minimum", "leave_one_out_maximum", "leave_one_out_largest_shift")


@adds_results
def assess_influence(
    results: Results, subject: Subject, lesions: pd.DataFrame, named: Callable[[object], str] = str
) -> None:
    """The range of the mean percent improvement when a patient is left out, and who moves it most.

    Parameters
    ----------
    lesions
        The lesion visits of one visit as observed, with their `improvement`.
    named
        What the patient is called whom a `patient_id` stands for.
    """
    evaluable = having(lesions, "improvement")
    for unit, rows in units_of(subject, evaluable, "improvement"):
        n = sizes(rows, unit)
        values = rows["improvement"].to_numpy(dtype=float)
        try:
            left_out = leave_one_out(values, rows["patient_id"].to_numpy())
        except TooFewError:
            for statistic in STATISTICS:
                results.refuse(unit, statistic, "leave_one_out", n, TOO_FEW)
            continue
        mean, slack = float(values.mean()), ROUNDING * float(abs(values).max())
        means = [omission.value for omission in left_out]
        lowest = left_out[_first_largest([-value for value in means], slack)]
        highest = left_out[_first_largest(means, slack)]
        farthest = left_out[_first_largest([abs(value - mean) for value in means], slack)]
        estimates = (lowest.value, highest.value, farthest.value - mean)
        for statistic, estimate, omission in zip(STATISTICS, estimates, (lowest, highest, farthest), strict=True):
            note = NOBODY if abs(farthest.value - mean) <= slack else without_whom(left_out, omission, slack, named)
            results.add(unit, statistic, estimate, "leave_one_out", n, status="ok", note=note)


def _first_largest(values: list[float], slack: float) -> int:
    """The place of the first of those values that are the largest but for rounding."""
    largest = max(values)
    return next(place for place, value in enumerate(values) if value >= largest - slack)


def without_whom(left_out: list[LeftOut], extreme: LeftOut, slack: float, named: Callable[[object], str]) -> str:
    """Who is left out, with the other whose absence gives the same mean, or how many they are."""
    same = [omission.patient for omission in left_out if abs(omission.value - extreme.value) <= slack]
    ties = [patient for patient in same if patient != extreme.patient]
    others = f"patient {named(ties[0])}" if len(ties) == 1 else f"any of {len(ties)} others"
    tied_note = f" (same when omitting {others})" if ties else ""
    return f"omitting patient {named(extreme.patient)}{tied_note}"
