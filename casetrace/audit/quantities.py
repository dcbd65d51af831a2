"""Values of variables and conditions in the rows of a study, under a reading of the claim that asks for them."""

import math
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from casetrace.audit.readings import Reading
from casetrace.audit.rows import Floats, Rows
from casetrace.claims.terms import Condition, Variable
from casetrace.methods.reduction import THRESHOLD_SLACK
from casetrace.model.outcome import Outcome
from casetrace.model.time_units import visit_term

Outcomes = Mapping[str, Outcome]
RESPONSES = ("complete", "partial", "stable", "progression")
YES_OR_NO = {"yes": 1.0, "no": 0.0}


def numbers(rows: Rows, outcomes: Outcomes, variable: Variable, reading: Reading) -> Floats:
    """The values of a variable that is a number, or 1 and 0 for yes and no; NaN where it is not known."""
    visit = reading.visit if reading.visit is not None and variable.visit is not None else variable.visit
    key = (variable.name, variable.outcome, visit, reading.source, reading.missing)
    if not variable.outcome:
        return rows.columns[variable.name]
    outcome = outcomes[variable.outcome]
    if variable.name == "baseline":
        return rows.columns[f"baseline.{variable.outcome}"]
    if visit is None:
        raise AssertionError(f"{variable} needs a visit")
    if variable.name == "value":
        return rows.once(key, lambda: _value(rows, variable.outcome, outcome, visit, reading.missing))
    reduction = rows.once(
        ("percent_reduction", *key[1:]), lambda: _reduction(rows, variable.outcome, outcome, visit, reading)
    )
    if variable.name == "percent_increase":
        return 0.0 - reduction
    if variable.name == "evaluable":
        return np.where(np.isnan(reduction), 0.0, 1.0)
    return reduction


def holds(rows: Rows, outcomes: Outcomes, conditions: Iterable[Condition], reading: Reading) -> Floats:
    """Whether all conditions hold in each row: 1, 0, or NaN where it is not known."""
    result = np.ones(len(rows))
    for condition in conditions:
        is_met = _once(rows, outcomes, condition, reading)
        result = np.where((result == 0) | (is_met == 0), 0.0, result + is_met - 1)
    return result


def _once(rows: Rows, outcomes: Outcomes, condition: Condition, reading: Reading) -> Floats:
    key = (condition, reading.visit, reading.source, reading.missing)
    return rows.once(key, lambda: _holds(rows, outcomes, condition, reading))


def _holds(rows: Rows, outcomes: Outcomes, condition: Condition, reading: Reading) -> Floats:
    variable, values = condition.variable, condition.values
    if variable.name == "response":
        return _response(rows, outcomes, condition, reading)
    column = rows.columns.get(f"{variable.name}.{variable.outcome}" if variable.outcome else variable.name)
    if column is not None and column.dtype == object:
        known = np.array([value is not None for value in column], dtype=bool)
        categories = set(values)
        matches = [
            bool(value & categories) if isinstance(value, frozenset) else value in categories for value in column
        ]
        is_so = np.array(matches, dtype=bool) == (condition.operator == "=")
        return np.where(known, is_so.astype(float), np.nan)
    number = numbers(rows, outcomes, variable, reading)
    wanted_numbers = [YES_OR_NO[value] if value in YES_OR_NO else float(value) for value in values]
    return np.where(np.isnan(number), np.nan, _compared(number, condition.operator, wanted_numbers).astype(float))


def _compared(number: Floats, operator: str, values: list[float]) -> NDArray[np.bool_]:
    if operator in ("=", "!="):
        equal = np.any([np.abs(number - value) <= THRESHOLD_SLACK for value in values], axis=0)
        return np.asarray(equal if operator == "=" else ~equal)
    limit = values[0]
    if operator in ("<", "<="):
        return number < limit - THRESHOLD_SLACK if operator == "<" else number <= limit + THRESHOLD_SLACK
    return number > limit + THRESHOLD_SLACK if operator == ">" else number >= limit - THRESHOLD_SLACK


