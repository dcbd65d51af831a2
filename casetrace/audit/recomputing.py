"""Recomputes a claim under a reading, and says whether the printed number allows the result."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.quantities import numbers
from casetrace.audit.readings import Reading
from casetrace.audit.rows import Floats, Mask
from casetrace.audit.study import Study
from casetrace.audit.units import Units, elements, units
from casetrace.claims.claims import Claim
from casetrace.claims.terms import Variable
from casetrace.methods.estimates import NoSpreadError, TooFewError
from casetrace.methods.exact_tests import sign_flip, signed_rank
from casetrace.methods.intervals import t_interval
from casetrace.methods.summaries import summarise

#: Slack for comparing a result with a bound, relative to the larger of the two: far below any printed digit.
SLACK = 1e-9
#: By how much a number that is cut off stays under the next one, in units of its last digit.
CUT = 1e-6
#: Draws and limits of the tests of a p value.
TEST_SETTINGS: dict[str, Any] = {"exact_up_to": 20, "asymptotic_above": 5000, "resamples": 9999}


@dataclass(frozen=True)
class Recomputed:
    """A recomputed number: `upper` differs from `value` for a range; `n` units, of which `count` fulfil a condition."""

    value: float
    upper: float
    n: int
    count: int | None


#: What there is without rows.
NOTHING = Recomputed(math.nan, math.nan, 0, None)


def recompute(study: Study, claim: Claim, reading: Reading) -> Recomputed:
    """The number that a claim gives, from the rows of the study.

    Returns
    -------
    Recomputed
        NaN where nobody has a value.
    """
    if reading.statistic == "of_sum":
        return _of_sum(study, claim, reading)
    claim_units = units(study.rows, study.outcomes, claim, reading)
    conditions = claim.quantity is not None and bool(claim.quantity.conditions)
    total = float(np.sum(claim_units.weights))
    count = round(float(np.sum(claim_units.each * claim_units.weights))) if conditions else None
    lower, upper = _statistic(reading.statistic, claim_units)
    return Recomputed(lower, upper, round(total), count)


def _statistic(statistic: str, claim_units: Units) -> tuple[float, float]:
    """The statistic of some units, twice unless it is a range."""
    values = (
        claim_units.each
        if (claim_units.weights == 1).all()
        else np.repeat(claim_units.each, claim_units.weights.astype(int))
    )
    if statistic in ("count", "sum"):
        return (float(math.fsum(values)),) * 2
    if len(values) == 0:
        return math.nan, math.nan
    if statistic in ("t", "sign_flip", "signed_rank"):
        return (_p_value(statistic, values),) * 2
    summary = summarise(values)
    if statistic == "range":
        return summary.minimum, summary.maximum
    if statistic in ("percent", "share"):
        return (100 * summary.mean if statistic == "percent" else summary.mean,) * 2
    if statistic == "sd":
        return (float(np.std(values, ddof=1)) if len(values) > 1 else math.nan,) * 2
    return (float(getattr(summary, statistic)),) * 2


def _p_value(test: str, values: Floats) -> float:
    """The p value of a test against no change."""
    try:
        if test == "t":
            return t_interval(values, 0.95).p_value
        if test == "signed_rank":
            return signed_rank(values, asymptotic_above=TEST_SETTINGS["asymptotic_above"]).p_value
        return sign_flip(values, rng=np.random.default_rng(0), **TEST_SETTINGS).p_value
    except (TooFewError, NoSpreadError):
        return math.nan


def _of_sum(study: Study, claim: Claim, reading: Reading) -> Recomputed:
    """The percent reduction of the summed values, over the rows with a reduction."""
    variable = claim.quantity.variable if claim.quantity else None
    if variable is None:
        raise AssertionError(f"{claim.claim_id} has no variable")
    counted = ~np.isnan(elements(study.rows, study.outcomes, claim, reading))
    if study.outcomes[variable.outcome].bearer == "patient":
        counted &= _first_of(study.rows.patient, counted)
    value = numbers(study.rows, study.outcomes, Variable("value", variable.outcome, variable.visit), reading)
    start = study.rows.columns[f"baseline.{variable.outcome}"]
    if not counted.any():
        return Recomputed(math.nan, math.nan, 0, None)
    result = 100 * (1 - math.fsum(value[counted]) / math.fsum(start[counted]))
    result = -result if variable.name == "percent_increase" else result
    return Recomputed(result, result, int(counted.sum()), None)


def _first_of(patient: NDArray[np.int64], counted: Mask) -> Mask:
    """The first row of each patient that counts."""
    positions = np.flatnonzero(counted)
    first = np.zeros(len(counted), dtype=bool)
    first[positions[np.unique(patient[positions], return_index=True)[1]]] = True
    return first


def allowed(claim: Claim, value: Any, upper: Any, *, truncated: bool = False) -> NDArray[np.bool_]:
    """Whether recomputed numbers are what a claim says, its rounding allowed for.

    Parameters
    ----------
    value, upper
        Numbers or arrays of one shape; `upper` is the maximum of a range, else `value` again.
    truncated
        Whether the printed number was cut off rather than rounded.
    """
    low, high = np.asarray(value, dtype=float), np.asarray(upper, dtype=float)
    if claim.comparator in ("all", "most", "none"):
        by_word = {"all": low >= 1 - SLACK, "most": low > 0.5 + SLACK, "none": low <= SLACK}
        return np.asarray(by_word[claim.comparator])
    lower_bounds, upper_bounds = bounds(claim, truncated=truncated)
    slack = SLACK * np.maximum(1, np.abs(low))
    if claim.comparator in ("<", "<="):
        return np.asarray(low < lower_bounds[1] - slack if claim.comparator == "<" else low <= lower_bounds[1] + slack)
    if claim.comparator in (">", ">="):
        return np.asarray(low > lower_bounds[0] + slack if claim.comparator == ">" else low >= lower_bounds[0] - slack)
    inside = (low >= lower_bounds[0] - slack) & (low <= lower_bounds[1] + slack)
    if claim.kind == "range":
        inside &= (high >= upper_bounds[0] - slack) & (high <= upper_bounds[1] + slack)
    return np.asarray(inside)


def bounds(claim: Claim, *, truncated: bool = False) -> tuple[tuple[float, float], tuple[float, float]]:
    """Between what the true numbers behind the printed one lie: for its lower and its upper end.

    A number that is compared with another quantity is compared with 0. Of an inequality the printed bound itself.
    """
    if claim.reported is None:
        return (0.0, 0.0), (0.0, 0.0)
    ends = (claim.reported.lower, claim.reported.upper)
    if claim.comparator in ("<", "<=", ">", ">="):
        return (ends[0], ends[0]), (ends[1], ends[1])
    if not truncated:
        return claim.reported.bounds("lower"), claim.reported.bounds("upper")
    below = 10.0**-claim.reported.decimals * (1 - CUT)
    cut = [(end, end + below) if end > 0 else (end - below, end) if end < 0 else (-below, below) for end in ends]
    return cut[0], cut[1]


def off_by(claim: Claim, recomputed: Recomputed) -> float:
    """Recomputed minus printed number; 0 where the printed one allows it, NaN where there is nothing to compare.

    Of a range the end that is farther off.
    """
    if claim.comparator in ("all", "most", "none") or math.isnan(recomputed.value):
        return math.nan
    if bool(allowed(claim, recomputed.value, recomputed.upper)):
        return 0.0
    if claim.reported is None:
        return recomputed.value
    ends = [recomputed.value - claim.reported.lower]
    if claim.kind == "range":
        ends.append(recomputed.upper - claim.reported.upper)
    return max(ends, key=abs)
