"""What the mean owes to rounding: the values are known to the last digit that was recorded, and no better."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from casetrace.analyse.visits import units_of
from casetrace.methods.measurement import last_digit, mean_bounds
from casetrace.methods.reduction import reduction_bounds
from casetrace.model.basis import LESION_VISITS, part
from casetrace.model.direction import HIGHER_IS_BETTER
from casetrace.model.having import having
from casetrace.model.outcome import Outcome
from casetrace.model.results import Results, Subject, adds_results, distinct_labels
from casetrace.model.summaries import NOBODY, sizes

#: Lesions up to which each has rows of its own.
LISTED = 200
COARSE = (
    "assumed to be rounded to {digit:g}{unit}, because all recorded values are multiples of it, by digit preference or "
    "by chance; set rounded_to of the outcome in config if this is wrong"
)
BASELINE_MAY_BE_ZERO = "a baseline may be 0 within its rounding: percent change would be undefined; see the values"
BELOW_ZERO = "a value may be below 0 within its rounding: bounds of its percent change are not computed; see the values"


def rounded_to(outcome: Outcome, recorded: pd.Series) -> float:
    """What an outcome's values are rounded to, as config says or else the last digit of the finest value recorded.

    Parameters
    ----------
    outcome
        The outcome's section of the plan.
    recorded
        Its values as text, as they were ingested.
    """
    if not outcome.scale.is_rounded:
        return 0.0
    return last_digit(recorded.dropna().unique()) if outcome.rounded_to is None else float(outcome.rounded_to)


def assess_rounding(
    results: Results,
    subject: Subject,
    outcome: Outcome,
    lesions: pd.DataFrame,
    digit: float,
    named: Callable[[object], str] = str,
) -> None:
    """The lowest and highest percent improvement that the rounding allows, of each lesion and of the means.

    Parameters
    ----------
    lesions
        The lesion visits of one visit as observed, with their `improvement`.
    digit
        What values are rounded to, in the outcome's unit.
    named
        What the lesion is called that a `lesion_id` stands for.
    """
    evaluable, note = having(lesions, "improvement"), _coarse(outcome, digit)
    lower, upper = _bounds(evaluable, outcome, digit / 2)
    if outcome.direction is HIGHER_IS_BETTER:
        lower, upper = -upper, -lower
    # The bounds take a value to be 0 at least, which it need not be where config says so.
    below = (evaluable["value"] < digit / 2) & (outcome.minimum < 0) & (not outcome.scale.is_change)
    bounds = evaluable.assign(lower=lower, upper=upper, below=below)
    of_patients = bounds.groupby("patient_id", sort=False)[["lower", "upper", "below"]].mean().reset_index()
    for unit, rows in units_of(subject, bounds, "improvement"):
        unit_bounds = rows if unit.unit_of_analysis == "lesion" else rows.merge(of_patients, on="patient_id")
        _add_bounds(results, unit, unit_bounds, note)
    if subject.unit_of_analysis == "lesion" and len(bounds) <= LISTED:
        _add_each_lesion(results, subject, bounds, note, named)


def _coarse(outcome: Outcome, digit: float) -> str:
    """Why the bounds are flagged: a rounding to more than the unit that nobody declared; empty where there is none."""
    if outcome.rounded_to is not None or digit <= 1:
        return ""
    return COARSE.format(digit=digit, unit=f" {outcome.unit}".rstrip())


def _bounds(evaluable: pd.DataFrame, outcome: Outcome, half: float) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest percent reduction of each lesion within half a digit of its size or its percentage."""
    if not outcome.scale.is_change:
        return reduction_bounds(evaluable["baseline"], evaluable["value"], half)
    reduction = evaluable["percent_reduction"].to_numpy(dtype=float)
    return reduction - half, np.minimum(reduction + half, 100.0)


def _add_each_lesion(
    results: Results, subject: Subject, bounds: pd.DataFrame, note: str, named: Callable[[object], str]
) -> None:
    """Rows for each lesion, its mean over periods where it has several."""
    limits = bounds[["patient_id", "lesion_id", "period", "lower", "upper", "below"]]
    by_lesion = dict(list(limits.groupby("lesion_id", sort=False)))
    selecting = [basis_part.as_role("selects") for basis_part in subject.basis]
    for rows, label in zip(by_lesion.values(), distinct_labels(map(named, by_lesion)), strict=True):
        lesion_subject = subject.within("lesion", label).resting_on(
            (part(LESION_VISITS, rows, "percent_reduction"), *selecting)
        )
        _add_bounds(results, lesion_subject, rows, note)


@adds_results
def _add_bounds(results: Results, subject: Subject, rows: pd.DataFrame, note: str) -> None:
    n = sizes(rows, subject)
    reason = _no_bounds(rows)
    if reason:
        for end in ("lower", "upper"):
            results.refuse(subject, f"rounding_{end}", "rounding", n, reason)
        return
    limits = mean_bounds(rows["lower"].to_numpy(), rows["upper"].to_numpy())
    results.add(subject, "rounding_lower", limits.lower, "rounding", n, note=note)
    results.add(subject, "rounding_upper", limits.upper, "rounding", n, note=note)


def _no_bounds(rows: pd.DataFrame) -> str:
    """Why there are no bounds; empty where there are."""
    if rows.empty:
        return NOBODY
    if rows["below"].any():
        return BELOW_ZERO
    return "" if np.isfinite(rows[["lower", "upper"]].to_numpy(dtype=float)).all() else BASELINE_MAY_BE_ZERO