def _response(rows: Rows, outcomes: Outcomes, condition: Condition, reading: Reading) -> Floats:
    """Whether the response is one of those named, by the thresholds of the plan."""
    variable = condition.variable
    outcome = outcomes[variable.outcome]
    of_change = Variable("percent_reduction", variable.outcome, variable.visit)
    improvement = outcome.direction.improvement(numbers(rows, outcomes, of_change, reading))
    limits = outcome.response
    codes = np.select(
        [
            improvement >= limits.complete - THRESHOLD_SLACK,
            improvement >= limits.partial - THRESHOLD_SLACK,
            improvement <= -limits.progression + THRESHOLD_SLACK,
        ],
        [0, 1, 3],
        2,
    )
    is_named = np.isin(codes, [RESPONSES.index(value) for value in condition.values])
    return np.where(np.isnan(improvement), np.nan, (is_named == (condition.operator == "=")).astype(float))


def _value(rows: Rows, name: str, outcome: Outcome, visit: int, missing: str) -> Floats:
    """The value at a visit, a missing one filled in as the reading says."""
    baseline = rows.columns[f"baseline.{name}"]
    value = baseline if visit == outcome.baseline_visit else rows.columns[f"value.{name}.{visit_term(visit)}"]
    if missing == "observed":
        return value
    fill = baseline if missing == "no_change" else np.full(len(rows), _best(outcome))
    if missing == "locf":
        fill = _last(
            rows, [f"value.{name}.{visit_term(time)}" for time in outcome.follow_up_visits if time < visit], baseline
        )
    return np.where(np.isnan(value) & (baseline > 0), fill, value)


def _best(outcome: Outcome) -> float:
    """The best value there is; missing where nothing tells it, and what is missing then stays so."""
    return math.nan if outcome.best_value is None else float(outcome.best_value)


def _reduction(rows: Rows, name: str, outcome: Outcome, visit: int, reading: Reading) -> Floats:
    """The percent reduction at a visit, from the values or as it is printed."""
    assumed = rows.columns.get(f"percent_reduction.{name}.{visit_term(visit)}")
    if outcome.scale.is_change:
        return _printed_reduction(rows, name, outcome, visit, reading.missing)
    baseline = rows.columns[f"baseline.{name}"]
    start = np.where(baseline > 0, baseline, np.nan)
    if reading.source == "printed" and visit != outcome.baseline_visit:
        result = rows.columns[f"printed.{name}.{visit_term(visit)}"]
        best = 100 * (1 - _best(outcome) / start)
        fill = {"no_change": np.zeros(len(rows)), "complete_response": best}.get(reading.missing)
        if reading.missing == "locf":
            earlier = [time for time in outcome.follow_up_visits if time < visit]
            fill = _last(rows, [f"printed.{name}.{visit_term(time)}" for time in earlier], np.zeros(len(rows)))
        if fill is not None:
            missing = np.isnan(rows.columns[f"value.{name}.{visit_term(visit)}"]) & np.isnan(result) & ~np.isnan(start)
            result = np.where(missing, fill, result)
    else:
        result = 100 * (1 - _value(rows, name, outcome, visit, reading.missing) / start)
    return result if assumed is None else np.where(np.isnan(assumed), result, assumed)


def _printed_reduction(rows: Rows, name: str, outcome: Outcome, visit: int, missing: str) -> Floats:
    """The percent reduction at a visit where the values are percentages as printed."""
    value = rows.columns[f"value.{name}.{visit_term(visit)}"]
    if missing != "observed":
        fill = np.full(len(rows), _best(outcome) if missing == "complete_response" else 0.0)
        if missing == "locf":
            earlier = [time for time in outcome.follow_up_visits if time < visit]
            fill = _last(rows, [f"value.{name}.{visit_term(time)}" for time in earlier], fill)
        value = np.where(np.isnan(value), fill, value)
    return outcome.printed_reduction(value)


def _last(rows: Rows, names: list[str], start: Floats) -> Floats:
    """The last known of several columns, in order; `start` where none is."""
    result = start
    for name in names:
        result = np.where(np.isnan(rows.columns[name]), result, rows.columns[name])
    return result
